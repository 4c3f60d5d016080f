package parsimony.encoding;

import org.ejml.data.FMatrixRMaj;

/**
 * A way to make codes and to decode them: sparse inference, or an amortized encoder with its
 * decoder. {@link CoderSpec} describes one so that another process can make it.
 */
public interface Coder extends AutoCloseable {
    /** {@return the number of pixels of a patch, D} */
    int pixels();

    /** {@return the number of units of a code, K} */
    int units();

    /**
     * Encodes patches, each independently of the others.
     *
     * @param patches N×D, finite
     * @param start   N×K codes to start from; null to start from scratch
     * @return their codes
     * @throws parsimony.sparsecoding.PatchException if a patch cannot be coded
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    Coded code(FMatrixRMaj patches, FMatrixRMaj start);

    /**
     * Reconstructs patches from codes.
     *
     * @param patches N×D that the codes are of; an encoder that scales its inputs needs their sizes
     * @param codes   N×K
     * @return N×D
     */
    FMatrixRMaj decode(FMatrixRMaj patches, FMatrixRMaj codes);

    /**
     * {@return whether the last bits of a code may depend on the patches beside it, as where a
     * matrix library multiplies them together} Then patches come in the same blocks, whichever of
     * them are wanted.
     */
    default boolean dependsOnBlock() {
        return false;
    }

    @Override
    default void close() {}
}
