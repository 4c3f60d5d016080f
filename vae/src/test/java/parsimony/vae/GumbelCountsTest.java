package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

/** The relaxed counts against the formula written out in plain Java, with one n for all rates. */
class GumbelCountsTest {
    private static final int SAMPLES = 10_000;
    private static final double[] LOG_FACTORIAL = new double[700];

    static {
        for (int k = 2; k < LOG_FACTORIAL.length; k++) {
            LOG_FACTORIAL[k] = LOG_FACTORIAL[k - 1] + Math.log(k);
        }
    }

    @Test
    void whatIsCutOffIsATailOfAHundredThousandth() {
        assertEquals(1, GumbelCounts.counts(1e-6));
        for (double rate : new double[] {0.01, 0.3, 1, 10, 200}) {
            int n = GumbelCounts.counts(rate);
            double tail = 0;
            for (int k = n - 1; k < n + 400; k++) {
                tail += Math.exp(k * Math.log(rate) - rate - logFactorial(k));
                if (k == n - 1) {
                    assertTrue(1 - below(rate, n - 1) > GumbelCounts.TAIL, "one less is too few");
                    tail = 0;
                }
            }
            assertTrue(tail <= GumbelCounts.TAIL, rate + ": " + tail);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 1})
    void momentsOfValueAndSlopeAreThoseOfTheFormula(double temperature) {
        double[] levels = {0.01, 0.5, 3, 20, 150};
        double[] rates = new double[levels.length * SAMPLES];
        Arrays.setAll(rates, i -> levels[i / SAMPLES]);
        double[][] drawn = draw(rates, temperature);
        for (int level = 0; level < levels.length; level++) {
            double[][] expected = formula(levels[level], temperature);
            for (int i = 0; i < 2; i++) {
                double[] own = Arrays.copyOfRange(drawn[i], level * SAMPLES, (level + 1) * SAMPLES);
                assertSameMean(expected[i], own, 1);
                assertSameMean(expected[i], own, 2);
            }
        }
    }

    /** At a temperature near 0 one count has all the weight, and it is that of a Poisson variable. */
    @Test
    void coldOnesAreCounts() {
        double[] rates = new double[SAMPLES];
        Arrays.fill(rates, 2.5);
        double[] z = draw(rates, 1e-4)[0];
        double mean = Arrays.stream(z).average().orElseThrow();
        assertEquals(2.5, mean, 4 * Math.sqrt(2.5 / SAMPLES));
        assertEquals(2.5, Arrays.stream(z).map(v -> (v - mean) * (v - mean)).sum() / SAMPLES, 0.15);
        assertTrue(Arrays.stream(z).filter(v -> Math.abs(v - Math.rint(v)) > 1e-3).count() < 20);
    }

    private static void assertSameMean(double[] a, double[] b, int power) {
        double[] first = moments(a, power);
        double[] second = moments(b, power);
        assertEquals(first[0], second[0], 4 * Math.hypot(first[1], second[1]) + 1e-12);
    }

    /** The mean of a power, and its standard error. */
    private static double[] moments(double[] values, int power) {
        double mean = Arrays.stream(values).map(v -> Math.pow(v, power)).average().orElseThrow();
        double variance = Arrays.stream(values).map(v -> Math.pow(Math.pow(v, power) - mean, 2))
                .average().orElseThrow();
        return new double[] {mean, Math.sqrt(variance / values.length)};
    }

    /** z and dz/dλ by finite differences in log λ, with noise of its own. */
    private static double[][] formula(double rate, double temperature) {
        SplittableRandom random = new SplittableRandom(3);
        int n = GumbelCounts.counts(rate) + 10;
        double[][] values = new double[2][SAMPLES];
        double[] gumbel = new double[n];
        double h = 1e-5;
        for (int i = 0; i < SAMPLES; i++) {
            Arrays.setAll(gumbel, k -> -Math.log(-Math.log(random.nextDouble(1e-12, 1))));
            values[0][i] = relaxed(Math.log(rate), gumbel, temperature);
            values[1][i] = (relaxed(Math.log(rate) + h, gumbel, temperature)
                    - relaxed(Math.log(rate) - h, gumbel, temperature)) / (2 * h * rate);
        }
        return values;
    }

    private static double relaxed(double logRate, double[] gumbel, double temperature) {
        double[] logits = new double[gumbel.length];
        Arrays.setAll(logits, k -> (k * logRate - logFactorial(k) + gumbel[k]) / temperature);
        double most = Arrays.stream(logits).max().orElseThrow();
        double sum = 0;
        double weighted = 0;
        for (int k = 0; k < logits.length; k++) {
            double weight = Math.exp(logits[k] - most);
            sum += weight;
            weighted += k * weight;
        }
        return weighted / sum;
    }

    private static double below(double rate, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.exp(k * Math.log(rate) - rate - logFactorial(k));
        }
        return sum;
    }

    private static double logFactorial(int k) {
        return LOG_FACTORIAL[k];
    }

    /** z and dz/dλ. */
    private static double[][] draw(double[] rates, double temperature) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Blueprint<TFloat64> blueprint = new Blueprint<>(tf, TFloat64.class, true);
            Placeholder<TFloat64> rate =
                    tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(rates.length, 1)));
            Operand<TFloat64> z =
                    new GumbelCounts<>(blueprint).sample(rate, tf.constant(temperature));
            Operand<TFloat64> slope = tf.gradients(z, List.of(rate)).dy(0);
            try (Session session = Device.CPU.open(graph);
                    TFloat64 fed =
                            TFloat64.tensorOf(Shape.of(rates.length, 1), DataBuffers.of(rates));
                    TInt64 seed = TInt64.vectorOf(2, 3);
                    Result result = session.runner().feed(rate, fed).feed(blueprint.seed, seed)
                            .fetch(z).fetch(slope).run()) {
                double[][] values = new double[2][rates.length];
                for (int i = 0; i < 2; i++) {
                    result.get(i).asRawTensor().data().asDoubles().read(values[i]);
                }
                return values;
            }
        }
    }
}
