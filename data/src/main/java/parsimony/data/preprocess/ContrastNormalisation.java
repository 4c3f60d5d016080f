package parsimony.data.preprocess;

import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Local contrast normalisation: subtracts the local mean, then divides by the local standard
 * deviation or, where that is smaller, by the mean of the local standard deviations over the image.
 * The neighbourhood is a square window weighted by exp(−ρ²/σ), ρ runs over [−1, 1] along each side,
 * and the weights sum to 1. Pixels beyond the border count as 0.
 *
 * <p>Jarrett, Kavukcuoglu, Ranzato &amp; LeCun (2009), ICCV, section 2.1.
 *
 * @param size  side of the window in pixels, odd, from 3
 * @param sigma spread σ of the weights, &gt; 0, in squared half sides of the window
 */
record ContrastNormalisation(int size, double sigma) implements ImageStep {
    static final StepKind KIND = new StepKind("contrast(size=13, sigma=0.5)",
            "Local contrast normalisation in a window of size pixels",
            text -> new ContrastNormalisation(text.whole("size"), text.number("sigma")));

    ContrastNormalisation {
        if (size < 3 || size % 2 == 0 || size > 1023) {
            throw new InputException(
                    "size: must be an odd number of pixels from 3 to 1023, got " + size);
        }
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new InputException("sigma: must be above 0, got " + sigma);
        }
    }

    @Override
    public Image apply(Image image) {
        int height = image.height();
        int width = image.width();
        int area = height * width;
        double[] centred = new double[area];
        for (int i = 0; i < area; i++) {
            centred[i] = image.pixels()[i];
        }
        double[] local = blur(centred, height, width);
        double[] squares = new double[area];
        for (int i = 0; i < area; i++) {
            centred[i] -= local[i];
            squares[i] = centred[i] * centred[i];
        }
        double[] deviation = blur(squares, height, width);
        double floor = 0;
        for (int i = 0; i < area; i++) {
            deviation[i] = Math.sqrt(deviation[i]);
            floor += deviation[i] / area;
        }
        float[] normalised = new float[area];
        if (floor > 0) {
            for (int i = 0; i < area; i++) {
                normalised[i] = (float) (centred[i] / Math.max(deviation[i], floor));
            }
        }
        return image.with(normalised, height, width);
    }

    /**
     * The weighted mean about every pixel, height×width. The weights are products of one factor for
     * the row and one for the column, so that two one-dimensional passes suffice.
     */
    private double[] blur(double[] image, int height, int width) {
        double[] kernel = kernel();
        int reach = size / 2;
        double[] rows = new double[image.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int k = Math.max(-reach, -x); k <= Math.min(reach, width - 1 - x); k++) {
                    sum += kernel[k + reach] * image[y * width + x + k];
                }
                rows[y * width + x] = sum;
            }
        }
        double[] blurred = new double[image.length];
        for (int y = 0; y < height; y++) {
            for (int k = Math.max(-reach, -y); k <= Math.min(reach, height - 1 - y); k++) {
                double weight = kernel[k + reach];
                for (int x = 0; x < width; x++) {
                    blurred[y * width + x] += weight * rows[(y + k) * width + x];
                }
            }
        }
        return blurred;
    }

    private double[] kernel() {
        double[] kernel = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double rho = 2.0 * i / (size - 1) - 1;
            kernel[i] = Math.exp(-rho * rho / sigma);
            sum += kernel[i];
        }
        for (int i = 0; i < size; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    @Override
    public String toString() {
        return "contrast(size=" + size + ", sigma=" + sigma + ")";
    }
}
