package parsimony.experiment.gap;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Palette;

/** The figure of what each level of a P-VAE of two levels loses. */
public final class LevelGapFigures {
    private static final String LEVEL1 = "at level 1";
    private static final String BOTH = "at both levels, at least";
    /** The axis begins at this share of the mean gap, as gaps of 0 have no place on it. */
    private static final double SHOWN = 0.01;

    private LevelGapFigures() {}

    /**
     * {@return how the gaps of the levels are spread over the patches}
     *
     * @param result the result folder
     * @throws parsimony.signals.InputException if the table is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> losses(ResultView result) throws IOException {
        if (!result.has(FileNames.LEVEL_GAPS)) {
            return List.of();
        }
        Rows gaps = Rows.read(result.file(FileNames.LEVEL_GAPS));
        double[] level1 = below(gaps, "level1_solved");
        double[] both = below(gaps, "both_solved");
        // Level 2 of a log-linear link is not solved: the table has the numbers of level 1 again.
        boolean solved = RunRecord.readMetrics(result.folder()).path("both_gap").isNumber();
        double mean = Arrays.stream(level1).average().orElseThrow();
        double typical = mean > 0 ? mean : 1;
        double largest = Math.max(typical, Arrays.stream(both).max().orElseThrow());
        Curves curves = new Curves(
                Axis.log("Free energy that the encoder loses (nats)").between(SHOWN * typical,
                        largest),
                Axis.linear("Share of " + level1.length + " patches").between(0, 1),
                solved ? Palette.of(LEVEL1, BOTH) : Palette.of(LEVEL1), Column.SINGLE)
                .distribution(LEVEL1, level1);
        if (solved) {
            curves.distribution(BOTH, both);
        }
        return List.of(new Drawing("level_gaps", "What each level loses, patch by patch",
                "The share of patches whose free energy under the encoder's rates is no more than"
                        + " so much above that of the best rates of level 1, for the encoder's"
                        + " rates of level 2, which is certified"
                        + (solved ? "; and above that of better rates of both levels, which may"
                                + " not be the best" : "")
                        + ". Patches with less than the axis shows make the height at which a"
                        + " curve begins.",
                curves));
    }

    /** How far a column is below the encoder's free energy, ≥ 0. */
    private static double[] below(Rows gaps, String column) {
        double[] own = gaps.numbers("amortized");
        double[] better = gaps.numbers(column);
        return IntStream.range(0, own.length).mapToDouble(i -> Math.max(0, own[i] - better[i]))
                .toArray();
    }
}
