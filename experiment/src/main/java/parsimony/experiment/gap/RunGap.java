package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.ResultFolder;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** The gap of a trained Poisson VAE. What is measured depends on the objective of the model. */
public interface RunGap {

    /**
     * Measures the gap of a run in the objective of its model, and writes it into the folder.
     *
     * @param settings what to measure
     * @param folder   that the results are written into
     * @param progress is told how the work goes on
     * @return the numbers
     * @throws InputException if the run is not that of a finished Poisson VAE with a linear
     *     decoder, the patches are not of its kind, or a file cannot be read or written
     * @throws IOException if a file cannot be read or written
     */
    static RunGap measure(GapAnalysis.Settings settings, ResultFolder folder, Monitor progress)
            throws IOException {
        Path run = Path.of(settings.run());
        if (LevelGapAnalysis.suits(run)) {
            return LevelGapAnalysis.run(settings, folder, progress);
        }
        if (IterativeGapAnalysis.suits(run)) {
            return IterativeGapAnalysis.run(settings, folder, progress);
        }
        return new GapAnalysis(settings, folder, progress).run();
    }

    /** {@return the numbers in the form of {@code metrics.json}} */
    Object metrics();

    /** {@return the answer in a few sentences with their numbers} */
    String answer();

    /** {@return the numbers for people} */
    List<Table> tables();

    /**
     * Writes the {@code report.html} of a folder that holds everything else.
     *
     * @param folder the folder
     * @param run    the name of the run, as the user gave it
     * @param shown  what the page shows of the folder
     * @throws IOException if a file cannot be read or written
     */
    void writeReport(ResultFolder folder, String run, Report.Shown shown) throws IOException;
}
