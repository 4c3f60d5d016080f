package parsimony.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import parsimony.compare.statistics.Resampled;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResampledFile;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/**
 * A finished comparison as its folder keeps it: the experiment, and the results of its runs. The
 * folder holds all of it, so figures can be drawn again after the runs are deleted.
 *
 * @param experiment read from {@code experiment.yaml}
 * @param results    read from {@code metrics.json}; their points on resamples of the patches come
 *                   from {@code resampled.npy}
 */
record FinishedExperiment(Experiment experiment, Results results) {
    /**
     * Reads a folder.
     *
     * @return empty if it is another kind of folder, or a version wrote it that kept no resamples
     * @throws InputException if a file is damaged
     */
    static Optional<FinishedExperiment> in(ResultView result) {
        Experiment experiment = experiment(result);
        if (experiment == null || isSweep(result) || !RunRecord.finished(result.folder())) {
            return Optional.empty();
        }
        if (!ResampledFile.isIn(result.folder())) {
            result.leaveOut(result.folder()
                    + ": was made by a version that kept no resampled.npy; left out are the"
                    + " planes, whose intervals come from it; make the comparison again to draw"
                    + " them");
            return Optional.empty();
        }
        Results.Metrics metrics = RunRecord.readMetrics(result.folder(), Results.Metrics.class);
        List<Resampled> resampled = ResampledFile.read(result.folder());
        if (metrics.points().size() != resampled.size()) {
            throw new InputException(result.folder() + ": is damaged, resampled.npy has "
                    + resampled.size() + " points for "
                    + metrics.points().size() + " in metrics.json; make the comparison again");
        }
        List<Results.Point> points = new ArrayList<>();
        for (Results.AtSeed point : metrics.points()) {
            points.add(new Results.Point(point.seed(), point.at(), resampled.get(points.size()),
                    point.excess()));
        }
        return Optional.of(new FinishedExperiment(experiment,
                new Results(experiment, points, metrics.vaes(), metrics.freeEnergy(),
                        metrics.elsewhere())));
    }

    /**
     * The experiment of a folder, of a sweep the first one; null if the folder is not that of an
     * experiment.
     */
    static Experiment experiment(ResultView result) {
        return result.has(FileNames.EXPERIMENT)
                ? ExperimentFile.sweep(result.file(FileNames.EXPERIMENT).toString()).first() : null;
    }

    /** Whether a folder is the result of several experiments, which have no plane in common. */
    private static boolean isSweep(ResultView result) {
        return result.settings().has("sweep");
    }

    /**
     * Copies those files of a model that exist from its run into a folder.
     *
     * @param run folder of the run
     */
    static void keepModel(String model, Path run, Path folder) throws IOException {
        for (String array : List.of(FileNames.DICTIONARY, FileNames.PRIOR_LOG_RATE,
                FileNames.KL_PER_UNIT, FileNames.LOGIT_PER_UNIT, FileNames.USAGE_PER_UNIT,
                FileNames.PATCH_BROWSER, FileNames.HISTORY, FileNames.TRAINING)) {
            if (Files.exists(run.resolve(FileNames.DICTIONARY))
                    && Files.exists(run.resolve(array))) {
                Files.copy(run.resolve(array), folder.resolve(FileNames.ofModel(array, model)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** @param transposed whether planes have the error on the horizontal axis */
    ExperimentPlanes planes(boolean transposed) {
        return new ExperimentPlanes(experiment, results, transposed);
    }
}
