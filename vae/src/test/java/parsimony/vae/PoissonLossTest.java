package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The exact-gradient loss of the linear Poisson VAE against the formulas written out in plain Java.
 */
class PoissonLossTest {
    private static final int BATCH = 5;
    private static final int PIXELS = 6;
    private static final int LATENTS = 4;

    /** W, D×K, wide enough to reach both soft clamps; Φ, K×D; ρ, K. */
    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final double[][] batch = new double[BATCH][PIXELS];

    PoissonLossTest() {
        SplittableRandom random = new SplittableRandom(3);
        weights.put("encoder", random.doubles(PIXELS * LATENTS, -4, 4).toArray());
        weights.put("decoder", random.doubles(LATENTS * PIXELS, -1, 1).toArray());
        weights.put("prior_log_rate", random.doubles(LATENTS, -3, 1).toArray());
        for (double[] row : batch) {
            Arrays.setAll(row, i -> random.nextDouble(-2, 2));
        }
    }

    @Test
    void lossIsTheFormula() {
        try (DoubleModel model = model()) {
            model.set(weights);
            double[] loss = model.loss(batch, 1);
            assertEquals(mse(weights), loss[0], 1e-10 * mse(weights));
            assertEquals(kl(weights), loss[1], 1e-10 * kl(weights));
        }
    }

    @Test
    void gradientsAreThoseOfTheFormula() {
        try (DoubleModel model = model()) {
            model.set(weights);
            List<double[]> gradients = model.gradients(batch, 1);
            for (int p = 0; p < gradients.size(); p++) {
                double[] values = weights.get(model.parameters().get(p));
                assertEquals(values.length, gradients.get(p).length);
                for (int i = 0; i < values.length; i++) {
                    double kept = values[i];
                    double h = 1e-5;
                    values[i] = kept + h;
                    double above = mse(weights) + kl(weights);
                    values[i] = kept - h;
                    double below = mse(weights) + kl(weights);
                    values[i] = kept;
                    double expected = (above - below) / (2 * h);
                    assertEquals(expected, gradients.get(p)[i], 1e-6 * (1 + Math.abs(expected)),
                            model.parameters().get(p) + " " + i);
                }
            }
        }
    }

    @Test
    void divergenceIsFiniteForPatchesFarOutsideTheData() {
        try (DoubleModel model = model()) {
            model.set(weights);
            double[][] far = new double[2][PIXELS];
            Arrays.fill(far[0], 1e4);
            Arrays.fill(far[1], -1e4);
            double[] loss = model.loss(far, 1);
            assertTrue(Double.isFinite(loss[0]) && Double.isFinite(loss[1]));
            model.gradients(far, 1).forEach(gradient -> {
                for (double g : gradient) {
                    assertTrue(Double.isFinite(g));
                }
            });
        }
    }

    /** E_q[log q(z) − log p(z)] for z ~ q = Poisson(r·δr), p = Poisson(r). */
    @Test
    void divergenceIsTheMeanLogRatioOfPoissons() {
        Map<String, double[]> one = new LinkedHashMap<>();
        one.put("encoder", new double[] {1});
        one.put("decoder", new double[] {1});
        for (double[] pair : new double[][] {{-1, 1.5}, {0.5, -1}, {-3, 2}, {1, 0.3}}) {
            one.put("prior_log_rate", new double[] {pair[0]});
            double logGain = 10 - softplus(10 - pair[1]);
            double r = Math.exp(pair[0]);
            double rate = r * Math.exp(logGain);
            SplittableRandom random = new SplittableRandom(5);
            int samples = 200_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < samples; i++) {
                int z = -1;
                for (double t = 0; t <= rate; t -= Math.log(1 - random.nextDouble())) {
                    z++;
                }
                double logRatio = z * logGain - rate + r;
                sum += logRatio;
                squares += logRatio * logRatio;
            }
            double mean = sum / samples;
            double error = Math.sqrt((squares / samples - mean * mean) / samples);
            try (DoubleModel model = new DoubleModel(
                    Architecture.linear(Distribution.POISSON, 1, 1), Estimator.EXACT,
                    Indicator.SIGMOID)) {
                model.set(one);
                assertEquals(mean, model.loss(new double[][] {{pair[1]}}, 1)[1], 4 * error);
                assertTrue(error < 0.01 * (1 + mean));
            }
        }
    }

    private static DoubleModel model() {
        return new DoubleModel(Architecture.linear(Distribution.POISSON, PIXELS, LATENTS),
                Estimator.EXACT, Indicator.SIGMOID);
    }

    private double mse(Map<String, double[]> w) {
        double total = 0;
        for (double[] x : batch) {
            double[] residual = x.clone();
            for (int k = 0; k < LATENTS; k++) {
                double rate = Math.exp(clamp(w.get("prior_log_rate")[k] + logGain(w, x, k), 5.3))
                        + 1.2e-7;
                for (int d = 0; d < PIXELS; d++) {
                    double atom = w.get("decoder")[k * PIXELS + d];
                    residual[d] -= rate * atom;
                    total += rate * atom * atom;
                }
            }
            for (double r : residual) {
                total += r * r;
            }
        }
        return total / BATCH;
    }

    private double kl(Map<String, double[]> w) {
        double total = 0;
        for (double[] x : batch) {
            for (int k = 0; k < LATENTS; k++) {
                double delta = logGain(w, x, k);
                total += Math.exp(w.get("prior_log_rate")[k]) * (1 + Math.exp(delta) * (delta - 1));
            }
        }
        return total / BATCH;
    }

    private static double logGain(Map<String, double[]> w, double[] x, int k) {
        double sum = 0;
        for (int d = 0; d < PIXELS; d++) {
            sum += w.get("encoder")[d * LATENTS + k] * x[d];
        }
        return clamp(sum, 10);
    }

    private static double clamp(double v, double m) {
        return m - softplus(m - v);
    }

    private static double softplus(double v) {
        return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
    }
}
