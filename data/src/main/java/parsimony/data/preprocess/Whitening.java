package parsimony.data.preprocess;

import java.util.Locale;
import parsimony.data.OptionText;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Flattens the 1/f² power spectrum of natural images with the filter f·exp(−(f/f₀)ⁿ), f in cycles
 * per pixel. The factor f whitens. The low-pass factor removes the corners of the spectrum, where
 * noise and aliasing dominate.
 *
 * <p>Olshausen &amp; Field (1997), Vision Research 37, eq. 9.
 *
 * @param grid  the frequency that the filter takes for each coefficient
 * @param f0    cut-off frequency f₀ in cycles per pixel, &gt; 0
 * @param order steepness n of the cut-off, &gt; 0
 */
record Whitening(Grid grid, double f0, double order) implements ImageStep {
    static final StepKind OLSHAUSEN = new StepKind("whiten(olshausen, f0=0.5, order=4)",
            "Olshausen and Field's filter f·exp(−(f/f0)^order), f in cycles per pixel",
            text -> read(text, Grid.OLSHAUSEN));
    static final StepKind OFFICIAL = new StepKind("whiten(official, f0=0.5, order=4)",
            "The same filter on the frequencies of the Poisson VAE paper's code",
            text -> read(text, Grid.OFFICIAL));

    /** The frequency that each coefficient of the transform is taken to have. */
    enum Grid {
        /** The coefficient's own frequency, which gives the textbook filter. */
        OLSHAUSEN,
        /**
         * The frequency in the code of the Poisson VAE paper: −1/2 to 1/2 in equal steps from the
         * first coefficient to the last. This puts zero frequency in the middle of the spectrum,
         * where the transform has its highest frequency.
         */
        OFFICIAL
    }

    Whitening {
        if (!(f0 > 0 && f0 < Double.POSITIVE_INFINITY)) {
            throw new InputException("f0: must be above 0 cycles per pixel, got " + f0);
        }
        if (!(order > 0 && order < Double.POSITIVE_INFINITY)) {
            throw new InputException("‹order›: must be above 0, got " + order);
        }
    }

    private static Whitening read(OptionText text, Grid grid) {
        return new Whitening(grid, text.number("f0"), text.number("order"));
    }

    @Override
    public Image apply(Image image) {
        int height = image.height();
        int width = image.width();
        if (height < 2 || width < 2) {
            throw new InputException(image.name() + ": is " + height + "×" + width
                    + " pixels; whitening needs at least 2×2");
        }
        FourierFilter.Gain gain = grid == Grid.OLSHAUSEN
                ? (y, x) -> gain((double) Math.min(y, height - y) / height, (double) x / width)
                : (y, x) -> official(y, x, height, width);
        return image.with(FourierFilter.apply(image.pixels(), height, width, gain), height, width);
    }

    /**
     * The gain of the grid {@link Grid#OFFICIAL}: the mean of the gains at a coefficient and at its
     * mirror image. The paper's gains are not symmetric, and its code keeps the real part of the
     * result; the mean has the same effect.
     */
    private double official(int y, int x, int height, int width) {
        return (gain(centred(y, height), centred(x, width))
                + gain(centred((height - y) % height, height), centred((width - x) % width, width)))
                / 2;
    }

    private static double centred(int k, int n) {
        return (double) k / (n - 1) - 0.5;
    }

    private double gain(double fy, double fx) {
        double f = Math.sqrt(fy * fy + fx * fx);
        return f * Math.exp(-Math.pow(f / f0, order));
    }

    @Override
    public String toString() {
        return "whiten(" + grid.name().toLowerCase(Locale.ROOT) + ", f0=" + f0 + ", order=" + order
                + ")";
    }
}
