package parsimony.vae;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.signals.InputException;

/**
 * The convolutional network of Vafaii, Galor &amp; Yates (2024), for images of any height, width
 * and number of channels. It is made of {@link NormalizedConvolution}s and of cells, each a
 * {@link ConvolutionCell}. C is the number of {@code channels}.
 *
 * <p>The encoder has these steps:
 * <ol>
 * <li>A 3×3 convolution gives C channels. It puts zeros around the image if height and width can
 * then be halved without a remainder: 16×16 → 8×8 → 4×4. Otherwise it puts none, and the image gets
 * smaller: 28×28 → 26×26 → 13×13 → 7×7 → 4×4. Only an image of less than three rows or columns
 * gets zeros in any case.
 * <li>A cell keeps the shape.
 * <li>Pairs of cells follow until at most 4×4 pixels are left. The first cell of a pair halves
 * height and width and doubles the channels.
 * <li>A convolution of all these pixels gives one. The mean over the pixels is added to it.
 * <li>A {@link ResidualDense} and a dense layer give the outputs.
 * </ol>
 *
 * <p>The decoder has these steps:
 * <ol>
 * <li>A dense layer gives 2×2 pixels of 8·C channels.
 * <li>A cell keeps the shape.
 * <li>Pairs of cells follow until the image is at least as large as a patch. The first cell of a
 * pair doubles height and width and halves the channels.
 * <li>A 1×1 convolution gives the channels of a patch.
 * </ol>
 * Doubling need not end at the size of a patch. So the image before the last doubling is resized to
 * half that size: 2×2 → 4×4 → 8×8 → 16×16, resized to 14×14, → 28×28.
 * Of an odd size the half is rounded up, and the last image is resized once more.
 *
 * @param channels C, ≥ 1; the paper has 32
 * @param bias     whether the dense layer next to the code has a bias
 */
public record ConvNetwork(int channels, boolean bias) implements Network {
    /** Pixels, along a side, at which the encoder stops halving; like all below, the paper's. */
    private static final int SMALLEST = 4;
    /** Pixels, along a side, at which the decoder begins doubling. */
    private static final int SEED = 2;
    /** Channels of the decoder's first image, in C. */
    private static final int SEED_CHANNELS = 8;
    /** Convolutions in a cell of the encoder, and in one of the decoder. */
    private static final int ENCODER_DEPTH = 2;
    private static final int DECODER_DEPTH = 1;
    /** Hidden width of the residual block, in widths of its rows. */
    private static final int EXPAND = 8;

    /** The paper's 32 channels, without the bias. */
    public ConvNetwork() {
        this(32, false);
    }

    /**
     * Checks the values.
     *
     * @throws InputException if there is no channel
     */
    public ConvNetwork {
        if (channels < 1) {
            throw new InputException("channels", channels, "must be at least 1");
        }
    }

    @Override
    public ConvNetwork withBias() {
        return new ConvNetwork(channels, true);
    }

    @Override
    public <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image,
            int outputs, double scale) {
        return new Encoder<>(blueprint, requirePicture(image), outputs, scale);
    }

    @Override
    public <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents,
            ImageShape image, double scale) {
        return new Decoder<>(blueprint, latents, requirePicture(image), scale);
    }

    /** The encoder's multiply–adds. The decoder takes about as many. */
    @Override
    public double work(ImageShape image, int units) {
        double pixels = image.height() * image.width();
        double kernel = 9.0 * channels * channels;
        // A level has half the height and width of the one before, and twice its channels. So a
        // convolution takes as long on every level. The first level has two of them. Each other
        // level has three, one of half as many channels, and the skip: as much work as 3.6.
        return pixels * kernel * (2 + 3.6 * halvings(image.height(), image.width()));
    }

    private static ImageShape requirePicture(ImageShape image) {
        if (image.height() * image.width() == 1) {
            throw new InputException("‹shape›: conv needs a height and a width of patches, not "
                    + image.channels() + " values in no order");
        }
        return image;
    }

    private static int half(int pixels) {
        return (pixels + 1) / 2;
    }

    private static int halvings(int height, int width) {
        int largest = Math.max(height, width);
        return largest <= SMALLEST ? 0 : 1 + halvings(half(height), half(width));
    }

    private final class Encoder<T extends TFloating> implements Layer<T> {
        private final Blueprint<T> blueprint;
        private final ImageShape image;
        private final NormalizedConvolution<T> stem;
        private final int stemPadding;
        private final List<ConvolutionCell<T>> cells = new ArrayList<>();
        private final NormalizedConvolution<T> pool;
        private final int width;
        private final Layer<T> block;
        private final Layer<T> head;

        Encoder(Blueprint<T> blueprint, ImageShape image, int outputs, double scale) {
            this.blueprint = blueprint;
            this.image = image;
            String name = VaeGraph.ENCODER;
            stem = new NormalizedConvolution<>(blueprint, name + "_stem", 3, 3, image.channels(),
                    channels);
            int whole = 1 << halvings(image.height(), image.width());
            boolean fits = image.height() % whole == 0 && image.width() % whole == 0;
            stemPadding = fits || Math.min(image.height(), image.width()) < 3 ? 1 : 0;
            int h = image.height() - 2 + 2 * stemPadding;
            int w = image.width() - 2 + 2 * stemPadding;
            int c = channels;
            add(ConvolutionCell.Scale.SAME, c, c);
            while (Math.max(h, w) > SMALLEST) {
                boolean even = h % 2 == 0 && w % 2 == 0;
                add(even ? ConvolutionCell.Scale.HALF : ConvolutionCell.Scale.HALF_OF_ODD, c,
                        2 * c);
                add(ConvolutionCell.Scale.SAME, 2 * c, 2 * c);
                h = half(h);
                w = half(w);
                c *= 2;
            }
            pool = new NormalizedConvolution<>(blueprint, name + "_pool", h, w, c, c);
            width = c;
            block = new ResidualDense<>(blueprint, name + "_block", width, EXPAND);
            head = Dense.normal(blueprint, name, width, outputs, scale, bias);
        }

        private void add(ConvolutionCell.Scale scale, int in, int out) {
            cells.add(new ConvolutionCell<>(blueprint, VaeGraph.ENCODER + "_cell" + cells.size(),
                    scale, in, out, ENCODER_DEPTH));
        }

        @Override
        public Operand<T> apply(Operand<T> rows) {
            Ops tf = blueprint.tf;
            Operand<T> x = tf.reshape(rows, tf.constant(
                    new int[] {-1, image.height(), image.width(), image.channels()}));
            x = stemPadding == 1 ? stem.padded(x) : stem.valid(x, 1);
            for (ConvolutionCell<T> cell : cells) {
                x = cell.apply(x);
            }
            Operand<T> mean = tf.math.mean(x, tf.constant(new int[] {1, 2}));
            Operand<T> pooled = tf.reshape(pool.valid(blueprint.swish(x), 1),
                    tf.constant(new int[] {-1, width}));
            return head.apply(block.apply(tf.math.add(mean, pooled)));
        }
    }

    private final class Decoder<T extends TFloating> implements Layer<T> {
        private final Blueprint<T> blueprint;
        private final ImageShape image;
        private final Layer<T> first;
        private final List<ConvolutionCell<T>> cells = new ArrayList<>();
        private final NormalizedConvolution<T> last;
        private final int doublings;

        Decoder(Blueprint<T> blueprint, int latents, ImageShape image, double scale) {
            this.blueprint = blueprint;
            this.image = image;
            String name = VaeGraph.DECODER;
            int c = SEED_CHANNELS * channels;
            first = Dense.normal(blueprint, name, latents, SEED * SEED * c, scale, bias);
            add(ConvolutionCell.Scale.SAME, c, c);
            int size = SEED;
            while (size < Math.max(image.height(), image.width())) {
                add(ConvolutionCell.Scale.DOUBLE, c, half(c));
                add(ConvolutionCell.Scale.SAME, half(c), half(c));
                c = half(c);
                size *= 2;
            }
            doublings = cells.size() / 2;
            last = new NormalizedConvolution<>(blueprint, name + "_out", 1, 1, c,
                    image.channels());
        }

        private void add(ConvolutionCell.Scale scale, int in, int out) {
            cells.add(new ConvolutionCell<>(blueprint, VaeGraph.DECODER + "_cell" + cells.size(),
                    scale, in, out, DECODER_DEPTH));
        }

        @Override
        public Operand<T> apply(Operand<T> codes) {
            Ops tf = blueprint.tf;
            // As in the paper, the channels come first in what the dense layer gives.
            Operand<T> x = tf.linalg.transpose(tf.reshape(first.apply(codes),
                    tf.constant(new int[] {-1, SEED_CHANNELS * channels, SEED, SEED})),
                    tf.constant(new int[] {0, 2, 3, 1}));
            x = cells.get(0).apply(x);
            int size = SEED;
            for (int i = 1; i <= doublings; i++) {
                if (i == doublings) {
                    x = resized(x, size, size, half(image.height()), half(image.width()));
                }
                x = cells.get(2 * i).apply(cells.get(2 * i - 1).apply(x));
                size *= 2;
            }
            int height = doublings == 0 ? SEED : 2 * half(image.height());
            int width = doublings == 0 ? SEED : 2 * half(image.width());
            x = resized(x, height, width, image.height(), image.width());
            return tf.reshape(last.valid(x, 1), tf.constant(new int[] {-1, image.size()}));
        }

        /** The nearest pixels, if the size changes. */
        private Operand<T> resized(Operand<T> x, int height, int width, int newHeight,
                int newWidth) {
            return height == newHeight && width == newWidth ? x
                    : blueprint.tf.image.resizeNearestNeighbor(x,
                            blueprint.tf.constant(new int[] {newHeight, newWidth}));
        }
    }
}
