package parsimony.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** A model in double precision whose weights a test sets, and whose loss and gradients it reads. */
final class DoubleModel implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private final Placeholder<TFloat64> patches;
    private final VaeGraph<TFloat64> model;
    private final Operand<TFloat64> mse;
    private final Operand<TFloat64> kl;
    private final List<Operand<TFloat64>> gradients = new ArrayList<>();
    private final Optional<Operand<TFloat64>> auxiliary;
    private final List<Operand<TFloat64>> auxiliaryGradients = new ArrayList<>();

    DoubleModel(Architecture architecture, Estimator estimator, Indicator indicator) {
        this(architecture, estimator, indicator, true);
    }

    /** @param training whether the model drops hidden units */
    DoubleModel(Architecture architecture, Estimator estimator, Indicator indicator,
            boolean training) {
        Ops tf = Ops.create(graph);
        patches = tf.placeholder(TFloat64.class,
                Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, architecture.pixels())));
        model = new VaeGraph<>(new Blueprint<>(tf, TFloat64.class, training), architecture,
                indicator,
                patches);
        mse = model.error(estimator, Training.DRAWS, Optional.empty());
        kl = model.divergence();
        var parameters =
                model.blueprint.trained().values().stream().map(Blueprint.Slot::value).toList();
        var computed = tf.gradients(tf.math.add(mse, kl), parameters);
        for (int i = 0; i < parameters.size(); i++) {
            gradients.add(computed.dy(i));
        }
        // Without what a training counts from step to step, which a single batch does not have.
        auxiliary = architecture.sae() != null && architecture.sae().revival() == 0
                ? model.auxiliary() : Optional.empty();
        auxiliary.ifPresent(loss -> {
            var more = tf.gradients(tf.math.addN(List.of(mse, kl, loss)), parameters);
            for (int i = 0; i < parameters.size(); i++) {
                auxiliaryGradients.add(more.dy(i));
            }
        });
        session = Device.CPU.open(graph);
    }

    List<String> parameters() {
        return List.copyOf(model.blueprint.trained().keySet());
    }

    int size(String parameter) {
        return (int) shape(parameter).size();
    }

    Shape shape(String parameter) {
        return model.blueprint.trained().get(parameter).variable().shape();
    }

    /** Draws the weights that a training begins with. */
    void initialize() {
        try (TInt64 seed = TInt64.vectorOf(11, 7)) {
            Session.Runner runner = session.runner().feed(model.blueprint.seed, seed);
            model.blueprint.trained().values().forEach(slot -> runner.addTarget(slot.assign()));
            runner.run().close();
        }
    }

    void set(Map<String, double[]> weights) {
        List<TFloat64> tensors = new ArrayList<>();
        Session.Runner runner = session.runner(); // one run, because each new kind of run is slow
        weights.forEach((name, values) -> {
            Blueprint.Slot<TFloat64> slot = model.blueprint.trained().get(name);
            TFloat64 tensor = TFloat64.tensorOf(slot.variable().shape(),
                    DataBuffers.of(values, true, false));
            tensors.add(tensor);
            runner.feed(slot.initial(), tensor).addTarget(slot.assign());
        });
        runner.run().close();
        tensors.forEach(TFloat64::close);
    }

    /** mse and kl of a batch of rows. */
    double[] loss(double[][] batch, double temperature) {
        List<double[]> values = run(batch, temperature, List.of(mse, kl));
        return new double[] {values.get(0)[0], values.get(1)[0]};
    }

    /** Gradient of mse + kl in every parameter, in the order of {@link #parameters}. */
    List<double[]> gradients(double[][] batch, double temperature) {
        return run(batch, temperature, gradients);
    }

    /** mse, kl and the gradient of their sum in every parameter, for {@link #run}. */
    List<Operand<TFloat64>> lossAndGradients() {
        List<Operand<TFloat64>> all = new ArrayList<>(List.of(mse, kl));
        all.addAll(gradients);
        return all;
    }

    /** What training descends beside mse and kl. */
    double auxiliary(double[][] batch) {
        return run(batch, 1, List.of(auxiliary.orElseThrow())).get(0)[0];
    }

    /** Gradient of mse + kl + auxiliary in every parameter, in the order of {@link #parameters}. */
    List<double[]> auxiliaryGradients(double[][] batch) {
        return run(batch, 1, auxiliaryGradients);
    }

    /** Reconstructions of codes, N×K. */
    double[] decode(double[] codes, int latents) {
        try (TFloat64 rows = TFloat64.tensorOf(Shape.of(codes.length / latents, latents),
                DataBuffers.of(codes, true, false));
                Result result =
                        session.runner().feed(model.codes, rows).fetch(model.decoded).run()) {
            double[] value = new double[(int) result.get(0).shape().size()];
            result.get(0).asRawTensor().data().asDoubles().read(value);
            return value;
        }
    }

    /** K, mean over the batch of the expected magnitude of every unit, if it is known. */
    Optional<Operand<TFloat64>> activity() {
        return model.activity();
    }

    Posterior<TFloat64> posterior() {
        return model.posterior;
    }

    /** Values of tensors, flattened. */
    List<double[]> run(double[][] batch, double temperature, List<Operand<TFloat64>> fetches) {
        return run(batch, temperature, 7, fetches);
    }

    /** The same with other noise for every number of a step. */
    List<double[]> run(double[][] batch, double temperature, long step,
            List<Operand<TFloat64>> fetches) {
        try (TFloat64 rows = TFloat64.tensorOf(Shape.of(batch.length, batch[0].length),
                DataBuffers.of(Arrays.stream(batch).flatMapToDouble(Arrays::stream).toArray()));
                TInt64 seed = TInt64.vectorOf(11, step);
                TFloat64 t = TFloat64.scalarOf(temperature);
                TFloat64 one = TFloat64.scalarOf(1)) {
            Session.Runner runner = session.runner()
                    .feed(patches, rows).feed(model.blueprint.seed, seed)
                    .feed(model.feeds.temperature(), t).feed(model.feeds.beta(), one)
                    .feed(model.feeds.eased(), one);
            fetches.forEach(runner::fetch);
            try (Result result = runner.run()) {
                List<double[]> values = new ArrayList<>();
                for (int i = 0; i < fetches.size(); i++) {
                    double[] value = new double[(int) result.get(i).shape().size()];
                    result.get(i).asRawTensor().data().asDoubles().read(value);
                    values.add(value);
                }
                return values;
            }
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
