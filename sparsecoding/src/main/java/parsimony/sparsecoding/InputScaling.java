package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;

/**
 * What an encoder does to an input before anything else, so that all inputs have about the same
 * size. It encodes and reconstructs the scaled input x′; the reconstruction of the input itself is
 * brought back by the inverse, with the input's own numbers.
 */
public enum InputScaling {
    /** x′ = x. */
    NONE,
    /** x′ = x·√D/‖x‖, so that every input has the norm √D; back by x̂ = x̂′·‖x‖/√D. */
    CONSTANT_NORM,
    /**
     * x′ = (x − μ)/(σ + 1e-5) with the mean μ and the standard deviation σ of the D pixels, their
     * squares divided by D − 1; back by x̂ = x̂′·σ + μ. It is the form of SAELens: on the way back
     * the 1e-5 is left out.
     */
    LAYER_NORM;

    private static final double EPSILON = 1e-5;

    /**
     * Writes x′.
     *
     * @param patches N×D
     * @param i       the row of x
     * @param into    receives x′ from an index on
     * @throws PatchException if the input is all zeros, and scaled to a norm
     */
    void scale(FMatrixRMaj patches, int i, float[] into, int at) {
        int pixels = patches.numCols;
        int from = i * pixels;
        if (this == NONE) {
            System.arraycopy(patches.data, from, into, at, pixels);
            return;
        }
        double mean = this == LAYER_NORM ? mean(patches.data, from, pixels) : 0;
        double factor = factor(patches, i, mean);
        for (int d = 0; d < pixels; d++) {
            into[at + d] = (float) ((patches.data[from + d] - mean) * factor);
        }
    }

    private double factor(FMatrixRMaj patches, int i, double mean) {
        if (this == LAYER_NORM) {
            return 1 / (deviation(patches, i, mean) + EPSILON);
        }
        double norm = norm(patches, i);
        if (norm == 0) {
            throw new PatchException(i, "‹patches›: ",
                    " is all zeros; the encoder scales inputs to one norm, which zeros have not");
        }
        return Math.sqrt(patches.numCols) / norm;
    }

    /**
     * Turns a reconstruction of x′ into one of x, in place.
     *
     * @param patches         N×D
     * @param i               the row of x
     * @param reconstructions N×D
     */
    void restore(FMatrixRMaj patches, int i, FMatrixRMaj reconstructions) {
        if (this == NONE) {
            return;
        }
        int pixels = patches.numCols;
        double mean = this == LAYER_NORM ? mean(patches.data, i * pixels, pixels) : 0;
        double factor = this == LAYER_NORM ? deviation(patches, i, mean)
                : norm(patches, i) / Math.sqrt(pixels);
        for (int d = i * pixels; d < (i + 1) * pixels; d++) {
            reconstructions.data[d] = (float) (reconstructions.data[d] * factor + mean);
        }
    }

    private static double mean(float[] data, int from, int pixels) {
        double sum = 0;
        for (int d = from; d < from + pixels; d++) {
            sum += data[d];
        }
        return sum / pixels;
    }

    private static double deviation(FMatrixRMaj patches, int i, double mean) {
        return Math.sqrt(squares(patches, i, mean) / (patches.numCols - 1));
    }

    private static double norm(FMatrixRMaj patches, int i) {
        return Math.sqrt(squares(patches, i, 0));
    }

    private static double squares(FMatrixRMaj patches, int i, double about) {
        double squares = 0;
        for (int d = i * patches.numCols; d < (i + 1) * patches.numCols; d++) {
            squares += (patches.data[d] - about) * (patches.data[d] - about);
        }
        return squares;
    }
}
