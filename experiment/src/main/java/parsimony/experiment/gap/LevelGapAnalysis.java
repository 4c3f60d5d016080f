package parsimony.experiment.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import parsimony.compare.levels.TwoLevelGap;
import parsimony.compare.levels.TwoLevelModel;
import parsimony.data.Npy;
import parsimony.experiment.report.Csv;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.LevelFiles;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.vae.Vae;

/** Measures the gap of each level of a trained Poisson VAE of two levels. */
public final class LevelGapAnalysis {
    private LevelGapAnalysis() {}

    /**
     * {@return whether a folder is of the training of a model of two levels}
     *
     * @param run a folder
     */
    public static boolean suits(Path run) {
        return Files.exists(run.resolve(ResultFolder.CONFIG)) && RunRecord.readConfig(run)
                .at("/settings/architecture/levels").isObject();
    }

    /**
     * Measures the gaps and writes them into the folder.
     *
     * @param settings what to measure; its {@code support} is not used
     * @param folder   that the results are written into
     * @param progress is told how the work goes on
     * @return the numbers
     * @throws InputException if the run is not finished, the patches are not of its kind, or a file
     *     cannot be read or written
     * @throws IOException if a file cannot be read or written
     */
    public static LevelGapResult run(GapAnalysis.Settings settings, ResultFolder folder,
            Monitor progress) throws IOException {
        Path place = Path.of(settings.run());
        if (settings.lista() != null && !settings.lista().isEmpty()) {
            throw new InputException(
                    "‹lista›: is for a model of one level with an encoder; leave it"
                            + " out");
        }
        PoissonRun run =
                PoissonRun.load(place, settings.patches(), settings.measured(), settings.seed(),
                        0);
        JsonNode config = RunRecord.readConfig(place).path("settings");
        Optional<TwoLevelModel> model = LevelFiles.read(place, config);
        TwoLevelModel levels = model.orElseThrow(() -> new InputException(
                place + ": lacks " + FileNames.LEVEL2 + "; train the model again"));
        double beta2 = config.at("/architecture/levels/beta").asDouble();
        Vae.TwoLevelCodes codes;
        try (Vae vae = Vae.load(place)) {
            codes = vae.twoLevels(run.patches().pixels(), settings.seed());
        }
        progress.phase(levels.additive() ? "Solving both levels" : "Solving level 1", 1, "solves");
        long begun = System.nanoTime();
        TwoLevelGap gap = TwoLevelGap.measure(levels, run.patches().pixels(), codes.gains1(),
                codes.means2(), TwoLevelGap.Settings.of(run.beta(), beta2));
        progress.at(1);
        LevelGapResult result = new LevelGapResult(levels.additive(), run.beta(), beta2, gap,
                settings.interval(), (System.nanoTime() - begun) * 1e-9);
        try (Csv csv = Csv.create(folder.file(FileNames.LEVEL_GAPS),
                List.of("patch", "amortized", "level1_solved", "certificate", "both_solved"))) {
            for (int i = 0; i < gap.patches(); i++) {
                csv.row(i, number(gap.amortized()[i]), number(gap.level1()[i]),
                        number(gap.certificate()[i]), number(gap.both()[i]));
            }
        }
        Npy.write(folder.file(FileNames.PATCHES), run.patches().pixels());
        RunRecord.writeMetrics(folder.path(), result.metrics());
        return result;
    }

    private static Object number(double value) {
        return Csv.number("%.9g", value);
    }
}
