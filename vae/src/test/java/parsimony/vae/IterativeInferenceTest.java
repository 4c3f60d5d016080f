package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import parsimony.signals.InputException;

/** iP-VAE and its siblings against formulas in plain Java, and against what they go to. */
class IterativeInferenceTest {
    private static final int PIXELS = 6;
    private static final int LATENTS = 4;
    private static final double[][] BATCH =
            {{0.5, -1, 0.3, 2, 0, -0.2}, {1.2, 0.4, -0.7, 0.1, -0.5, 0.6}};

    private static Inference iterative(int steps) {
        return new Inference(Inference.Kind.ITERATIVE, steps, 100, null);
    }

    private static Architecture model(Distribution latent, Activation activation, int steps) {
        return new Architecture(latent, activation, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(PIXELS), LATENTS).withInference(iterative(steps));
    }

    /** Weights by name, of any such model, so large that the steps differ from patch to patch. */
    private static Map<String, double[]> weights(DoubleModel model) {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (String name : model.parameters()) {
            double shift = name.equals("prior_log_rate") || name.equals("log_bias") ? -1 : 0;
            weights.put(name, random.doubles(model.size(name), shift - 0.5, shift + 0.5)
                    .toArray());
        }
        return weights;
    }

    /** The count of the paper. */
    @Test
    void aModelOfDigitsHas403217Parameters() {
        Architecture digits = Architecture.linear(Distribution.POISSON, 28 * 28, 512)
                .withInference(iterative(1));
        try (DoubleModel model = new DoubleModel(digits, Estimator.MC, Indicator.SIGMOID)) {
            assertEquals(403_217,
                    model.parameters().stream().mapToInt(model::size).sum());
        }
    }

    @Test
    void bothDivergencesAreTheirFormulas() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Blueprint<TFloat64> b = new Blueprint<>(tf, TFloat64.class, false);
            Operand<TFloat64> before = tf.constant(new double[][] {{-1}});
            Operand<TFloat64> now = tf.constant(new double[][] {{-0.3}});
            try (Session session = new Session(graph);
                    Result result = session.runner()
                            .fetch(PoissonBelief.divergence(b, now, before, Inference.Kl.EXACT))
                            .fetch(PoissonBelief.divergence(b, now, before,
                                    Inference.Kl.PUBLISHED))
                            .run()) {
                assertEquals(.1456, ((TFloat64) result.get(0)).getDouble(0), 5e-5);
                assertEquals(.2933, ((TFloat64) result.get(1)).getDouble(0), 5e-5);
            }
        }
    }

    /** Through three steps, with the noise of each held. */
    @ParameterizedTest
    @CsvSource({"POISSON,NONE", "GAUSSIAN,NONE", "GAUSSIAN,RELU"})
    void gradientsThroughAllStepsAreFiniteDifferences(Distribution latent,
            Activation activation) {
        try (DoubleModel model = new DoubleModel(model(latent, activation, 3), Estimator.MC,
                Indicator.SIGMOID)) {
            Map<String, double[]> weights = weights(model);
            model.set(weights);
            List<double[]> gradients = model.gradients(BATCH, 0.5);
            double h = 1e-6;
            for (int p = 0; p < gradients.size(); p++) {
                double[] values = weights.get(model.parameters().get(p));
                for (int i = 0; i < values.length; i += 3) {
                    double kept = values[i];
                    values[i] = kept + h;
                    model.set(weights);
                    double above = Arrays.stream(model.loss(BATCH, 0.5)).sum();
                    values[i] = kept - h;
                    model.set(weights);
                    double below = Arrays.stream(model.loss(BATCH, 0.5)).sum();
                    values[i] = kept;
                    double expected = (above - below) / (2 * h);
                    assertEquals(expected, gradients.get(p)[i], 1e-4 * (1 + Math.abs(expected)),
                            model.parameters().get(p) + " " + i);
                }
            }
        }
    }

    /** The steps of a Poisson model without noise, as a graph and in plain Java. */
    private static final class Noiseless implements AutoCloseable {
        private final Graph graph = new Graph();
        private final Session session;
        private final VaeGraph<TFloat64> model;
        private final Map<String, double[]> weights = new LinkedHashMap<>();
        private final Operand<TFloat64> patches;
        private final List<Operand<TFloat64>> many;

        /** @param steps in one call of the graph */
        Noiseless(int pixels, int latents, Dynamics.Draw draw, int steps, long seed) {
            Ops tf = Ops.create(graph);
            patches = tf.placeholder(TFloat64.class,
                    Placeholder.shape(Shape.of(1, pixels)));
            Architecture architecture = Architecture.linear(Distribution.POISSON, pixels, latents)
                    .withInference(iterative(1));
            model = new VaeGraph<>(new Blueprint<>(tf, TFloat64.class, false), architecture,
                    Indicator.SIGMOID, patches);
            many = model.after(steps, draw);
            session = Device.CPU.open(graph);
            SplittableRandom random = new SplittableRandom(seed);
            weights.put("decoder", random.doubles((long) latents * pixels, -0.5, 0.5).toArray());
            weights.put("prior_log_rate", random.doubles(latents, -6, -4).toArray());
            weights.put("log_bias", random.doubles(latents, -1, 0).toArray());
            weights.put("log_step", new double[] {Math.log(0.1)});
            weights.put("log_sigma", random.doubles(pixels, -0.3, 0.3).toArray());
            Session.Runner runner = session.runner();
            weights.forEach((name, values) -> {
                Blueprint.Slot<TFloat64> slot = model.blueprint.trained().get(name);
                runner.feed(slot.initial(), tensor(slot.variable().shape(), values))
                        .addTarget(slot.assign());
            });
            runner.run().close();
        }

        private static TFloat64 tensor(Shape shape, double[] values) {
            return TFloat64.tensorOf(shape, t -> t.asRawTensor().data().asDoubles().write(values));
        }

        /** The log rates after some calls. */
        double[] infer(double[] patch, double[] start, int calls) {
            int latents = start.length;
            double[] u = start.clone();
            try (TFloat64 x = tensor(Shape.of(1, patch.length), patch)) {
                for (int call = 0; call < calls; call++) {
                    try (TFloat64 before = tensor(Shape.of(1, latents), u);
                            Result after = session.runner().feed(patches, x)
                                    .feed(model.belief.get(0), before).fetch(many.get(0)).run()) {
                        after.get(0).asRawTensor().data().asDoubles().read(u);
                    }
                }
            }
            return u;
        }

        /** The step of the paper. */
        double[] step(double[] patch, double[] u) {
            int latents = u.length;
            double[] residual = patch.clone();
            for (int k = 0; k < latents; k++) {
                for (int d = 0; d < patch.length; d++) {
                    residual[d] -= weights.get("decoder")[k * patch.length + d]
                            * (Math.exp(u[k]) + 1.2e-7);
                }
            }
            double[] next = new double[latents];
            for (int k = 0; k < latents; k++) {
                double g = Math.exp(weights.get("log_bias")[k]);
                for (int d = 0; d < patch.length; d++) {
                    g -= weights.get("decoder")[k * patch.length + d] * residual[d]
                            / Math.pow(sigma(d), 2);
                }
                double move = clamp(-Math.exp(weights.get("log_step")[0]) * g);
                next[k] = clamp(u[k] + move);
            }
            return next;
        }

        private double sigma(int d) {
            return Math.exp(3.45 * Math.tanh(weights.get("log_sigma")[d] / 3.45));
        }

        private static double clamp(double v) {
            return 10 - Math.log1p(Math.exp(10 - Math.max(v, -8)));
        }

        /**
         * The duality gap of ½‖(x − Φr)/σ‖² + Σ e^b_k·r_k, r ≥ 0, relative to the objective. It is
         * written from the definition of the dual, not as in the module {@code sparsecoding}.
         */
        double relativeGap(double[] patch, double[] rates) {
            double[] residual = new double[patch.length];
            for (int d = 0; d < patch.length; d++) {
                residual[d] = patch[d];
                for (int k = 0; k < rates.length; k++) {
                    residual[d] -= weights.get("decoder")[k * patch.length + d] * rates[k];
                }
                residual[d] /= sigma(d);
            }
            double primal = 0;
            double shrink = 1;
            for (int k = 0; k < rates.length; k++) {
                double weight = Math.exp(weights.get("log_bias")[k]);
                primal += weight * rates[k];
                double match = 0;
                for (int d = 0; d < patch.length; d++) {
                    match += weights.get("decoder")[k * patch.length + d] * residual[d]
                            / sigma(d);
                }
                shrink = Math.min(shrink, weight / Math.max(match, 1e-300));
            }
            double dual = 0;
            for (int d = 0; d < patch.length; d++) {
                primal += residual[d] * residual[d] / 2;
                double whole = patch[d] / sigma(d);
                double point = shrink * residual[d];
                dual += (whole * whole - (whole - point) * (whole - point)) / 2;
            }
            return (primal - dual) / primal;
        }

        @Override
        public void close() {
            session.close();
            graph.close();
        }
    }

    @Test
    void aStepWithoutNoiseIsTheFormula() {
        try (Noiseless model = new Noiseless(PIXELS, LATENTS, Dynamics.Draw.MEAN, 1, 3)) {
            double[] u = {-7.9, -2, 0.5, 1.5};
            for (int i = 0; i < 5; i++) {
                double[] expected = model.step(BATCH[0], u);
                u = model.infer(BATCH[0], u, 1);
                assertArrayEquals(expected, u, 1e-12);
            }
        }
    }

    /**
     * Without noise and limits the rates go to the optimum of a non-negative lasso with weights
     * e^b; the model's own floor and ceiling leave a gap.
     */
    @Test
    void withoutNoiseTheLimitIsTheWeightedLasso() {
        double[] patch = new SplittableRandom(8).doubles(20, -2, 2).toArray();
        double[] start = new double[40];
        Arrays.fill(start, -5);
        double free;
        double limited;
        try (Noiseless model =
                new Noiseless(20, 40, Dynamics.Draw.MEAN_UNLIMITED, 50, 4)) {
            free = model.relativeGap(patch,
                    Arrays.stream(model.infer(patch, start, 1000)).map(Math::exp).toArray());
        }
        try (Noiseless model = new Noiseless(20, 40, Dynamics.Draw.MEAN, 50, 4)) {
            limited = model.relativeGap(patch,
                    Arrays.stream(model.infer(patch, start, 1000)).map(Math::exp).toArray());
        }
        assertTrue(free < 1e-6, free + " without limits");
        assertTrue(free > -1e-12, free + " without limits");
        assertTrue(limited > 10 * free && limited < 0.05, limited + " with limits");
    }

    @ParameterizedTest
    @CsvSource({"POISSON,NONE", "GAUSSIAN,NONE", "GAUSSIAN,RELU"})
    void moreStepsDescribePatchesBetter(Distribution latent, Activation activation) {
        FMatrixRMaj patches = TrainerTest.sparseMixtures(1000, 1);
        FMatrixRMaj measured = TrainerTest.sparseMixtures(300, 2);
        Architecture model = new Architecture(latent, activation, new LinearNetwork(),
                new LinearNetwork(), ImageShape.vector(16), 24).withInference(iterative(8));
        Training plan = Training.VH16_ITERATIVE.withIterations(100).withBatch(50)
                .withLearningRate(0.02).forModel(model);
        plan = plan.withBeta(plan.annealing().beta().withEnd(2));
        assertEquals(Estimator.MC, plan.estimator());
        assertEquals(0.1, plan.annealing().beta().portion());
        try (Vae vae = Trainer.train(model, plan, patches, step -> {})) {
            List<InferenceStep> steps = vae.convergence(measured, 0);
            assertEquals(List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 100),
                    steps.stream().map(InferenceStep::steps).toList());
            InferenceStep last = steps.get(steps.size() - 1);
            assertTrue(steps.get(0).r2() < steps.get(3).r2()
                    && steps.get(3).r2() < last.r2() + 0.01, steps.toString());
            assertTrue(last.r2() > 0.4 && last.r2Rates() > last.r2(), last.toString());
            assertTrue(steps.get(9).r2() > 0.95 * last.r2(), steps.toString());
            Evaluation evaluation = vae.evaluate(measured, 0);
            assertEquals(last.r2(), evaluation.r2Pooled(), 0.02);
            assertEquals(last.r2Rates(), 1 - (1 - evaluation.r2Pooled()) * evaluation.mseMap()
                    / evaluation.mse(), 0.02);
            assertEquals(24, evaluation.klPerUnit().length);
            assertEquals(5, vae.priorSamples(5, 1).numRows);
            // the same seed, the same bits; without noise, no seed
            float[] codes = vae.sampler(3).encode(measured).data;
            vae.noiseless(7, true).encode(measured);
            assertArrayEquals(codes, vae.sampler(3).encode(measured).data);
        }
    }

    /** TensorFlow orders a sum of more than eight by addresses, when it makes its gradient. */
    @Test
    void manyStepsAreTrainedToTheSameBits() {
        FMatrixRMaj patches = TrainerTest.sparseMixtures(200, 1);
        Architecture model = Architecture.linear(Distribution.POISSON, 16, 24)
                .withInference(iterative(12));
        Training plan = Training.VH16_ITERATIVE.withIterations(3).withBatch(50).forModel(model);
        float[] once = atoms(model, plan, patches);
        for (int again = 0; again < 3; again++) {
            assertArrayEquals(once, atoms(model, plan, patches));
        }
    }

    private static float[] atoms(Architecture model, Training plan, FMatrixRMaj patches) {
        try (Vae vae = Trainer.train(model, plan, patches, step -> {})) {
            return vae.dictionary().orElseThrow().atoms().data;
        }
    }

    @Test
    void refusesWhatDoesNotExist() {
        assertRefused("‹steps›",
                () -> Inference.of(Distribution.POISSON, null, 3, null, null));
        assertRefused("‹test-steps›", () -> Inference.of(Distribution.POISSON,
                Inference.Kind.AMORTIZED, null, 3, null));
        assertRefused("‹kl›", () -> Inference.of(Distribution.GAUSSIAN,
                Inference.Kind.ITERATIVE, null, null, Inference.Kl.PUBLISHED));
        assertRefused("steps", () -> Inference.of(Distribution.POISSON,
                Inference.Kind.ITERATIVE, 0, null, null));
        for (Distribution latent : Distribution.values()) {
            if (!latent.moves()) {
                assertRefused("‹inference›", () -> new Architecture(latent, latent.activation(),
                        latent.encoder(), latent.decoder(), ImageShape.vector(4), 4)
                        .withInference(iterative(2)));
            }
        }
        assertRefused("‹inference›",
                () -> new Architecture(Distribution.GAUSSIAN, Activation.EXP, new LinearNetwork(),
                        new LinearNetwork(), ImageShape.vector(4), 4).withInference(iterative(2)));
        assertRefused("‹encoder›",
                () -> new Architecture(Distribution.POISSON, Activation.NONE, new MlpNetwork(),
                        new LinearNetwork(), ImageShape.vector(4), 4).withInference(iterative(2)));
        Architecture model = model(Distribution.POISSON, Activation.NONE, 2);
        assertRefused("‹estimator›", () -> Estimator.EXACT.requireFor(model));
    }

    private static void assertRefused(String subject, Runnable work) {
        String said = assertThrows(InputException.class, work::run).marked();
        assertTrue(said.startsWith(subject) || said.startsWith("‹" + subject + "›"), said);
    }
}
