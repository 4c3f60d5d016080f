package parsimony.experiment;

import java.io.IOException;
import java.util.List;
import parsimony.experiment.gap.GapLook;
import parsimony.experiment.look.Look;
import parsimony.experiment.look.LookReader;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Report;
import parsimony.experiment.run.FileNames;
import parsimony.signals.InputException;
import parsimony.vae.Distribution;

/** What the page of any result folder lets its reader look into: a function of the folder. */
public final class ResultLook {
    private ResultLook() {}

    /**
     * Gives the page of a folder, if it has one, the data that the folder holds now. That makes a
     * difference once Gabor functions were fitted, whose figures are not drawn with a new result.
     *
     * @param result the folder
     * @throws InputException if a file is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static void refreshPage(ResultView result) throws IOException {
        if (result.has(FileNames.REPORT)) {
            Report.refresh(result.file(FileNames.REPORT), of(result).json());
        }
    }

    /**
     * Reads a folder.
     *
     * @param result the folder
     * @return what there is to look into; a part that the folder has no files for is empty
     * @throws InputException if a file is damaged
     * @throws IOException if a file cannot be read
     */
    public static Look of(ResultView result) throws IOException {
        Experiment experiment = FinishedExperiment.experiment(result);
        if (experiment != null) {
            return new LookReader(result, Labels::of,
                    model -> experiment.vaes().stream().anyMatch(
                            vae -> vae.name().equals(model) && vae.latent().deterministic()))
                    .read(
                            FinishedExperiment.in(result)
                                    .map(finished -> new ExperimentLook(finished).plane())
                                    .orElse(null),
                            ExperimentLook.models(experiment));
        }
        String latent = result.settings().path("architecture").path("latent")
                .asText(Distribution.POISSON.name());
        return new LookReader(result, model -> model.isEmpty() ? "the model" : Labels.of(model),
                model -> Distribution.valueOf(latent).deterministic())
                .read(GapLook.plane(result), List.of());
    }
}
