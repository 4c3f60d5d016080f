package parsimony.compare.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import parsimony.compare.Comparison;
import parsimony.compare.CurvePoint;
import parsimony.compare.Learning;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.data.source.ImageSource;
import parsimony.vae.Estimator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Learns LCA, ISTA and P-VAE dictionaries from images, measures iterative and amortized inference on them,"
                + " and reports the amortization gap with figures. Takes under five minutes on two cores.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony compare",
            "  parsimony compare --data photographs --out result",
            "  parsimony compare --data photographs --estimator mc --iterations 50000 --out result-mc"})
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DATA", defaultValue = "dead-leaves", showDefaultValue = Visibility.ALWAYS,
            description = "Where the images are: " + ImageSource.FORMS + ".")
    private String data;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder to write, new or empty. By default results/compare-1, or the next number that is free.")
    private Path out;

    @Mixin
    private DataOptions preparation;

    @Option(names = "--atoms", paramLabel = "K", defaultValue = "512", showDefaultValue = Visibility.ALWAYS,
            description = "Atoms of every dictionary, and latents of the P-VAE.")
    private int atoms;

    @Option(names = "--lambda", paramLabel = "L", defaultValue = "" + Learning.LAMBDA, showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the l1 norm in dictionary learning.")
    private double lambda;

    @Option(names = "--epochs", paramLabel = "E", defaultValue = "" + Learning.EPOCHS, showDefaultValue = Visibility.ALWAYS,
            description = "Epochs of dictionary learning.")
    private int epochs;

    @Option(names = "--estimator", paramLabel = "E", defaultValue = "exact", showDefaultValue = Visibility.ALWAYS,
            description = "Of the P-VAE's reconstruction error: exact, mc (Monte Carlo) or straight-through.")
    private Estimator estimator;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "10000", showDefaultValue = Visibility.ALWAYS,
            description = "Gradient steps of the P-VAE.")
    private long iterations;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "250", showDefaultValue = Visibility.ALWAYS,
            description = "Patches per gradient step.")
    private int batch;

    @Option(names = "--lr", paramLabel = "R", defaultValue = ".05", showDefaultValue = Visibility.ALWAYS,
            description = "Peak learning rate of the P-VAE.")
    private double learningRate;

    @Option(names = "--beta", paramLabel = "B", defaultValue = "1", showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the P-VAE's KL term.")
    private double beta;

    @Option(names = "--measured", paramLabel = "N", defaultValue = "500", showDefaultValue = Visibility.ALWAYS,
            description = "Most validation patches to measure on.")
    private int measured;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        String pipeline = preparation.pipeline(ImageSource.open(data, run.seed), run.seed).toString();
        Comparison.Settings settings = new Comparison.Settings(data, pipeline,
                preparation.strict, atoms, lambda, epochs, estimator, iterations, batch, learningRate, beta, measured, run.seed);
        try (ResultFolder folder = new ResultFolder(out == null ? firstFree() : out, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            List<String> arguments = RunOptions.arguments(spec);
            RunRecord.writeConfig(folder.path(), arguments, settings);
            Comparison.Outcome outcome = new Comparison(settings, folder, progress).run();
            RunRecord.writeMetrics(folder.path(), outcome.metrics());
            outcome.writeReport(folder, settings);
            folder.commit();
            progress.close();
            if (run.json) {
                System.out.println(RunRecord.oneLine(outcome.metrics()));
            } else {
                summarize(outcome, folder.destination());
            }
        }
        return 0;
    }

    private static Path firstFree() {
        int number = 1;
        while (Files.exists(Path.of("results", "compare-" + number))) {
            number++;
        }
        return Path.of("results", "compare-" + number);
    }

    private static void summarize(Comparison.Outcome outcome, Path destination) {
        System.out.printf("%-12s %-10s %6s %8s %9s %7s%n", "dictionary", "inference", "λ", "MSE", "lifetime", "zeros");
        for (CurvePoint p : outcome.highlights()) {
            System.out.printf(Locale.ROOT, "%-12s %-10s %6s %8.2f %9.3f %7.3f%n", p.model(), p.inference(),
                    p.lambda() == null ? "" : p.lambda(), p.mseMap(), p.lifetime(), p.portionZeros());
        }
        System.out.println(outcome.answer());
        System.out.println("Report: " + destination.resolve("report.html"));
    }
}
