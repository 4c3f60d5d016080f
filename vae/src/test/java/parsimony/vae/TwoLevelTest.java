package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;
import parsimony.vae.Levels.Link;

/** The P-VAE of two levels against formulas in plain Java, samples, and the P-VAE of one level. */
class TwoLevelTest {
    private static final int PIXELS = 5;
    private static final int SECOND = 3;
    private static final int SAMPLES = 400_000;

    /** W₁ᵀ, D×K₁; Φ₁ᵀ, K₁×D; ρ₁; ρ₂; Φ₂ᵀ, K₂×K₁; W₂ᵀ, D×K₂. */
    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final double[][] batch = new double[3][PIXELS];
    /** K₁. */
    private int first;

    TwoLevelTest() {
        draw(4);
    }

    private void draw(int first) {
        this.first = first;
        SplittableRandom random = new SplittableRandom(8);
        weights.put("encoder", random.doubles(PIXELS * first, -1, 1).toArray());
        weights.put("decoder", random.doubles(first * PIXELS, -1, 1).toArray());
        weights.put("prior_log_rate", random.doubles(first, -2, 0).toArray());
        weights.put("level2_prior_log_rate", random.doubles(SECOND, -2, 0).toArray());
        weights.put("level2", random.doubles(SECOND * first, 0.1, 0.8).toArray());
        weights.put("level2_encoder", random.doubles(PIXELS * SECOND, -1, 1).toArray());
        for (double[] row : batch) {
            Arrays.setAll(row, i -> random.nextDouble(-1, 1));
        }
    }

    private Architecture model(Link link) {
        return Architecture.linear(Distribution.POISSON, PIXELS, first)
                .withLevels(new Levels(SECOND, link, 1, 0.1));
    }

    private static DoubleModel built(Architecture model) {
        return new DoubleModel(model, Estimator.EXACT, Indicator.SIGMOID);
    }

    /** With fewer units than pixels, and with more: they take other products of matrices. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void additiveLossIsTheFormula(int units) {
        draw(units);
        try (DoubleModel model = built(model(Link.ADDITIVE))) {
            model.set(weights);
            double[] loss = model.loss(batch, 1);
            assertEquals(mse(), loss[0], 1e-10 * mse());
            assertEquals(kl(), loss[1], 1e-10 * kl());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void additiveGradientsAreThoseOfTheFormula(int units) {
        draw(units);
        try (DoubleModel model = built(model(Link.ADDITIVE))) {
            model.set(weights);
            List<double[]> gradients = model.gradients(batch, 1);
            for (int p = 0; p < gradients.size(); p++) {
                String name = model.parameters().get(p);
                double[] values = weights.get(name);
                for (int i = 0; i < values.length; i++) {
                    double kept = values[i];
                    double h = 1e-5;
                    values[i] = kept + h;
                    double above = mse() + kl();
                    values[i] = kept - h;
                    double below = mse() + kl();
                    values[i] = kept;
                    double expected = (above - below) / (2 * h);
                    assertEquals(expected, gradients.get(p)[i], 1e-6 * (1 + Math.abs(expected)),
                            name + " " + i);
                }
            }
        }
    }

    /** The relaxed sample of z₂ has a gradient of its own, which finite differences see, too. */
    @Test
    void logLinearGradientsAreFiniteDifferencesOfTheLoss() {
        try (DoubleModel model = built(model(Link.LOG_LINEAR))) {
            model.set(weights);
            List<double[]> gradients = model.gradients(batch, 0.5);
            for (int p = 0; p < gradients.size(); p++) {
                String name = model.parameters().get(p);
                double[] values = weights.get(name);
                for (int i = 0; i < values.length; i += 3) {
                    double kept = values[i];
                    double h = 1e-5;
                    values[i] = kept + h;
                    model.set(weights);
                    double[] above = model.loss(batch, 0.5);
                    values[i] = kept - h;
                    model.set(weights);
                    double[] below = model.loss(batch, 0.5);
                    values[i] = kept;
                    double expected = (above[0] + above[1] - below[0] - below[1]) / (2 * h);
                    assertEquals(expected, gradients.get(p)[i], 1e-5 * (1 + Math.abs(expected)),
                            name + " " + i);
                }
            }
        }
    }

    /**
     * Error and divergence in closed form, beside samples z₂ ~ q, z₁ ~ q given z₂ and the logarithm
     * of q over p. For a log-linear link the error is exact given samples of z₂ of which there are
     * as many.
     */
    @ParameterizedTest
    @EnumSource(Link.class)
    void exactIsMonteCarloWithinFourStandardErrors(Link link) {
        double[] x = batch[0];
        boolean additive = link == Link.ADDITIVE;
        int rows = additive ? 1 : 20_000;
        double[][] copies = new double[rows][];
        Arrays.fill(copies, x);
        double[] loss;
        double[] mean;
        try (DoubleModel model = built(model(link))) {
            model.set(weights);
            loss = model.loss(copies, 1e-3);
            mean = model.run(new double[][] {x}, 1, List.of(model.posterior().mean())).get(0);
        }
        SplittableRandom random = new SplittableRandom(3);
        Mean error = new Mean();
        Mean ratio = new Mean();
        Mean[] counts = {new Mean(), new Mean(), new Mean(), new Mean()};
        double[] gain1 = gains(x, "encoder", first);
        double[] gain2 = gains(x, "level2_encoder", SECOND);
        for (int sample = 0; sample < SAMPLES; sample++) {
            double logRatio = 0;
            double[] rate = weights.get("prior_log_rate").clone();
            double[] drive = new double[first];
            for (int j = 0; j < SECOND; j++) {
                double r = Math.exp(weights.get("level2_prior_log_rate")[j]);
                int z = poisson(lambda(j, gain2, "level2_prior_log_rate"), random);
                for (int k = 0; k < first; k++) {
                    drive[k] += z * phi2(k, j);
                }
                int other = poisson(r * gain2[j], random); // KL has no upper clamp of rates
                logRatio += other * Math.log(gain2[j]) - r * (gain2[j] - 1);
            }
            double[] residual = x.clone();
            for (int k = 0; k < first; k++) {
                double base = Math.exp(rate[k]);
                double prior = additive ? base + drive[k] : base * Math.exp(drive[k]);
                double lambda = lambda(k, gain1, "prior_log_rate") * prior / base;
                int z = poisson(lambda, random);
                counts[k].add(z);
                for (int d = 0; d < PIXELS; d++) {
                    residual[d] -= z * weights.get("decoder")[k * PIXELS + d];
                }
                int other = poisson(prior * gain1[k], random);
                logRatio += other * Math.log(gain1[k]) - prior * (gain1[k] - 1);
            }
            error.add(Arrays.stream(residual).map(r -> r * r).sum());
            ratio.add(logRatio);
        }
        for (int k = 0; k < first; k++) {
            assertEquals(counts[k].mean(), mean[k], 4 * counts[k].standardError());
        }
        // The second term is for the samples of z₂ that the model itself drew.
        double uncertain = error.standardError()
                * (additive ? 1 : Math.sqrt(1 + (double) SAMPLES / rows));
        assertEquals(error.mean(), loss[0], 4 * uncertain);
        assertEquals(ratio.mean(), loss[1], 4 * ratio.standardError());
        assertTrue(uncertain < 0.05 * error.mean() && ratio.standardError() < 0.05 * ratio.mean());
    }

    /** Whatever level 2 thinks, where it has no effect level 1 is the P-VAE, to the last bit. */
    @ParameterizedTest
    @EnumSource(Link.class)
    void withoutEffectOfLevelTwoItIsTheModelOfOneLevelBitForBit(Link link) {
        Architecture one = Architecture.linear(Distribution.POISSON, 16, 24);
        Architecture two = one.withLevels(new Levels(6, link, 1, 0));
        Training plan = Training.PATCHES.withIterations(1).withBatch(100);
        FMatrixRMaj patches = TrainerTest.sparseMixtures(300, 1);
        try (Trainer plain = new Trainer(one, plan, patches, Device.CPU);
                Trainer levels = new Trainer(two, plan, patches, Device.CPU);
                Vae first = plain.model();
                Vae second = levels.model()) {
            assertArrayEquals(new float[6 * 24], second.level2().get("level2").data,
                    Float.MIN_VALUE);
            assertArrayEquals(first.posteriorMean().encode(patches).data,
                    second.posteriorMean().encode(patches).data);
            Evaluation expected = first.evaluate(patches, 0);
            Evaluation actual = second.evaluate(patches, 0);
            assertEquals(expected.mseMap(), actual.mseMap());
            assertArrayEquals(expected.klPerUnit(), actual.klPerUnit());
            assertEquals(expected.kl() + actual.level2().kl(), actual.kl(), 1e-12 * actual.kl());
            assertTrue(actual.level2().kl() > 0);
            assertEquals(plain.advance().mse(), levels.advance().mse());
        }
        weights.put("level2", new double[SECOND * first]);
        try (DoubleModel plain = built(Architecture.linear(Distribution.POISSON, PIXELS, first));
                DoubleModel levels = built(model(link))) {
            levels.set(weights);
            Map<String, double[]> own = new LinkedHashMap<>(weights);
            own.keySet().retainAll(plain.parameters());
            plain.set(own);
            assertEquals(plain.loss(batch, 1)[0], levels.loss(batch, 1)[0]);
            for (int p = 0; p < plain.parameters().size(); p++) {
                assertArrayEquals(plain.gradients(batch, 1).get(p),
                        levels.gradients(batch, 1)
                                .get(levels.parameters().indexOf(plain.parameters().get(p))));
            }
            // Nothing but its own divergence moves level 2. It comes to 0.
            for (int step = 0; step < 400; step++) {
                List<double[]> gradients = levels.gradients(batch, 1);
                double[] encoder = weights.get("level2_encoder");
                double[] slope =
                        gradients.get(levels.parameters().indexOf("level2_encoder"));
                Arrays.setAll(encoder, i -> encoder[i] - slope[i]);
                levels.set(Map.of("level2_encoder", encoder));
            }
            double rest = levels.loss(batch, 1)[1] - plain.loss(batch, 1)[1];
            assertEquals(0, rest, 1e-4);
        }
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void trainingMovesBothLevelsAndRatesNeverFallBelowZero(Link link) {
        Architecture two = Architecture.linear(Distribution.POISSON, 16, 24)
                .withLevels(new Levels(6, link, 1, 0.05));
        Training plan = Training.PATCHES.withIterations(300).withBatch(100).withLearningRate(0.02);
        FMatrixRMaj patches = TrainerTest.sparseMixtures(1000, 1);
        try (Vae vae = Trainer.train(two, plan, patches, step -> {})) {
            float[] weights = vae.level2().get("level2").data;
            assertTrue(link == Link.LOG_LINEAR || allNonNegative(weights));
            assertEquals(link == Link.LOG_LINEAR, !allNonNegative(weights));
            assertEquals(6, vae.level2().get("level2_prior_log_rate").numCols);
            assertEquals(16, vae.level2().get("level2_encoder").numCols);
            Vae.TwoLevelCodes codes = vae.twoLevels(patches, 3);
            assertArrayEquals(vae.sampler(3).encode(patches).data, codes.codes1().data);
            assertArrayEquals(vae.posteriorMean().encode(patches).data, codes.rates1().data);
            assertEquals(6, codes.means2().numCols);
            Evaluation evaluation = vae.evaluate(patches, 3);
            assertEquals(evaluation.mse() + evaluation.kl(), evaluation.nelbo());
            double zeros = 0;
            for (float count : codes.codes2().data) {
                zeros += count == 0 ? 1. / codes.codes2().data.length : 0;
            }
            assertEquals(zeros, evaluation.level2().portionZeros(), 1e-9);
        }
    }

    /** Samples of the prior have the means M and the spread that the formulas give. */
    @Test
    void samplesOfThePriorHaveItsMean() {
        Architecture two = Architecture.linear(Distribution.POISSON, PIXELS, first)
                .withLevels(new Levels(SECOND, Link.ADDITIVE, 1, 0));
        Map<String, FMatrixRMaj> values = new LinkedHashMap<>();
        weights.forEach((name, w) -> {
            FMatrixRMaj value = new FMatrixRMaj(1, w.length);
            for (int i = 0; i < w.length; i++) {
                value.data[i] = (float) w[i];
            }
            values.put(name, value);
        });
        int count = 40_000;
        try (Vae vae = Vae.of(two, values)) {
            FMatrixRMaj samples = vae.priorSamples(count, 5);
            for (int d = 0; d < PIXELS; d++) {
                double expected = 0;
                for (int k = 0; k < first; k++) {
                    double m = Math.exp(clamp(weights.get("prior_log_rate")[k], 5.3));
                    double base = m;
                    for (int j = 0; j < SECOND; j++) {
                        m += base / Math.exp(weights.get("prior_log_rate")[k]) * phi2(k, j)
                                * Math.exp(clamp(weights.get("level2_prior_log_rate")[j], 5.3));
                    }
                    expected += m * weights.get("decoder")[k * PIXELS + d];
                }
                Mean mean = new Mean();
                for (int i = 0; i < count; i++) {
                    mean.add(samples.get(i, d));
                }
                assertEquals(expected, mean.mean(), 4 * mean.standardError());
            }
        }
    }

    @Test
    void settingsAreChecked() throws Exception {
        Architecture two = model(Link.LOG_LINEAR);
        ObjectMapper json = new ObjectMapper();
        assertEquals(two, json.readValue(json.writeValueAsString(two), Architecture.class));
        String one = json.writeValueAsString(two.withLevels(null));
        assertTrue(!one.contains("levels"), one);
        assertEquals(two.withLevels(null), json.readValue(one, Architecture.class));
        assertEquals(new Levels(7, Link.ADDITIVE, 1, Levels.START),
                Levels.of(List.of(9, 7), null, null, null));
        for (Runnable wrong : List.<Runnable>of(() -> Levels.of(List.of(9), null, null, null),
                () -> Levels.of(List.of(9, 0), null, null, null),
                () -> Levels.of(null, Link.ADDITIVE, null, null),
                () -> Levels.of(null, null, 2., null), () -> Levels.of(null, null, null, 2.),
                () -> new Levels(3, Link.ADDITIVE, 0, 1),
                () -> new Levels(3, Link.ADDITIVE, 1, -1),
                () -> Architecture.linear(Distribution.GAUSSIAN, 4, 3)
                        .withLevels(two.levels()))) {
            assertThrows(InputException.class, wrong::run);
        }
        assertEquals("‹levels›: 16; must be two numbers of units, each at least 1, such as 512,128",
                assertThrows(InputException.class, () -> Levels.of(List.of(16), null, null, null))
                        .marked());
    }

    private static boolean allNonNegative(float[] values) {
        for (float value : values) {
            if (value < 0) {
                return false;
            }
        }
        return true;
    }

    private double phi2(int k, int j) {
        return weights.get("level2")[j * first + k];
    }

    /** Expected error, with the covariance of level 1 as a matrix. */
    private double mse() {
        double total = 0;
        for (double[] x : batch) {
            double[] gain2 = gains(x, "level2_encoder", SECOND);
            double[] gain1 = gains(x, "encoder", first);
            double[] effective = new double[first];
            double[] m = new double[first];
            for (int k = 0; k < first; k++) {
                double base = Math.exp(weights.get("prior_log_rate")[k]);
                effective[k] = lambda(k, gain1, "prior_log_rate") / base;
                double rate = base;
                for (int j = 0; j < SECOND; j++) {
                    rate += phi2(k, j) * lambda(j, gain2, "level2_prior_log_rate");
                }
                m[k] = effective[k] * rate;
            }
            for (int k = 0; k < first; k++) {
                for (int l = 0; l < first; l++) {
                    double covariance = k == l ? m[k] : 0;
                    for (int j = 0; j < SECOND; j++) {
                        covariance += effective[k] * effective[l] * phi2(k, j) * phi2(l, j)
                                * lambda(j, gain2, "level2_prior_log_rate");
                    }
                    for (int d = 0; d < PIXELS; d++) {
                        total += covariance * weights.get("decoder")[k * PIXELS + d]
                                * weights.get("decoder")[l * PIXELS + d];
                    }
                }
            }
            for (int d = 0; d < PIXELS; d++) {
                double residual = x[d];
                for (int k = 0; k < first; k++) {
                    residual -= m[k] * weights.get("decoder")[k * PIXELS + d];
                }
                total += residual * residual;
            }
        }
        return total / batch.length;
    }

    private double kl() {
        double total = 0;
        for (double[] x : batch) {
            double[] gain1 = gains(x, "encoder", first);
            double[] gain2 = gains(x, "level2_encoder", SECOND);
            for (int j = 0; j < SECOND; j++) {
                total += Math.exp(weights.get("level2_prior_log_rate")[j]) * cost(gain2[j]);
            }
            for (int k = 0; k < first; k++) {
                double rate = Math.exp(weights.get("prior_log_rate")[k]);
                for (int j = 0; j < SECOND; j++) {
                    rate += phi2(k, j) * lambda(j, gain2, "level2_prior_log_rate");
                }
                total += rate * cost(gain1[k]);
            }
        }
        return total / batch.length;
    }

    private static double cost(double gain) {
        return 1 + gain * (Math.log(gain) - 1);
    }

    /** δ of each unit. */
    private double[] gains(double[] x, String encoder, int units) {
        double[] gains = new double[units];
        for (int k = 0; k < units; k++) {
            double sum = 0;
            for (int d = 0; d < PIXELS; d++) {
                sum += weights.get(encoder)[d * units + k] * x[d];
            }
            gains[k] = Math.exp(clamp(sum, 10));
        }
        return gains;
    }

    /** The rate of a unit of one level, under its clamp. */
    private double lambda(int k, double[] gains, String prior) {
        return Math.exp(clamp(weights.get(prior)[k] + Math.log(gains[k]), 5.3)) + 1.2e-7;
    }

    private static double clamp(double v, double m) {
        return m - Math.max(m - v, 0) - Math.log1p(Math.exp(-Math.abs(m - v)));
    }

    private static int poisson(double rate, SplittableRandom random) {
        int z = -1;
        for (double t = 0; t <= rate; t -= Math.log(1 - random.nextDouble())) {
            z++;
        }
        return z;
    }

    private static final class Mean {
        private long count;
        private double sum;
        private double squares;

        void add(double value) {
            count++;
            sum += value;
            squares += value * value;
        }

        double mean() {
            return sum / count;
        }

        double standardError() {
            return Math.sqrt((squares / count - mean() * mean()) / count);
        }
    }
}
