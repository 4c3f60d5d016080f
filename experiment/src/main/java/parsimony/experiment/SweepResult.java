package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/**
 * Writes the result folder of a sweep from its finished runs. Each of its experiments is beside it
 * as a file of its own, for whoever wants the whole comparison of one choice: the runs are there.
 */
public final class SweepResult {
    private static final String QUESTION = "How do the measures depend on what was varied?";
    /** The folder of the experiments of single choices. */
    private static final String CELLS = "cells";

    private final SweepPlan plan;
    private final RunStore store;
    private final SweepTable table;

    /**
     * The result of runs that are all finished.
     *
     * @param plan of the sweep
     * @param store the folder of its runs
     * @throws InputException if a run is not finished, or damaged
     */
    public SweepResult(SweepPlan plan, RunStore store) {
        this.plan = plan;
        this.store = store;
        table = SweepTable.of(plan, store);
    }

    /**
     * {@code metrics.json}. It holds no time, so that the same sweep gives the same bytes.
     *
     * @param keys the swept keys
     * @param rows every run, with its values and measures
     */
    public record Metrics(List<String> keys, List<Row> rows) {
    }

    /**
     * A run.
     *
     * @param model     its name, without swept values
     * @param inference the method of inference on its dictionary, for its gap; empty for the model
     * @param seed      of the model
     * @param values    of the swept keys that it depends on
     * @param measures  its numbers by name
     */
    public record Row(String model, String inference, long seed, Map<String, String> values,
            Map<String, Double> measures) {
    }

    /** {@return everything as {@code metrics.json} has it} */
    public Metrics metrics() {
        return new Metrics(table.keys(), table.rows().stream().map(row -> new Row(row.model(),
                row.inference(), row.seed(), row.values(), row.measures())).toList());
    }

    private SweepTables tables() {
        return new SweepTables(table, plan.sweep().first().interval());
    }

    /** {@return the table of all models as text} */
    public String summary() {
        return tables().all().values().stream().map(Table::markdown)
                .collect(Collectors.joining("\n"));
    }

    /** {@return where the main measure of each model is least, in words} */
    public String answer() {
        return tables().answer();
    }

    /**
     * {@return whether a folder holds the whole result of this plan: the same sweep on the same
     * data, made by the same code}
     *
     * @param folder the folder
     * @param plan of the sweep
     */
    public static boolean isIn(Path folder, SweepPlan plan) {
        if (!RunRecord.finished(folder)) {
            return false;
        }
        try {
            JsonNode config = RunRecord.readConfig(folder);
            return config.path("code_checksum").asText().equals(Checksum.ofCode())
                    && config.path("data_checksum").asText().equals(plan.checksum())
                    && config.path("settings").path("sweep")
                            .equals(RunRecord.tree(plan.sweep().tree()));
        } catch (InputException e) {
            return false; // another kind of folder, or damaged
        }
    }

    /**
     * Writes everything. The folder appears only once it is whole.
     *
     * @param folder the folder that it is written into
     * @param command the arguments of {@code parsimony}, as given
     * @throws IOException if a file cannot be read or written
     */
    public void write(ResultFolder folder, List<String> command) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("sweep", plan.sweep().tree());
        settings.put("read", plan.plans().stream().map(Plan::reading).distinct().toList());
        settings.put("runs", store.folder().toString());
        RunRecord.writeConfig(folder.path(), command, settings, plan.checksum());
        Files.writeString(folder.file(FileNames.EXPERIMENT),
                ExperimentFile.write(plan.sweep().fromAnywhere()));
        writeCells(folder);
        table.write(folder.file(FileNames.SWEEP));
        SweepTable.points(plan, store).write(folder.file(FileNames.CURVE));
        RunRecord.write(folder.file(FileNames.TIMING), timing());
        RunRecord.writeMetrics(folder.path(), metrics());
        writeReport(folder);
        folder.commit();
    }

    /** An experiment for each choice, numbered in the order of the sweep. */
    private void writeCells(ResultFolder folder) throws IOException {
        List<Sweep.Cell> cells = plan.sweep().cells();
        Path written = Files.createDirectories(folder.path().resolve(CELLS));
        for (int i = 0; i < cells.size(); i++) {
            String name = (cells.size() == 1 ? "all" : (i + 1) + " " + cells.get(i).label())
                    .replaceAll("[^A-Za-z0-9+.=_-]+", "-");
            Files.writeString(
                    written.resolve(name.substring(0, Math.min(100, name.length())) + ".yaml"),
                    ExperimentFile.write(cells.get(i).experiment().fromAnywhere()));
        }
    }

    private ObjectNode timing() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Run run : plan.runs()) {
            seconds.put(store.folderOf(run).getFileName().toString(), store.result(run).seconds());
        }
        return ((ObjectNode) RunRecord.tree(Map.of("seconds", seconds)));
    }

    private void writeReport(ResultFolder folder) throws IOException {
        Report.Shown shown = ResultFigures.illustrate(folder.path());
        Path written = Files.createDirectories(folder.path().resolve("tables"));
        Map<String, Table> tables = tables().all();
        for (Map.Entry<String, Table> named : tables.entrySet()) {
            named.getValue().write(written, named.getKey());
        }
        String images = plan.plans().stream().map(each -> each.experiment().data().images())
                .distinct().collect(Collectors.joining(", "));
        String keys = Stream.of(table.keys()).flatMap(List::stream).map(SweepTables::label)
                .collect(Collectors.joining(", "));
        Report.write(folder.file(FileNames.REPORT),
                new Report.Page("A sweep over " + keys + " on " + images, QUESTION,
                        answer() + " The folder " + CELLS + " has the experiment of each choice;"
                                + " compare with it shows its plane and its dictionaries, and"
                                + " does no run again.",
                        shown, List.copyOf(tables.values()),
                        Files.readString(folder.file(ResultFolder.CONFIG))));
    }
}
