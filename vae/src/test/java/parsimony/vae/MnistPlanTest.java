package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The plan for MNIST, shortened to seconds, on drawn strokes of the size and range of its digits.
 */
class MnistPlanTest {
    private static final int SIDE = 28;
    private static final int LATENTS = 64;
    private static final int STEPS = 1200;

    /**
     * A code that says nothing costs the energy of an image or, with the mean image as its
     * reconstruction, the variance.
     */
    @ParameterizedTest
    @EnumSource(Distribution.class)
    void everyLatentBeatsTheMeanImageByFarOnImagesItHasNotSeen(Distribution latent) {
        FMatrixRMaj train = strokes(2000, 1);
        FMatrixRMaj test = strokes(500, 2);
        Training plan = Training.MNIST.withIterations(STEPS).forLatent(latent);
        try (Vae vae = Trainer.train(Architecture.linear(latent, SIDE * SIDE, LATENTS), plan, train,
                step -> {})) {
            double nelbo = vae.evaluate(test, 0).nelbo();
            double meanImage = variance(test);
            assertTrue(nelbo < 0.8 * meanImage,
                    latent + ": " + nelbo + ", the mean image " + meanImage);
        }
    }

    /**
     * Two bars, upright or level, in two of the seven bands of either direction, with soft edges;
     * pixels from 0 to 1.
     */
    private static FMatrixRMaj strokes(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FMatrixRMaj images = new FMatrixRMaj(count, SIDE * SIDE);
        for (int i = 0; i < count; i++) {
            for (int bar = 0; bar < 2; bar++) {
                boolean upright = random.nextBoolean();
                double centre = 2 + 4 * random.nextInt(SIDE / 4);
                double strength = 0.7 + 0.3 * random.nextDouble();
                for (int p = 0; p < SIDE * SIDE; p++) {
                    double distance = (upright ? p % SIDE : p / SIDE) - centre;
                    float ink = (float) (strength * Math.exp(-distance * distance / 2));
                    images.data[i * SIDE * SIDE + p] =
                            Math.max(images.data[i * SIDE * SIDE + p], ink);
                }
            }
        }
        return images;
    }

    /** Mean Σ_pixels (x − mean image)². */
    private static double variance(FMatrixRMaj images) {
        double variance = 0;
        for (int p = 0; p < images.numCols; p++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < images.numRows; i++) {
                sum += images.get(i, p);
                squares += images.get(i, p) * images.get(i, p);
            }
            double mean = sum / images.numRows;
            variance += squares / images.numRows - mean * mean;
        }
        return variance;
    }
}
