package parsimony.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import parsimony.experiment.gap.CodeGapFigures;
import parsimony.experiment.gap.GapFigures;
import parsimony.experiment.gap.LevelGapFigures;
import parsimony.experiment.gradients.GradientsFigures;
import parsimony.experiment.look.Look;
import parsimony.experiment.path.PathFigures;
import parsimony.experiment.plot.ActiveUnits;
import parsimony.experiment.plot.DictionaryMosaics;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.Emergence;
import parsimony.experiment.plot.GaborFits;
import parsimony.experiment.plot.LevelFigures;
import parsimony.experiment.plot.PriorSamples;
import parsimony.experiment.plot.Reconstructions;
import parsimony.experiment.plot.ResultFigure;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.plot.RunFigures;
import parsimony.experiment.plot.Schedules;
import parsimony.experiment.report.Report;
import parsimony.experiment.table.ActivePanels;
import parsimony.experiment.table.TableFigures;
import parsimony.signals.InputException;

/** Every figure of a result folder, for {@code plot} and for the reports. */
public final class ResultFigures {
    /** Every figure, in the order in which a page shows them. */
    public static final List<ResultFigure> ALL = List.of(ExperimentFigures::plane,
            ExperimentFigures::encoders, GridFigures::losses, GridFigures::activity,
            ExperimentFigures::mosaics, ExperimentFigures::figure2, ExperimentFigures::figure3,
            SweepFigures::maps, SweepFigures::curves,
            GapFigures::plane, GapFigures::losses, GapFigures::patches,
            GapFigures::compute, GapFigures::convergence, CodeGapFigures::savings,
            CodeGapFigures::errors, LevelGapFigures::losses, GradientsFigures::gradients,
            PathFigures::curves,
            PathFigures::heldOut, TableFigures::nelbo, TableFigures::divergence,
            new ActivePanels(),
            new DictionaryMosaics(), RunFigures::codes, RunFigures::divergence,
            new ActiveUnits(), new Reconstructions(), new PriorSamples(),
            LevelFigures::groups, LevelFigures::correlations, new LevelFigures.Spreads(),
            new Schedules(),
            result -> RunFigures.training(result, Labels::of),
            result -> RunFigures.objective(result, Labels::of), RunFigures::convergence,
            new GaborFits(), new Emergence());

    private ResultFigures() {}

    /**
     * Draws the figures of a new result into its folder {@code figures/}, except slow ones.
     *
     * @param folder that holds every file except the figures and the page
     * @return what its page shows
     * @throws InputException if an array cannot be read
     * @throws IOException if a file cannot be read or written
     */
    public static Report.Shown illustrate(Path folder) throws IOException {
        return illustrate(new ResultView(folder), folder.resolve("figures"));
    }

    /** The same with the figures in another folder, made if missing. */
    static Report.Shown illustrate(ResultView result, Path figures) throws IOException {
        List<Report.Picture> pictures = new ArrayList<>();
        for (ResultFigure figure : ALL.stream().filter(ResultFigure::quick).toList()) {
            for (Drawing drawing : figure.of(result)) {
                drawing.write(figures, false);
                Path svg = figures.resolve(drawing.name() + ".svg");
                if (drawing.onPage() && Files.exists(svg)) { // an animation has no SVG
                    pictures.add(new Report.Picture(drawing.title(), svg, drawing.caption()));
                }
            }
        }
        Look look = ResultLook.of(result);
        return new Report.Shown(pictures, look.isEmpty() ? null : look.json());
    }

    /**
     * Draws everything that a result has the files for.
     *
     * @param result the result, and how to draw it
     * @param out folder for the figures, made if missing
     * @param alpha whether PNGs have no background
     * @return the files that were written, in order; of a figure only its PNG, although SVG and PDF
     *     lie beside it
     * @throws InputException if there is nothing to draw, a file is damaged or cannot be read, or
     *     atoms cannot be ordered as asked
     * @throws IOException if a file cannot be read or written
     */
    public static List<Path> draw(ResultView result, Path out, boolean alpha) throws IOException {
        List<Path> drawn = new ArrayList<>();
        for (ResultFigure figure : ALL) {
            for (Drawing drawing : figure.of(result)) {
                drawn.addAll(drawing.write(out, alpha));
            }
        }
        if (drawn.isEmpty()) {
            throw result.undrawable();
        }
        result.notes().forEach(result.progress()::note);
        return drawn;
    }
}
