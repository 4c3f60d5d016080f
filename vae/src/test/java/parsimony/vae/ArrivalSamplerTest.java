package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

/**
 * The staged sampler against Campbell's theorem, and against the dense sum over the same arrivals.
 */
class ArrivalSamplerTest {

    /** For a Poisson process Σ f(t_n) has mean λ∫f, variance λ∫f² and fourth cumulant λ∫f⁴. */
    @ParameterizedTest
    @EnumSource(Indicator.class)
    void momentsAreCampbells(Indicator indicator) {
        double[] rates = {0.01, 0.5, 5, 100};
        for (double temperature : new double[] {1, 0.5, 0.05}) {
            DoubleUnaryOperator weight = t -> step(indicator, (1 - t) / temperature);
            double first = integral(weight, 1 + 25 * temperature);
            double second =
                    integral(t -> Math.pow(weight.applyAsDouble(t), 2), 1 + 25 * temperature);
            double fourth =
                    integral(t -> Math.pow(weight.applyAsDouble(t), 4), 1 + 25 * temperature);
            for (double rate : rates) {
                int samples = (int) Math.min(40_000, 100_000 / rate);
                double[] batch = new double[samples];
                Arrays.fill(batch, rate);
                double[][] drawn = draw(indicator, batch, temperature, null);
                assertMoments(drawn[0], rate * first, rate * second, rate * fourth);
                assertMoments(drawn[2], rate, rate, rate);
            }
        }
    }

    @Test
    void campbellsIntegralsAreTheClosedForms() {
        for (double temperature : new double[] {1, 0.5, 0.05}) {
            double softplus = Math.log1p(Math.exp(-1 / temperature)) + 1 / temperature;
            double logistic = 1 / (1 + Math.exp(-1 / temperature));
            assertEquals(temperature * softplus,
                    integral(t -> step(Indicator.SIGMOID, (1 - t) / temperature),
                            1 + 25 * temperature),
                    1e-7);
            assertEquals(temperature * (softplus - logistic),
                    integral(t -> Math.pow(step(Indicator.SIGMOID, (1 - t) / temperature), 2),
                            1 + 25 * temperature),
                    1e-7);
            assertEquals(1, integral(t -> step(Indicator.CUBIC, (1 - t) / temperature),
                    1 + 25 * temperature), 1e-7);
            assertEquals(1 - 9 * temperature / 35,
                    integral(t -> Math.pow(step(Indicator.CUBIC, (1 - t) / temperature), 2),
                            1 + 25 * temperature),
                    1e-7);
        }
    }

    /**
     * Every stage is entered: rates up to 60 at a temperature of 1 have up to a thousand arrivals
     * that matter.
     */
    @ParameterizedTest
    @EnumSource(Indicator.class)
    void valueAndSlopeAreThoseOfTheDenseSumOverTheSameArrivals(Indicator indicator) {
        int units = 40;
        int arrivals = 1500;
        SplittableRandom random = new SplittableRandom(1);
        double[] rates =
                random.doubles(units, Math.log(1e-3), Math.log(60)).map(Math::exp).toArray();
        double[][] uniforms = new double[units][];
        Arrays.setAll(uniforms, i -> random.doubles(arrivals).toArray());
        for (double temperature : new double[] {1, 0.5, 0.05}) {
            double[][] drawn = draw(indicator, rates, temperature, uniforms);
            for (int i = 0; i < units; i++) {
                double h = 1e-5 * rates[i];
                double slope = (dense(indicator, rates[i] + h, temperature, uniforms[i])
                        - dense(indicator, rates[i] - h, temperature, uniforms[i])) / (2 * h);
                double count = dense(null, rates[i], temperature, uniforms[i]);
                // What a horizon drops is below 1e-7 of a count per arrival.
                assertEquals(dense(indicator, rates[i], temperature, uniforms[i]), drawn[0][i],
                        1e-6);
                // Finite differences straddle a kink of the linear step now and then.
                assertEquals(slope, drawn[1][i],
                        indicator == Indicator.LINEAR ? 2e-3 * (1 + slope) : 2e-5 * (1 + slope));
                assertEquals(count, drawn[2][i]);
            }
        }
    }

    /** λT = 1e-305 can still be divided by, λ²T could not. */
    @Test
    void slopeIsANumberAtTheLeastTemperatures() {
        double[][] uniforms = new double[1][500];
        Arrays.fill(uniforms[0], 0.5);
        uniforms[0][0] = 0; // an arrival at once
        double[][] drawn = draw(Indicator.SIGMOID, new double[] {1e-7}, 1e-298, uniforms);
        assertEquals(1, drawn[0][0]);
        assertEquals(0, drawn[1][0]);
        assertEquals(1, drawn[2][0]);
    }

    private static void assertMoments(double[] values, double mean, double variance,
            double fourthCumulant) {
        int n = values.length;
        double sampleMean = Arrays.stream(values).average().orElseThrow();
        double sampleVariance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertEquals(mean, sampleMean, 5 * Math.sqrt(variance / n));
        assertEquals(variance, sampleVariance,
                5 * Math.sqrt((fourthCumulant + 2 * variance * variance) / n));
    }

    /**
     * z, dz/dλ and counts for each rate; from given uniforms, unit by unit in order of arrival, or
     * from fresh ones.
     */
    private static double[][] draw(Indicator indicator, double[] rates, double temperature,
            double[][] uniforms) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Blueprint<TFloat64> blueprint = new Blueprint<>(tf, TFloat64.class, true);
            ArrivalSampler<TFloat64> sampler =
                    uniforms == null ? new ArrivalSampler<>(blueprint, indicator)
                            : new ArrivalSampler<>(blueprint, indicator, replay(tf, uniforms));
            Placeholder<TFloat64> rate =
                    tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(1, rates.length)));
            ArrivalSampler.Spikes<TFloat64> spikes = sampler.sample(rate, tf.constant(temperature));
            try (Session session = Device.CPU.open(graph);
                    TFloat64 fed =
                            TFloat64.tensorOf(Shape.of(1, rates.length), DataBuffers.of(rates));
                    TInt64 seed = TInt64.vectorOf(2, 3);
                    Result result = session.runner().feed(rate, fed).feed(blueprint.seed, seed)
                            .fetch(spikes.relaxed()).fetch(spikes.slope()).fetch(spikes.counts())
                            .run()) {
                double[][] values = new double[3][rates.length];
                for (int i = 0; i < 3; i++) {
                    result.get(i).asRawTensor().data().asDoubles().read(values[i]);
                }
                return values;
            }
        }
    }

    /** Serves the arrivals of a table, a row per unit, stage by stage. */
    private static ArrivalSampler.Uniforms<TFloat64> replay(Ops tf, double[][] table) {
        Operand<TFloat64> arrivals =
                tf.linalg.transpose(tf.constant(table), tf.constant(new int[] {1, 0}));
        return (stage, units, shape) -> {
            int earlier = stage == 0 ? 0
                    : 1 + Arrays.stream(ArrivalSampler.STAGES).limit(stage - 1).sum();
            var rows =
                    stage == 0 ? tf.constant(1) : tf.gather(shape, tf.constant(0), tf.constant(0));
            var size = tf.concat(
                    List.of(tf.expandDims(rows, tf.constant(0)), tf.constant(new int[] {-1})),
                    tf.constant(0));
            Operand<TFloat64> block = tf.slice(arrivals, tf.constant(new int[] {earlier, 0}), size);
            return tf.reshape(tf.gather(block, tf.reshape(units, tf.constant(new int[] {-1})),
                    tf.constant(1)), shape);
        };
    }

    /** Σ_n s((1 − t_n)/T) over all arrivals; a hard count if no indicator is given. */
    private static double dense(Indicator indicator, double rate, double temperature,
            double[] uniforms) {
        double clock = 0;
        double z = 0;
        for (double u : uniforms) {
            clock -= Math.log(1 - u);
            double t = clock / rate;
            z += indicator == null ? (t <= 1 ? 1 : 0) : step(indicator, (1 - t) / temperature);
        }
        assertTrue(clock / rate > 1 + 17 * temperature, "the table is long enough");
        return z;
    }

    private static double step(Indicator indicator, double v) {
        double u = Math.min(1, Math.max(0, v / 2 + 0.5));
        return switch (indicator) {
            case SIGMOID -> 1 / (1 + Math.exp(-v));
            case LINEAR -> u;
            case CUBIC -> 3 * u * u - 2 * u * u * u;
            case QUINTIC -> 6 * Math.pow(u, 5) - 15 * Math.pow(u, 4) + 10 * Math.pow(u, 3);
            case COSINE -> (1 - Math.cos(Math.PI * u)) / 2;
        };
    }

    /** Midpoint rule from 0. */
    private static double integral(DoubleUnaryOperator f, double to) {
        int n = 20_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += f.applyAsDouble((i + 0.5) * to / n);
        }
        return sum * to / n;
    }
}
