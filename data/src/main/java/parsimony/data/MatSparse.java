package parsimony.data;

import java.nio.ByteBuffer;
import parsimony.data.MatElements.Damaged;

/** A sparse matrix of MATLAB's as a full one, since an image has a value at every pixel. */
final class MatSparse {
    /**
     * The most elements, zeros included: they take 64 MiB as float32. A small file may claim more.
     */
    private static final long MOST_ELEMENTS = 1L << 24;

    private final int height;
    private final int width;
    private final ByteBuffer values;

    /**
     * @param shape height and width, each ≥ 0
     * @throws Damaged if the full matrix would have more than 2^24 elements
     */
    MatSparse(int... shape) throws Damaged {
        this.height = shape[0];
        this.width = shape[1];
        long elements = (long) height * width;
        if (elements > MOST_ELEMENTS) {
            throw new Damaged("has a sparse matrix of " + height + "×" + width
                    + ", more than the 2^24 elements of an image");
        }
        this.values = ByteBuffer.allocate((int) elements * Float.BYTES);
    }

    /** @throws Damaged if there is no such place */
    void set(int y, int x, float value) throws Damaged {
        MatElements.require(y >= 0 && y < height && x >= 0 && x < width);
        values.putFloat((x * height + y) * Float.BYTES, value);
    }

    MatArray array(String name, boolean logical) {
        return MatArray.of(name, MatKind.SPARSE, new int[] {height, width}, logical,
                NumberType.FLOAT32, values);
    }
}
