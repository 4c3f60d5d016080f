package parsimony.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import parsimony.data.TemporaryFolder;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.gradients.GradientsAnalysis;
import parsimony.experiment.gradients.GradientsResult;
import parsimony.experiment.run.FileNames;
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

/** Judges estimators of the gradient by the exact gradient, at moments of a training. */
@Command(name = "gradients", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Judges every estimator of the reconstruction error's gradient by the exact"
                + " gradient: bias, variance, cosine, and energies of bias and noise, by"
                + " indicator, temperature and rate, per sample and per millisecond, each with its"
                + " standard error. Gradients are in log-rates, at the start, after a tenth and at"
                + " the end of a training, RUN (docs/gradients.md).",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony gradients pvae",
            "  parsimony gradients pvae --measured 1 --samples 2000 --temperatures .05,.5 \\",
            "      --out quick",
            "  parsimony gradients pvae --patches patches/validation.npy --json"})
final class GradientsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN",
            description = "Folder of a finished run of parsimony train --model poisson with a"
                    + " linear decoder.")
    private Path trained;

    @Option(names = "--patches", paramLabel = "F",
            description = "Patches to take gradients of, N×D: FILE or FILE#NAME, in any form of"
                    + " docs/arrays.md. Default: the validation patches of the run")
    private String patches;

    @Option(names = "--measured", paramLabel = "N", defaultValue = "2",
            showDefaultValue = Visibility.ALWAYS,
            description = "Most patches to take gradients of, spread evenly over the file.")
    private int measured;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "10000",
            showDefaultValue = Visibility.ALWAYS,
            description = "Gradients of each patch, of every estimator, indicator and temperature;"
                    + " at least 80.")
    private int samples;

    @Option(names = "--draws", paramLabel = "S", defaultValue = "2",
            showDefaultValue = Visibility.ALWAYS,
            description = "Codes that score samples for a gradient; at least 2.")
    private int draws;

    @Option(names = "--temperatures", paramLabel = "T", split = ",",
            description = "Temperatures of relaxed samples, rising, with commas between them."
                    + " Default: .02,.05,.1,.2,.3,.4,.5")
    private List<Double> temperatures;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder to write, new or empty. By default results/gradients-1, or the"
                    + " next number that is free.")
    private Path out;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        GradientsAnalysis.Settings settings =
                new GradientsAnalysis.Settings(RunRecord.place(trained), Places.absolute(patches),
                        measured, samples, draws, temperatures, run.seed);
        if (out != null) {
            ResultFolder.requireFree(out, run.force);
        }
        TemporaryFolder.require(); // for fonts, on a machine without any
        Device.CPU.requireAvailable();
        Path destination = out == null ? ResultFolder.firstFree("gradients") : out;
        ResultFolder.requireApart(destination, trained, Places.file(patches));
        try (ResultFolder folder = new ResultFolder(destination, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), settings);
            GradientsResult result = new GradientsAnalysis(settings, folder, progress).run();
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
