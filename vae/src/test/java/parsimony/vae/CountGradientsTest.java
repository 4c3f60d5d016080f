package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import parsimony.signals.InputException;

/** The gradients that a training with unbiased estimators descends, in all weights. */
class CountGradientsTest {
    private static final int PIXELS = 3;
    private static final int LATENTS = 4;
    private static final int RUNS = 40;
    private static final int BATCH = 2000;

    /**
     * The mean of the loss and of its gradient in every weight are those of the exact error. If a
     * sample of score stood in its own baseline, its gradient in the encoder would be half of that.
     */
    @ParameterizedTest
    @EnumSource(value = Estimator.class, names = {"SCORE", "COUPLING"})
    void lossAndGradientsHaveTheExactOnesAsMeans(Estimator estimator) {
        Architecture linear = Architecture.linear(Distribution.POISSON, PIXELS, LATENTS);
        double[][] batch = new double[BATCH][];
        Arrays.fill(batch, new double[] {0.5, -1, 0.3});
        try (DoubleModel sampled = new DoubleModel(linear, estimator, Indicator.SIGMOID);
                DoubleModel exact = new DoubleModel(linear, Estimator.EXACT, Indicator.SIGMOID)) {
            SplittableRandom random = new SplittableRandom(4);
            Map<String, double[]> weights = new LinkedHashMap<>();
            for (String name : exact.parameters()) {
                weights.put(name, random.doubles(exact.size(name), -1, 1).toArray());
            }
            exact.set(weights);
            sampled.set(weights);
            double[] expected = flat(exact.run(batch, 1, exact.lossAndGradients()));
            double[] sum = new double[expected.length];
            double[] squares = new double[expected.length];
            for (int run = 0; run < RUNS; run++) {
                double[] found = flat(sampled.run(batch, 1, run, sampled.lossAndGradients()));
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += found[i] / RUNS;
                    squares[i] += Math.pow(found[i] - expected[i], 2) / RUNS;
                }
            }
            double deviations = 0;
            for (int i = 0; i < sum.length; i++) {
                double error = Math.sqrt(squares[i] / RUNS);
                assertEquals(expected[i], sum[i], 4 * error + 1e-9, "number " + i);
                assertTrue(error < 0.05 * (1 + Math.abs(expected[i])), "number " + i);
                deviations += Math.pow((sum[i] - expected[i]) / (error + 1e-9), 2);
            }
            // Squares of about standard normal numbers, some of them alike.
            assertTrue(deviations < 2 * sum.length, "sum of squares " + deviations);
        }
    }

    @Test
    void moreDrawsMakeTheScoreLessNoisyAndTheyAreForScoreAlone() throws Exception {
        Training score = Training.PATCHES.withEstimator(Estimator.SCORE);
        assertEquals(2, score.draws());
        assertEquals(5, score.withDraws(5).withSeed(3).withIterations(9).draws());
        ObjectMapper json = new ObjectMapper();
        assertEquals(score.withDraws(5),
                json.readValue(json.writeValueAsString(score.withDraws(5)), Training.class));
        assertTrue(!json.writeValueAsString(Training.PATCHES).contains("draws"));
        assertEquals(Training.PATCHES, score.withDraws(5).withEstimator(Estimator.EXACT));
        assertThrows(InputException.class, () -> score.withDraws(1));
        assertThrows(InputException.class, () -> Training.PATCHES.withDraws(2));
    }

    private static double[] flat(List<double[]> values) {
        return values.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
