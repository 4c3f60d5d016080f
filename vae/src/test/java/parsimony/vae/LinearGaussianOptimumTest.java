package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What training a linear Gaussian VAE must come to, in closed form. Without biases the scales of
 * the posterior cannot leave 1 for data as likely as their negatives, which leaves E‖x − ΦWx‖² +
 * ‖Φ‖² + ½E‖Wx‖². Along a principal axis of variance s, with φw = c, that is (1 − c)²s + c√(2s) at
 * the best w for a given c, and at the best c, 1 − 1/√(2s): an error of √(2s)/2 and a divergence of
 * (√(2s) − 1)/2 if s &gt; ½, otherwise an error of s and none.
 */
class LinearGaussianOptimumTest {
    private static final double[] VARIANCES = {18, 8, 4.5, 2, 0.3, 0.1};
    private static final int LATENTS = 16;

    @Test
    void trainingReachesTheOptimumInErrorAndDivergence() {
        double mse = 0;
        double kl = 0;
        for (double s : VARIANCES) {
            mse += s > 0.5 ? Math.sqrt(2 * s) / 2 : s;
            kl += s > 0.5 ? (Math.sqrt(2 * s) - 1) / 2 : 0;
        }
        Training plan = Training.PATCHES.withIterations(4000).withBatch(100).withLearningRate(0.01)
                .forLatent(Distribution.GAUSSIAN);
        try (Vae vae = Trainer.train(
                Architecture.linear(Distribution.GAUSSIAN, VARIANCES.length, LATENTS), plan,
                normal(20_000, 1), step -> {})) {
            Evaluation reached = vae.evaluate(normal(50_000, 2), 0);
            assertEquals(mse, reached.mse(), 0.02 * mse);
            assertEquals(kl, reached.kl(), 0.02 * kl);
        }
    }

    /** Normal patches with those variances along their own axes. */
    private static FMatrixRMaj normal(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FMatrixRMaj patches = new FMatrixRMaj(count, VARIANCES.length);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] =
                    (float) (Math.sqrt(VARIANCES[i % VARIANCES.length]) * random.nextGaussian());
        }
        return patches;
    }
}
