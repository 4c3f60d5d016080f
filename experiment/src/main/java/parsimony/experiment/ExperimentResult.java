package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.CurveFile;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResampledFile;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/** Writes the result folder of an experiment from its finished runs. */
public final class ExperimentResult {
    private static final String QUESTION =
            "How much does a variational autoencoder’s one-shot encoder lose against iterative"
                    + " sparse inference on the same dictionary, and what do the dictionaries"
                    + " look like?";
    private static final String QUESTION_OF_STEPS =
            "How much does a variational autoencoder’s own inference lose against iterative"
                    + " sparse inference on the same dictionary, and what do the dictionaries"
                    + " look like?";

    private final Plan plan;
    private final RunStore store;
    private final Results results;

    /**
     * The result of runs that are all finished.
     *
     * @param plan the plan of the experiment
     * @param store the folder of its runs
     * @param results of the plan's runs in the store
     */
    public ExperimentResult(Plan plan, RunStore store, Results results) {
        this.plan = plan;
        this.store = store;
        this.results = results;
    }

    private static ObjectNode settings(Plan plan) {
        ObjectNode settings = ExperimentFile.tree(plan.experiment());
        settings.put("pipeline", plan.pipeline().toString());
        settings.put("read", plan.reading());
        settings.set("shape", RunRecord.tree(plan.pipeline().shape().orElse(null)));
        return settings;
    }

    /**
     * {@return whether a folder holds the whole result of this plan: the same experiment on the
     * same data, made by the same code} The place of the data does not matter.
     *
     * @param folder the folder
     * @param plan the plan of the experiment
     */
    public static boolean isIn(Path folder, Plan plan) {
        if (!RunRecord.finished(folder)) {
            return false;
        }
        try {
            JsonNode config = RunRecord.readConfig(folder);
            return config.path("code_checksum").asText().equals(Checksum.ofCode())
                    && config.path("data_checksum").asText().equals(plan.checksum())
                    && withoutPlaces(config.path("settings"))
                            .equals(withoutPlaces(RunRecord.tree(settings(plan))));
        } catch (InputException e) {
            return false; // another kind of folder, or damaged
        }
    }

    private static JsonNode withoutPlaces(JsonNode settings) {
        JsonNode copy = settings.deepCopy();
        if (copy instanceof ObjectNode all) {
            all.remove("runs");
            all.remove("read");
            all.withObjectProperty("data").remove("images");
        }
        return copy;
    }

    /**
     * Writes everything. The folder appears only once it is whole.
     *
     * @param folder the folder that it is written into
     * @param command the arguments of {@code parsimony}, as given
     * @throws IOException if a file cannot be read or written
     */
    public void write(ResultFolder folder, List<String> command) throws IOException {
        ObjectNode settings = settings(plan);
        settings.put("runs", store.folder().toString());
        RunRecord.writeConfig(folder.path(), command, settings, plan.checksum());
        Files.writeString(folder.file(FileNames.EXPERIMENT),
                ExperimentFile.write(plan.experiment().fromAnywhere()));
        RunRecord.writeMetrics(folder.path(), results.metrics());
        RunRecord.write(folder.file(FileNames.TIMING), timing());
        CurveFile.write(folder.file(FileNames.CURVE),
                results.points().stream().map(Results.Point::seed).toList(),
                results.points().stream().map(Results.Point::at).toList(),
                results.points().stream().map(Results.Point::excess).toList());
        ResampledFile.write(folder.path(),
                results.points().stream().map(Results.Point::resampled).toList());
        writeReport(folder);
        folder.commit();
    }

    /**
     * What {@code timing.json} keeps: when the result was written, and the seconds of each run by
     * its folder.
     */
    private record Timing(String written, Map<String, Double> seconds) {
    }

    private Timing timing() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        plan.runs().forEach(run -> seconds.put(store.folderOf(run).getFileName().toString(),
                store.result(run).seconds()));
        return new Timing(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), seconds);
    }

    private void writeReport(ResultFolder folder) throws IOException {
        SweepPlan sweep = SweepPlan.of(plan);
        if (!sweep.keys().isEmpty()) { // several β
            SweepTable.of(sweep, store).write(folder.file(FileNames.SWEEP));
        }
        for (Plan.Cell cell : plan.shown()) {
            FinishedExperiment.keepModel(cell.model().model(), store.folderOf(cell.model()),
                    folder.path());
        }
        Report.Shown shown = ResultFigures.illustrate(folder.path());
        ResultTables tables = new ResultTables(results);
        Path written = Files.createDirectories(folder.path().resolve("tables"));
        tables.gaps().write(written, "gaps");
        tables.vaes().write(written, "vaes");
        List<Table> shownTables = new ArrayList<>(List.of(tables.gaps(), tables.vaes()));
        if (!results.vaes().isEmpty()) {
            tables.activity().write(written, "activity");
            shownTables.add(tables.activity());
        }
        if (!results.freeEnergies().isEmpty()) {
            tables.losses().write(written, "losses");
            shownTables.add(tables.losses());
        }
        tables.distances().write(written, "distances");
        shownTables.add(tables.distances());
        if (!results.visits().isEmpty()) {
            Table elsewhere = tables.elsewhere(plan.home().name());
            elsewhere.write(written, "elsewhere");
            shownTables.add(elsewhere);
        }
        shownTables.add(tables.points());
        Report.write(folder.file(FileNames.REPORT),
                new Report.Page("Sparse coding against variational autoencoders on "
                        + plan.experiment().data().images(),
                        results.isAnswerOfSteps() ? QUESTION_OF_STEPS : QUESTION, results.answer(),
                        shown,
                        shownTables,
                        Files.readString(folder.file(ResultFolder.CONFIG))));
    }
}
