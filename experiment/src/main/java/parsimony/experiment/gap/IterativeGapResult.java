package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.EqualL1;
import parsimony.compare.gap.WeightedLassoGap;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.figures.Estimate;

/**
 * What {@link IterativeGapAnalysis} found.
 *
 * @param steps        of inference that the rates were measured after
 * @param rates        those of the model: sampled, then noiseless
 * @param sparseCoding the gap to sparse coding at equal sparsity of sampled codes
 * @param level        confidence of the intervals, above 0 and below 1
 * @param seconds      that it took
 */
public record IterativeGapResult(int steps, List<Rates> rates, SparseCodingGap sparseCoding,
        double level, double seconds) implements RunGap {
    static final String SAMPLED = "sampled";
    static final String NOISELESS = "noiseless";

    /**
     * Rates of one kind, beside the best.
     *
     * @param name      {@code sampled}: each step drew counts; {@code noiseless}: it took rates
     * @param objective in the model's own objective without noise
     * @param equal     at their weighted L1
     */
    public record Rates(String name, WeightedLassoGap objective, EqualL1 equal) {

        /** Σ_k ‖φ_k‖a_k of each patch. */
        double[] l1(FMatrixRMaj codes) {
            return IntStream.range(0, codes.numRows)
                    .mapToDouble(i -> EqualL1.l1(codes, i, equal.weights())).toArray();
        }

        private Numbers numbers(Resampling resampling, double level) {
            double value = mean(objective.objective());
            double[] excess = difference(equal.encoderError(), equal.optimumError());
            Estimate lost = estimate(resampling, objective.least(), level);
            Estimate more = estimate(resampling, excess, level);
            return new Numbers(value, mean(objective.best()), mean(objective.lower()),
                    lost.value(), lost.low(), lost.high(), mean(objective.most()),
                    value > 0 ? mean(objective.most()) / value : 0, mean(equal.encoderError()),
                    mean(l1(equal.encoder())), more.value(), more.low(), more.high(),
                    mean(difference(equal.encoderError(), equal.lower())),
                    mean(equal.optimumError()), mean(equal.lcaError()), mean(l1(equal.lca())));
        }
    }

    /**
     * Means over patches of rates of one kind.
     *
     * @param objective        ½‖(x − Φr)/σ‖² + Σ_k e^{b_k} r_k of the model's rates
     * @param objectiveBest    of the best rates found
     * @param objectiveLower   proven lower bound of the least
     * @param objectiveGap     {@code objective} − {@code objectiveBest}, ≥ 0
     * @param objectiveGapLow  lower end of its interval
     * @param objectiveGapHigh upper end of its interval
     * @param objectiveGapBound {@code objective} − {@code objectiveLower}: the gap is at most this
     * @param relativeGap      that bound as a share of {@code objective}
     * @param squaredError     ‖x − Φr‖²
     * @param l1               Σ_k ‖φ_k‖r_k
     * @param excess           the squared error is at least so much above the least at equal l1
     * @param excessLow        lower end of its interval
     * @param excessHigh       upper end of its interval
     * @param excessBound      it is at most so much above it
     * @param squaredErrorAtEqualL1 of the best rates found whose l1 is no larger
     * @param squaredErrorLca  of LCA at the λ of each patch at which the lasso has this l1
     * @param l1Lca            its l1
     */
    public record Numbers(double objective, double objectiveBest, double objectiveLower,
            double objectiveGap, double objectiveGapLow, double objectiveGapHigh,
            double objectiveGapBound, double relativeGap, double squaredError, double l1,
            double excess, double excessLow, double excessHigh, double excessBound,
            double squaredErrorAtEqualL1, double squaredErrorLca, double l1Lca) {
    }

    /**
     * The numbers in the form of {@code metrics.json}.
     *
     * @param measured     patches
     * @param interval     level and kind of the intervals
     * @param steps        of inference
     * @param encoder      the model's point in the plane
     * @param rates        by their name
     * @param sparseCoding the gap against each method, by its name
     * @param seconds      that it took
     */
    public record Metrics(int measured, Resampling.Intervals interval, int steps,
            CurvePoint encoder, Map<String, Numbers> rates,
            Map<String, GapMetrics.Certified> sparseCoding, double seconds) {
    }

    @Override
    public Metrics metrics() {
        return new Metrics(patches(), Resampling.Intervals.of(level, "patches"), steps,
                sparseCoding.amortized(), numbers(), sparseCoding.metrics(), seconds);
    }

    private int patches() {
        return rates.get(0).objective.objective().length;
    }

    private Map<String, Numbers> numbers() {
        Resampling resampling = Resampling.of(patches());
        Map<String, Numbers> numbers = new LinkedHashMap<>();
        rates.forEach(r -> numbers.put(r.name, r.numbers(resampling, level)));
        return numbers;
    }

    @Override
    public String answer() {
        Map<String, Numbers> numbers = numbers();
        Numbers sampled = numbers.get(SAMPLED);
        Numbers noiseless = numbers.get(NOISELESS);
        return String.format(Locale.ROOT,
                "In the model's own objective without noise its rates after %d steps are %.4g"
                        + " above the best, which is proven to %.2g of it (%s interval over"
                        + " patches %.4g to %.4g); rates inferred without noise are %.4g above."
                        + " At their own weighted L1 their squared error is %.4g above the least,"
                        + " and without noise %.4g.",
                steps, sampled.objectiveGap,
                (sampled.objectiveBest - sampled.objectiveLower)
                        / Math.max(sampled.objectiveBest, Double.MIN_NORMAL),
                SampleMean.percent(level), sampled.objectiveGapLow, sampled.objectiveGapHigh,
                noiseless.objectiveGap, sampled.excess, noiseless.excess);
    }

    @Override
    public List<Table> tables() {
        List<List<Object>> own = new ArrayList<>();
        List<List<Object>> equal = new ArrayList<>();
        numbers().forEach((name, n) -> {
            own.add(Arrays.asList(name, n.objective, n.objectiveBest,
                    mean(n.objectiveGap, n.objectiveGapLow, n.objectiveGapHigh),
                    n.objectiveGapBound, n.relativeGap));
            equal.add(Arrays.asList(name, n.l1, n.squaredError, n.squaredErrorAtEqualL1,
                    mean(n.excess, n.excessLow, n.excessHigh), n.excessBound, n.squaredErrorLca,
                    n.l1Lca));
        });
        String intervals = " In brackets " + SampleMean.percent(level)
                + " intervals over patches (bootstrap, " + Resampling.COUNT + " resamples, seed "
                + Resampling.SEED + ").";
        return List.of(new Table("The model's own objective without noise, ½‖(x − Φr)/σ‖² +"
                + " Σ e^b r, mean over " + patches() + " patches. Its rates after " + steps
                + " steps, which drew counts (sampled) or took rates (noiseless), and the best"
                + " rates. The gap is proven to be at most its bound." + intervals,
                List.of(Table.Column.text("rates"), Table.Column.number("objective", 4),
                        Table.Column.number("best", 4), Table.Column.mean("gap", 4),
                        Table.Column.number("bound", 4),
                        Table.Column.number("relative gap", 6)),
                own),
                new Table("As codes of any encoder: the least squared error per patch of codes"
                        + " whose Σ ‖φ‖r is no larger, how far the model's is above it at least"
                        + " and, proven, at most, and LCA at the λ of each patch at which the"
                        + " lasso has this L1." + intervals,
                        List.of(Table.Column.text("rates"), Table.Column.number("L1", 3),
                                Table.Column.number("squared error", 4),
                                Table.Column.number("least", 4), Table.Column.mean("excess", 4),
                                Table.Column.number("excess bound", 4),
                                Table.Column.number("LCA's error", 4),
                                Table.Column.number("LCA's L1", 3)),
                        equal),
                sparseCoding.table(level));
    }

    @Override
    public void writeReport(ResultFolder folder, String run, Report.Shown shown)
            throws IOException {
        Report.write(folder.file(FileNames.REPORT), new Report.Page("The gap of " + run,
                "How much does step-by-step inference lose against the optimum of its own"
                        + " objective without noise, and against sparse coding?",
                answer(), shown, tables(), Files.readString(folder.file(ResultFolder.CONFIG))));
    }

    private static Estimate estimate(Resampling resampling, double[] perPatch, double level) {
        Estimate all =
                Resampling.interval(mean(perPatch), resampling.mean(perPatch), level);
        return new Estimate(all.value(), Math.max(0, all.low()), all.high());
    }

    private static SampleMean mean(double value, double low, double high) {
        return new SampleMean(value, low, high, List.of(value));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double[] difference(double[] above, double[] below) {
        return IntStream.range(0, above.length).mapToDouble(i -> above[i] - below[i]).toArray();
    }
}
