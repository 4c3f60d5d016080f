package parsimony.vae;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Converts matrices to tensors and back. The caller closes the tensors that it receives. */
final class Tensors {
    private Tensors() {}

    /** The rows from {@code from} up to {@code to} as a tensor. */
    static TFloat32 rows(FMatrixRMaj matrix, int from, int to) {
        int columns = matrix.numCols;
        return TFloat32.tensorOf(Shape.of(to - from, columns),
                tensor -> tensor.asRawTensor().data().asFloats()
                        .write(matrix.data, from * columns, (to - from) * columns));
    }

    /** The whole matrix as a tensor of another shape. */
    static TFloat32 reshaped(FMatrixRMaj matrix, Shape shape) {
        return TFloat32.tensorOf(shape, tensor -> tensor.asRawTensor().data().asFloats()
                .write(matrix.data, 0, matrix.getNumElements()));
    }

    /**
     * Copies a tensor of rank 1 or 2 into the rows of a matrix from {@code row} on; a vector is one
     * row.
     */
    static void read(Tensor tensor, FMatrixRMaj matrix, int row) {
        tensor.asRawTensor().data().asFloats().read(matrix.data, row * matrix.numCols,
                (int) tensor.shape().size());
    }

    /** A tensor as a matrix with the last dimension as columns; a vector is one row. */
    static FMatrixRMaj matrix(Tensor tensor) {
        Shape shape = tensor.shape();
        int columns = (int) shape.get(-1);
        FMatrixRMaj matrix = new FMatrixRMaj((int) (shape.size() / columns), columns);
        read(tensor, matrix, 0);
        return matrix;
    }

    static float scalar(Tensor tensor) {
        return ((TFloat32) tensor).getFloat();
    }

    /**
     * The two numbers of {@link Blueprint#seed} for a seed and a step. All noise depends on both.
     */
    static TInt64 seed(long seed, long step) {
        return TInt64.vectorOf(new SplittableRandom(seed).nextLong(), step);
    }
}
