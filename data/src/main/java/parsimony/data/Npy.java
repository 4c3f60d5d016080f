package parsimony.data;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Arrays in NumPy's {@code .npy} format. Every stage of an experiment writes them as float32,
 * little-endian, C order, format 1.0. The reader takes any {@link NumberType}, byte order and
 * memory order. Numbers become float32 without a change of scale.
 * {@link parsimony.data.source.ImageSource} reads images, which may be in arrays of any rank.
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads a matrix.
     *
     * @param file an array of numbers in two dimensions
     * @return N×D, every value finite
     * @throws InputException if the file cannot be read, is not such an array, is longer or shorter
     *                        than its shape says, does not fit into one matrix, or holds NaN,
     *                        infinity or a number beyond the largest float32
     */
    public static FMatrixRMaj read(Path file) {
        try (NpyRowReader reader = NpyRowReader.open(file)) {
            return reader.all();
        }
    }

    /**
     * Reads a vector.
     *
     * @param file an array of numbers in one dimension
     * @return its values
     * @throws InputException as {@link #read} does
     */
    public static float[] readVector(Path file) {
        try (NpyRowReader reader = NpyRowReader.openVector(file)) {
            return reader.all().data;
        }
    }

    /**
     * Writes a matrix, replacing a file of that name.
     *
     * @param file the file to write
     * @param matrix N×D
     * @throws InputException if the file cannot be written
     */
    public static void write(Path file, FMatrixRMaj matrix) {
        try (NpyRowWriter writer = NpyRowWriter.create(file, matrix.numCols)) {
            writer.write(matrix);
            writer.commit();
        }
    }

    /**
     * Writes a vector, an array of one dimension, replacing a file of that name.
     *
     * @param file the file to write
     * @param vector at least one value
     * @throws InputException if the file cannot be written
     */
    public static void write(Path file, float[] vector) {
        try (NpyRowWriter writer = NpyRowWriter.createVector(file)) {
            writer.write(vector, 0, vector.length);
            writer.commit();
        }
    }
}
