package parsimony.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.PatchShape;
import parsimony.data.TemporaryFolder;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.gap.GapAnalysis;
import parsimony.experiment.gap.GapResult;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.vae.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what the encoder of a trained P-VAE loses against iterative inference. */
@Command(name = "gap", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures the amortization gap of a trained P-VAE: what its encoder loses"
                + " against LCA, ISTA, FISTA and the exact lasso on its dictionary and against"
                + " the best Poisson posterior of each patch, and how many iterations of"
                + " inference close the gap. Takes about two minutes on two cores.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony gap pvae",
            "  parsimony gap pvae --patches patches/validation.npy --measured 2000 --out gap",
            "  parsimony gap pvae --json"})
final class GapCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN",
            description = "Folder of a finished run of parsimony train --model poisson with a"
                    + " linear decoder.")
    private Path trained;

    @Option(names = "--patches", paramLabel = "F",
            description = "Patches to measure on, N×D .npy. Default: the validation patches of"
                    + " the run.")
    private Path patches;

    @Option(names = "--measured", paramLabel = "N", defaultValue = "500",
            showDefaultValue = Visibility.ALWAYS,
            description = "Most patches to measure on, spread evenly over the file.")
    private int measured;

    @Option(names = "--support", paramLabel = "NATS", defaultValue = "" + GapAnalysis.SUPPORT_NATS,
            showDefaultValue = Visibility.ALWAYS,
            description = "A unit is in a patch's support if its rate is above the prior's and"
                    + " diverges from it by at least this.")
    private double support;

    @Option(names = "--interval", paramLabel = "LEVEL", defaultValue = "" + SampleMean.LEVEL,
            showDefaultValue = Visibility.ALWAYS,
            description = "Confidence of the intervals over patches; .95 for 95%%.")
    private double interval;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder to write, new or empty. By default results/gap-1, or the next"
                    + " number that is free.")
    private Path out;

    @Mixin
    private ShapeOption shape;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        PatchShape known = shape.shape != null ? shape.shape
                : PictureShape.beside(trained.resolve(ResultFolder.CONFIG), patches);
        GapAnalysis.Settings settings =
                new GapAnalysis.Settings(RunRecord.place(trained), RunRecord.place(patches),
                        measured, support, interval, run.seed, known);
        if (out != null) {
            ResultFolder.requireFree(out, run.force);
        }
        TemporaryFolder.require(); // for fonts, on a machine without any
        Device.CPU.requireAvailable();
        Path destination = out == null ? ResultFolder.firstFree("gap") : out;
        ResultFolder.requireApart(destination, trained, patches);
        try (ResultFolder folder = new ResultFolder(destination, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), settings);
            GapResult result = new GapAnalysis(settings, folder, progress).run();
            result.writeReport(folder, trained.toString(), ResultFigures.illustrate(folder.path()));
            folder.commit();
            progress.close();
            if (run.json) {
                System.out.println(RunRecord.oneLine(result.metrics()));
            } else {
                result.tables().forEach(table -> System.out.println(table.markdown()));
                System.out.println(result.answer());
                System.out.println("Report: " + folder.destination().resolve(FileNames.REPORT));
            }
        }
        return 0;
    }
}
