package parsimony.experiment.gradients;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Csv;
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

/** The figure of gradients, a function of the folder that {@code parsimony gradients} writes. */
public final class GradientsFigures {
    /** What the figure shows: its name in the legend, estimator and indicator in the table. */
    private record Shown(String name, String estimator, String indicator) {
    }

    private static final List<Shown> SHOWN = List.of(new Shown("Sigmoid arrivals", "mc", "sigmoid"),
            new Shown("Linear", "mc", "linear"), new Shown("Cubic", "mc", "cubic"),
            new Shown("Quintic", "mc", "quintic"), new Shown("Cosine", "mc", "cosine"),
            new Shown("Straight-through, cubic", "straight-through", "cubic"),
            new Shown("Gumbel-softmax", "gumbel", ""), new Shown("Score function", "score", ""),
            new Shown("Finite coupling", "coupling", ""));
    private static final Palette PALETTE = new Palette(SHOWN.stream().map(Shown::name).toList());
    /** Milliseconds that a gradient of a patch may take, in the panel of budgets. */
    private static final double[] BUDGETS = {.1, .3, 1, 3, 10, 30, 100, 300, 1000, 3000};
    /** Per cent of the training at which a state is. */
    private static final Map<String, Double> PROGRESS = Map.of("start", 0., "tenth", 10., "end",
            100.);
    private static final String END = "end";

    private GradientsFigures() {}

    /**
     * {@return bias and noise of gradients by temperature, by time, by rate and along the training}
     *
     * @param result the result folder
     * @throws InputException if the table is damaged
     * @throws IOException if a file cannot be read
     */
    public static List<Drawing> gradients(ResultView result) throws IOException {
        if (!result.has(FileNames.GRADIENTS)) {
            return List.of();
        }
        Rows all = Rows.read(result.file(FileNames.GRADIENTS));
        Rows end = all.where("state", END);
        Rows rates = all.where("state", GradientsResult.RATES);
        double shown = rates.where("estimator", "gumbel").positive("temperature")[0];
        Rows atShown = at(all, shown);
        Axis temperature = Axis.log("Temperature");
        Axis rate = Axis.log("Rate of all units");
        Panels panels = new Panels(3, Column.DOUBLE).sharedLegend()
                .panel("", against(end, "temperature", "bias", temperature,
                        Axis.log("Bias / norm of the gradient")))
                .panel("", against(end, "temperature", "noise_energy", temperature,
                        Axis.log("Noise energy")))
                .panel("", budgets(at(end, shown)))
                .panel("", against(rates, "rate", "bias", rate,
                        Axis.log("Bias / norm of the gradient")))
                .panel("", against(rates, "rate", "noise_energy", rate, Axis.log("Noise energy")))
                .panel("", along(atShown))
                .note("n = " + end.distinct("samples").get(0) + " gradients of each patch; bars are"
                        + " standard errors. T = " + shown + " in (c–f).");
        return List.of(new Drawing("gradients", "Estimated gradients against the exact one",
                "Gradients of the expected squared error in log-rates, at the end of the training"
                        + " (a–c). (a) The bias, of which only what is more than twice its"
                        + " standard error is shown; score function and finite coupling have none."
                        + " (b) The energy of the noise in the loss's curvature, tr(HΣ)/gᵀHg, by"
                        + " which a step in the direction of the gradient is spoiled. (c) Energy"
                        + " of bias and noise together of the mean of so many gradients as take"
                        + " so long: biased ones level off. (d, e) Bias and noise where all units"
                        + " have the same rate. (f) The noise at the start, after a tenth and at"
                        + " the end of the training. Energies are absolute values, as the"
                        + " curvature along the gradient may be negative.",
                panels));
    }

    /** Rows without a temperature, and those with this one. */
    private static Rows at(Rows rows, double temperature) {
        return rows.where("temperature",
                cell -> cell.isEmpty() || cell.equals(Csv.number("%.6g", temperature)));
    }

    private static Rows of(Rows rows, Shown shown) {
        return rows.where("estimator", shown.estimator).where("indicator", shown.indicator);
    }

    /** A measure against temperature or rate. What has no temperature is a level line. */
    private static Plane against(Rows rows, String column, String measure, Axis x, Axis y) {
        Plane plane = new Plane(x, y, PALETTE, Column.SINGLE);
        double[] ends = of(rows, SHOWN.get(0)).positive(column);
        for (Shown shown : SHOWN) {
            Rows own = of(rows, shown);
            double[] value = own.numbers(measure);
            double[] error = own.numbers(measure + "_se");
            boolean level = own.distinct(column).get(0).isEmpty();
            double[] across =
                    level ? new double[] {ends[0], ends[ends.length - 1]} : own.positive(column);
            List<Estimate> xs = new ArrayList<>();
            List<Estimate> ys = new ArrayList<>();
            for (int i = 0; i < across.length; i++) {
                int row = level ? 0 : i;
                double size = Math.abs(value[row]);
                // Also keeps bars off 0, where a logarithmic axis ends.
                if (size > 2 * error[row] && !(measure.equals("bias") && unbiased(shown))) {
                    xs.add(Estimate.exact(across[i]));
                    ys.add(Estimate.of(size, error[row]));
                }
            }
            if (!xs.isEmpty()) {
                plane.curve(new Series(shown.name, xs, ys));
            }
        }
        return plane;
    }

    private static boolean unbiased(Shown shown) {
        return shown.estimator.equals("score") || shown.estimator.equals("coupling");
    }

    /** Energy of the error of a mean gradient against the time that it may take. */
    private static Curves budgets(Rows rows) {
        Curves curves = new Curves(Axis.log("Milliseconds per patch"),
                Axis.log("Energy of bias and noise"), PALETTE, Column.SINGLE);
        for (Shown shown : SHOWN) {
            Rows own = of(rows, shown);
            double energy = Math.abs(own.numbers("bias_energy")[0]);
            double bias = unbiased(shown) || energy < 2 * own.numbers("bias_energy_se")[0] ? 0
                    : energy;
            double noise = Math.abs(own.numbers("noise_energy_per_ms")[0]);
            curves.curve(Series.of(shown.name, BUDGETS, Arrays.stream(BUDGETS)
                    .map(time -> bias + noise / time).toArray()));
        }
        return curves;
    }

    /** The noise at the moments of the training. */
    private static Plane along(Rows rows) {
        Plane plane = new Plane(Axis.linear("Per cent of the training"), Axis.log("Noise energy"),
                PALETTE, Column.SINGLE);
        for (Shown shown : SHOWN) {
            Rows own = of(rows, shown);
            List<Estimate> xs = new ArrayList<>();
            List<Estimate> ys = new ArrayList<>();
            for (String state : own.distinct("state")) {
                if (PROGRESS.containsKey(state)) {
                    Rows there = own.where("state", state);
                    double size = Math.abs(there.numbers("noise_energy")[0]);
                    double error = there.numbers("noise_energy_se")[0];
                    xs.add(Estimate.exact(PROGRESS.get(state)));
                    ys.add(size > 2 * error ? Estimate.of(size, error) : Estimate.exact(size));
                }
            }
            plane.curve(new Series(shown.name, xs, ys));
        }
        return plane;
    }
}
