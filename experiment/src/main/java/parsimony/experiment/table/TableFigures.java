package parsimony.experiment.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import parsimony.data.DataException;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Comparison;
import parsimony.figures.Figure;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;

/** The figures beside the paper's tables, one for each dataset; its name is in the file's if there are several. */
public final class TableFigures {
    private static final int BINS = 50;
    /** Nats; below it and above it, units are counted in the first and last bin. */
    private static final double LEAST_KL = 1e-6;
    private static final double MOST_KL = 10;

    private TableFigures() {
    }

    /** NELBO by model and estimator with intervals (fig. 4): {@code nelbo}. */
    public static void nelbo(Path folder, SeedTable table) throws IOException {
        Map<String, List<Condition>> byData = byData(table.conditions());
        for (List<Condition> conditions : byData.values()) {
            Palette palette = new Palette(conditions.stream().map(Condition::estimator).distinct().toList());
            Comparison comparison = new Comparison(Axis.linear("NELBO (nats)"), palette, Column.SINGLE);
            conditions.forEach(c -> comparison.estimate(c.model(), c.estimator(), table.mean(c, 0).estimate()));
            write(comparison, folder, "nelbo", conditions, byData);
        }
    }

    /**
     * How KL is spread over the units of all seeds (fig. 5), for as many conditions as colours can tell apart, with the threshold
     * of active units of each model by its letter: {@code kl_histogram}.
     *
     * @param table of {@link PaperTables#active}
     */
    public static void divergence(Path folder, SeedTable table) throws IOException, DataException {
        Map<String, List<Condition>> byData = byData(table.conditions());
        for (List<Condition> all : byData.values()) {
            List<Condition> conditions = all.stream().limit(Palette.SIZE).toList();
            Palette palette = new Palette(conditions.stream().map(Condition::name).toList());
            Axis axis = Axis.log("KL of a unit (nats)").between(LEAST_KL, MOST_KL);
            Histogram histogram = new Histogram(axis, "units", BINS, palette, Column.SINGLE);
            Map<Double, String> thresholds = new TreeMap<>();
            for (Condition condition : conditions) {
                histogram.sample(condition.name(), divergence(condition));
                double threshold = table.values().get(condition.runs().get(0))[1];
                thresholds.merge(threshold, condition.model().substring(0, 1),
                        (letters, letter) -> letters.contains(letter) ? letters : letters + ", " + letter);
            }
            thresholds.forEach((nats, letters) -> histogram.mark(nats, letters + " active from " + nats));
            write(histogram, folder, "kl_histogram", conditions, byData);
        }
    }

    private static Map<String, List<Condition>> byData(List<Condition> conditions) {
        return conditions.stream().collect(Collectors.groupingBy(Condition::data, LinkedHashMap::new, Collectors.toList()));
    }

    private static double[] divergence(Condition condition) throws DataException {
        double[] pooled = new double[0];
        for (TrainedVae run : condition.runs()) {
            float[] units = run.klPerUnit();
            int before = pooled.length;
            pooled = Arrays.copyOf(pooled, before + units.length);
            for (int k = 0; k < units.length; k++) {
                pooled[before + k] = units[k];
            }
        }
        return pooled;
    }

    private static void write(Figure figure, Path folder, String name, List<Condition> conditions,
            Map<String, List<Condition>> byData) throws IOException {
        String data = conditions.get(0).data().replaceAll("[^\\p{L}\\p{N}]+", "-");
        figure.write(folder, byData.size() == 1 ? name : name + "_" + data);
    }
}
