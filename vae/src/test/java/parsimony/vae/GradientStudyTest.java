package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.GradientQuality.Measured;
import parsimony.vae.GradientStudy.Combination;
import parsimony.vae.GradientStudy.Point;

/** The study against closed forms, and against gradients drawn in plain Java. */
class GradientStudyTest {
    private static final int PIXELS = 5;
    private static final int UNITS = 6;
    private static final int PATCHES = 2;
    private static final int SAMPLES = 10_000;

    private static final List<Combination> MEASURED = List.of(
            new Combination(Estimator.EXACT, null, null),
            new Combination(Estimator.SCORE, null, null),
            new Combination(Estimator.COUPLING, null, null),
            new Combination(Estimator.MC, Indicator.CUBIC, 0.1),
            new Combination(Estimator.MC, Indicator.CUBIC, 0.5),
            new Combination(Estimator.MC, Indicator.SIGMOID, 0.1),
            new Combination(Estimator.MC, Indicator.SIGMOID, 0.5),
            new Combination(Estimator.STRAIGHT_THROUGH, Indicator.SIGMOID, 0.3),
            new Combination(Estimator.GUMBEL, null, 0.5));

    private static final SplittableRandom RANDOM = new SplittableRandom(8);
    private static final Dictionary DICTIONARY =
            new Dictionary(uniform(UNITS, PIXELS, -1, 1));
    private static final FMatrixRMaj PATCH_ROWS = uniform(PATCHES, PIXELS, -2, 2);
    private static final FMatrixRMaj RATES = uniform(PATCHES, UNITS, 0.1, 1.5);
    private static final Point POINT = new Point(DICTIONARY, PATCH_ROWS, RATES);
    private static List<GradientQuality> all;

    @BeforeAll
    static void measureAll() {
        all = measure(SAMPLES, MEASURED);
    }

    @Test
    void gradientAndHessianAreFiniteDifferencesOfTheExpectedError() {
        GradientTruth truth = GradientTruth.of(DICTIONARY, row(PATCH_ROWS, 0), row(RATES, 0));
        double[] g = truth.gradient();
        double h = 1e-4;
        double curvature = 0;
        for (int k = 0; k < UNITS; k++) {
            assertEquals((error(k, h) - error(k, -h)) / (2 * h), g[k], 1e-5);
        }
        // Along g: (∇(u + hg) − ∇(u − hg))·g/2h = gᵀHg.
        double[] above = gradient(g, 1e-5);
        double[] below = gradient(g, -1e-5);
        for (int k = 0; k < UNITS; k++) {
            curvature += g[k] * (above[k] - below[k]) / 2e-5;
        }
        assertEquals(curvature, truth.curvature(), 1e-4 * Math.abs(curvature));
    }

    @Test
    void unbiasedOnesAreWithinThreeStandardErrorsAndTheExactOneHasNoNoise() {
        GradientQuality exact = all.get(0);
        assertNull(exact.deviation());
        assertEquals(0, exact.rawBias(), 1e-5);
        assertEquals(1, exact.meanCosine().value(), 1e-6);
        assertEquals(0, exact.noiseEnergy().value(), 1e-6);
        for (GradientQuality unbiased : all.subList(1, 3)) {
            assertTrue(Math.abs(unbiased.deviation()) < 3, unbiased::toString);
            assertEquals(1, unbiased.cosineOfMean().value(), 0.01);
            assertTrue(unbiased.rawBias() < 2 * unbiased.noiseFloor());
        }
        assertTrue(all.get(2).noiseEnergy().value() < all.get(1).noiseEnergy().value(),
                "coupling is quieter than the score");
    }

    /** Σ of coupling is 4ΛGΛGΛ. */
    @Test
    void theNoiseOfCouplingIsItsClosedForm() {
        double variance = 0;
        double energy = 0;
        for (int p = 0; p < PATCHES; p++) {
            GradientTruth truth = GradientTruth.of(DICTIONARY, row(PATCH_ROWS, p), row(RATES, p));
            double[] r = truth.rates();
            double[][] covariance = new double[UNITS][UNITS];
            for (int k = 0; k < UNITS; k++) {
                for (int l = 0; l < UNITS; l++) {
                    for (int j = 0; j < UNITS; j++) {
                        covariance[k][l] += 4 * r[k] * r[l] * r[j] * gram(k, j) * gram(l, j);
                    }
                }
            }
            for (int k = 0; k < UNITS; k++) {
                variance += covariance[k][k];
                energy += truth.gradient()[k] * covariance[k][k];
                for (int l = 0; l < UNITS; l++) {
                    energy += 2 * r[k] * gram(k, l) * r[l] * covariance[l][k];
                }
            }
        }
        GradientQuality found = all.get(2);
        assertMeasured(variance / Math.pow(found.gradientNorm(), 2), found.variance());
        assertMeasured(energy / found.curvature(), found.noiseEnergy());
    }

    /**
     * Relaxed counts with mean λa and variance λv have the expected error ‖x − aΦλ‖² + vΣλd, and
     * its gradient as their mean gradient: cubic ones a = 1 and v = 1 − 9T/35.
     */
    @Test
    void theBiasOfArrivalsIsItsClosedForm() {
        for (double t : new double[] {0.1, 0.5}) {
            double softplus = Math.log1p(Math.exp(-1 / t)) + 1 / t;
            double logistic = 1 / (1 + Math.exp(-1 / t));
            assertBias(Indicator.CUBIC, t, 1, 1 - 9 * t / 35);
            assertBias(Indicator.SIGMOID, t, t * softplus, t * (softplus - logistic));
        }
    }

    private static void assertBias(Indicator indicator, double t, double a, double v) {
        double bias = 0;
        double energy = 0;
        double norm = 0;
        for (int p = 0; p < PATCHES; p++) {
            GradientTruth truth = GradientTruth.of(DICTIONARY, row(PATCH_ROWS, p), row(RATES, p));
            double[] r = truth.rates();
            double[] b = new double[UNITS];
            for (int k = 0; k < UNITS; k++) {
                double gradient = v * gram(k, k) - 2 * a * pull(k, p);
                for (int j = 0; j < UNITS; j++) {
                    gradient += 2 * a * a * gram(k, j) * r[j];
                }
                b[k] = r[k] * gradient - truth.gradient()[k];
            }
            for (int k = 0; k < UNITS; k++) {
                bias += b[k] * b[k];
                norm += Math.pow(truth.gradient()[k], 2);
                energy += truth.gradient()[k] * b[k] * b[k];
                for (int l = 0; l < UNITS; l++) {
                    energy += 2 * r[k] * b[k] * gram(k, l) * r[l] * b[l];
                }
            }
        }
        GradientQuality found =
                all.get(MEASURED.indexOf(new Combination(Estimator.MC, indicator, t)));
        assertEquals(Math.sqrt(bias / norm), found.bias().value(), 4 * found.bias().error());
        assertEquals(energy / found.curvature(), found.biasEnergy().value(),
                4 * found.biasEnergy().error());
        if (Math.sqrt(bias / norm) > 2 * found.noiseFloor()) {
            assertTrue(found.deviation() > 3, "a bias that is there is seen: " + found);
            assertTrue(found.bias().error() < 0.3 * found.bias().value(), found::toString);
        }
    }

    /** The same estimators, drawn one by one in plain Java, with noise of their own. */
    @Test
    void qualityIsThatOfGradientsDrawnInPlainJava() {
        for (int c = 1; c < MEASURED.size(); c++) {
            Combination combination = MEASURED.get(c);
            GradientBlocks blocks = new GradientBlocks(List.of(
                    GradientTruth.of(DICTIONARY, row(PATCH_ROWS, 0), row(RATES, 0)),
                    GradientTruth.of(DICTIONARY, row(PATCH_ROWS, 1), row(RATES, 1))),
                    GradientStudy.BLOCKS);
            for (int block = 0; block < GradientStudy.BLOCKS; block++) {
                for (int p = 0; p < PATCHES; p++) {
                    FMatrixRMaj drawn = new FMatrixRMaj(SAMPLES / GradientStudy.BLOCKS, UNITS);
                    for (int i = 0; i < drawn.numRows; i++) {
                        double[] gradient = plain(combination, p);
                        for (int k = 0; k < UNITS; k++) {
                            drawn.set(i, k, (float) gradient[k]);
                        }
                    }
                    blocks.add(block, p, drawn, images(drawn, p));
                }
            }
            GradientQuality plain =
                    blocks.quality(combination, SAMPLES, 1, new Measured(1, 0));
            GradientQuality graph = all.get(c);
            assertSame(plain.variance(), graph.variance(), combination);
            assertSame(plain.noiseEnergy(), graph.noiseEnergy(), combination);
            assertSame(plain.biasEnergy(), graph.biasEnergy(), combination);
            assertSame(plain.bias(), graph.bias(), combination);
            assertSame(plain.meanCosine(), graph.meanCosine(), combination);
            assertSame(plain.cosineOfMean(), graph.cosineOfMean(), combination);
        }
    }

    @Test
    void sameSeedSameNumbersAndAWrongPointIsRefused() {
        Combination combination = new Combination(Estimator.MC, Indicator.QUINTIC, 0.2);
        GradientQuality first = measure(400, List.of(combination)).get(0);
        GradientQuality second = measure(400, List.of(combination)).get(0);
        assertEquals(first.bias(), second.bias());
        assertEquals(first.noiseEnergy(), second.noiseEnergy());
        assertTrue(first.milliseconds().value() > 0);
        assertEquals(first.noiseEnergy().value(), first.noiseEnergyPerSample().value());
        assertEquals(400, first.samples());
        assertThrows(InputException.class, () -> new GradientStudy(79, 2, 0));
        assertThrows(InputException.class, () -> new GradientStudy(400, 1, 0));
        assertThrows(InputException.class,
                () -> new Combination(Estimator.SCORE, Indicator.CUBIC, null));
        assertThrows(InputException.class, () -> new Combination(Estimator.MC, null, 0.1));
        assertThrows(InputException.class,
                () -> new Point(DICTIONARY, PATCH_ROWS, new FMatrixRMaj(PATCHES, UNITS)));
        assertEquals(1 + 5 * 3 * 2 + 3 + 2, Combination.all(List.of(.1, .2, .3)).size());
    }

    @Test
    void anInterruptStopsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class,
                    () -> measure(400, List.of(new Combination(Estimator.COUPLING, null, null))));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    private static List<GradientQuality> measure(int samples, List<Combination> combinations) {
        try (GradientStudy study = new GradientStudy(samples, 2, 5)) {
            return study.measure(POINT, combinations, 0, Monitor.SILENT);
        }
    }

    private static void assertMeasured(double expected, Measured found) {
        assertEquals(expected, found.value(), 4 * found.error(), found::toString);
        assertTrue(found.error() < 0.1 * Math.abs(expected), found::toString);
    }

    private static void assertSame(Measured a, Measured b, Combination combination) {
        assertEquals(a.value(), b.value(), 4 * Math.hypot(a.error(), b.error()),
                () -> combination + ": " + a + " and " + b);
    }

    /** One gradient in log-RATES. */
    private static double[] plain(Combination combination, int p) {
        float[] r = row(RATES, p);
        double[] z = new double[UNITS];
        double[] slope = new double[UNITS];
        Arrays.fill(slope, 1);
        switch (combination.estimator()) {
            case SCORE -> {
                double[] other = new double[UNITS];
                for (int k = 0; k < UNITS; k++) {
                    z[k] = count(r[k]);
                    other[k] = count(r[k]);
                }
                double ahead = squaredError(z, p) - squaredError(other, p);
                double[] gradient = new double[UNITS];
                Arrays.setAll(gradient,
                        k -> (ahead * (z[k] - r[k]) - ahead * (other[k] - r[k])) / 2);
                return gradient;
            }
            case COUPLING -> {
                Arrays.setAll(z, k -> count(r[k]));
                double base = squaredError(z, p);
                double[] gradient = new double[UNITS];
                for (int k = 0; k < UNITS; k++) {
                    z[k]++;
                    gradient[k] = r[k] * (squaredError(z, p) - base);
                    z[k]--;
                }
                return gradient;
            }
            case GUMBEL -> {
                for (int k = 0; k < UNITS; k++) {
                    double[] both = gumbel(r[k], combination.temperature());
                    z[k] = both[0];
                    slope[k] = both[1];
                }
            }
            default -> {
                for (int k = 0; k < UNITS; k++) {
                    double[] all = arrivals(combination, r[k]);
                    z[k] = combination.estimator() == Estimator.MC ? all[0] : all[2];
                    slope[k] = all[1];
                }
            }
        }
        double[] gradient = new double[UNITS];
        double[] residual = residual(z, p);
        for (int k = 0; k < UNITS; k++) {
            for (int d = 0; d < PIXELS; d++) {
                gradient[k] -= 2 * slope[k] * DICTIONARY.atoms().get(k, d) * residual[d];
            }
        }
        return gradient;
    }

    private static double count(double rate) {
        int n = -1;
        for (double t = 0; t <= rate; t -= Math.log(1 - RANDOM.nextDouble())) {
            n++;
        }
        return n;
    }

    /** z, dz/du and the count: t_n = S_n/λ, so that ∂t_n/∂u = −t_n. */
    private static double[] arrivals(Combination combination, double rate) {
        double temperature = combination.temperature();
        DoubleUnaryOperator step = combination.indicator() == Indicator.SIGMOID
                ? v -> 1 / (1 + Math.exp(-v)) : v -> {
                    double u = Math.max(0, Math.min(1, v / 2 + 0.5));
                    return 3 * u * u - 2 * u * u * u;
                };
        double[] all = new double[3];
        for (double t = -Math.log(1 - RANDOM.nextDouble()) / rate; t < 1 + 20 * temperature; t -=
                Math.log(1 - RANDOM.nextDouble()) / rate) {
            double v = (1 - t) / temperature;
            all[0] += step.applyAsDouble(v);
            all[1] += (step.applyAsDouble(v + 1e-5) - step.applyAsDouble(v - 1e-5)) / 2e-5 * t
                    / temperature;
            all[2] += t <= 1 ? 1 : 0;
        }
        return all;
    }

    private static double[] gumbel(double rate, double temperature) {
        double[] logits = new double[GumbelCounts.counts(rate) + 4];
        double logFactorial = 0;
        for (int k = 0; k < logits.length; k++) {
            logFactorial += k > 1 ? Math.log(k) : 0;
            logits[k] = (k * Math.log(rate) - logFactorial
                    - Math.log(-Math.log(RANDOM.nextDouble(1e-12, 1)))) / temperature;
        }
        double most = Arrays.stream(logits).max().orElseThrow();
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int k = 0; k < logits.length; k++) {
            double weight = Math.exp(logits[k] - most);
            sum += weight;
            first += k * weight;
            second += k * k * weight;
        }
        return new double[] {first / sum,
            (second / sum - Math.pow(first / sum, 2)) / temperature};
    }

    private static double squaredError(double[] z, int p) {
        return Arrays.stream(residual(z, p)).map(v -> v * v).sum();
    }

    private static double[] residual(double[] z, int p) {
        double[] residual = new double[PIXELS];
        for (int d = 0; d < PIXELS; d++) {
            residual[d] = PATCH_ROWS.get(p, d);
            for (int k = 0; k < UNITS; k++) {
                residual[d] -= z[k] * DICTIONARY.atoms().get(k, d);
            }
        }
        return residual;
    }

    /** ΦΛ times each row. */
    private static FMatrixRMaj images(FMatrixRMaj rows, int p) {
        FMatrixRMaj images = new FMatrixRMaj(rows.numRows, PIXELS);
        for (int i = 0; i < rows.numRows; i++) {
            for (int d = 0; d < PIXELS; d++) {
                double sum = 0;
                for (int k = 0; k < UNITS; k++) {
                    sum += rows.get(i, k) * RATES.get(p, k) * DICTIONARY.atoms().get(k, d);
                }
                images.set(i, d, (float) sum);
            }
        }
        return images;
    }

    private static double gram(int k, int l) {
        double sum = 0;
        for (int d = 0; d < PIXELS; d++) {
            sum += (double) DICTIONARY.atoms().get(k, d) * DICTIONARY.atoms().get(l, d);
        }
        return sum;
    }

    private static double pull(int k, int p) {
        double sum = 0;
        for (int d = 0; d < PIXELS; d++) {
            sum += (double) DICTIONARY.atoms().get(k, d) * PATCH_ROWS.get(p, d);
        }
        return sum;
    }

    /** L of the first patch with log-rate k moved by h. */
    private static double error(int k, double h) {
        double[] r = new double[UNITS];
        for (int j = 0; j < UNITS; j++) {
            r[j] = RATES.get(0, j) * (j == k ? Math.exp(h) : 1);
        }
        double error = squaredError(r, 0);
        for (int j = 0; j < UNITS; j++) {
            error += r[j] * gram(j, j);
        }
        return error;
    }

    /** ∇ of the first patch at u + h·direction. */
    private static double[] gradient(double[] direction, double h) {
        double[] r = new double[UNITS];
        Arrays.setAll(r, j -> RATES.get(0, j) * Math.exp(h * direction[j]));
        double[] gradient = new double[UNITS];
        double[] residual = residual(r, 0);
        for (int k = 0; k < UNITS; k++) {
            double pull = 0;
            for (int d = 0; d < PIXELS; d++) {
                pull += DICTIONARY.atoms().get(k, d) * residual[d];
            }
            gradient[k] = r[k] * (gram(k, k) - 2 * pull);
        }
        return gradient;
    }

    private static FMatrixRMaj uniform(int rows, int columns, double low, double high) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) RANDOM.nextDouble(low, high);
        }
        return matrix;
    }

    private static float[] row(FMatrixRMaj matrix, int i) {
        return Arrays.copyOfRange(matrix.data, i * matrix.numCols, (i + 1) * matrix.numCols);
    }
}
