package parsimony.sparsecoding;

import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * A sparse encoder that moves a code step by step, from any start. An observer may watch every
 * step.
 */
public interface IterativeEncoder extends SparseEncoder {
    /**
     * Infers codes. With an observer, all patches take a step before any patch takes the next.
     *
     * @param patches  N×D, finite
     * @param start    N×K codes to start from, finite; null to start from scratch
     * @param observer called after every iteration; null for none, which is faster
     * @return N×K codes with their certificates
     * @throws InputException if shapes do not agree, a value is not finite or the settings do not
     *     suit the patches
     * @throws CancellationException    if the thread was interrupted
     */
    Solution solve(FMatrixRMaj patches, FMatrixRMaj start, Observer observer);

    @Override
    default Solution solve(FMatrixRMaj patches) {
        return solve(patches, null, null);
    }
}
