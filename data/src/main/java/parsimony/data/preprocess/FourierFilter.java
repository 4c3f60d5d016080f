package parsimony.data.preprocess;

import org.jtransforms.fft.DoubleFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Multiplies the discrete Fourier transform of a real image by real gains. Works on the half of the
 * spectrum that determines the other half. It transforms the rows, filters one column at a time,
 * and transforms the rows back. An image of any size costs about two transforms of half its size.
 */
final class FourierFilter {
    /**
     * The gain at a coefficient. The coefficient at the mirror image must have the same gain, or
     * the result would not be real.
     */
    interface Gain {
        /**
         * The gain at one coefficient.
         *
         * @param y from 0 to height − 1
         * @param x from 0 to width / 2
         */
        double at(int y, int x);
    }

    static {
        // Several images are filtered in parallel already, so each transform takes one thread.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private FourierFilter() {}

    /** The filtered image, height×width; both sides must be at least 2. */
    static float[] apply(float[] pixels, int height, int width, Gain gain) {
        int half = width / 2 + 1;
        DoubleFFT_1D across = new DoubleFFT_1D(width);
        DoubleFFT_1D down = new DoubleFFT_1D(height);
        double[] spectrum = new double[2 * half * height];
        double[] row = new double[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = pixels[y * width + x];
            }
            across.realForward(row);
            unpack(row, spectrum, 2 * half * y);
        }
        double[] column = new double[2 * height];
        for (int x = 0; x < half; x++) {
            for (int y = 0; y < height; y++) {
                column[2 * y] = spectrum[2 * (half * y + x)];
                column[2 * y + 1] = spectrum[2 * (half * y + x) + 1];
            }
            down.complexForward(column);
            for (int y = 0; y < height; y++) {
                double g = gain.at(y, x);
                column[2 * y] *= g;
                column[2 * y + 1] *= g;
            }
            down.complexInverse(column, true);
            for (int y = 0; y < height; y++) {
                spectrum[2 * (half * y + x)] = column[2 * y];
                spectrum[2 * (half * y + x) + 1] = column[2 * y + 1];
            }
        }
        float[] filtered = new float[height * width];
        for (int y = 0; y < height; y++) {
            pack(spectrum, 2 * half * y, row);
            across.realInverse(row, true);
            for (int x = 0; x < width; x++) {
                filtered[y * width + x] = (float) row[x];
            }
        }
        return filtered;
    }

    /**
     * Unpacks JTransforms' order of a real transform into real and imaginary parts in turn.
     * JTransforms puts into the second place the one part that is left over: the real part of the
     * last coefficient if the length is even, its imaginary part if the length is odd.
     */
    private static void unpack(double[] row, double[] spectrum, int offset) {
        int last = row.length / 2;
        spectrum[offset] = row[0];
        for (int k = 1; k < (row.length + 1) / 2; k++) {
            spectrum[offset + 2 * k] = row[2 * k];
            spectrum[offset + 2 * k + 1] = 2 * k + 1 < row.length ? row[2 * k + 1] : row[1];
        }
        if (row.length % 2 == 0) {
            spectrum[offset + 2 * last] = row[1];
        }
    }

    private static void pack(double[] spectrum, int offset, double[] row) {
        int last = row.length / 2;
        row[0] = spectrum[offset];
        for (int k = 1; k < (row.length + 1) / 2; k++) {
            row[2 * k] = spectrum[offset + 2 * k];
            row[2 * k + 1 < row.length ? 2 * k + 1 : 1] = spectrum[offset + 2 * k + 1];
        }
        if (row.length % 2 == 0) {
            row[1] = spectrum[offset + 2 * last];
        }
    }
}
