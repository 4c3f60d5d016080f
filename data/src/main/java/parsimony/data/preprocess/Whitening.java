package parsimony.data.preprocess;

import org.jtransforms.fft.DoubleFFT_2D;
import org.visnow.jlargearrays.ConcurrencyUtils;
import parsimony.data.DataException;
import parsimony.data.source.Image;

/**
 * Flattens the 1/f² power spectrum of natural images with the filter f·exp(−(f/f₀)ⁿ), f in cycles per pixel: a ramp that
 * whitens, and a low pass that spares the corners of the spectrum, where noise and aliasing rule.
 *
 * <p>Olshausen &amp; Field (1997), Vision Research 37, eq. 9.
 *
 * @param f0    cut-off frequency in cycles per pixel, &gt; 0
 * @param order steepness n of the cut-off, &gt; 0
 */
record Whitening(double f0, double order) implements ImageStep {

    static {
        ConcurrencyUtils.setNumberOfThreads(1); // images are already filtered in parallel with one another
    }

    Whitening {
        if (!(f0 > 0 && f0 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("f0: must be above 0 cycles per pixel, got " + f0);
        }
        if (!(order > 0 && order < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("order: must be above 0, got " + order);
        }
    }

    @Override
    public Image apply(Image image) throws DataException {
        int height = image.height();
        int width = image.width();
        if (height < 2 || width < 2) {
            throw new DataException(image.name() + ": is " + height + "×" + width + " pixels; whitening needs at least 2×2");
        }
        double[] spectrum = new double[2 * height * width];
        double mean = 0;
        for (float value : image.pixels()) {
            mean += value;
        }
        mean /= image.pixels().length;
        for (int i = 0; i < height * width; i++) {
            spectrum[i] = image.pixels()[i] - mean; // the filter is 0 at f = 0; taking the mean off first spares rounding
        }
        DoubleFFT_2D transform = new DoubleFFT_2D(height, width);
        transform.realForwardFull(spectrum);
        double[] gains = gains(height, width);
        int across = width / 2 + 1;
        for (int y = 0; y < height; y++) {
            int row = Math.min(y, height - y) * across;
            for (int x = 0; x < width; x++) {
                double gain = gains[row + Math.min(x, width - x)];
                int i = 2 * (y * width + x);
                spectrum[i] *= gain;
                spectrum[i + 1] *= gain;
            }
        }
        transform.complexInverse(spectrum, true);
        float[] whitened = new float[height * width];
        for (int i = 0; i < whitened.length; i++) {
            whitened[i] = (float) spectrum[2 * i];
        }
        return image.with(whitened, height, width);
    }

    /** The filter over the quarter of the spectrum that holds it all, frequencies 0 to 1/2 down and across. */
    private double[] gains(int height, int width) {
        int across = width / 2 + 1;
        double[] gains = new double[(height / 2 + 1) * across];
        for (int y = 0; y <= height / 2; y++) {
            for (int x = 0; x < across; x++) {
                double f = Math.sqrt((double) y * y / ((double) height * height) + (double) x * x / ((double) width * width));
                gains[y * across + x] = f * Math.exp(-Math.pow(f / f0, order));
            }
        }
        return gains;
    }

    @Override
    public String toString() {
        return "whiten(olshausen, f0=" + f0 + ", order=" + order + ")";
    }
}
