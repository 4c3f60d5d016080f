package parsimony.data.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jtransforms.fft.DoubleFFT_2D;
import org.junit.jupiter.api.Test;
import parsimony.signals.Monitor;
import parsimony.data.source.DeadLeaves;
import parsimony.data.image.Image;

/** The second-order statistics of natural images, before and after whitening. */
class SpectrumTest {
    private static final DeadLeaves LEAVES =
            new DeadLeaves(new DeadLeaves.Settings(16, 256, 1.2, 128), 11);

    /**
     * Slope of log power against log frequency from .05 to .35 cycles per pixel, in bins of .01, of
     * images of one size.
     */
    private static double slope(List<Image> images) {
        int n = images.get(0).height();
        double[] power = new double[30];
        int[] count = new int[30];
        for (Image image : images) {
            double mean = 0;
            for (float value : image.pixels()) {
                mean += value / image.pixels().length;
            }
            double[] spectrum = new double[2 * n * n];
            for (int i = 0; i < n * n; i++) {
                spectrum[i] = (image.pixels()[i] - mean) * hann(i / n, n) * hann(i % n, n);
            }
            new DoubleFFT_2D(n, n).realForwardFull(spectrum);
            for (int i = 0; i < n * n; i++) {
                double f = Math.hypot(Math.min(i / n, n - i / n), Math.min(i % n, n - i % n)) / n;
                int bin = (int) Math.floor((f - 0.05) / 0.01);
                if (bin >= 0 && bin < 30) {
                    power[bin] += spectrum[2 * i] * spectrum[2 * i]
                            + spectrum[2 * i + 1] * spectrum[2 * i + 1];
                    count[bin]++;
                }
            }
        }
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        for (int bin = 0; bin < 30; bin++) {
            double x = Math.log(0.055 + 0.01 * bin);
            double y = Math.log(power[bin] / count[bin]);
            sx += x;
            sy += y;
            sxx += x * x;
            sxy += x * y;
        }
        return (30 * sxy - sx * sy) / (30 * sxx - sx * sx);
    }

    private static double hann(int i, int n) {
        return 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / n);
    }

    private static List<Image> after(String steps) throws Exception {
        List<ImageStep> list = Pipeline.parse(steps + "patches(16)").imageSteps();
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < LEAVES.size(); i++) {
            Image image = LEAVES.read(i);
            for (ImageStep step : list) {
                image = step.apply(image);
            }
            images.add(image);
        }
        return images;
    }

    @Test
    void deadLeavesHaveThePowerSpectrumOfNaturalImages() throws Exception {
        assertEquals(-2, slope(after("")), 0.4);
    }

    @Test
    void whiteningFlattensIt() throws Exception {
        assertEquals(0, slope(after("whiten(olshausen) | contrast | crop(4) | ")), 0.3);
    }

    @Test
    void patchesZScoredOverTheDatasetHaveTheirNumberOfPixelsAsEnergy() throws Exception {
        Pipeline pipeline = Pipeline.parse(
                "whiten | contrast | zscore(image) | crop(4) | patches(16, count=5000) |"
                        + " zscore(dataset) | split(blocks)");
        Split split = Preparation.prepare(LEAVES, pipeline, true, Monitor.SILENT);
        double energy = 0;
        for (float value : split.train().pixels().data) {
            energy += value * value;
        }
        assertEquals(256, energy / split.train().size(), 2.56);
    }
}
