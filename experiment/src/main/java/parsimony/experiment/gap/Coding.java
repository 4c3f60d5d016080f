package parsimony.experiment.gap;

import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Dictionary;

/** Codes of patches that come in blocks, and the decoder x′ ≈ b + Φa that they are for. */
interface Coding extends AutoCloseable {
    /** The atoms Φ, K×D. */
    Dictionary dictionary();

    /** The decoder's bias b, 1×D. */
    FMatrixRMaj bias();

    /**
     * The inputs x′ that the decoder reconstructs: the patches themselves, unless the encoder
     * scales them.
     *
     * @param patches N×D
     */
    FMatrixRMaj inputs(FMatrixRMaj patches);

    /**
     * The codes of the next patches.
     *
     * @param patches the next rows of the file of patches
     * @return as many codes
     */
    FMatrixRMaj codes(FMatrixRMaj patches);

    /** Begins with the first patch again. */
    void rewind();

    @Override
    void close();
}
