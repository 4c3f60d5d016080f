package parsimony.data.array;

import java.util.Comparator;
import java.util.List;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/** An array that is read as images: their number, their size, and the position of each pixel. */
public final class ArrayReading {
    /**
     * The longest side, in pixels, of an image that is taken whole as a patch. It is the largest
     * patch that a pipeline cuts.
     */
    static final int LARGEST_PATCH = 64;
    /** The most pixels of an image, as in image files: 2^26. */
    static final long MOST_PIXELS = 1L << 26;
    /** The length of a colour axis with alpha (transparency), which is left out. */
    private static final int ALPHA = 4;

    /**
     * The steps along one letter: their number, their distance in the array, and the axis they lie
     * on.
     */
    record Step(char letter, long size, long stride, int axis) {}

    private final ArrayAxes axes;
    private final List<Step> images; // the last axis first
    private final Step rows;
    private final Step columns;
    private final Step colours;
    private final int size;

    /**
     * @throws InputException if the images have too many pixels, or a number of colours other than
     *                        1, 3 and 4
     */
    ArrayReading(ArrayAxes axes, List<Step> steps) {
        this.axes = axes;
        images = steps.stream().filter(step -> step.letter == 'n')
                .sorted(Comparator.comparingInt(Step::axis).reversed()).toList();
        rows = step(steps, 'h');
        columns = step(steps, 'w');
        colours = step(steps, 'c');
        if (colours.size != 1 && colours.size != 3 && colours.size != ALPHA) {
            throw new InputException("@" + axes + " takes " + colours.size
                    + " values for colours; there must be 1, or 3, or 4 with transparency last");
        }
        if (rows.size > MOST_PIXELS || columns.size > MOST_PIXELS
                || rows.size * columns.size > MOST_PIXELS) {
            throw new InputException("its images of " + rows.size + "×" + columns.size
                    + " pixels are too large to handle");
        }
        long count = 1;
        for (Step step : images) {
            count *= step.size;
        }
        if (count > Integer.MAX_VALUE) {
            throw new InputException(count + " images are more than 2^31");
        }
        size = (int) count;
    }

    private static Step step(List<Step> steps, char letter) {
        return steps.stream().filter(step -> step.letter == letter).findFirst()
                .orElse(new Step(letter, 1, 0, 0));
    }

    /** {@return the number of images} */
    public int size() {
        return size;
    }

    int height() {
        return (int) rows.size;
    }

    int width() {
        return (int) columns.size;
    }

    private int channels() {
        return colours.size == 1 ? 1 : 3;
    }

    private boolean isPatches() {
        return Math.max(height(), width()) <= LARGEST_PATCH;
    }

    /**
     * {@return the pipeline for images that are patches already; it takes each image whole} Null
     * for larger images.
     */
    public String pipeline() {
        String shape = height() == width() ? "" + height() : height() + "x" + width();
        return !isPatches() ? null : (channels() == 1 ? "" : "gray | ") + "patches(" + shape
                + ", stride=" + shape + ") | split(blocks)";
    }

    /**
     * Says in words how the array is read, such as "1000 patches of 12×20, in order".
     *
     * @return the words
     */
    public String describe() {
        String what = channels() == 3 ? "colour image" : isPatches() ? "patch" : "image";
        String plural = size == 1 ? "" : what.equals("patch") ? "es" : "s";
        return size + " " + what + plural + " of " + height() + "×" + width()
                + (channels() == 3 ? "×3" : "")
                + (colours.size == ALPHA ? ", transparency left out" : "")
                + (what.equals("patch") && size > 1 ? ", in order" : "");
    }

    /** {@return the letters that give this reading, with the @ before them} */
    public String letters() {
        return "@" + axes;
    }

    /**
     * {@return one image}
     *
     * @param index from 0 to size − 1; where several axes count images, the last changes fastest
     * @param elements the numbers of the array
     * @param name the name of the array in messages
     */
    public Image image(int index, NumberArray.Elements elements, String name) {
        long start = 0;
        long rest = index;
        for (Step step : images) {
            start += rest % step.size * step.stride;
            rest /= step.size;
        }
        float[] pixels = new float[channels() * height() * width()];
        int i = 0;
        for (int c = 0; c < channels(); c++) {
            for (int y = 0; y < height(); y++) {
                for (int x = 0; x < width(); x++) {
                    pixels[i++] = elements
                            .at(start + c * colours.stride + y * rows.stride + x * columns.stride);
                }
            }
        }
        return new Image(pixels, channels(), height(), width(), name, Image.UNLABELLED, false);
    }
}
