package parsimony.experiment.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import parsimony.compare.statistics.BenjaminiHochberg;
import parsimony.compare.statistics.PairedTTest;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Reference;
import parsimony.experiment.report.Table.Column;
import parsimony.experiment.report.Table;

/**
 * A table of measures by condition: means over seeds with their intervals, which conditions differ,
 * and beside a mean the number that was published, if there is one. Conditions on the same data are
 * compared by t-tests over the seeds that both have. The p-values of all tests of a table are
 * corrected together.
 *
 * @param conditions rows of the table
 * @param measures   columns of the table
 * @param values     for each run and measure, the finite numbers whose mean is the measure: one for
 *                   each random draw, or a single one; all runs have as many
 * @param over       what intervals are over; null for seeds, but draws where there is one seed
 * @param level      confidence of the intervals, above 0 and below 1
 */
public record SeedTable(List<Condition> conditions, List<Measure> measures,
        Map<TrainedVae, double[][]> values, Over over, double level) {

    /** What an interval is over. */
    public enum Over {
        /** The seeds of the trainings, from three up. */
        SEEDS,
        /** The random draws of one measurement, which all runs share. */
        DRAWS
    }

    /** What a column is for. */
    public enum Role {
        /** It has an interval, and conditions are tested for differences in it. */
        COMPARED,
        /** It has an interval, and no test. */
        SHOWN,
        /** All runs of a condition have the same value. */
        CONSTANT
    }

    /**
     * A column.
     *
     * @param name    for people
     * @param inFiles name in CSV
     * @param digits  shown after the point
     * @param role    whether it is tested
     */
    public record Measure(String name, String inFiles, int digits, Role role) {

        private Column column() {
            return (role == Role.CONSTANT ? Column.number(name, digits) : Column.mean(name, digits))
                    .inFiles(inFiles);
        }
    }

    private record Comparison(Measure measure, Condition first, Condition second,
            PairedTTest test) {
    }

    /**
     * {@return a row per condition: data, model, estimator, the mean of each measure, and the
     * number of seeds} Behind a measure stand the numbers that were published, if any row has one.
     *
     * @param caption to which a sentence on published numbers is added, if there are any
     */
    public Table table(String caption) {
        List<Column> columns = new ArrayList<>(
                List.of(Column.text("data"), Column.text("model"), Column.text("estimator")));
        List<List<Object>> rows = new ArrayList<>();
        conditions.forEach(condition -> rows.add(new ArrayList<>(
                List.of(condition.data(), condition.model(), condition.estimator()))));
        List<Reference> published = new ArrayList<>();
        for (int m = 0; m < measures.size(); m++) {
            Measure measure = measures.get(m);
            columns.add(measure.column());
            List<Reference> beside = new ArrayList<>();
            for (int c = 0; c < conditions.size(); c++) {
                SampleMean mean = mean(conditions.get(c), m);
                rows.get(c).add(measure.role == Role.CONSTANT ? mean.value() : mean);
                beside.add(measure.role != Role.COMPARED ? null
                        : PublishedNumbers.beside(conditions.get(c), measure.inFiles, mean)
                                .orElse(null));
            }
            if (beside.stream().anyMatch(Objects::nonNull)) {
                columns.add(published(measure));
                for (int c = 0; c < conditions.size(); c++) {
                    rows.get(c).add(beside.get(c));
                }
                beside.stream().filter(Objects::nonNull).forEach(published::add);
            }
        }
        columns.add(Column.number("seeds", 0));
        for (int c = 0; c < conditions.size(); c++) {
            rows.get(c).add(conditions.get(c).runs().size());
        }
        return new Table(caption + remark(published), columns, rows);
    }

    /** The column of the numbers that stand beside a measure. */
    private Column published(Measure measure) {
        boolean one = measures.stream().filter(m -> m.role == Role.COMPARED).count() == 1;
        return one ? Column.published("published", "")
                : Column.published(measure.name + ", published", measure.inFiles);
    }

    /** What a reader must know of the published numbers of a table. */
    private static String remark(List<Reference> published) {
        if (published.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" Published: Vafaii, Galor & Yates (2024)");
        if (published.stream().anyMatch(number -> number.halfWidth() != null)) {
            text.append(", with the 99% interval; its standard deviation divides by n, ours by"
                    + " n − 1");
        }
        text.append(".");
        if (published.stream().anyMatch(number -> number.inside() != null)) {
            text.append(" " + Reference.INSIDE + " inside, " + Reference.OUTSIDE + " outside: our"
                    + " mean is no further from the published one than both half widths and its"
                    + " rounding.");
        }
        if (published.stream().anyMatch(number -> !number.sameData())) {
            text.append(" " + Reference.OTHER_DATA
                    + " published for van Hateren’s photographs, ours are others.");
        }
        return text.toString();
    }

    /**
     * {@return the mean over seeds of one of the measures}
     *
     * @param condition a row
     * @param measure the number of the measure, from 0
     */
    public SampleMean mean(Condition condition, int measure) {
        SampleMean seeds = SampleMean.of(level,
                condition.runs().stream().mapToDouble(run -> value(run, measure)).toArray());
        if (over == Over.SEEDS || over == null && condition.runs().size() > 1) {
            return seeds;
        }
        SampleMean draws = SampleMean.of(level, draws(condition, measure));
        return new SampleMean(draws.value(), draws.low(), draws.high(), seeds.seeds());
    }

    /** Each draw of a measure, as the mean over seeds. */
    private double[] draws(Condition condition, int measure) {
        List<double[]> runs =
                condition.runs().stream().map(run -> values.get(run)[measure]).toList();
        return IntStream.range(0, runs.get(0).length).mapToDouble(
                draw -> runs.stream().mapToDouble(run -> run[draw]).sum() / runs.size()).toArray();
    }

    /** A measure of a run: the mean over its draws. */
    double value(TrainedVae run, int measure) {
        double[] draws = values.get(run)[measure];
        return Arrays.stream(draws).sum() / draws.length;
    }

    /**
     * {@return the t-tests: a row per pair of conditions with at least two seeds in common, and per
     * measure that is compared}
     */
    public Table significance() {
        List<Comparison> comparisons = comparisons();
        double[] adjusted = BenjaminiHochberg
                .adjust(comparisons.stream().mapToDouble(c -> c.test.pValue()).toArray());
        int digits = measures.stream().mapToInt(Measure::digits).max().orElse(0) + 1;
        List<Column> columns = List.of(Column.text("data"), Column.text("measure"),
                Column.text("first"), Column.text("second"),
                Column.mean("difference", digits), Column.number("seeds", 0),
                Column.probability("p"),
                Column.probability("p adjusted"), Column.text("differ"));
        List<List<Object>> rows = IntStream.range(0, comparisons.size()).mapToObj(i -> {
            Comparison c = comparisons.get(i);
            SampleMean difference = c.test.difference();
            return List.<Object>of(c.first.data(), c.measure.name, c.first.name(), c.second.name(),
                    difference,
                    difference.count(), c.test.pValue(), adjusted[i],
                    adjusted[i] <= BenjaminiHochberg.LEVEL ? "yes" : "no");
        }).toList();
        return new Table(
                "Paired t-tests over seeds, p-values adjusted after Benjamini and Hochberg;"
                        + " conditions differ where the adjusted one is at most "
                        + BenjaminiHochberg.LEVEL + ".",
                columns, rows);
    }

    private List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        for (int m = 0; m < measures.size(); m++) {
            for (int i = 0; i < conditions.size(); i++) {
                for (int j = i + 1; j < conditions.size(); j++) {
                    Condition first = conditions.get(i);
                    Condition second = conditions.get(j);
                    long[] seeds = first.seeds()
                            .filter(seed -> second.seeds().anyMatch(other -> other == seed))
                            .toArray();
                    if (measures.get(m).role == Role.COMPARED && first.data().equals(second.data())
                            && seeds.length > 1) {
                        PairedTTest test = PairedTTest.of(level, values(first, m, seeds),
                                values(second, m, seeds));
                        comparisons.add(new Comparison(measures.get(m), first, second, test));
                    }
                }
            }
        }
        return comparisons;
    }

    private double[] values(Condition condition, int measure, long[] seeds) {
        return Arrays.stream(seeds).mapToDouble(seed -> value(condition.run(seed), measure))
                .toArray();
    }
}
