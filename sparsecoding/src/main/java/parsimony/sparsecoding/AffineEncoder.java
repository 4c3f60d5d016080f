package parsimony.sparsecoding;

import java.io.Serializable;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * An encoder that is one affine map and an activation, with a linear decoder: sparse autoencoders
 * (ReLU, TopK, JumpReLU, gated), and linear variational autoencoders.
 *
 * <pre>
 *     x′ = scaled x                    {@link InputScaling}
 *     u  = W(x′ − c) + b_e             c is the decoder's bias b, or 0
 *     a  = activation(u)               {@link CodeActivation}
 *     x̂′ = b + Φa
 * </pre>
 *
 * <p>The reconstruction is linear in the <em>scaled</em> input's space. So whoever compares codes
 * by their squared error, or infers others on the same dictionary, must do it there: with
 * {@link #prepare}d inputs x′, {@link #dictionary} Φ and {@link #bias} b, ‖x′ − b − Φa‖² is exactly
 * this encoder's error. Without a scaling x′ is x. {@link #reconstruct} gives x̂ in the space of x.
 *
 * <p>Weights are kept, and sums over pixels are taken, in single precision. Patches are encoded in
 * parallel; the number of threads does not change a bit.
 */
public final class AffineEncoder implements Encoder, Serializable {
    private static final long serialVersionUID = 1;
    private static final double RATE_FLOOR = 1.2e-7;
    private static final double GAIN_CLAMP = 10;
    /** Units that are computed together: their sums for a chunk of patches stay in the cache. */
    private static final int BLOCK = 1024;

    private final Dictionary dictionary;
    private final FMatrixRMaj bias;
    /** W by block of units, pixel and unit. */
    private final float[][][] weights;
    private final float[] encoderBias;
    private final Settings settings;

    /**
     * What is not a weight.
     *
     * @param activation makes a code of the affine map's output
     * @param centred    whether the decoder's bias is subtracted from the scaled input, c = b
     * @param scaling    of the input
     */
    public record Settings(CodeActivation activation, boolean centred, InputScaling scaling)
            implements
                Serializable {
    }

    /**
     * An encoder of these weights, which it copies.
     *
     * @param dictionary  Φ, K×D
     * @param bias        the decoder's bias b, 1×D
     * @param weights     W, K×D
     * @param encoderBias b_e, 1×K
     * @param settings    the activation, and what is done to inputs
     * @throws InputException if shapes do not agree, or a number is not finite
     */
    public AffineEncoder(Dictionary dictionary, FMatrixRMaj bias, FMatrixRMaj weights,
            FMatrixRMaj encoderBias, Settings settings) {
        int units = dictionary.size();
        int pixels = dictionary.pixels();
        require("decoder bias", bias, 1, pixels);
        require("encoder", weights, units, pixels);
        require("encoder bias", encoderBias, 1, units);
        requireFitting(settings.activation, units);
        if (settings.scaling == InputScaling.LAYER_NORM && pixels < 2) {
            throw new InputException("scaling", settings.scaling,
                    "needs inputs of at least 2 pixels");
        }
        this.dictionary = dictionary;
        this.bias = bias.copy();
        this.encoderBias = encoderBias.data.clone();
        this.settings = settings;
        this.weights = new float[(units + BLOCK - 1) / BLOCK][pixels][];
        for (int block = 0; block < this.weights.length; block++) {
            int first = block * BLOCK;
            int size = Math.min(BLOCK, units - first);
            for (int d = 0; d < pixels; d++) {
                float[] row = new float[size];
                for (int k = 0; k < size; k++) {
                    row[k] = weights.data[(first + k) * pixels + d];
                }
                this.weights[block][d] = row;
            }
        }
    }

    private static void requireFitting(CodeActivation activation, int units) {
        if (activation instanceof CodeActivation.TopK top) {
            if (top.k() < 1 || top.k() > units) {
                throw new InputException("k", top.k(), "must be from 1 to the number of units, "
                        + units);
            }
        } else if (activation instanceof CodeActivation.JumpRelu jump) {
            require("threshold", jump.thresholds(), 1, units);
        } else if (activation instanceof CodeActivation.Gated gated) {
            require("gate's scales", gated.scales(), 1, units);
            require("magnitude bias", gated.magnitudes(), 1, units);
        } else if (activation instanceof CodeActivation.PoissonRate rate) {
            require("log prior", rate.logPrior(), 1, units);
            Check.positive("clamp", rate.clamp());
        }
    }

    private static void require(String name, FMatrixRMaj array, int rows, int columns) {
        if (array.numRows != rows || array.numCols != columns) {
            throw new InputException(name + ": is " + array.numRows + "×" + array.numCols
                    + "; must be " + rows + "×" + columns);
        }
        for (int i = 0; i < array.getNumElements(); i++) {
            if (!Float.isFinite(array.data[i])) {
                throw new InputException(name + ": number " + i + " is " + array.data[i]
                        + "; must be finite");
            }
        }
    }

    /** {@return the decoder Φ, K×D} */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** {@return the decoder's bias b, 1×D; read only} */
    public FMatrixRMaj bias() {
        return bias;
    }

    /** {@return the activation, and what is done to inputs} */
    public Settings settings() {
        return settings;
    }

    /**
     * The inputs as this encoder sees them, x′, in whose space x̂′ = b + Φa holds.
     *
     * @param patches N×D, finite
     * @return N×D; a copy, also where there is no scaling
     * @throws InputException if D is not the encoder's own, or an input of zeros is to be scaled to
     *                        a norm
     */
    public FMatrixRMaj prepare(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        FMatrixRMaj prepared = new FMatrixRMaj(patches.numRows, patches.numCols);
        for (int i = 0; i < patches.numRows; i++) {
            settings.scaling.scale(patches, i, prepared.data, i * patches.numCols);
        }
        return prepared;
    }

    /**
     * Encodes patches.
     *
     * @param patches N×D, finite, as they are: not {@link #prepare}d
     * @return codes, N×K, finite
     * @throws InputException        if D is not the encoder's own, an input of zeros is to be
     *                               scaled to a norm, or a code leaves the range of single
     *                               precision
     * @throws CancellationException if the thread was interrupted
     */
    @Override
    public FMatrixRMaj encode(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        int units = dictionary.size();
        FMatrixRMaj codes =
                new FMatrixRMaj(patches.numRows, units);
        PatchLoop.run(patches.numRows, Workspace::new,
                (workspace, from, to) -> workspace.multiply(patches, from, to),
                (workspace, i) -> workspace.activate(codes.data, i));
        return codes;
    }

    /**
     * The reconstructions of codes, in the space of the patches.
     *
     * @param patches N×D; how large they are decides how a scaled reconstruction is brought back
     * @param codes   N×K
     * @return N×D
     * @throws InputException        if shapes do not agree
     * @throws CancellationException if the thread was interrupted
     */
    public FMatrixRMaj reconstruct(FMatrixRMaj patches, FMatrixRMaj codes) {
        Check.patches(patches, dictionary);
        if (codes.numRows != patches.numRows || codes.numCols != dictionary.size()) {
            throw new InputException("codes", codes.numRows + "×" + codes.numCols, "must be "
                    + patches.numRows + "×" + dictionary.size());
        }
        FMatrixRMaj reconstructions = new FMatrixRMaj(patches.numRows, patches.numCols);
        PatchLoop.run(patches.numRows, () -> new double[dictionary.pixels()], (sum, i) -> {
            decode(codes.data, i, sum);
            for (int d = 0; d < sum.length; d++) {
                reconstructions.data[i * sum.length + d] = (float) sum[d];
            }
            settings.scaling.restore(patches, i, reconstructions);
        });
        return reconstructions;
    }

    private void decode(float[] codes, int row, double[] sum) {
        float[] atoms = dictionary.atoms().data;
        for (int d = 0; d < sum.length; d++) {
            sum[d] = bias.data[d];
        }
        for (int k = 0; k < dictionary.size(); k++) {
            float a = codes[row * dictionary.size() + k];
            if (a != 0) {
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += (double) a * atoms[k * sum.length + d];
                }
            }
        }
    }

    /** One thread's memory: W(x′ − c) of a chunk of patches. */
    private final class Workspace {
        private final float[] inputs = new float[PatchLoop.CHUNK * dictionary.pixels()];
        private final float[][] products = new float[PatchLoop.CHUNK][dictionary.size()];
        private final float[][] whole = new float[PatchLoop.CHUNK][BLOCK];
        private final float[][] rest = new float[PatchLoop.CHUNK][dictionary.size() % BLOCK];
        private final int[] largest = new int[settings.activation instanceof CodeActivation.TopK top
                ? top.k() : 0];
        private int first;

        void multiply(FMatrixRMaj patches, int from, int to) {
            first = from;
            int pixels = patches.numCols;
            for (int i = from; i < to; i++) {
                int at = (i - from) * pixels;
                settings.scaling.scale(patches, i, inputs, at);
                for (int d = 0; settings.centred && d < pixels; d++) {
                    inputs[at + d] -= bias.data[d];
                }
            }
            for (int block = 0; block < weights.length; block++) {
                float[][] sums = weights[block][0].length == BLOCK ? whole : rest;
                for (int i = 0; i < to - from; i++) {
                    Arrays.fill(sums[i], 0f);
                }
                RowSum.addAll(weights[block], inputs, 0, to - from, sums);
                for (int i = 0; i < to - from; i++) {
                    System.arraycopy(sums[i], 0, products[i], block * BLOCK, sums[i].length);
                }
            }
        }

        void activate(float[] codes, int i) {
            float[] product = products[i - first];
            int at = i * product.length;
            CodeActivation activation = settings.activation;
            if (activation instanceof CodeActivation.Gated gated) {
                gate(product, gated, codes, at);
            } else {
                for (int k = 0; k < product.length; k++) {
                    product[k] += encoderBias[k];
                }
                if (activation instanceof CodeActivation.TopK) {
                    keepLargest(product, codes, at);
                } else {
                    elementwise(activation, product, codes, at);
                }
            }
            for (int k = at; k < at + product.length; k++) {
                if (!Float.isFinite(codes[k])) {
                    throw PatchException.ofCode(i);
                }
            }
        }

        private void gate(float[] product, CodeActivation.Gated gated, float[] codes, int at) {
            for (int k = 0; k < product.length; k++) {
                codes[at + k] = product[k] + encoderBias[k] > 0
                        ? Math.max(gated.scales().data[k] * product[k]
                                + gated.magnitudes().data[k], 0)
                        : 0;
            }
        }

        private void elementwise(CodeActivation activation, float[] u, float[] codes, int at) {
            for (int k = 0; k < u.length; k++) {
                float value;
                if (activation instanceof CodeActivation.JumpRelu jump) {
                    value = u[k] > Math.max(jump.thresholds().data[k], 0) ? u[k] : 0;
                } else if (activation instanceof CodeActivation.PoissonRate rate) {
                    value = rate(u[k], rate.logPrior().data[k], rate.clamp());
                } else if (activation instanceof CodeActivation.TanhRelu) {
                    value = (float) Math.tanh(Math.max(u[k], 0));
                } else {
                    value = activation.signed() ? u[k] : Math.max(u[k], 0);
                }
                codes[at + k] = value;
            }
        }

        /** Keeps the largest numbers above 0 in a heap, the least of them on top. */
        private void keepLargest(float[] u, float[] codes, int at) {
            int size = 0;
            for (int k = 0; k < u.length; k++) {
                if (u[k] > 0 && size < largest.length) {
                    largest[size++] = k;
                    for (int i = size - 1; i > 0 && u[largest[i]] < u[largest[(i - 1) / 2]];) {
                        swap(i, (i - 1) / 2);
                        i = (i - 1) / 2;
                    }
                } else if (u[k] > 0 && u[k] > u[largest[0]]) {
                    largest[0] = k;
                    sink(u, size);
                }
            }
            for (int i = 0; i < size; i++) {
                codes[at + largest[i]] = u[largest[i]];
            }
        }

        private void sink(float[] u, int size) {
            int i = 0;
            while (true) {
                int least = i;
                for (int child = 2 * i + 1; child <= 2 * i + 2 && child < size; child++) {
                    least = u[largest[child]] < u[largest[least]] ? child : least;
                }
                if (least == i) {
                    return;
                }
                swap(i, least);
                i = least;
            }
        }

        private void swap(int i, int j) {
            int k = largest[i];
            largest[i] = largest[j];
            largest[j] = k;
        }
    }

    private static float rate(double u, double logPrior, double clamp) {
        return (float) (Math.exp(clamped(logPrior + clamped(u, GAIN_CLAMP), clamp)) + RATE_FLOOR);
    }

    /** m − log(1 + e^(m − v)), without overflow. */
    private static double clamped(double v, double m) {
        double below = m - v;
        return below > 0 ? v - Math.log1p(Math.exp(-below)) : m - Math.log1p(Math.exp(below));
    }
}
