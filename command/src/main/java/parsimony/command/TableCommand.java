package parsimony.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.TemporaryFolder;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.source.ImageSource;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.table.ActivePanels;
import parsimony.experiment.table.Condition;
import parsimony.experiment.table.FeatureTable;
import parsimony.experiment.table.LabelledImages;
import parsimony.experiment.table.PaperTables;
import parsimony.experiment.table.SeedTable;
import parsimony.experiment.table.TableFigures;
import parsimony.experiment.table.TrainedVae;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.vae.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the paper's tables from trained models. */
@Command(name = "table", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints a table as Markdown. Those of the paper: runs that differ in"
                + " nothing but their seed make a row, a mean with its confidence interval from"
                + " three seeds up. Beside it stands the number that the paper has for such a"
                + " model, if it has one. --out also writes it as CSV and LaTeX, with t-tests"
                + " between the rows.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony table nelbo pvae-0 pvae-1 pvae-2 gvae-0 gvae-1 gvae-2 --out nelbo",
            "  parsimony table active runs --out active       runs is a folder of runs",
            "  parsimony table knn runs --data mnist:data/mnist",
            "  parsimony table features lasso omp pvae        folders of infer and train",
            "  parsimony table shattering runs --data mnist:data/mnist --over draws --out"
                    + " shattering"})
final class TableCommand implements Callable<Integer> {

    /** The tables. */
    enum Kind {
        NELBO("Negative evidence lower bound in nats, lower is better: squared error per patch of"
                + " samples, and KL", "--interval"),
        PLANE("Squared error per patch of the decoded posterior mean, and lifetime sparsity of"
                + " sampled codes (figure 3a)", "--interval"),
        ACTIVE("Share of units whose mean KL is at least a threshold in nats, and share of units"
                + " above the gap between dead and active ones",
                "--active-threshold", "--interval"),
        KNN("Accuracy of five nearest neighbours among N images, on the second half of the test"
                + " images",
                "--data", "--pipeline", "--over", "--interval"),
        SHATTERING(
                "Accuracy of logistic regression, mean over all ways to split the classes in"
                        + " halves",
                "--data", "--pipeline", "--fit", "--over", "--interval"),
        FEATURES("");

        private final String caption;
        private final Set<String> options;

        /** @param options those that this table uses, but not every table */
        Kind(String caption, String... options) {
            this.caption = caption;
            this.options = Set.of(options);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TABLE",
            description = "nelbo, plane (error and sparsity of the encoders), active (units, by a"
                    + " threshold and by the gap, with a histogram of their KL), knn or"
                    + " shattering (these two need --data), or features (known"
                    + " features found again, a row for each run).")
    private Kind kind;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "RUN",
            description = "Folders that train wrote, or folders that hold such. For features those"
                    + " of train, learn and infer on patches of prepare superposition.")
    private List<Path> places;

    @Option(names = "--data", paramLabel = "DATA",
            description = "Images with labels that the runs were trained on: mnist:DIR.")
    private String data;

    @Option(names = "--pipeline", paramLabel = "STEPS",
            description = "Makes one patch of each image, as for the training. By default as"
                    + " prepare does it.")
    private String pipeline;

    @Option(names = "--fit", paramLabel = "N",
            description = "shattering: how many training images the classifiers are fitted to."
                    + " Default: all, as in the paper; with many latents that is hours of work.")
    private Integer fit;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--active-threshold", paramLabel = "NATS",
            description = "For active: units count from this mean KL. Default: what each run was"
                    + " trained with. The paper's fig. 5 has .0082 for poisson models of natural"
                    + " patches.")
    private Double activeThreshold;

    @Option(names = "--interval", paramLabel = "LEVEL", defaultValue = "" + SampleMean.PAPER_LEVEL,
            showDefaultValue = Visibility.ALWAYS,
            description = "Confidence of the intervals, as in the paper; .95 for 95%%.")
    private double interval;

    @Option(names = "--over", paramLabel = "WHAT",
            description = "For knn and shattering: what intervals are over,"
                    + " ${COMPLETION-CANDIDATES}. draws, as in the paper, are 100 random pools of"
                    + " images (knn) or the ways to split the classes (shattering). Default:"
                    + " seeds, but draws for a model with one seed.")
    private SeedTable.Over over;

    @Mixin
    private RunOptions run;

    /** The settings in config.json. */
    private record Settings(String table, List<String> runs, String data, String pipeline,
            Integer fit, Double activeThreshold, double interval, String over, long seed) {
    }

    @Override
    public Integer call() throws Exception {
        for (String option : List.of("--data", "--pipeline", "--fit", "--over",
                "--active-threshold", "--interval")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)
                    && !kind.options.contains(option)) {
                throw new InputException(option + ": not for table " + EnumName.name(kind)
                        + ", which does not look at it");
            }
        }
        if (fit != null && fit < 1) {
            throw new InputException("--fit " + fit + ": must be at least 1");
        }
        SampleMean.requireLevel("interval", interval);
        if (activeThreshold != null
                && !(activeThreshold > 0 && activeThreshold < Double.POSITIVE_INFINITY)) {
            throw new InputException(
                    "--active-threshold " + activeThreshold + ": must be above 0 nats");
        }
        if (out != null) {
            ResultFolder.requireFree(out, run.force);
        }
        if (kind == Kind.FEATURES) {
            return features();
        }
        boolean encodes = kind.options.contains("--data");
        if (encodes || out != null) {
            TemporaryFolder.require(); // for patches, and for fonts on a machine without any
        }
        if (encodes) {
            Device.CPU.requireAvailable();
        }
        List<Condition> conditions = Condition.of(TrainedVae.find(places));
        if (out != null) {
            ResultFolder.requireApart(out, places.toArray(Path[]::new));
            ResultFolder.requireApart(out,
                    data == null ? null : ImageSource.place(data).orElse(null));
        }
        try (ResultFolder folder = out == null ? null : new ResultFolder(out, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            SeedTable seeds = measure(conditions, progress);
            Table table = seeds.table(caption());
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("rows", table.records());
            metrics.put("significance", seeds.significance().records());
            if (folder != null) {
                write(folder, seeds, table, metrics);
            }
            progress.close();
            System.out.print(run.json ? RunRecord.oneLine(metrics) + "\n" : table.markdown());
        }
        return 0;
    }

    private int features() throws IOException {
        if (out != null) {
            TemporaryFolder.require();
            ResultFolder.requireApart(out, places.toArray(Path[]::new));
        }
        try (ResultFolder folder = out == null ? null : new ResultFolder(out, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            Table table = FeatureTable.of(places, progress);
            Map<String, Object> metrics = Map.of("rows", table.records());
            if (folder != null) {
                table.write(folder.path(), "table");
                write(folder, metrics);
            }
            progress.close();
            System.out.print(run.json ? RunRecord.oneLine(metrics) + "\n" : table.markdown());
        }
        return 0;
    }

    private String caption() {
        String fitted = fit == null ? "" : ", fitted to at most " + fit + " training images";
        String draws = kind == Kind.KNN ? "over random pools" : "over the splits";
        String oneSeed =
                kind.options.contains("--over") && over == null ? ", with one seed " + draws : "";
        return kind.caption + fitted + "; mean over seeds ± " + SampleMean.percent(interval)
                + " confidence interval "
                + (over == SeedTable.Over.DRAWS ? draws : "over seeds, from three up" + oneSeed)
                + ".";
    }

    private SeedTable measure(List<Condition> conditions, Monitor progress)
            throws IOException {
        return switch (kind) {
            case NELBO -> PaperTables.nelbo(conditions, interval);
            case PLANE -> PaperTables.plane(conditions, interval);
            case ACTIVE -> PaperTables.active(conditions, activeThreshold, interval);
            case KNN -> PaperTables.neighbours(conditions, images(progress), run.seed, over,
                    interval, progress);
            case FEATURES -> throw new IllegalStateException("is no table over seeds");
            case SHATTERING -> PaperTables.shattering(conditions,
                    fit == null ? images(progress) : images(progress).withTrain(fit), over,
                    interval, progress);
        };
    }

    private LabelledImages images(Monitor progress) {
        if (data == null) {
            throw new InputException("table " + EnumName.name(kind)
                    + ": needs --data, images with labels such as mnist:DIR");
        }
        ImageSource source = ImageSource.open(data, run.seed);
        Pipeline steps = Pipeline.parse(pipeline != null ? pipeline : source.pipeline());
        LabelledImages images = LabelledImages.prepare(source, steps, progress);
        progress.note(source.origin() + ": read as " + source.reading());
        return images;
    }

    private void write(ResultFolder folder, SeedTable seeds, Table table,
            Map<String, Object> metrics)
            throws IOException {
        table.write(folder.path(), "table");
        seeds.significance().write(folder.path(), "significance");
        TableFigures.writeSeeds(folder.path(), seeds);
        if (kind == Kind.ACTIVE) {
            TableFigures.writeUnits(folder.path(), seeds.conditions());
            ActivePanels.writeAtoms(folder.path(), seeds.conditions());
        }
        write(folder, metrics);
    }

    private void write(ResultFolder folder, Map<String, Object> metrics) throws IOException {
        Settings settings =
                new Settings(EnumName.name(kind), places.stream().map(RunRecord::place).toList(),
                        data == null ? null : ImageSource.absolute(data), pipeline,
                        fit, activeThreshold, interval,
                        over == null ? null : EnumName.name(over), run.seed);
        RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), settings);
        RunRecord.writeMetrics(folder.path(), metrics);
        ResultFigures.illustrate(folder.path());
        folder.commit();
    }
}
