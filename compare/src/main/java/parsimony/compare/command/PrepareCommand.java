package parsimony.compare.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.preprocess.Preparation;
import parsimony.data.source.ImageSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Images to whitened patches. */
@Command(name = "prepare", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Turns images into whitened patches: train.npy and validation.npy, N×D float32.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony prepare photographs --out patches",
            "  parsimony prepare dead-leaves --out patches --patch 12 --count 50000 --seed 7",
            "  parsimony prepare mnist:data/mnist --out digits",
            "  parsimony prepare mat:IMAGES.mat --pipeline olshausen-field --out patches"})
final class PrepareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATA", description = "Where the images are: " + ImageSource.FORMS + ". The last two"
            + " dimensions of a NumPy array are height and width, but where the last is another square number from 64 to 4096 it"
            + " is a square patch, as in N×256. The pages of a TIFF are images of their own.")
    private String data;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write, new or empty.")
    private Path out;

    @Mixin
    private DataOptions preparation;

    @Mixin
    private RunOptions run;

    /** What config.json keeps of the settings. */
    private record Settings(String data, String pipeline, boolean strict, long seed) {
    }

    @Override
    public Integer call() throws Exception {
        ImageSource source = ImageSource.open(data, run.seed);
        Pipeline pipeline = preparation.pipeline(source, run.seed);
        ResultFolder.requireApart(out, ImageSource.place(data).orElse(null));
        try (ResultFolder folder = new ResultFolder(out, run.force); ProgressDisplay progress = new ProgressDisplay()) {
            Preparation.Tally tally = Preparation.write(
                    source, pipeline, preparation.strict, folder.file("train.npy"), folder.file("validation.npy"), progress);
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("images", tally.images());
            metrics.put("skipped", tally.skipped());
            metrics.put("train", tally.train());
            metrics.put("validation", tally.validation());
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec),
                    new Settings(ImageSource.absolute(data), pipeline.toString(), preparation.strict, run.seed));
            RunRecord.writeMetrics(folder.path(), metrics);
            folder.commit();
            progress.close();
            run.print(metrics);
        }
        return 0;
    }
}
