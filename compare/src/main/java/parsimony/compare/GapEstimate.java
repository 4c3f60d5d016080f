package parsimony.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import parsimony.compare.statistics.SampleMean;

/**
 * The amortization gap of one model against one way to infer, over its seeds, with intervals. From
 * three seeds up, intervals are over seeds; with fewer, they come from resampling the patches.
 *
 * @param seeds       the gap of each seed, at least one
 * @param resampled   the gap of each seed on every resample of the patches, with no number missing;
 *                    all seeds have the same resamples
 * @param relativeGap upper bound on the relative distance of the inferred codes from the lasso's
 *                    optimum, where the gap is read off, for the worst seed; NaN if not known
 * @param level       confidence of the intervals, above 0 and below 1
 */
public record GapEstimate(List<AmortizationGap> seeds, List<List<AmortizationGap>> resampled,
        double relativeGap,
        double level) {

    /** {@return the encoder's own squared error per patch, of its posterior mean} */
    public SampleMean mse() {
        return of(gap -> OptionalDouble.of(gap.mse())).orElseThrow().within(0, Double.MAX_VALUE);
    }

    /** {@return the encoder's own lifetime sparsity} */
    public SampleMean lifetime() {
        return of(gap -> OptionalDouble.of(gap.lifetime())).orElseThrow().within(0, 1);
    }

    /**
     * {@return the encoder's error minus that of inference at equal sparsity; empty if a seed's
     * curve does not reach that sparsity}
     */
    public Optional<SampleMean> deltaMse() {
        return of(AmortizationGap::deltaMse);
    }

    /**
     * {@return the sparsity of inference minus the encoder's at equal error; empty if a seed's
     * curve does not reach that error}
     */
    public Optional<SampleMean> deltaSparsity() {
        return of(AmortizationGap::deltaSparsity).map(mean -> mean.within(-1, 1));
    }

    /**
     * {@return squared error per patch of inference at the encoder's sparsity; empty if a seed's
     * curve does not reach it}
     */
    public Optional<SampleMean> mseAtSameSparsity() {
        return of(AmortizationGap::mseAtSameSparsity).map(mean -> mean.within(0, Double.MAX_VALUE));
    }

    /**
     * {@return lifetime sparsity of inference at the encoder's error; empty if a seed's curve does
     * not reach it}
     */
    public Optional<SampleMean> lifetimeAtSameMse() {
        return of(AmortizationGap::sparsityAtSameMse).map(mean -> mean.within(0, 1));
    }

    /**
     * {@return whether the codes that the gap is measured against are within {@link
     * CurvePoint#CONVERGED} of their optimum} True if that is not known.
     */
    public boolean converged() {
        return !(relativeGap > CurvePoint.CONVERGED);
    }

    /**
     * {@return a note on codes that have not converged: "not converged: within 5.0% of their
     * optimum"} Empty if they have converged.
     */
    public String unconverged() {
        double percent = 100 * relativeGap;
        return converged() ? ""
                : String.format(Locale.ROOT,
                        percent < 10 ? "not converged: within %.1f%% of their optimum"
                                : "not converged: within %.0f%% of their optimum",
                        percent);
    }

    private Optional<SampleMean> of(Function<AmortizationGap, OptionalDouble> value) {
        List<OptionalDouble> values = seeds.stream().map(value).toList();
        if (values.stream().anyMatch(OptionalDouble::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(SampleMean.of(level,
                values.stream().mapToDouble(OptionalDouble::getAsDouble).toArray(),
                onResamples(value)));
    }

    /** The mean over seeds on each resample. */
    private double[] onResamples(Function<AmortizationGap, OptionalDouble> value) {
        int count = resampled.stream().mapToInt(List::size).min().orElse(0);
        return IntStream.range(0, count).mapToDouble(r -> resampled.stream()
                .mapToDouble(gaps -> value.apply(gaps.get(r)).orElseThrow()).average()
                .orElseThrow()).toArray();
    }

    /**
     * {@return the difference in error as a sentence, which claims no more than the interval shows}
     *
     * @param subject of the sentence: what finds the codes, such as "The encoder"
     * @throws java.util.NoSuchElementException if {@link #deltaMse} is empty
     */
    public String verdict(String subject) {
        SampleMean delta = deltaMse().orElseThrow();
        String interval = interval(delta, "%.1f", level);
        if (delta.hasInterval() && delta.low() <= 0 && delta.high() >= 0) {
            return String.format(Locale.ROOT, "No difference is shown: it is %.1f (%s).",
                    delta.value(), interval);
        }
        boolean loses = delta.value() >= 0;
        SampleMean said = loses ? delta : delta.negated();
        double percent = 100 * said.value() / Math.max(mse().value(), Double.MIN_NORMAL);
        return String.format(Locale.ROOT, "%s %s %.1f (%.0f%%%s).", subject,
                loses ? "loses" : "errs less, by", said.value(), percent,
                interval.isEmpty() ? "" : "; " + interval(said, "%.1f", level));
    }

    /**
     * {@return an interval in words: "95% interval 124.0 to 147.0 over patches"} If there are two
     * seeds, their values come before it. Empty if there is one seed and no interval.
     *
     * @param mean the mean
     * @param format format of its numbers, such as "%.1f"
     * @param level confidence of its interval
     */
    public static String interval(SampleMean mean, String format, double level) {
        String seeds = mean.count() != 2 ? ""
                : mean.seeds().stream().map(seed -> String.format(Locale.ROOT, format, seed))
                        .collect(Collectors.joining(" and ", "seeds ",
                                mean.hasInterval() ? "; " : ""));
        return !mean.hasInterval() ? seeds
                : seeds + String.format(Locale.ROOT,
                        "%s interval " + format + " to " + format + " over %s",
                        SampleMean.percent(level), mean.low(), mean.high(),
                        mean.isOverSeeds() ? mean.count() + " seeds" : "patches");
    }
}
