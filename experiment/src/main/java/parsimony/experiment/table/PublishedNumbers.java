package parsimony.experiment.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Reference;
import parsimony.experiment.report.Rows;
import parsimony.signals.Setting;
import parsimony.vae.Architecture;
import parsimony.vae.Network;
import parsimony.vae.Training;

/**
 * The numbers that Vafaii, Galor &amp; Yates (2024) published. It finds the one to show beside a
 * number of ours. The file {@code published.csv} has a row for each.
 */
final class PublishedNumbers {
    /** Every number, in the order of the file. */
    static final List<Number> ALL = Rows.read(PublishedNumbers.class, "published.csv").cells()
            .stream().map(Number::of).toList();

    private PublishedNumbers() {}

    /**
     * A number with what it was measured on.
     *
     * @param table      where it is from: nelbo, active, knn, shattering, beta (figure 3a's sweep),
     *                   latents (the sweep of K) or circles (figure 3a)
     * @param data       images, as {@link PaperImages#inFiles} calls them
     * @param encoder    name of its network; empty for sparse coding
     * @param decoder    name of its network; empty for sparse coding
     * @param model      latent, or method of sparse coding, in lower case
     * @param activation of the code
     * @param estimator  of the gradient; empty if the table does not tell
     * @param latents    K
     * @param beta       weight of the KL in training; empty for sparse coding
     * @param measure    its name in files
     * @param mean       over five seeds
     * @param halfWidth  half of the 99% interval; null if none was published
     */
    record Number(String table, String data, String encoder, String decoder, String model,
            String activation, String estimator, String latents, String beta, String measure,
            BigDecimal mean, BigDecimal halfWidth) {

        private static Number of(List<String> cells) {
            return new Number(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4),
                    cells.get(5), cells.get(6), cells.get(7), cells.get(8), cells.get(9),
                    new BigDecimal(cells.get(10)),
                    cells.get(11).isEmpty() ? null : new BigDecimal(cells.get(11)));
        }

        private boolean isOf(Architecture a, Training training) {
            return a.inference() == null && model.equals(lower(a.latent()))
                    && activation.equals(lower(a.activation()))
                    && Network.of(encoder).equals(a.encoder())
                    && Network.of(decoder).equals(a.decoder())
                    && Integer.parseInt(latents) == a.latents()
                    && Double.parseDouble(beta) == training.annealing().beta().end()
                    && (estimator.isEmpty() || estimator.equals(lower(training.estimator())));
        }

        private static String lower(Enum<?> constant) {
            return Setting.word(constant);
        }

        /**
         * Whether one of our means is inside the interval. It is if its distance from the
         * published mean is at most both half widths together. Our half width counts as 0 if there
         * is none. The published mean is rounded, so half a unit of its last digit is added.
         *
         * @return null if no interval was published
         */
        private Boolean contains(SampleMean ours) {
            if (halfWidth == null) {
                return null;
            }
            double reach = halfWidth.doubleValue() + mean.ulp().doubleValue() / 2;
            double low = ours.hasInterval() ? ours.low() : ours.value();
            double high = ours.hasInterval() ? ours.high() : ours.value();
            return low <= mean.doubleValue() + reach && high >= mean.doubleValue() - reach;
        }
    }

    /**
     * The published number to show beside a mean of ours. Its images, networks, latent, activation,
     * estimator, K and β are the same. For photographs that the paper does not have, it is the
     * number of van Hateren's. Whether ours is inside that interval is not judged, because it is
     * the interval of other images.
     *
     * @param measure its name in files
     * @return empty if none was published
     */
    static Optional<Reference> beside(Condition condition, String measure, SampleMean ours) {
        TrainedVae.Settings settings = condition.runs().get(0).settings();
        return PaperImages.of(condition.runs().get(0)).flatMap(found -> ALL.stream()
                .filter(number -> number.measure.equals(measure)
                        && number.data.equals(found.images().inFiles())
                        && number.isOf(settings.architecture(), settings.training()))
                .findFirst().map(number -> new Reference(number.mean, number.halfWidth,
                        found.same() ? number.contains(ours) : null, number.data, found.same())));
    }
}
