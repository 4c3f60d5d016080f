package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.compare.levels.TwoLevelGap;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.figures.Estimate;

/**
 * What {@link LevelGapAnalysis} found.
 *
 * @param additive whether the link is additive, so that level 2 was solved, too
 * @param beta     β of the divergences
 * @param beta2    further weight of the divergence of level 2
 * @param gap      of every patch
 * @param interval confidence of the intervals over patches
 * @param seconds  that it took
 */
public record LevelGapResult(boolean additive, double beta, double beta2, TwoLevelGap gap,
        double interval, double seconds) implements RunGap {

    /**
     * The numbers in the form of {@code metrics.json}: means over patches in nats.
     *
     * @param measured     patches
     * @param beta         β of the divergences
     * @param beta2        further weight of the divergence of level 2
     * @param amortized    free energy of the encoder
     * @param level1Solved free energy with the best rates of level 1
     * @param level1Gap    the gap of level 1 for the encoder's rates of level 2, ≥ 0
     * @param level1GapLow  lower end of its interval
     * @param level1GapHigh upper end of its interval
     * @param certificate  proven bound on how much too small that gap is
     * @param bothGap      at least this is the gap of both levels; null for a log-linear link
     * @param bothGapLow   lower end of its interval; null for a log-linear link
     * @param bothGapHigh  upper end of its interval; null for a log-linear link
     * @param seconds      that it took
     */
    public record Metrics(int measured, double beta, double beta2, double amortized,
            double level1Solved, double level1Gap, double level1GapLow, double level1GapHigh,
            double certificate, Double bothGap, Double bothGapLow, Double bothGapHigh,
            double seconds) {
    }

    @Override
    public Metrics metrics() {
        SampleMean level1 = below(gap.level1());
        SampleMean both = below(gap.both());
        return new Metrics(gap.patches(), beta, beta2, mean(gap.amortized()),
                mean(gap.level1()), level1.value(), level1.low(), level1.high(),
                mean(gap.certificate()), additive ? both.value() : null,
                additive ? both.low() : null, additive ? both.high() : null, seconds);
    }

    /** The mean of how far the free energy of each patch is below the encoder's. */
    private SampleMean below(double[] better) {
        double[] gaps = new double[better.length];
        Arrays.setAll(gaps, i -> gap.amortized()[i] - better[i]);
        Estimate all = Resampling.interval(mean(gaps), Resampling.of(gaps.length).mean(gaps),
                interval);
        return new SampleMean(all.value(), Math.max(0, all.low()), all.high(),
                List.of(all.value()));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    @Override
    public String answer() {
        Metrics m = metrics();
        return String.format(Locale.ROOT,
                "The free energy of the encoder is %.3f per patch (median %.3f). Better rates of"
                        + " level 1 alone lower it by %.3f (%s interval %.3f to %.3f over"
                        + " patches), proven to %.2g.%s",
                m.amortized, FreeEnergyGap.median(gap.amortized()), m.level1Gap,
                SampleMean.percent(interval), m.level1GapLow, m.level1GapHigh, m.certificate,
                additive ? String.format(Locale.ROOT,
                        " Better rates of both levels lower it by at least %.3f (%.3f to %.3f).",
                        m.bothGap, m.bothGapLow, m.bothGapHigh)
                        : " Level 2 of a log-linear link is not solved.");
    }

    @Override
    public List<Table> tables() {
        Metrics m = metrics();
        List<Object> first = Arrays.asList("encoder", m.amortized, null);
        List<Object> second = List.of("best level 1", m.level1Solved, below(gap.level1()));
        List<Object> third =
                List.of("both levels, by turns", mean(gap.both()), below(gap.both()));
        return List.of(new Table("Free energy per patch, mean over " + m.measured
                + " patches, and how far it is below the encoder's. The problem of level 1 is"
                + " convex and solved to its certificate"
                + (additive ? "; that of both levels is not convex, so its gap may be larger."
                        : "."),
                List.of(Table.Column.text("rates"), Table.Column.number("free energy", 3),
                        Table.Column.mean("gap", 3)),
                additive ? List.of(first, second, third) : List.of(first, second)));
    }

    @Override
    public void writeReport(ResultFolder folder, String name, Report.Shown shown)
            throws IOException {
        Report.write(folder.file(FileNames.REPORT), new Report.Page("The gap of " + name,
                "How much does the encoder of each level lose against the best rates?", answer(),
                shown, tables(), Files.readString(folder.file(ResultFolder.CONFIG))));
    }
}
