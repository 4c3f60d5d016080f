package parsimony.vae;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * A residual cell of {@link ConvNetwork}: skip(x) + SE(op(… op(x))). An op is swish and a 3×3
 * convolution. SE is squeeze and excite (Hu, Shen &amp; Sun 2018): a small network computes from
 * the means of all channels a number between 0 and 1 for each, and the channel is multiplied by it.
 * The first op changes the channels and the size of the image, and so does the skip.
 */
final class ConvolutionCell<T extends TFloating> {
    /** Channels per hidden unit of squeeze and excite, and its fewest hidden units; the paper's. */
    private static final int SQUEEZE = 16;
    private static final int LEAST_HIDDEN = 4;

    /** What a cell does to height and width. */
    enum Scale {
        /** Keeps them, and the channels, too. The skip is the identity. */
        SAME,
        /**
         * Halves them, where they are even. The skip is swish, and four 1×1 convolutions of stride
         * 2 that begin at pixels (0, 0), (0, 1), (1, 0) and (1, 1), for a quarter of the channels
         * each.
         */
        HALF,
        /** Halves them and rounds up. The skip is swish, and a 1×1 convolution of stride 2. */
        HALF_OF_ODD,
        /** Doubles them by repetition. The skip is a 1×1 convolution of that. */
        DOUBLE
    }

    private final Blueprint<T> blueprint;
    private final Scale scale;
    private final List<NormalizedConvolution<T>> ops = new ArrayList<>();
    private final List<NormalizedConvolution<T>> skips = new ArrayList<>();
    private final Dense<T> squeeze;
    private final Dense<T> excite;
    private final int out;

    /**
     * @param in    channels of x
     * @param out   channels of the result
     * @param depth how many ops
     */
    ConvolutionCell(Blueprint<T> blueprint, String name, Scale scale, int in, int out,
            int depth) {
        this.blueprint = blueprint;
        this.scale = scale;
        this.out = out;
        for (int i = 0; i < depth; i++) {
            ops.add(new NormalizedConvolution<>(blueprint, name + "_op" + i, 3, 3,
                    i == 0 ? in : out, out));
        }
        int count = scale == Scale.SAME ? 0 : scale == Scale.HALF ? 4 : 1;
        for (int i = 0; i < count; i++) {
            // A number of channels that is no multiple of 4 is shared out as evenly as can be.
            skips.add(new NormalizedConvolution<>(blueprint, name + "_skip" + i, 1, 1, in,
                    out * (i + 1) / count - out * i / count));
        }
        int hidden = Math.max(out / SQUEEZE, LEAST_HIDDEN);
        squeeze = Dense.uniform(blueprint, name + "_squeeze", out, hidden);
        excite = Dense.uniform(blueprint, name + "_excite", hidden, out);
    }

    /** Maps B×height×width×in to B×height'×width'×out. */
    Operand<T> apply(Operand<T> x) {
        Operand<T> active = blueprint.swish(x);
        Operand<T> y = switch (scale) {
            case SAME -> ops.get(0).padded(active);
            case HALF, HALF_OF_ODD -> ops.get(0).halved(active);
            case DOUBLE -> ops.get(0).padded(doubled(active));
        };
        for (NormalizedConvolution<T> op : ops.subList(1, ops.size())) {
            y = op.padded(blueprint.swish(y));
        }
        Operand<T> skip = switch (scale) {
            case SAME -> x;
            case HALF -> reduced(active);
            case HALF_OF_ODD -> skips.get(0).valid(active, 2);
            case DOUBLE -> doubled(skips.get(0).valid(x, 1));
        };
        return blueprint.tf.math.add(skip, excited(y));
    }

    private Operand<T> reduced(Operand<T> x) {
        Ops tf = blueprint.tf;
        List<Operand<T>> parts = new ArrayList<>();
        for (int i = 0; i < skips.size(); i++) {
            Operand<T> shifted = tf.slice(x, tf.constant(new int[] {0, i / 2, i % 2, 0}),
                    tf.constant(new int[] {-1, -1, -1, -1}));
            parts.add(skips.get(i).valid(shifted, 2));
        }
        return tf.concat(parts, tf.constant(3));
    }

    private Operand<T> doubled(Operand<T> x) {
        Ops tf = blueprint.tf;
        Operand<TInt32> size = tf.slice(tf.shape(x),
                tf.constant(new int[] {1}), tf.constant(new int[] {2}));
        return tf.image.resizeNearestNeighbor(x, tf.math.mul(size, tf.constant(2)));
    }

    private Operand<T> excited(Operand<T> y) {
        Ops tf = blueprint.tf;
        Operand<T> means = tf.math.mean(y, tf.constant(new int[] {1, 2}));
        Operand<T> scales = tf.math.sigmoid(excite.apply(tf.nn.relu(squeeze.apply(means))));
        return tf.math.mul(y, tf.reshape(scales, tf.constant(new int[] {-1, 1, 1, out})));
    }
}
