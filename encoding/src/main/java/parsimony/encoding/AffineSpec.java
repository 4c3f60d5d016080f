package parsimony.encoding;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.AffineEncoder;

/**
 * The codes of an amortized encoder that is one affine map. It describes itself.
 *
 * @param encoder its weights and activation
 */
public record AffineSpec(AffineEncoder encoder) implements CoderSpec, Coder {
    @Override
    public AffineSpec coder() {
        return this;
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
     * @throws InputException if there is a start, which a code in one step has not
     */
    @Override
    public Coded code(FMatrixRMaj patches, FMatrixRMaj start) {
        if (start != null) {
            throw new InputException("‹start›: not for an encoder, which makes codes in one step");
        }
        return new Coded(encoder.encode(patches));
    }

    @Override
    public FMatrixRMaj decode(FMatrixRMaj patches, FMatrixRMaj codes) {
        return encoder.reconstruct(patches, codes);
    }
}
