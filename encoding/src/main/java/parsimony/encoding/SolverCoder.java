package parsimony.encoding;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.Observer;
import parsimony.sparsecoding.SparseEncoder;

/**
 * Codes by sparse inference.
 *
 * @param encoder  the solver
 * @param observer sees each step, for an {@link IterativeEncoder}; null for none
 */
public record SolverCoder(SparseEncoder encoder, Observer observer) implements Coder {
    /**
     * A coder that nobody observes.
     *
     * @param encoder the solver
     */
    public SolverCoder(SparseEncoder encoder) {
        this(encoder, null);
    }

    @Override
    public int pixels() {
        return encoder.dictionary().pixels();
    }

    @Override
    public int units() {
        return encoder.dictionary().size();
    }

    /**
     * {@inheritDoc}
     *
     * @throws InputException if there is a start or an observer, and the solver is none that goes
     *                        step by step
     */
    @Override
    public Coded code(FMatrixRMaj patches, FMatrixRMaj start) {
        if (start == null && observer == null) {
            return new Coded(encoder.solve(patches));
        }
        if (encoder instanceof IterativeEncoder iterative) {
            return new Coded(iterative.solve(patches, start, observer));
        }
        throw new InputException("‹start›: not for " + encoder.getClass().getSimpleName());
    }

    @Override
    public FMatrixRMaj decode(FMatrixRMaj patches, FMatrixRMaj codes) {
        return encoder.dictionary().decode(codes);
    }
}
