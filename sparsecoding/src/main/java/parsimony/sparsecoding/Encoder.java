package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Anything that turns patches into codes: LCA, ISTA, an exact solver, or the one-shot encoder of a
 * variational autoencoder. They can be compared because they share this interface.
 */
public interface Encoder {
    /**
     * Encodes patches, each independently of the others.
     *
     * @param patches N×D, finite
     * @return codes, N×K, finite
     * @throws InputException if D is not the encoder's own number of pixels
     */
    FMatrixRMaj encode(FMatrixRMaj patches);
}
