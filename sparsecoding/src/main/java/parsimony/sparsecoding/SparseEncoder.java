package parsimony.sparsecoding;

import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/** An encoder that infers codes under a dictionary by optimization, and can say how well it did. */
public interface SparseEncoder extends Encoder {
    /** The dictionary that codes refer to. */
    Dictionary dictionary();

    /**
     * Infers codes from scratch.
     *
     * @param patches N×D, finite
     * @return N×K codes with their certificates
     * @throws InputException if the patches have not D columns or are not finite, or the settings
     *     do not suit them
     * @throws CancellationException    if the thread was interrupted
     */
    Solution solve(FMatrixRMaj patches);

    @Override
    default FMatrixRMaj encode(FMatrixRMaj patches) {
        return solve(patches).codes();
    }
}
