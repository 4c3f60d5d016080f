package parsimony.data.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/** Each step against its definition, worked out the slow way. */
class ImageStepsTest {

    private static Image random(int height, int width) {
        Random random = new Random(7);
        float[] pixels = new float[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        return Image.gray(pixels, height, width, "random");
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "6, 9", "7, 5", "2, 2", "3, 2", "2, 3"})
    void whiteningIsTheFilterOnTheFourierSum(int height, int width) throws Exception {
        Image image = random(height, width);
        double f0 = 0.4;
        double[] expected = new double[height * width];
        for (int v = 0; v < height; v++) {
            for (int u = 0; u < width; u++) {
                double fy = Math.min(v, height - v) / (double) height;
                double fx = Math.min(u, width - u) / (double) width;
                double f = Math.hypot(fx, fy);
                double gain = f * Math.exp(-Math.pow(f / f0, 4));
                double real = 0;
                double imaginary = 0;
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double angle =
                                -2 * Math.PI * (v * y / (double) height + u * x / (double) width);
                        real += image.pixels()[y * width + x] * Math.cos(angle);
                        imaginary += image.pixels()[y * width + x] * Math.sin(angle);
                    }
                }
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double angle =
                                2 * Math.PI * (v * y / (double) height + u * x / (double) width);
                        expected[y * width + x] +=
                                gain * (real * Math.cos(angle) - imaginary * Math.sin(angle))
                                        / (height * width);
                    }
                }
            }
        }
        float[] whitened = new Whitening(Whitening.Grid.OLSHAUSEN, f0, 4).apply(image).pixels();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], whitened[i], 1e-6);
        }
    }

    @Test
    void contrastNormalisationIsTheWeightedMeanAndDeviationOfTheWindow() {
        int height = 19;
        int width = 15;
        Image image = random(height, width);
        double[][] pixels = new double[height][width];
        for (int i = 0; i < height * width; i++) {
            pixels[i / width][i % width] = image.pixels()[i];
        }
        double[][] mean = windowMean(pixels);
        double[][] squares = new double[height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y][x] -= mean[y][x];
                squares[y][x] = pixels[y][x] * pixels[y][x];
            }
        }
        double[][] variance = windowMean(squares);
        double floor = 0;
        for (double[] row : variance) {
            for (double value : row) {
                floor += Math.sqrt(value) / (height * width);
            }
        }
        float[] normalised = new ContrastNormalisation(13, 0.5).apply(image).pixels();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                assertEquals(pixels[y][x] / Math.max(floor, Math.sqrt(variance[y][x])),
                        normalised[y * width + x], 1e-5);
            }
        }
    }

    private static double[][] windowMean(double[][] image) {
        double[][] mean = new double[image.length][image[0].length];
        double total = 0;
        for (int dy = -6; dy <= 6; dy++) {
            for (int dx = -6; dx <= 6; dx++) {
                double weight = Math.exp(-(dx * dx + dy * dy) / 36.0 / 0.5);
                total += weight;
                for (int y = 0; y < image.length; y++) {
                    for (int x = 0; x < image[0].length; x++) {
                        if (y + dy >= 0 && y + dy < image.length && x + dx >= 0
                                && x + dx < image[0].length) {
                            mean[y][x] += weight * image[y + dy][x + dx];
                        }
                    }
                }
            }
        }
        for (double[] row : mean) {
            for (int x = 0; x < row.length; x++) {
                row[x] /= total;
            }
        }
        return mean;
    }

    @Test
    void zScoreLeavesMeanZeroAndSampleVarianceOne() {
        float[] scored = new ImageZScore().apply(random(9, 9)).pixels();
        double mean = 0;
        double squares = 0;
        for (float value : scored) {
            mean += value;
            squares += value * value;
        }
        assertEquals(0, mean / 81, 1e-6);
        assertEquals(1, squares / 80, 1e-5);
    }

    @Test
    void grayIsLuma() {
        Image image = new Image(new float[] {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1}, 3, 2, 2,
                "colours", 3, true);
        Image gray = new Gray().apply(image);
        assertArrayEquals(new float[] {0.299f, 0.587f, 0.114f, 1}, gray.pixels(), 1e-7f);
        assertEquals(3, gray.label());
    }

    @Test
    void cropKeepsTheInside() throws Exception {
        Image image =
                Image.gray(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 3, 4, "counted");
        assertArrayEquals(new float[] {5, 6}, new Crop(1).apply(image).pixels());
        assertThrows(InputException.class, () -> new Crop(2).apply(image));
    }
}
