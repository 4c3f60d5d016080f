package parsimony.data.source;

import java.util.Arrays;
import java.util.stream.Collectors;
import parsimony.data.DataException;
import parsimony.data.NpyArray;

/**
 * Images or patches in an array of NumPy's. The last two dimensions are height and width and those before count images,
 * whatever they stand for (N×H×W, N×1×H×W, images×patches×H×W, …), unless the last one is a square number from 8² to 64² and
 * not what precedes it: then it holds a square patch (N×256, images×patches×256). Bytes become parts of 255.
 */
final class NpyImages implements ImageSource {
    static final String NPY = "npy";
    static final String NPZ = "npz";
    private static final int SMALLEST_PATCH = 8;
    private static final int LARGEST_PATCH = 64;
    private static final long MOST_PIXELS = 1L << 26;

    private final String origin;
    private final NpyArray array;
    private final int size;
    private final int height;
    private final int width;

    NpyImages(String origin, NpyArray array) throws DataException {
        this.origin = origin;
        this.array = array;
        long[] shape = array.shape();
        int rank = shape.length;
        if (rank < 2 || array.size() == 0) {
            throw new DataException(origin + ": has the shape (" + describe(shape) + "); images or patches are wanted, such as"
                    + " N×256 or N×H×W");
        }
        long last = shape[rank - 1];
        if (rank >= 3 && (last == 3 || last == 4)) {
            throw new DataException(origin + ": has the shape (" + describe(shape) + "), with colours last; make them gray, N×H×W");
        }
        long side = Math.round(Math.sqrt(last));
        boolean flattened = side * side == last && side >= SMALLEST_PATCH && side <= LARGEST_PATCH && shape[rank - 2] != last;
        long rows = flattened ? side : shape[rank - 2];
        long columns = flattened ? side : last;
        if (rows > MOST_PIXELS || columns > MOST_PIXELS || rows * columns > MOST_PIXELS) {
            throw new DataException(origin + ": its images of " + rows + "×" + columns + " pixels are too large to handle");
        }
        this.height = (int) rows;
        this.width = (int) columns;
        long count = array.size() / (rows * columns);
        if (count > Integer.MAX_VALUE) {
            throw new DataException(origin + ": " + count + " images are more than 2^31");
        }
        this.size = (int) count;
    }

    private static String describe(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public int size() {
        return size;
    }

    /** Patches are taken as they are; larger images are prepared like photographs. */
    @Override
    public String pipeline() {
        int side = Math.min(height, width);
        return Math.max(height, width) > LARGEST_PATCH ? ImageSource.super.pipeline()
                : "patches(" + side + ", stride=" + side + ") | split(blocks)";
    }

    @Override
    public Image read(int index) {
        float scale = array.isBytes() ? 1 / 255f : 1;
        float[] pixels = new float[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = array.at((long) index * pixels.length + i) * scale;
        }
        return Image.gray(pixels, height, width, origin + " " + index);
    }
}
