package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/** Every latent, with every network and estimator that it goes with. */
class LatentsTest {
    private static final int PIXELS = 3;
    private static final int LATENTS = 4;

    static Stream<Arguments> models() {
        return ModelContractTest.architectures(new ImageShape(1, PIXELS, 1), LATENTS).flatMap(
                architecture -> Stream
                        .of(Estimator.EXACT, Estimator.EXACT_UNCORRELATED, Estimator.MC,
                                Estimator.GUMBEL)
                        .filter(estimator -> ModelContractTest.suits(estimator, architecture))
                        // Its thresholds have straight-through gradients; SaeTest has them.
                        .filter(estimator -> architecture.activation() != Activation.JUMPRELU)
                        .map(estimator -> Arguments.of(architecture, estimator)));
    }

    /** The noise is held fixed, so that a sampled loss is a smooth function of the weights. */
    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreFiniteDifferencesOfTheLoss(Architecture architecture, Estimator estimator) {
        try (DoubleModel model = new DoubleModel(architecture, estimator, Indicator.SIGMOID)) {
            Map<String, double[]> weights = weights(model, 0.5);
            model.set(weights);
            double[][] batch = {{0.5, -1, 0.3}, {1.2, 0.4, -0.7}};
            List<double[]> gradients = model.gradients(batch, 0.5);
            SplittableRandom random = new SplittableRandom(8);
            for (int p = 0; p < gradients.size(); p++) {
                String name = model.parameters().get(p);
                double[] values = weights.get(name);
                for (int trial = 0; trial < 2; trial++) {
                    int i = random.nextInt(values.length);
                    double kept = values[i];
                    double h = 1e-5;
                    values[i] = kept + h;
                    model.set(weights);
                    double above = Arrays.stream(model.loss(batch, 0.5)).sum();
                    values[i] = kept - h;
                    model.set(weights);
                    double below = Arrays.stream(model.loss(batch, 0.5)).sum();
                    values[i] = kept;
                    model.set(weights);
                    double expected = (above - below) / (2 * h);
                    assertEquals(expected, gradients.get(p)[i], 2e-5 * (1 + Math.abs(expected)),
                            name + " " + i);
                }
            }
        }
    }

    /**
     * Codes drawn for one patch, over and over, have the posterior's mean and variance, and decode
     * to the exact error.
     */
    @ParameterizedTest
    @EnumSource(value = Distribution.class, names = {"SAE", "LISTA"}, mode = Mode.EXCLUDE)
    void sampledCodesHaveTheStatedMomentsAndTheExactErrorIsTheirMean(Distribution latent) {
        int samples = 40_000;
        double[][] batch = new double[samples][];
        Arrays.fill(batch, new double[] {0.5, -1, 0.3});
        Architecture architecture = Architecture.linear(latent, PIXELS, LATENTS);
        try (DoubleModel exact = new DoubleModel(architecture, Estimator.EXACT, Indicator.SIGMOID);
                DoubleModel sampled =
                        new DoubleModel(architecture, Estimator.MC, Indicator.SIGMOID)) {
            Map<String, double[]> weights = weights(exact, 1);
            exact.set(weights);
            sampled.set(weights);
            double[] codes = exact.run(batch, 0, List.of(exact.posterior().codes())).get(0);
            double[] means = exact.run(batch, 0, List.of(exact.posterior().mean())).get(0);
            double[] variances =
                    exact.run(batch, 0, List.of(exact.posterior().variance().orElseThrow())).get(0);
            for (int k = 0; k < LATENTS; k++) {
                double mean = means[k];
                double variance = variances[k];
                double sum = 0;
                double squares = 0;
                double fourths = 0;
                for (int i = 0; i < samples; i++) {
                    double deviation = codes[i * LATENTS + k] - mean;
                    sum += deviation;
                    squares += deviation * deviation;
                    fourths += Math.pow(deviation, 4);
                }
                assertEquals(0, sum / samples, 5 * Math.sqrt(variance / samples));
                double kurtosis = fourths / samples / (variance * variance);
                assertEquals(variance, squares / samples,
                        5 * variance * Math.sqrt((kurtosis - 1) / samples));
            }
            double sum = 0;
            double squares = 0;
            double[] decoded = exact.decode(codes, LATENTS);
            for (int i = 0; i < samples; i++) {
                double error = 0;
                for (int d = 0; d < PIXELS; d++) {
                    error += Math.pow(batch[i][d] - decoded[i * PIXELS + d], 2);
                }
                sum += error;
                squares += error * error;
            }
            double standardError = Math.sqrt(squares / samples - Math.pow(sum / samples, 2))
                    / Math.sqrt(samples);
            double expected = exact.loss(batch, 1e-4)[0];
            assertEquals(expected, sum / samples, 4 * standardError);
            assertEquals(expected, sampled.loss(batch, 1e-4)[0], 4 * standardError);
            assertTrue(standardError < 0.01 * expected);
        }
    }

    static Stream<Architecture> architectures() {
        return ModelContractTest.architectures(new ImageShape(1, PIXELS, 1), LATENTS)
                .filter(architecture -> architecture.encoder().linear());
    }

    /**
     * Those whose encoder gives codes in one shot. The codes of others depend on samples before
     * them, which a graph for training draws relaxed, and a second level takes only a matrix that
     * is not negative.
     */
    static Stream<Architecture> inOneShot() {
        return architectures().filter(
                architecture -> architecture.inference() == null && architecture.levels() == null);
    }

    /** Codes drawn for one patch, over and over, have the stated mean magnitude. */
    @ParameterizedTest
    @MethodSource("inOneShot")
    void activityIsTheMeanMagnitudeOfSampledCodes(Architecture architecture) {
        int samples = 20_000;
        double[][] batch = new double[samples][];
        Arrays.fill(batch, new double[] {0.5, -1, 0.3});
        try (DoubleModel model = new DoubleModel(architecture,
                architecture.latent().deterministic() ? Estimator.EXACT : Estimator.MC,
                Indicator.SIGMOID)) {
            model.set(weights(model, 1));
            boolean known =
                    !Set.of(Activation.EXP, Activation.SOFTPLUS)
                            .contains(architecture.activation());
            assertEquals(known, model.activity().isPresent());
            if (!known) {
                return;
            }
            double[] codes = model.run(batch, 0, List.of(model.posterior().codes())).get(0);
            double[] activity = model.run(batch, 0, List.of(model.activity().get())).get(0);
            for (int k = 0; k < LATENTS; k++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < samples; i++) {
                    double magnitude = Math.abs(codes[i * LATENTS + k]);
                    sum += magnitude;
                    squares += magnitude * magnitude;
                }
                double mean = sum / samples;
                double error = Math.sqrt(Math.max(0, squares / samples - mean * mean) / samples);
                assertEquals(activity[k], mean, 5 * error + 1e-9, "unit " + k);
            }
        }
    }

    /** Far below 0 the mean of max(z, 0) is a tail, and never negative. */
    @Test
    void theMeanOfARectifiedGaussianIsThatOfTheTables() {
        Architecture relu = new Architecture(Distribution.GAUSSIAN, Activation.RELU,
                new LinearNetwork(), new LinearNetwork(), ImageShape.vector(1), 1);
        // μΦ(μ/σ) + σφ(μ/σ) at σ = 1, with Φ and φ of printed tables.
        for (double[] known : new double[][] {{0, 0.398942}, {1, 0.841345 + 0.241971},
            {-1, -0.158655 + 0.241971}, {2, 2 * 0.977250 + 0.053991}, {-30, 0}}) {
            try (DoubleModel model =
                    new DoubleModel(relu, Estimator.MC, Indicator.SIGMOID)) {
                model.set(Map.of("encoder", new double[] {known[0], 0}));
                double mean = model.run(new double[][] {{1}}, 1,
                        List.of(model.activity().orElseThrow())).get(0)[0];
                assertEquals(known[1], mean, 2e-6);
                assertTrue(mean >= 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Distribution.class, names = {"GAUSSIAN", "LAPLACE"})
    void divergenceIsTheMeanLogRatioOfDensities(Distribution latent) {
        boolean gaussian = latent == Distribution.GAUSSIAN;
        for (double[] pair : new double[][] {{0.7, -0.4}, {-1.5, 0.3}, {0.1, 1}}) {
            double location = pair[0];
            double logScale = 5.3 * Math.tanh(pair[1] / 5.3);
            double scale = Math.exp(logScale);
            Random random = new Random(6);
            int samples = 400_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < samples; i++) {
                double noise = gaussian ? random.nextGaussian()
                        : (random.nextBoolean() ? 1 : -1) * -Math.log(1 - random.nextDouble());
                double z = location + scale * noise;
                double logRatio = gaussian ? 0.5 * (z * z - noise * noise) - logScale
                        : Math.abs(z) - Math.abs(noise) - logScale;
                sum += logRatio;
                squares += logRatio * logRatio;
            }
            double mean = sum / samples;
            double error = Math.sqrt((squares / samples - mean * mean) / samples);
            try (DoubleModel model = new DoubleModel(Architecture.linear(latent, 1, 1),
                    Estimator.MC, Indicator.SIGMOID)) {
                model.set(Map.of("encoder", pair, "decoder", new double[] {1}));
                assertEquals(mean, model.loss(new double[][] {{1}}, 1)[1], 4 * error);
            }
        }
    }

    @Test
    void categoricalCodesAreOneHotWithTheStatedProbabilitiesAndDivergence() {
        int samples = 40_000;
        double[][] batch = new double[samples][];
        Arrays.fill(batch, new double[] {0.5, -1, 0.3});
        try (DoubleModel model = new DoubleModel(
                Architecture.linear(Distribution.CATEGORICAL, PIXELS, LATENTS), Estimator.MC,
                Indicator.SIGMOID)) {
            Map<String, double[]> weights = weights(model, 1);
            model.set(weights);
            double[] logits = new double[LATENTS];
            double normalizer = 0;
            for (int k = 0; k < LATENTS; k++) {
                for (int d = 0; d < PIXELS; d++) {
                    logits[k] += batch[0][d] * weights.get("encoder")[d * LATENTS + k];
                }
                normalizer += Math.exp(logits[k]);
            }
            List<double[]> values = model.run(batch, 1e-3,
                    List.of(model.posterior().codes(), model.posterior().relaxed(),
                            model.posterior().kl()));
            double kl = 0;
            for (int k = 0; k < LATENTS; k++) {
                double p = Math.exp(logits[k]) / normalizer;
                double frequency = 0;
                double relaxed = 0;
                for (int i = 0; i < samples; i++) {
                    frequency += values.get(0)[i * LATENTS + k] / samples;
                    relaxed += values.get(1)[i * LATENTS + k] / samples;
                }
                assertEquals(p, frequency, 5 * Math.sqrt(p * (1 - p) / samples));
                assertEquals(frequency, relaxed, 1e-3, "a cold relaxed sample is a hard one");
                assertTrue(values.get(2)[k] >= 0);
                kl += p * Math.log(p * LATENTS);
            }
            for (int i = 0; i < samples; i++) {
                assertEquals(1, Arrays.stream(values.get(0), i * LATENTS, (i + 1) * LATENTS).sum());
            }
            assertEquals(kl, Arrays.stream(values.get(2)).sum(), 1e-12);
        }
    }

    /** A category can be tried out: each code, with its probability. */
    @Test
    void theExactErrorOfACategoryIsThatOfEveryCodeAndTheUncorrelatedOneLacksTheCovariances() {
        double[][] batch = {{0.5, -1, 0.3}, {1.2, 0.4, -0.7}};
        Architecture model = Architecture.linear(Distribution.CATEGORICAL, PIXELS, LATENTS);
        try (DoubleModel exact = new DoubleModel(model, Estimator.EXACT, Indicator.SIGMOID);
                DoubleModel uncorrelated =
                        new DoubleModel(model, Estimator.EXACT_UNCORRELATED, Indicator.SIGMOID)) {
            Map<String, double[]> weights = weights(exact, 1);
            exact.set(weights);
            uncorrelated.set(weights);
            double[] atoms = weights.get("decoder");
            double[] p = exact.run(batch, 1, List.of(exact.posterior().mean())).get(0);
            double error = 0;
            double covariances = 0;
            for (int i = 0; i < batch.length; i++) {
                for (int k = 0; k < LATENTS; k++) {
                    for (int d = 0; d < PIXELS; d++) {
                        double atom = atoms[k * PIXELS + d];
                        error += p[i * LATENTS + k] * Math.pow(batch[i][d] - atom, 2);
                        for (int j = 0; j < LATENTS; j++) {
                            covariances -= j == k ? 0
                                    : p[i * LATENTS + j] * p[i * LATENTS + k] * atom
                                            * atoms[j * PIXELS + d];
                        }
                    }
                }
            }
            assertEquals(error / batch.length, exact.loss(batch, 1)[0], 1e-12);
            assertTrue(Math.abs(covariances) > 0.01, "the weights tell the two apart");
            assertEquals((error - covariances) / batch.length, uncorrelated.loss(batch, 1)[0],
                    1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Activation.class,
            names = {"TOPK", "BATCHTOPK", "JUMPRELU", "GATED"}, mode = Mode.EXCLUDE)
    void activationIsAppliedToTheCode(Activation activation) {
        double[][] batch = {{0.5, -1, 0.3}, {50, -100, 30}}; // exp has a limit
        Architecture plain = Architecture.linear(Distribution.GAUSSIAN, PIXELS, LATENTS);
        try (DoubleModel without = new DoubleModel(plain, Estimator.MC, Indicator.SIGMOID);
                DoubleModel with = new DoubleModel(
                        new Architecture(Distribution.GAUSSIAN, activation, new LinearNetwork(),
                                new LinearNetwork(), ImageShape.vector(PIXELS), LATENTS),
                        Estimator.MC, Indicator.SIGMOID)) {
            Map<String, double[]> weights = weights(with, 1);
            without.set(weights);
            with.set(weights);
            for (boolean mean : new boolean[] {false, true}) {
                double[] z = without.run(batch, 1,
                        List.of(mean ? without.posterior().mean() : without.posterior().codes()))
                        .get(0);
                double[] expected = Arrays.stream(z).map(v -> switch (activation) {
                    case NONE -> v;
                    case RELU -> Math.max(v, 0);
                    case SOFTPLUS -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
                    case EXP -> Math.exp(Math.min(v, 5.3));
                    case SQUARE -> v * v;
                    default -> throw new AssertionError(activation);
                }).toArray();
                assertArrayEquals(expected, with.run(batch, 1,
                        List.of(mean ? with.posterior().mean() : with.posterior().codes())).get(0),
                        1e-10);
            }
        }
    }

    /**
     * One unit, one pixel: d mse/dw = 2φ(φz − x)·dz/dw, with the same dz/dw for both and z the one
     * that was decoded.
     */
    @Test
    void straightThroughHasTheHardErrorAndTheRelaxedSlope() {
        Architecture one = Architecture.linear(Distribution.POISSON, 1, 1);
        Map<String, double[]> weights = new LinkedHashMap<>();
        weights.put("encoder", new double[] {0.8});
        weights.put("decoder", new double[] {0.6});
        weights.put("prior_log_rate", new double[] {0.5});
        double[][] batch = {{1.3}};
        try (DoubleModel hard = new DoubleModel(one, Estimator.STRAIGHT_THROUGH, Indicator.CUBIC);
                DoubleModel soft = new DoubleModel(one, Estimator.MC, Indicator.CUBIC);
                DoubleModel none = new DoubleModel(one, Estimator.MC, Indicator.CUBIC)) {
            hard.set(weights);
            soft.set(weights);
            none.set(weights);
            none.set(Map.of("decoder", new double[] {0})); // leaves the divergence's gradient alone
            double kl = none.gradients(batch, 1).get(0)[0];
            double count = hard.run(batch, 1, List.of(hard.posterior().codes())).get(0)[0];
            double relaxed = soft.run(batch, 1, List.of(soft.posterior().relaxed())).get(0)[0];
            assertTrue(Math.abs(count - relaxed) > 0.01, "the seed tells the two apart");
            assertEquals(Math.pow(1.3 - 0.6 * count, 2), hard.loss(batch, 1)[0], 1e-12);
            double slope =
                    (soft.gradients(batch, 1).get(0)[0] - kl) / (2 * 0.6 * (0.6 * relaxed - 1.3));
            assertTrue(Math.abs(slope) > 1e-3);
            assertEquals(2 * 0.6 * (0.6 * count - 1.3) * slope,
                    hard.gradients(batch, 1).get(0)[0] - kl, 1e-9);
        }
    }

    @Test
    void refusesEstimatorsAndActivationsThatDoNotExist() {
        assertThrows(IllegalArgumentException.class, () -> Estimator.EXACT.requireFor(
                new Architecture(Distribution.GAUSSIAN, Activation.RELU, new LinearNetwork(),
                        new LinearNetwork(), ImageShape.vector(1), 1)));
        assertThrows(IllegalArgumentException.class, () -> Estimator.EXACT.requireFor(
                new Architecture(Distribution.POISSON, Activation.NONE, new LinearNetwork(),
                        new MlpNetwork(), ImageShape.vector(1), 1)));
        assertThrows(IllegalArgumentException.class, () -> Estimator.EXACT_UNCORRELATED.requireFor(
                Architecture.linear(Distribution.POISSON, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> Estimator.STRAIGHT_THROUGH.requireFor(
                Architecture.linear(Distribution.GAUSSIAN, 1, 1)));
        for (Estimator counts : new Estimator[] {Estimator.GUMBEL, Estimator.SCORE,
            Estimator.COUPLING}) {
            assertEquals(
                    "estimator: " + Setting.word(counts)
                            + " needs a poisson code, not categorical; use mc",
                    assertThrows(InputException.class, () -> counts.requireFor(
                            Architecture.linear(Distribution.CATEGORICAL, 1, 1))).getMessage());
        }
        assertEquals("inference: semi-amortized with a linear+b decoder; its steps need a linear"
                + " one",
                assertThrows(InputException.class, () -> new Architecture(Distribution.POISSON,
                        Activation.NONE, new LinearNetwork(), new LinearNetwork().withBias(),
                        ImageShape.vector(1), 1).withInference(
                                new Inference(Inference.Kind.SEMI_AMORTIZED, 1, 1, null)))
                        .getMessage());
        assertEquals("estimator: exact-uncorrelated is not for sae or lista, whose code has no"
                + " noise; leave it out, or use exact",
                assertThrows(InputException.class, () -> Estimator.EXACT_UNCORRELATED.requireFor(
                        Architecture.linear(Distribution.LISTA, 1, 1))).getMessage());
        Architecture deep = new Architecture(Distribution.POISSON, Activation.NONE,
                new LinearNetwork(), new MlpNetwork(), ImageShape.vector(1), 1);
        assertThrows(InputException.class, () -> Estimator.COUPLING.requireFor(deep));
        Estimator.SCORE.requireFor(deep);
        Estimator.GUMBEL.requireFor(deep);
        assertThrows(IllegalArgumentException.class, () -> new Architecture(
                Distribution.POISSON, Activation.RELU, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(1), 1));
    }

    private static Map<String, double[]> weights(DoubleModel model, double scale) {
        SplittableRandom random = new SplittableRandom(2);
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (String name : model.parameters()) {
            weights.put(name, random.doubles(model.size(name), -scale, scale).toArray());
        }
        return weights;
    }
}
