package parsimony.vae;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.family.TFloating;

/**
 * A convolution whose weights have a length of their own, a learned gain e^g. Output channel o uses
 * e^(g_o)·W_o/(‖W_o‖ + ε) with the Frobenius norm, so only the direction of W_o matters. Images are
 * B×height×width×channels, and W is height×width×in×out.
 */
final class NormalizedConvolution<T extends TFloating> {
    /** Keeps weights of 0 from a division by 0. It is float32's resolution, as in the paper. */
    private static final double EPSILON = 1.19e-7;

    private final Blueprint<T> blueprint;
    private final Operand<T> weights;
    private final Operand<T> bias;

    /**
     * @param name   of W; NAME_bias and NAME_gain are the others
     * @param height of the window
     * @param width  of the window
     * @param in     channels of the image
     * @param out    channels of the result
     */
    NormalizedConvolution(Blueprint<T> blueprint, String name, int height, int width, int in,
            int out) {
        this.blueprint = blueprint;
        Ops tf = blueprint.tf;
        double bound = 1 / Math.sqrt(height * width * in);
        Operand<T> direction =
                blueprint.uniform(name, Shape.of(height, width, in, out), bound);
        bias = blueprint.uniform(name + "_bias", Shape.of(out), bound);
        Operand<T> gain = blueprint.vector(name + "_gain", out, 0);
        Operand<T> norm = tf.math.sqrt(tf.reduceSum(tf.math.square(direction),
                tf.constant(new int[] {0, 1, 2}), new ReduceSum.Options[0]));
        weights = tf.math.mul(direction, tf.math.div(tf.math.exp(gain),
                tf.math.add(norm, blueprint.constant(EPSILON))));
    }

    /** The convolution of an image with zeros around it, so that height and width stay. */
    Operand<T> padded(Operand<T> image) {
        return convolved(image, 1, "SAME");
    }

    /** Every second pixel of {@link #padded}, from the first on, along height and width. */
    Operand<T> halved(Operand<T> image) {
        // "SAME" with a stride of 2 would begin at the second pixel of an even image.
        Ops tf = blueprint.tf;
        int[][] zeros = {{0, 0}, {1, 1}, {1, 1}, {0, 0}};
        return convolved(tf.pad(image, tf.constant(zeros), blueprint.constant(0)), 2, "VALID");
    }

    /** The convolution where the window lies wholly in the image, at every stride-th pixel. */
    Operand<T> valid(Operand<T> image, int stride) {
        return convolved(image, stride, "VALID");
    }

    private Operand<T> convolved(Operand<T> image, long stride, String padding) {
        return blueprint.tf.nn.biasAdd(blueprint.tf.nn.conv2d(image, weights,
                List.of(1L, stride, stride, 1L), padding), bias);
    }
}
