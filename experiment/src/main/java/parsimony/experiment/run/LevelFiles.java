package parsimony.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.levels.TwoLevelModel;
import parsimony.compare.levels.UnitCorrelations;
import parsimony.data.Npy;
import parsimony.experiment.report.Csv;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.Levels;
import parsimony.vae.Vae;

/** Writes and reads the files of the second level of a model in the folder of its training. */
public final class LevelFiles {
    /** Pairs of units in the table of correlations: enough for a cloud, and not for all. */
    private static final int PAIRS = 2000;

    private LevelFiles() {}

    /**
     * Writes the arrays of level 2, the divergence of its units, and the correlations of the units
     * of level 1: as its prior predicts them, and those of codes of patches.
     *
     * @param klPerUnit mean divergence of each unit of level 2, K₂
     * @param patches   to take codes of, M×D
     * @param seed      of these codes
     */
    static void write(Path run, Vae vae, float[] klPerUnit, FMatrixRMaj patches, long seed)
            throws IOException {
        Npy.write(run.resolve(FileNames.LEVEL2_KL_PER_UNIT), klPerUnit);
        FMatrixRMaj level2 = vae.level2().get("level2");
        TwoLevelModel model = new TwoLevelModel(vae.dictionary().orElseThrow(),
                vae.priorLogRate().orElseThrow().data, level2,
                vae.level2().get("level2_prior_log_rate").data,
                vae.architecture().levels().link() == Levels.Link.ADDITIVE);
        if (patches.numRows < 2) {
            return; // a single code has no correlation
        }
        UnitCorrelations all = UnitCorrelations.of(model, vae.sampler(seed).encode(patches));
        if (all.pairs() < 2) {
            return;
        }
        UnitCorrelations shown = all.shown(PAIRS);
        try (Csv csv = Csv.create(run.resolve(FileNames.LEVEL2_CORRELATIONS),
                List.of("unit", "other", "predicted", "measured", "agreement", "pairs"))) {
            for (int i = 0; i < shown.pairs(); i++) {
                csv.row(shown.first()[i], shown.second()[i],
                        Csv.number("%.6g", shown.predicted()[i]),
                        Csv.number("%.6g", shown.measured()[i]),
                        Csv.number("%.6g", all.agreement()), all.pairs());
            }
        }
    }

    /**
     * {@return the two levels of a trained model; empty if the folder holds none}
     *
     * @param run      folder of the training
     * @param settings those of its {@code config.json}
     */
    public static Optional<TwoLevelModel> read(Path run, JsonNode settings) {
        JsonNode levels = settings.path("architecture").path("levels");
        if (!levels.isObject() || !Files.exists(run.resolve(FileNames.LEVEL2))) {
            return Optional.empty();
        }
        return Optional.of(new TwoLevelModel(
                new Dictionary(Npy.read(run.resolve(FileNames.DICTIONARY))),
                Npy.readVector(run.resolve(FileNames.PRIOR_LOG_RATE)),
                Npy.read(run.resolve(FileNames.LEVEL2)),
                Npy.readVector(run.resolve(FileNames.LEVEL2_PRIOR_LOG_RATE)),
                levels.path("link").asText().equals(Levels.Link.ADDITIVE.name())));
    }
}
