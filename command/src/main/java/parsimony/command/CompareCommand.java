package parsimony.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import parsimony.data.FileFault;
import parsimony.data.TemporaryFolder;
import parsimony.data.source.ImageSource;
import parsimony.experiment.Again;
import parsimony.experiment.Execution;
import parsimony.experiment.Experiment;
import parsimony.experiment.ExperimentFile;
import parsimony.experiment.ExperimentResult;
import parsimony.experiment.Plan;
import parsimony.experiment.PlanTable;
import parsimony.experiment.ResultTables;
import parsimony.experiment.Results;
import parsimony.experiment.RunStore;
import parsimony.experiment.Sweep;
import parsimony.experiment.SweepPlan;
import parsimony.experiment.SweepResult;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.vae.Estimator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job: an experiment, from a preset or a file. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
        description = {
            "Carries out an experiment: trains its models, measures iterative and amortized"
                    + " inference on their dictionaries, and reports the amortization gap with"
                    + " figures. Without an argument it is the preset quick: LCA, ISTA and a"
                    + " P-VAE on built-in images, under five minutes on two cores.",
            "Any single value of the file may be a list. Then every choice is carried out, a run"
                    + " that several have once, and every measure shown against what was varied.",
            "A run that was stopped or killed goes on with the same command; what is finished is"
                    + " not done again. Several processes that share --runs, each with an --out of"
                    + " its own, carry out one experiment together."},
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony compare",
            "  parsimony compare --data photographs --out result",
            "  parsimony compare --print quick > experiment.yaml",
            "  parsimony compare experiment.yaml --dry-run",
            "  parsimony compare examples/sweep.yaml --out sweep",
            "  parsimony compare paper --data van-hateren:DIR --out paper",
            "  parsimony compare experiment.yaml --runs shared --out result-1 --jobs 1",
            "  parsimony compare --again result"})
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "EXPERIMENT", arity = "0..1", defaultValue = "quick",
            completionCandidates = Presets.class,
            description = "A YAML file, or one of ${COMPLETION-CANDIDATES}. Default: quick.")
    private String experiment;

    @Option(names = "--data", paramLabel = "DATA", completionCandidates = DataOptions.Forms.class,
            description = "Where the images are: ${COMPLETION-CANDIDATES}.")
    private String data;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder to write, new or empty. By default results/compare-1, or the"
                    + " next number that is free.")
    private Path out;

    @Option(names = "--runs", paramLabel = "DIR",
            description = "Folder of the runs, which experiments and processes share; by default"
                    + " runs beside --out. It is kept.")
    private Path runs;

    @Option(names = "--jobs", paramLabel = "N",
            description = "Most models to train at once; by default as many as memory and cores"
                    + " allow. No result depends on it.")
    private Integer jobs;

    @Option(names = "--dry-run",
            description = "Print the plan and about how long it takes, and do nothing.")
    private boolean dryRun;

    @Option(names = "--print", paramLabel = "PRESET",
            completionCandidates = Presets.class,
            description = "Print the YAML of a preset, to begin a file of your own with, and do"
                    + " nothing.")
    private String print;

    @Option(names = "--again", paramLabel = "DIR",
            description = "Repeat the experiment of a result folder from nothing, and say whether"
                    + " the numbers match (exit 0) or which differ (exit 1). Of the other options"
                    + " it takes --jobs, --json and --verbose.")
    private Path again;

    @Mixin
    private DataOptions preparation;

    @Option(names = {"--atoms", "--latents"}, paramLabel = "K",
            description = "Atoms of every dictionary and latents of every VAE; in place of the"
                    + " experiment's, as are those below.")
    private Integer atoms;

    @Option(names = "--lambda", paramLabel = "L",
            description = "Weight of the l1 norm in dictionary learning.")
    private Double lambda;

    @Option(names = "--epochs", paramLabel = "E", description = "Epochs of dictionary learning.")
    private Integer epochs;

    @Option(names = "--estimator", paramLabel = "E",
            description = "Of the VAEs' reconstruction error: ${COMPLETION-CANDIDATES}. mc is"
                    + " Monte Carlo. exact-uncorrelated is for categorical: exact without the"
                    + " covariances of the units, as in the authors' code. gumbel, score and"
                    + " coupling are for poisson.")
    private Estimator estimator;

    @Option(names = "--iterations", paramLabel = "N", description = "Gradient steps of a VAE.")
    private Long iterations;

    @Option(names = "--batch", paramLabel = "N", description = "Patches per gradient step.")
    private Integer batch;

    @Option(names = "--lr", paramLabel = "R", description = "Peak learning rate of a VAE.")
    private Double learningRate;

    @Option(names = "--beta", paramLabel = "B", split = ",",
            description = "Weight of the VAEs' KL term, or several: .2,.5,1.")
    private Double[] beta;

    @Option(names = "--measured", paramLabel = "N",
            description = "Most validation patches to measure on.")
    private Integer measured;

    @Option(names = "--interval", paramLabel = "LEVEL",
            description = "Confidence of the intervals, .95 for 95%%.")
    private Double interval;

    @Option(names = "--active-threshold", paramLabel = "NATS",
            completionCandidates = ModelOptions.Thresholds.class,
            description = "A unit of a VAE counts as active from this mean KL; by default"
                    + " ${COMPLETION-CANDIDATES}.")
    private Double activeThreshold;

    @Mixin
    private RunOptions run;

    /** The names of the experiments that come with Parsimony, for the help. */
    static final class Presets extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Presets() {
            super(ExperimentFile.PRESETS);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (jobs != null && jobs < 1) {
            throw new InputException("--jobs " + jobs + ": must be at least 1");
        }
        if (again != null) {
            RunOptions.requireNoneBut(spec, "--again, which repeats the experiment as it was",
                    Set.of("--again", "--jobs", "--json", "--verbose"));
            return repeat();
        }
        if (print != null) {
            RunOptions.requireNoneBut(spec, "--print, which only prints", Set.of("--print"));
            System.out.print(ExperimentFile.text(print));
            return 0;
        }
        if (runs != null) {
            ResultFolder.requirePlace(runs, "--runs");
        }
        if (out != null && !RunRecord.finished(out)) {
            ResultFolder.requireFree(out, run.force);
        }
        SweepPlan plan = new SweepPlan(experiments());
        Path destination = out == null ? ResultFolder.firstFree("compare") : out;
        Path beside = destination.toAbsolutePath().normalize().resolveSibling("runs");
        RunStore store = new RunStore(runs != null ? runs : beside);
        ResultFolder.requireApart(destination,
                ExperimentFile.PRESETS.contains(experiment) ? null : Path.of(experiment));
        for (Sweep.Cell cell : plan.sweep().cells()) {
            requireApart(cell.experiment().data().images(), destination, store.folder());
        }
        if (dryRun) {
            PlanTable table = new PlanTable(plan, store, jobs);
            if (run.json) {
                System.out.println(RunRecord.oneLine(table.metrics()));
            } else {
                table.print(System.out);
            }
            return 0;
        }
        Optional<Path> finished = run.force ? Optional.empty() : finished(plan);
        if (finished.isPresent()) {
            run.printFinished(finished.get(), "holds the result of this experiment already "
                    + "(--force makes it anew)");
            return 0;
        }
        TemporaryFolder.require(); // for fonts, on a machine without any
        // Opened before the work, so that no other process uses the folder.
        try (ResultFolder folder = new ResultFolder(destination, run.force)) {
            carryOut(plan, store, "the same command goes on from there (finished runs are kept in "
                    + store.folder() + ")");
            if (plan.sweep().isSingle()) {
                Results results = new Results(plan.first(), store);
                new ExperimentResult(plan.first(), store, results).write(folder,
                        RunOptions.arguments(spec));
                say(results.metrics(), () -> summarize(results), destination);
            } else {
                SweepResult result = new SweepResult(plan, store);
                result.write(folder, RunOptions.arguments(spec));
                say(result.metrics(), () -> {
                    System.out.println(result.summary());
                    System.out.println(result.answer());
                }, destination);
            }
        } catch (IOException e) {
            throw FileFault.of(destination, e);
        }
        return 0;
    }

    private void say(Object metrics, Runnable summary, Path destination) {
        if (run.json) {
            System.out.println(RunRecord.oneLine(metrics));
        } else {
            summary.run();
            System.out.println("Report: " + destination.resolve(FileNames.REPORT));
        }
    }

    /** The folder with the finished result of the same command; empty if there is none. */
    private Optional<Path> finished(SweepPlan plan) {
        Predicate<Path> whole = folder -> plan.sweep().isSingle()
                ? ExperimentResult.isIn(folder, plan.first()) : SweepResult.isIn(folder, plan);
        if (out != null) {
            return Optional.of(out).filter(whole);
        }
        return Stream.iterate(1, number -> number + 1)
                .map(number -> ResultFolder.numbered("compare", number))
                .takeWhile(Files::exists).filter(whole)
                .findFirst();
    }

    /**
     * Checks that the result and the runs lie outside the images, which would else change. The runs
     * must also lie outside the result, or it could not be moved into place.
     */
    private static void requireApart(String images, Path destination, Path runs) {
        ResultFolder.requireApart(destination, runs);
        Path place = ImageSource.place(images).orElse(null);
        if (place != null && (ResultFolder.isWithin(destination, place)
                || ResultFolder.isWithin(runs, place))) {
            throw new InputException("--data " + images
                    + ": the result and its runs would lie among the images; name places outside"
                    + " for them with --out and --runs");
        }
    }

    private void carryOut(SweepPlan plan, RunStore store, String whenStopped) {
        try (ProgressDisplay progress = new ProgressDisplay()) {
            Execution.carryOut(plan, store, RunOptions.arguments(spec), progress, jobs);
            progress.close();
            plan.plans().stream().map(Plan::reading).distinct().forEach(progress::note);
        } catch (CancellationException e) {
            throw new InputException("compare stopped; " + whenStopped, e);
        } catch (IOException e) {
            throw FileFault.of(store.folder(), e);
        }
    }

    private int repeat() throws IOException {
        Again repetition = new Again(again);
        SweepPlan plan = repetition.plan();
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            RunStore store = new RunStore(temporary.path());
            carryOut(plan, store, "nothing of the repetition is kept");
            repetition.compare(plan, store);
        }
        List<String> differences = repetition.differences();
        if (run.json) {
            System.out.println(RunRecord.oneLine(
                    new TreeMap<>(
                            Map.of("numbers", repetition.numbers(), "differences", differences))));
        } else if (differences.isEmpty()) {
            System.out.println("all " + repetition.numbers() + " numbers match");
        } else {
            differences.forEach(System.out::println);
            System.out.println(
                    differences.size() + " of " + repetition.numbers() + " numbers differ");
        }
        return differences.isEmpty() ? 0 : 1;
    }

    /** The experiments, with the values of the given options in place of their own. */
    private Sweep experiments() {
        Sweep sweep = ExperimentFile.sweep(experiment);
        Experiment asWritten = sweep.first();
        requireHeard(asWritten.vaes().isEmpty(), "trains no VAE", "--estimator", "--iterations",
                "--batch", "--lr", "--beta",
                "--active-threshold");
        requireHeard(asWritten.dictionaries().stream().allMatch(d -> d.file() != null),
                "learns no dictionary", "--lambda",
                "--epochs");
        ObjectNode tree = sweep.tree();
        if (preparation.pipeline != null) { // it has its own patch and count
            tree.withObjectProperty("data").remove(List.of("patch", "count"));
        }
        put(tree, "data", "images", data);
        put(tree, "data", "pipeline", preparation.pipeline);
        put(tree, "data", "patch", preparation.patch);
        put(tree, "data", "count", preparation.count);
        put(tree, "data", "strict", preparation.strict ? true : null);
        put(tree, "learning", "lambda", lambda);
        put(tree, "learning", "ramp", lambda != null ? false : null);
        put(tree, "learning", "epochs", epochs);
        if (iterations != null) { // in place of the experiment's length
            tree.withObjectProperty("training").remove("epochs");
        }
        put(tree, "training", "iterations", iterations);
        put(tree, "training", "batch", batch);
        put(tree, "training", "lr", learningRate);
        put(tree, "measure", "measured", measured);
        put(tree, "measure", "active_threshold", activeThreshold);
        put(tree, "interval", interval);
        if (atoms != null) {
            tree.put("atoms", atoms);
        }
        for (JsonNode vae : tree.path("vaes")) {
            put((ObjectNode) vae, "estimator", estimator == null ? null : EnumName.name(estimator));
            put((ObjectNode) vae, "beta", beta);
        }
        // The number of seeds stays; they count up from the given one.
        if (spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
            ArrayNode seeds = tree.putArray("seeds");
            for (int i = 0; i < asWritten.seeds().size(); i++) {
                seeds.add(run.seed + i);
            }
        }
        return ExperimentFile.sweep(tree, experiment);
    }

    private void requireHeard(boolean deaf, String why, String... options) {
        for (String option : options) {
            if (deaf && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new InputException(option + ": the experiment " + why + "; leave it out");
            }
        }
    }

    private static void put(ObjectNode tree, String group, String key, Object value) {
        if (value != null) {
            put(tree.withObjectProperty(group), key, value);
        }
    }

    private static void put(ObjectNode group, String key, Object value) {
        if (value != null) {
            group.set(key, RunRecord.tree(value));
        }
    }

    private static void summarize(Results results) {
        ResultTables tables = new ResultTables(results);
        System.out.println(tables.highlights().markdown());
        if (results.gaps().size() > 1) {
            System.out.println(tables.gaps().markdown());
        }
        System.out.println(results.answer());
    }
}
