package parsimony.vae;

import java.util.List;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import parsimony.sparsecoding.Dictionary;

/**
 * The gradients that an estimator gives in log-rates u, one for each row of a batch. They come from
 * the graph that a training descends, {@link VaeGraph}: rates and dictionary are fed in place of
 * those that it computes.
 */
final class GradientGraph implements AutoCloseable {
    private final Graph graph = new Graph();
    private final VaeGraph<TFloat32> model;
    private final Placeholder<TFloat32> patches;
    private final Operand<TFloat32> dictionary;
    private final Operand<TFloat32> gradients;
    private final Operand<TFloat32> images;
    private final Session session;

    static {
        Devices.prepare();
    }

    /**
     * @param estimator of a Poisson model
     * @param draws     samples of a patch that {@link Estimator#SCORE} takes for a gradient, ≥ 2
     */
    GradientGraph(Estimator estimator, Indicator indicator, int pixels, int latents, int draws) {
        Ops tf = Ops.create(graph);
        patches = tf.placeholder(TFloat32.class,
                Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, pixels)));
        model = new VaeGraph<>(new Blueprint<>(tf, TFloat32.class, true),
                Architecture.linear(Distribution.POISSON, pixels, latents), indicator, patches);
        dictionary = model.blueprint.trained().get(VaeGraph.DECODER).value();
        Operand<TFloat32> rates = model.posterior.mean();
        Operand<TFloat32> slopes =
                tf.gradients(model.error(estimator, draws, Optional.empty()), List.of(rates))
                        .dy(0);
        Operand<TFloat32> batch = tf.dtypes.cast(
                tf.gather(tf.shape(patches), tf.constant(0), tf.constant(0)), TFloat32.class);
        // The error is a mean over the batch, and du = dλ/λ.
        gradients = tf.math.mul(tf.math.mul(slopes, rates), batch);
        images = tf.linalg.matMul(tf.math.mul(gradients, rates), dictionary);
        session = new Device(Device.Kind.CPU, 0, 1).open(graph);
    }

    /**
     * Gradients of a batch.
     *
     * @param seed  with {@code step}, what the noise depends on
     * @param patch D numbers, for all rows
     * @param rates K rates, &gt; 0, for all rows
     * @param into  B×K, receives the gradients
     * @param seen  B×D, receives Φ(λ ⊙ gradient); null if it is not asked for
     */
    void draw(long seed, long step, Dictionary atoms, float[] patch, float[] rates,
            double temperature, FMatrixRMaj into, FMatrixRMaj seen) {
        try (TFloat32 rows = repeated(patch, into.numRows);
                TFloat32 rate = repeated(rates, into.numRows);
                TFloat32 matrix = Tensors.rows(atoms.atoms(), 0, atoms.size());
                TFloat32 softness = TFloat32.scalarOf((float) temperature);
                TInt64 noise = Tensors.seed(seed, step)) {
            Session.Runner runner = session.runner().feed(patches, rows)
                    .feed(model.posterior.mean(), rate).feed(dictionary, matrix)
                    .feed(model.feeds.temperature(), softness).feed(model.blueprint.seed, noise)
                    .fetch(gradients);
            if (seen != null) {
                runner.fetch(images);
            }
            try (Result result = runner.run()) {
                Tensors.read(result.get(0), into, 0);
                if (seen != null) {
                    Tensors.read(result.get(1), seen, 0);
                }
            }
        }
    }

    private static TFloat32 repeated(float[] row, int rows) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, row.length);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(row, 0, matrix.data, i * row.length, row.length);
        }
        return Tensors.rows(matrix, 0, rows);
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
