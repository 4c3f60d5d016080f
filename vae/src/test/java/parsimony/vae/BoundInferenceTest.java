package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;

/** Steps on the bound of a VAE, against the optimum that other solvers and formulas give. */
class BoundInferenceTest {
    private static final int PIXELS = 8;
    private static final int LATENTS = 6;

    private static FMatrixRMaj uniform(int rows, int columns, double from, double to, long seed) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        double[] values = new SplittableRandom(seed).doubles((long) rows * columns).toArray();
        for (int i = 0; i < values.length; i++) {
            matrix.data[i] = (float) (from + (to - from) * values[i]);
        }
        return matrix;
    }

    private static Vae vae(Distribution latent, int testSteps, double beta) {
        Architecture model = Architecture.linear(latent, PIXELS, LATENTS)
                .withInference(new Inference(Inference.Kind.SEMI_AMORTIZED, 0, testSteps, null));
        Map<String, FMatrixRMaj> weights = new LinkedHashMap<>();
        weights.put("encoder", uniform(PIXELS,
                LATENTS * (latent == Distribution.POISSON ? 1 : 2), -0.5, 0.5, 1));
        weights.put("decoder", uniform(LATENTS, PIXELS, -0.7, 0.7, 2));
        weights.put("prior_log_rate", uniform(1, LATENTS, -1, 0.5, 3));
        weights.put("log_step", uniform(1, latent == Distribution.POISSON ? 1 : 2, -3, -3, 4));
        weights.put("kl_weight", uniform(1, 1, beta, beta, 5));
        return Vae.of(model, weights);
    }

    /** The free energy's minimum, which {@link PoissonInference} certifies. */
    @Test
    void stepsOfACountGoToTheBestPosterior() {
        FMatrixRMaj patches = uniform(5, PIXELS, -2, 2, 6);
        try (Vae vae = vae(Distribution.POISSON, 3000, 1.5)) {
            var optimum = new PoissonInference(vae.dictionary().orElseThrow(),
                    vae.priorLogRate().orElseThrow(), PoissonSettings.of(1.5)).solve(patches);
            float[] rates = vae.posteriorMean().encode(patches).data;
            for (int i = 0; i < rates.length; i++) {
                double expected = optimum.codes().data[i];
                assertEquals(expected, rates[i], 2e-3 * (0.01 + expected), "rate " + i);
            }
        }
    }

    /** σ² = β/(2‖φ‖² + β), and μ solves (2ΦᵀΦ + βI)μ = 2Φᵀx. */
    @Test
    void stepsOfARealValueGoToTheClosedForm() {
        FMatrixRMaj patches = uniform(3, PIXELS, -2, 2, 6);
        double beta = 0.7;
        try (Vae vae = vae(Distribution.GAUSSIAN, 3000, beta)) {
            Dictionary phi = vae.dictionary().orElseThrow();
            FMatrixRMaj means = vae.posteriorMean().encode(patches);
            FMatrixRMaj decoded = vae.decode(means);
            for (int i = 0; i < patches.numRows; i++) {
                for (int k = 0; k < LATENTS; k++) {
                    double slope = beta * means.get(i, k);
                    for (int d = 0; d < PIXELS; d++) {
                        slope -= 2 * phi.atoms().get(k, d)
                                * (patches.get(i, d) - decoded.get(i, d));
                    }
                    assertEquals(0, slope, 1e-3);
                }
            }
            // the KL has the scale, too
            double kl = 0;
            for (int k = 0; k < LATENTS; k++) {
                double square = 0;
                for (int d = 0; d < PIXELS; d++) {
                    square += phi.atoms().get(k, d) * phi.atoms().get(k, d);
                }
                double variance = beta / (2 * square + beta);
                for (int i = 0; i < patches.numRows; i++) {
                    kl += 0.5 * (Math.pow(means.get(i, k), 2) + variance - Math.log(variance) - 1)
                            / patches.numRows;
                }
            }
            assertEquals(kl, vae.evaluate(patches, 0).kl(), 1e-3 * kl);
        }
    }

    /** The natural gradient of ½a·E max(z, 0) − b·Var, by numbers of a fine grid. */
    @Test
    void theNaturalGradientOfARectifiedValueIsThatOfItsMoments() {
        double location = 0.3;
        double logScale = -0.4;
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Architecture model = new Architecture(Distribution.GAUSSIAN, Activation.RELU,
                    new LinearNetwork(), new LinearNetwork(), ImageShape.vector(2), 1)
                    .withInference(new Inference(Inference.Kind.SEMI_AMORTIZED, 1, 1,
                            null));
            GaussianBelief<TFloat64> belief = new GaussianBelief<>(
                    new Blueprint<>(tf, TFloat64.class, false), model, Indicator.SIGMOID);
            List<Operand<TFloat64>> at = List.of(
                    tf.constant(new double[][] {{location}}),
                    tf.constant(new double[][] {{logScale}}));
            var natural = belief.natural(at, tf.constant(new double[][] {{1.7}}),
                    tf.constant(new double[] {-0.9}));
            try (Session session = new Session(graph);
                    Result result = session.runner().fetch(natural.get(0)).fetch(natural.get(1))
                            .fetch(belief.mean(at)).run()) {
                double h = 1e-4;
                double square = Math.exp(2 * logScale);
                assertEquals(moments(location, logScale)[0],
                        ((TFloat64) result.get(2)).getDouble(0, 0), 1e-6);
                assertEquals(square * (objective(location + h, logScale)
                        - objective(location - h, logScale)) / (2 * h),
                        ((TFloat64) result.get(0)).getDouble(0, 0), 1e-5);
                assertEquals(0.5 * (objective(location, logScale + h)
                        - objective(location, logScale - h)) / (2 * h),
                        ((TFloat64) result.get(1)).getDouble(0, 0), 1e-5);
            }
        }
    }

    private static double objective(double location, double logScale) {
        double[] moments = moments(location, logScale);
        return 1.7 * moments[0] - 0.9 * moments[1];
    }

    /** Mean and variance of max(z, 0), summed over a grid that begins at 0. */
    private static double[] moments(double location, double logScale) {
        double scale = Math.exp(logScale);
        double width = 1e-5;
        double mean = 0;
        double square = 0;
        for (double z = width / 2; z < location + 12 * scale; z += width) {
            double mass = width * Math.exp(-Math.pow((z - location) / scale, 2) / 2)
                    / (scale * Math.sqrt(2 * Math.PI));
            mean += z * mass;
            square += z * z * mass;
        }
        return new double[] {mean, square - mean * mean};
    }

    /** Trained through its steps, and an encoder that is refined only at test. */
    @ParameterizedTest
    @EnumSource(value = Inference.Kind.class, names = {"SEMI_AMORTIZED", "REFINED"})
    void stepsLowerTheBound(Inference.Kind kind, @TempDir Path run) throws Exception {
        FMatrixRMaj patches = TrainerTest.sparseMixtures(1000, 1);
        Architecture usual = Architecture.linear(Distribution.POISSON, 16, 24);
        Training plan = Training.PATCHES.withIterations(300).withBatch(100).withLearningRate(0.02);
        Architecture model = usual.withInference(new Inference(kind, 5, 5, null));
        double amortized;
        try (Vae vae = Trainer.train(usual, plan, patches, step -> {})) {
            amortized = vae.evaluate(patches, 0).nelbo();
            assertTrue(vae.convergence(patches, 0).isEmpty());
            assertThrows(InputException.class, () -> vae.noiseless(3, true));
        }
        try (Vae vae = Trainer.train(model, plan, patches, step -> {})) {
            double stepwise = vae.evaluate(patches, 0).nelbo();
            // Five steps of at most 1 from the prior are few; an encoder begins nearer.
            assertTrue(kind == Inference.Kind.REFINED || stepwise < amortized,
                    kind + " " + stepwise + ", amortized " + amortized);
            vae.save(run);
        }
        try (Vae none = Vae.load(run, 0); Vae some = Vae.load(run, 5)) {
            double before = none.evaluate(patches, 0).nelbo();
            double after = some.evaluate(patches, 0).nelbo();
            assertTrue(after < before, after + " after, " + before + " before");
        }
    }

    @Test
    void anEncoderCanBeRefinedOnlyAtTest(@TempDir Path run) throws Exception {
        FMatrixRMaj patches = TrainerTest.sparseMixtures(1000, 1);
        Architecture model = Architecture.linear(Distribution.POISSON, 16, 24)
                .withInference(new Inference(Inference.Kind.SEMI_AMORTIZED, 0, 60, null));
        Training plan = Training.PATCHES.withIterations(300).withBatch(100).withLearningRate(0.02);
        try (Vae vae = Trainer.train(model, plan, patches, step -> {})) {
            vae.save(run);
        }
        try (Vae encoder = Vae.load(run, 0); Vae refined = Vae.load(run)) {
            Evaluation before = encoder.evaluate(patches, 0);
            Evaluation after = refined.evaluate(patches, 0);
            assertTrue(after.nelbo() < before.nelbo(),
                    after.nelbo() + " after, " + before.nelbo() + " before");
            assertTrue(Arrays.equals(encoder.encoderMatrix().orElseThrow().data,
                    refined.encoderMatrix().orElseThrow().data));
        }
    }
}
