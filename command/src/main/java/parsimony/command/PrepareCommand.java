package parsimony.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import parsimony.data.PatchShape;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.preprocess.Preparation;
import parsimony.data.source.ImageSource;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.TrueFeatures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns images into whitened patches. */
@Command(name = "prepare", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Turns images into whitened patches: train.npy and validation.npy, N×D"
                + " float32. Where the features that the images are sums of are known, as those of"
                + " superposition, also true_dictionary.npy, K×D, and true_codes_train.npy and"
                + " true_codes_validation.npy, N×K.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony prepare photographs --out patches",
            "  parsimony prepare dead-leaves --out patches --patch 12 --count 50000 --seed 7",
            "  parsimony prepare mnist:data/mnist --out digits",
            "  parsimony prepare mat:IMAGES.mat --pipeline olshausen-field --out patches",
            "  parsimony prepare \"superposition(features=1000, l0=10)\" --out known",
            "  parsimony prepare npy:photographs.npy@hwn --patch 12x20 --out patches"})
final class PrepareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATA", completionCandidates = DataOptions.Forms.class,
            description = "Where the images are: ${COMPLETION-CANDIDATES}. Letters after an @ say"
                    + " what the axes of an array are: n images, h rows, w columns, c colours, d"
                    + " all pixels of a flattened image; without them a shape that can be read in"
                    + " two ways is refused. A prefix may be left out where the file or folder"
                    + " shows what it is. The pages of a TIFF are images of their own.")
    private String data;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "Folder to write, new or empty.")
    private Path out;

    @Mixin
    private DataOptions preparation;

    @Mixin
    private RunOptions run;

    /**
     * The settings in config.json. The shape of a patch is null if patches are not pictures.
     */
    private record Settings(String data, String read, String pipeline, PatchShape shape,
            boolean strict, long seed) {
    }

    @Override
    public Integer call() throws Exception {
        ResultFolder.requireFree(out, run.force);
        ImageSource source = ImageSource.open(data, run.seed);
        Pipeline pipeline = preparation.pipeline(source, run.seed);
        ResultFolder.requireApart(out, ImageSource.place(data).orElse(null));
        try (ResultFolder folder = new ResultFolder(out, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            Preparation.Tally tally = Preparation.write(
                    source, pipeline, preparation.strict, folder.file(FileNames.TRAIN),
                    folder.file(FileNames.VALIDATION), progress);
            TrueFeatures.write(folder.path(), source, tally, progress);
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("images", tally.images());
            metrics.put("skipped", tally.skipped());
            metrics.put("train", tally.train());
            metrics.put("validation", tally.validation());
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec),
                    new Settings(ImageSource.absolute(data), source.reading(), pipeline.toString(),
                            pipeline.shape().orElse(null), preparation.strict, run.seed));
            RunRecord.writeMetrics(folder.path(), metrics);
            folder.commit();
            progress.close();
            progress.note(source.origin() + ": read as " + source.reading());
            run.print(metrics);
        }
        return 0;
    }
}
