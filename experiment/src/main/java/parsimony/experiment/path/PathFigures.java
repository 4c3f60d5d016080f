package parsimony.experiment.path;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.figures.Series;
import parsimony.signals.InputException;

/** The figures of exact curves, each a function of the folder that {@code path} writes. */
public final class PathFigures {
    private static final String ERROR = "Squared error per patch";

    private PathFigures() {}

    /**
     * {@return the error against sparsity, and both against λ} Of more dictionaries than colours,
     * the first are drawn.
     *
     * @param result the result folder
     * @throws InputException if a table is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> curves(ResultView result) throws IOException {
        if (!result.has(FileNames.EXACT_CURVE)) {
            return List.of();
        }
        Rows rows = Rows.read(result.file(FileNames.EXACT_CURVE));
        Rows points = Rows.read(result.file(FileNames.EXACT_POINTS));
        List<String> names = rows.distinct("dictionary").stream().limit(Palette.SIZE).toList();
        boolean one = names.size() == 1;
        List<String> wanted = one
                ? points.distinct("at").stream().filter(at -> reached(points.where("at", at)))
                        .limit(Palette.SIZE - 1).toList()
                : List.of();
        List<String> shown = new ArrayList<>(names);
        shown.addAll(wanted);
        Palette palette = new Palette(shown);
        Panels panels = new Panels(2, Column.DOUBLE).sharedLegend();
        panels.panel("Error against sparsity",
                curves(rows, points, names, wanted, palette, "portion_zeros", "mse",
                        Axis.linear("Portion of zeros"), Axis.linear(ERROR)));
        panels.panel("Sparsity against λ",
                curves(rows, points, names, wanted, palette, "lambda", "portion_zeros",
                        Axis.log("λ"), Axis.linear("Portion of zeros")));
        panels.panel("Error against λ", curves(rows, points, names, wanted, palette, "lambda",
                "mse", Axis.log("λ"), Axis.linear(ERROR)));
        panels.panel("R² against sparsity",
                curves(rows, points, names, wanted, palette, "portion_zeros", "r2_pooled",
                        Axis.linear("Portion of zeros"), Axis.linear("R² pooled")));
        return List.of(new Drawing("exact_curve", "The exact curve",
                "Means of the lasso's codes over the patches at every λ, from the breakpoints of"
                        + " all solution paths."
                        + (one ? " Marks are the points that were asked for." : ""),
                panels));
    }

    private static boolean reached(Rows point) {
        return !point.cells().get(0).get(point.names().indexOf("lambda")).isEmpty();
    }

    private static Curves curves(Rows rows, Rows points, List<String> names, List<String> wanted,
            Palette palette, String x, String y, Axis across, Axis up) {
        Curves curves = new Curves(across, up, palette, Column.SINGLE);
        for (String name : names) {
            Rows own = rows.where("dictionary", name);
            curves.curve(Series.of(name, own.numbers(x), own.numbers(y)));
        }
        for (String at : wanted) { // a series of one point is a mark
            Rows point = points.where("at", at);
            curves.curve(Series.of(at, point.numbers(x), point.numbers(y)));
        }
        return curves;
    }

    /**
     * {@return the error against the number of atoms, for each point that was asked for} None
     * unless two dictionaries differ in it.
     *
     * @param result the result folder
     * @throws InputException if a table is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> heldOut(ResultView result) throws IOException {
        if (!result.has(FileNames.EXACT_POINTS)) {
            return List.of();
        }
        Rows all = Rows.read(result.file(FileNames.EXACT_POINTS));
        if (all.distinct("atoms").size() < 2) {
            return List.of();
        }
        List<String> wanted = all.distinct("at").stream()
                .filter(at -> !at.matches("(mse|r2)=.*")) // at equal error there is nothing to see
                .limit(Palette.SIZE).toList();
        List<Series> series = new ArrayList<>();
        for (String at : wanted) {
            List<Rows> reached = IntStream.range(0, all.where("at", at).size())
                    .mapToObj(all.where("at", at)::row).filter(PathFigures::reached)
                    .sorted(Comparator.comparingDouble(row -> row.numbers("atoms")[0])).toList();
            if (!reached.isEmpty()) {
                series.add(new Series(at,
                        reached.stream().map(row -> Estimate.exact(row.numbers("atoms")[0]))
                                .toList(),
                        reached.stream().map(PathFigures::error).toList()));
            }
        }
        Plane plane = new Plane(Axis.log("Atoms, K"), Axis.linear(ERROR),
                new Palette(series.stream().map(Series::name).toList()), Column.SINGLE);
        series.forEach(plane::curve);
        String atoms = String.join(", ", all.distinct("atoms").stream()
                .mapToDouble(Double::parseDouble).sorted().mapToObj(ErrorSparsityPlane::plain)
                .toList());
        return List.of(new Drawing("held_out", "Error against the number of atoms",
                "The squared error of the exact lasso on dictionaries of " + atoms
                        + " atoms, each at its own λ, at which it has what the legend says. Bars"
                        + " are intervals over patches.",
                plane));
    }

    private static Estimate error(Rows row) {
        double[] ends = Arrays.stream(new String[] {"mse", "mse_low", "mse_high"})
                .mapToDouble(name -> row.numbers(name)[0]).toArray();
        return new Estimate(ends[0], Math.min(ends[0], ends[1]), Math.max(ends[0], ends[2]));
    }
}
