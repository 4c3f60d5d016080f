package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import parsimony.compare.gap.CodeGapEstimates;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.figures.Estimate;

/**
 * What {@link CodeGapAnalysis} found.
 *
 * @param signed    whether codes were held against codes of either sign
 * @param estimates means over patches with their intervals
 * @param seconds   that it took
 */
public record CodeGapResult(boolean signed, CodeGapEstimates estimates, double seconds) {
    private static final String QUESTION =
            "How much better could these codes have been, on the same dictionary?";

    /**
     * {@return the numbers in the form of {@code metrics.json}: each mean under its name, and the
     * ends of its interval under the name with {@code _low} and {@code _high}}
     */
    public Map<String, Object> metrics() {
        CodeGapEstimates e = estimates;
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("patches", e.patches());
        metrics.put("interval", Resampling.Intervals.of(e.level(), "patches"));
        put(metrics, "squared_error", e.squaredError());
        put(metrics, "squared_error_on_support", e.onSupport());
        put(metrics, "magnitude_gap", e.magnitudeGap());
        put(metrics, "l1", e.l1());
        put(metrics, "l0", e.l0());
        put(metrics, "squared_error_at_equal_l1", e.atEqualL1());
        put(metrics, "squared_error_at_equal_l1_lower", e.atEqualL1Lower());
        put(metrics, "relative_gap_at_equal_l1", e.relativeGapAtEqualL1());
        put(metrics, "squared_error_at_equal_l0", e.atEqualL0());
        put(metrics, "explained_variance_pooled", e.explainedVariancePooled());
        put(metrics, "explained_variance_about_zero", e.explainedVarianceAboutZero());
        put(metrics, "explained_variance_mean", e.explainedVarianceMean());
        metrics.put("dead", e.dead());
        metrics.put("seconds", seconds);
        return metrics;
    }

    private static void put(Map<String, Object> metrics, String name, Estimate mean) {
        metrics.put(name, mean.value());
        metrics.put(name + "_low", mean.low());
        metrics.put(name + "_high", mean.high());
    }

    /** {@return the answer in a few sentences with their numbers} */
    public String answer() {
        CodeGapEstimates e = estimates;
        double error = e.squaredError().value();
        int digits = digits(error);
        String form = "%." + digits + "f";
        return String.format(Locale.ROOT,
                "The codes leave a squared error of " + form + " per patch (%s interval " + form
                        + " to " + form
                        + ") with %.1f units and an L1 of %.4g. At equal L1 at most "
                        + form + " (%s) better: the optimum lies between " + form + " and " + form
                        + ". At equal L0 at least " + form + " (%s) better. Better magnitudes of"
                        + " the same units alone recover " + form + " (%s).",
                error, SampleMean.percent(e.level()), e.squaredError().low(),
                e.squaredError().high(), e.l0().value(), e.l1().value(), e.mostAtEqualL1(),
                percent(e.mostAtEqualL1(), error), e.atEqualL1Lower().value(),
                e.atEqualL1().value(), e.leastAtEqualL0(), percent(e.leastAtEqualL0(), error),
                e.magnitudeGap().value(), percent(e.magnitudeGap().value(), error));
    }

    /** Digits after the point, so that a number of this size has about five digits. */
    private static int digits(double size) {
        return size > 0 ? (int) Math.min(12, Math.max(0, 4 - Math.floor(Math.log10(size)))) : 0;
    }

    private static String percent(double part, double whole) {
        return String.format(Locale.ROOT, "%.1f%%", whole > 0 ? 100 * part / whole : 0);
    }

    /**
     * {@return the numbers for people: squared errors of the codes and of better ones, and what the
     * codes are like}
     */
    public List<Table> tables() {
        return List.of(errors(), codes());
    }

    private Table errors() {
        CodeGapEstimates e = estimates;
        int digits = digits(e.squaredError().value());
        List<List<Object>> rows = List.of(row("as they are", e, e.squaredError()),
                row("best magnitudes of the same units", e, e.onSupport()),
                row("equal L0: best found", e, e.atEqualL0()),
                row("equal L1: best found", e, e.atEqualL1()),
                row("equal L1: proven lower bound", e, e.atEqualL1Lower()));
        return new Table("Squared error per patch of the codes and of better ones on the same"
                + " dictionary, and by what share these are better: means over " + e.patches()
                + " patches. In brackets " + SampleMean.percent(e.level())
                + " intervals over patches (paired bootstrap, " + Resampling.COUNT
                + " resamples, seed " + Resampling.SEED + ").",
                List.of(Table.Column.text("codes"), Table.Column.mean("squared error", digits),
                        Table.Column.number("better by", digits),
                        Table.Column.number("share", 4)),
                rows);
    }

    private static List<Object> row(String name, CodeGapEstimates e, Estimate error) {
        double own = e.squaredError().value();
        double better = Math.max(0, own - error.value());
        return List.of(name, mean(error), better, own > 0 ? better / own : 0);
    }

    private Table codes() {
        CodeGapEstimates e = estimates;
        return new Table("What the codes are like. L1 is Σ ‖φ_k‖|a_k|. The three explained"
                + " variances divide the squared error by the variance about the mean patch, by"
                + " the energy about zero, and patch by patch. Of " + e.units() + " units "
                + e.dead() + " are 0 in every patch. "
                + (signed ? "Some codes are negative." : "No code is negative."),
                List.of(Table.Column.text("measure"), Table.Column.mean("mean", 4)),
                List.of(List.of("L0, units that are not 0", mean(e.l0())),
                        List.of("L1", mean(e.l1())),
                        List.of("explained variance, pooled", mean(e.explainedVariancePooled())),
                        List.of("explained variance, about zero",
                                mean(e.explainedVarianceAboutZero())),
                        List.of("explained variance, mean over patches",
                                mean(e.explainedVarianceMean()))));
    }

    private static SampleMean mean(Estimate estimate) {
        return new SampleMean(estimate.value(), estimate.low(), estimate.high(),
                List.of(estimate.value()));
    }

    /**
     * Writes the {@code report.html} of a folder that holds everything else, its
     * {@code config.json} included.
     *
     * @param folder the folder
     * @param name of the encoder or the codes, as the user gave it
     * @param shown what the page shows of the folder
     * @throws IOException if a file cannot be read or written
     */
    public void writeReport(ResultFolder folder, String name, Report.Shown shown)
            throws IOException {
        Report.write(folder.file(FileNames.REPORT),
                new Report.Page("The gap of " + name, QUESTION, answer(), shown, tables(),
                        Files.readString(folder.file(ResultFolder.CONFIG))));
    }
}
