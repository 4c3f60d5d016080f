package parsimony.data.array;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/** An array read as images: how many, how large, and where each pixel lies. */
public final class ArrayReading {
    /**
     * Images up to this side are patches already and are taken whole, as the pipeline's patches may
     * be so large.
     */
    static final int LARGEST_PATCH = 64;
    static final long MOST_PIXELS = 1L << 26;
    private static final int ALPHA = 4;

    /** One letter's share of the array: how many steps there are along it, and how far apart. */
    private record Step(long size, long stride, int axis) {
        static final Step NONE = new Step(1, 0, 0);
    }

    /** Gathers what each letter stands for. */
    static final class Builder {
        private final ArrayAxes axes;
        private final List<Step> images = new ArrayList<>();
        private Step rows;
        private Step columns;
        private Step colours = Step.NONE;

        Builder(ArrayAxes axes) {
            this.axes = axes;
        }

        void add(char letter, long size, long stride, int axis) {
            Step step = new Step(size, stride, axis);
            switch (letter) {
                case 'h' -> rows = step;
                case 'w' -> columns = step;
                case 'c' -> colours = step;
                default -> images.add(step);
            }
        }

        /** @throws InputException if these are no images that can be handled */
        ArrayReading build() {
            images.sort(Comparator.comparingInt(Step::axis).reversed());
            return new ArrayReading(this);
        }
    }

    private final ArrayAxes axes;
    private final List<Step> images; // the last axis first
    private final Step rows;
    private final Step columns;
    private final Step colours;
    private final int size;

    private ArrayReading(Builder built) {
        axes = built.axes;
        images = List.copyOf(built.images);
        rows = built.rows;
        columns = built.columns;
        colours = built.colours;
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

    /** How many images there are. */
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
     * The pipeline for images that are patches already, which takes each whole; null for larger
     * ones.
     */
    public String pipeline() {
        String shape = height() == width() ? "" + height() : height() + "x" + width();
        return !isPatches() ? null
                : (channels() == 1 ? "" : "gray | ") + "patches(" + shape + ", stride=" + shape
                        + ") | split(blocks)";
    }

    /** What it is read as, such as "1000 patches of 12×20, in order". */
    public String describe() {
        String what = channels() == 3 ? "colour image" : isPatches() ? "patch" : "image";
        String plural = size == 1 ? "" : what.equals("patch") ? "es" : "s";
        return size + " " + what + plural + " of " + height() + "×" + width()
                + (channels() == 3 ? "×3" : "")
                + (colours.size == ALPHA ? ", transparency left out" : "")
                + (what.equals("patch") && size > 1 ? ", in order" : "");
    }

    /** The letters that say so. */
    public String letters() {
        return "@" + axes;
    }

    /**
     * One image.
     *
     * @param index from 0 to size − 1; of several axes that count images the last changes fastest
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
