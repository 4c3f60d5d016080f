package parsimony.experiment.gradients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import parsimony.experiment.report.Csv;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.signals.Setting;
import parsimony.vae.Estimator;
import parsimony.vae.GradientQuality;
import parsimony.vae.GradientStudy.Combination;
import parsimony.vae.Indicator;

/**
 * What {@link GradientsAnalysis} found.
 *
 * @param rows     every estimator with every indicator and temperature, state by state
 * @param patches  how many gradients were taken of
 * @param shown    temperature of the table, the answer and the rates: of those measured the one
 *                 nearest to the last of the training
 */
public record GradientsResult(List<Row> rows, int patches, double shown) {
    /** The state of rates all alike, in the table. */
    static final String RATES = "rates";
    private static final String END = "end";
    private static final String QUESTION =
            "How far is each estimator's gradient of the reconstruction error from the exact one,"
                    + " in bias and in noise, and what does it cost?";

    /**
     * The quality of an estimator at a point.
     *
     * @param state   start, tenth or end of the training; or rates
     * @param rate    of all units alike; null at a state of the training
     * @param quality of the gradients
     */
    public record Row(String state, Double rate, GradientQuality quality) {

        /** The row in the form of {@code gradients.csv} and {@code metrics.json}. */
        Map<String, Object> cells() {
            GradientQuality q = quality;
            Map<String, Object> cells = new LinkedHashMap<>();
            cells.put("state", state);
            cells.put("rate", rate);
            cells.put("estimator", words(q.combination().estimator()));
            cells.put("indicator", words(q.combination().indicator()));
            cells.put("temperature", q.combination().temperature());
            cells.put("samples", q.samples());
            cells.put("draws", q.draws());
            cells.put("gradient_norm", q.gradientNorm());
            cells.put("curvature", q.curvature());
            put(cells, "bias", q.bias());
            cells.put("raw_bias", q.rawBias());
            cells.put("noise_floor", q.noiseFloor());
            cells.put("deviation", q.deviation());
            put(cells, "variance", q.variance());
            put(cells, "cosine_of_mean", q.cosineOfMean());
            put(cells, "mean_cosine", q.meanCosine());
            put(cells, "bias_energy", q.biasEnergy());
            put(cells, "noise_energy", q.noiseEnergy());
            put(cells, "noise_energy_per_sample", q.noiseEnergyPerSample());
            put(cells, "noise_energy_per_ms", q.noiseEnergyPerMillisecond());
            put(cells, "milliseconds", q.milliseconds());
            return cells;
        }

        private static void put(Map<String, Object> cells, String name,
                GradientQuality.Measured measured) {
            cells.put(name, measured.value());
            cells.put(name + "_se", measured.error());
        }

        private boolean is(String of, Estimator estimator, Indicator indicator,
                Double temperature) {
            return state.equals(of) && quality.combination().equals(
                    new Combination(estimator, indicator, temperature));
        }
    }

    private static String words(Enum<?> constant) {
        return constant == null ? null
                : Setting.word(constant);
    }

    /** Writes {@code gradients.csv}. */
    void write(Path file) throws IOException {
        try (Csv csv = Csv.create(file, rows.get(0).cells().keySet())) {
            for (Row row : rows) {
                csv.row(row.cells().values().stream().map(
                        cell -> cell instanceof Double number ? Csv.number("%.6g", number) : cell)
                        .toArray());
            }
        }
    }

    /** {@return everything in the form of {@code metrics.json}} */
    public Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("measured", patches);
        metrics.put("temperature", shown);
        metrics.put("gradients", rows.stream().map(Row::cells).toList());
        return metrics;
    }

    /** {@return the answer in a few sentences with their numbers} */
    public String answer() {
        String unbiased = rows.stream()
                .filter(row -> row.quality.combination().estimator().unbiased()
                        && row.quality.deviation() != null)
                .max(Comparator.comparingDouble(row -> Math.abs(row.quality.deviation())))
                .map(row -> String.format(Locale.ROOT,
                        "Score and coupling are unbiased: of their mean gradients, none is further"
                                + " than %.1f standard deviations from what noise alone gives.",
                        Math.abs(row.quality.deviation())))
                .orElse("");
        GradientQuality coupling = of(Estimator.COUPLING, null, null);
        GradientQuality score = of(Estimator.SCORE, null, null);
        GradientQuality cubic = of(Estimator.MC, Indicator.CUBIC, shown);
        GradientQuality sigmoid = of(Estimator.MC, Indicator.SIGMOID, shown);
        return unbiased + String.format(Locale.ROOT,
                " At the end of the training, the noise of a gradient by coupling has %.3g times"
                        + " the energy of one by score, and %.3g times that of relaxed cubic"
                        + " arrivals at T = %s; per millisecond %.3g and %.3g times. These are"
                        + " biased by %.2g%% of the gradient, sigmoid ones by %.2g%%.",
                ratio(coupling, score), ratio(coupling, cubic), shown,
                perMillisecond(coupling, score), perMillisecond(coupling, cubic),
                100 * cubic.bias().value(), 100 * sigmoid.bias().value());
    }

    private GradientQuality of(Estimator estimator, Indicator indicator, Double temperature) {
        return rows.stream().filter(row -> row.is(END, estimator, indicator, temperature))
                .findFirst().orElseThrow().quality;
    }

    private static double ratio(GradientQuality a, GradientQuality b) {
        return a.noiseEnergy().value() / b.noiseEnergy().value();
    }

    private static double perMillisecond(GradientQuality a, GradientQuality b) {
        return a.noiseEnergyPerMillisecond().value() / b.noiseEnergyPerMillisecond().value();
    }

    /** {@return the numbers for people, at one temperature, at every state of the training} */
    public List<Table> tables() {
        List<List<Object>> cells = new ArrayList<>();
        for (Row row : rows) {
            GradientQuality q = row.quality;
            Double temperature = q.combination().temperature();
            if (row.rate == null && (temperature == null || temperature == shown)) {
                cells.add(Arrays.asList(row.state, words(q.combination().estimator()),
                        Optional.ofNullable(words(q.combination().indicator())).orElse(""),
                        q.bias().value(), q.bias().error(), q.deviation(), q.variance().value(),
                        q.cosineOfMean().value(), q.meanCosine().value(), q.biasEnergy().value(),
                        q.noiseEnergy().value(), q.noiseEnergy().error(),
                        q.milliseconds().value(), q.noiseEnergyPerMillisecond().value()));
            }
        }
        return List.of(new Table(
                "Gradients of the expected squared error in log-rates, of " + patches
                        + (patches == 1 ? " patch, " : " patches, ")
                        + rows.get(0).quality.samples() + " samples each, relaxed ones at T = "
                        + shown + ". Bias and variance in units of the exact gradient g and its"
                        + " square; energies in units of gᵀHg. Deviation: how far the mean is from"
                        + " g, as a standard normal deviation where only noise is to blame."
                        + " ± is a standard error.",
                List.of(Table.Column.text("state"), Table.Column.text("estimator"),
                        Table.Column.text("indicator"), Table.Column.number("bias", 4),
                        Table.Column.number("± bias", 4).inFiles("bias_se"),
                        Table.Column.number("deviation", 1), Table.Column.number("variance", 3),
                        Table.Column.number("cosine of mean", 4),
                        Table.Column.number("mean cosine", 4),
                        Table.Column.number("bias energy", 5),
                        Table.Column.number("noise energy", 4),
                        Table.Column.number("± noise", 4).inFiles("noise_energy_se"),
                        Table.Column.number("ms", 4), Table.Column.number("noise · ms", 5)
                                .inFiles("noise_energy_per_ms")),
                cells));
    }

    /**
     * Writes the {@code report.html} of a folder that holds everything else.
     *
     * @param folder the folder
     * @param run    the name of the run, as the user gave it
     * @param shown  what the page shows of the folder
     * @throws IOException if a file cannot be read or written
     */
    public void writeReport(ResultFolder folder, String run, Report.Shown shown)
            throws IOException {
        Report.write(folder.file(FileNames.REPORT), new Report.Page("Gradients of " + run,
                QUESTION, answer(), shown, tables(),
                Files.readString(folder.file(ResultFolder.CONFIG))));
    }
}
