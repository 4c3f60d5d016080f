package parsimony.experiment.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import parsimony.compare.statistics.BenjaminiHochberg;
import parsimony.compare.statistics.PairedTTest;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table.Column;
import parsimony.experiment.report.Table;

/**
 * A table of measures by condition: means over seeds with their intervals, and which conditions
 * differ. Conditions on the same data are compared by t-tests over the seeds that both have. The
 * p-values of all tests of a table are corrected together.
 *
 * @param conditions rows of the table
 * @param measures   columns of the table
 * @param values     for each run, a finite number for each measure
 * @param level      confidence of the intervals, above 0 and below 1
 */
public record SeedTable(List<Condition> conditions, List<Measure> measures,
        Map<TrainedVae, double[]> values, double level) {

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
     * number of seeds}
     *
     * @param caption the caption
     */
    public Table table(String caption) {
        List<Column> columns = new ArrayList<>(
                List.of(Column.text("data"), Column.text("model"), Column.text("estimator")));
        measures.forEach(measure -> columns.add(measure.column()));
        columns.add(Column.number("seeds", 0));
        List<List<Object>> rows = new ArrayList<>();
        for (Condition condition : conditions) {
            List<Object> row = new ArrayList<>(
                    List.of(condition.data(), condition.model(), condition.estimator()));
            for (int m = 0; m < measures.size(); m++) {
                SampleMean mean = mean(condition, m);
                row.add(measures.get(m).role == Role.CONSTANT ? mean.value() : mean);
            }
            row.add(condition.runs().size());
            rows.add(row);
        }
        return new Table(caption, columns, rows);
    }

    /**
     * {@return the mean over seeds of one of the measures}
     *
     * @param condition a row
     * @param measure the number of the measure, from 0
     */
    public SampleMean mean(Condition condition, int measure) {
        return SampleMean.of(level,
                condition.runs().stream().mapToDouble(run -> values.get(run)[measure]).toArray());
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
        return Arrays.stream(seeds).mapToDouble(seed -> values.get(condition.run(seed))[measure])
                .toArray();
    }
}
