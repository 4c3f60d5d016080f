package parsimony.compare.gabor;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import parsimony.figures.Column;
import parsimony.figures.Palette;
import parsimony.figures.Polar;

/**
 * A summary of the Gabor fits of a dictionary.
 *
 * @param fits the fits of all atoms, at least one
 */
public record GaborAccount(List<GaborFit> fits) {

    /** Copies the lists. */
    public GaborAccount {
        fits = List.copyOf(fits);
    }

    private Stream<Gabor> good() {
        return fits.stream().filter(GaborFit::good).map(GaborFit::gabor);
    }

    /** {@return share of the atoms that are well fitted, 0 to 1} */
    public double shareWellFitted() {
        return (double) good().count() / fits.size();
    }

    /**
     * {@return median frequency of the well-fitted atoms, cycles per pixel; empty if there are
     * none}
     */
    public OptionalDouble medianFrequency() {
        return median(good().mapToDouble(Gabor::frequency));
    }

    /**
     * {@return median bandwidth of the well-fitted atoms that have one, octaves; empty if there are
     * none}
     */
    public OptionalDouble medianBandwidth() {
        return median(good().map(Gabor::bandwidth).filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble));
    }

    private static OptionalDouble median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int n = sorted.length;
        return n == 0 ? OptionalDouble.empty()
                : OptionalDouble.of((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
    }

    /**
     * The summary in numbers. A median of no atoms is empty.
     *
     * @param atoms           in the dictionary
     * @param wellFitted      share of the atoms that are well fitted, 0 to 1
     * @param medianResidual  of all atoms
     * @param medianFrequency of the well-fitted atoms, cycles per pixel
     * @param medianBandwidth of the well-fitted atoms that have one, octaves
     */
    public record Metrics(int atoms, double wellFitted, double medianResidual,
            OptionalDouble medianFrequency, OptionalDouble medianBandwidth) {
    }

    /** {@return the summary in numbers} */
    public Metrics metrics() {
        return new Metrics(fits.size(), shareWellFitted(),
                median(fits.stream().mapToDouble(GaborFit::residual)).orElseThrow(),
                medianFrequency(), medianBandwidth());
    }

    /** {@return the summary in a sentence} */
    public String summary() {
        String share = String.format(Locale.ROOT,
                "%.1f%% of %d atoms are well-fitted Gabor functions", 100 * shareWellFitted(),
                fits.size());
        String frequency = medianFrequency().isEmpty() ? ""
                : String.format(Locale.ROOT, ", at the median of %.3f cycles per pixel",
                        medianFrequency().getAsDouble());
        String bandwidth = medianBandwidth().isEmpty() ? ""
                : String.format(Locale.ROOT, " and %.2f octaves wide",
                        medianBandwidth().getAsDouble());
        return share + frequency + bandwidth;
    }

    /** {@return orientation against frequency of the well-fitted atoms} */
    public Polar polar() {
        String name = "well-fitted atoms";
        return new Polar(Palette.of(name), Column.SINGLE)
                .atoms(name, good().mapToDouble(Gabor::orientation).toArray(),
                        good().mapToDouble(Gabor::frequency).toArray());
    }
}
