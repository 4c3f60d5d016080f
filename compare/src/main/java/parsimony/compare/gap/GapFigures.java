package parsimony.compare.gap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.InferenceMethod;
import parsimony.compare.SparseCodingCurve;
import parsimony.data.Patches;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Estimate;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;
import parsimony.figures.Strip;

/** The figures of a gap: plane, histogram, worst patches, and convergence against iterations and against time. */
final class GapFigures {
    private static final String ENCODER = "P-VAE encoder";
    private static final Map<InferenceMethod, String> SPARSE_CODING = Map.of(InferenceMethod.LCA, "LCA",
            InferenceMethod.ISTA, "ISTA", InferenceMethod.FISTA, "FISTA", InferenceMethod.LASSO, "Exact lasso");
    private static final Map<String, String> ITERATIVE = Map.of("lca", "LCA", "ista", "ISTA", "fista", "FISTA", "poisson",
            "Iterative Poisson");
    private static final Palette PALETTE = Palette.of(ENCODER, "LCA", "ISTA", "FISTA", "Exact lasso", "Iterative Poisson");
    private static final String ALL = "the whole gap";
    private static final String RATES = "what better rates of the same units recover";
    private static final String SUPPORT = "what needs other units";
    private static final int BINS = 40;
    private static final int WORST = 8;

    private GapFigures() {
    }

    /** Writes every figure as PNG, SVG and PDF; worst patches only where patches are squares. */
    static void draw(Path folder, PoissonRun run, GapResult result) throws IOException {
        plane(result).write(folder, "plane");
        histogram(result.freeEnergy()).write(folder, "free_energy_gap");
        if (run.patches().height() == run.patches().width()) {
            worst(run, result.freeEnergy()).write(folder, "worst_patches");
        }
        for (boolean time : new boolean[] {false, true}) {
            String against = time ? "seconds" : "iterations";
            curves(result, time, Axis.log("Energy above the optimum"), c -> p -> p.energy() - c.lowerBound())
                    .write(folder, "convergence_energy_" + against);
            curves(result, time, Axis.linear("Reconstruction error (MSE per patch)"), c -> Convergence.Point::mse)
                    .write(folder, "convergence_mse_" + against);
            curves(result, time, Axis.linear("Lifetime sparsity"), c -> Convergence.Point::lifetime)
                    .write(folder, "convergence_sparsity_" + against);
        }
    }

    private static Plane plane(GapResult result) {
        Plane plane = new Plane(Axis.linear("Lifetime sparsity"), Axis.linear("Reconstruction error (MSE per patch)"), PALETTE,
                Column.SINGLE);
        for (SparseCodingCurve curve : result.curves()) {
            plane.curve(Series.of(SPARSE_CODING.get(curve.method()),
                    curve.points().stream().mapToDouble(CurvePoint::lifetime).toArray(),
                    curve.points().stream().mapToDouble(CurvePoint::mse).toArray()));
        }
        AmortizationGap gap = result.gaps().get(0);
        plane.point(ENCODER, Estimate.exact(gap.lifetime()), Estimate.exact(gap.mse()));
        gap.mseAtSameSparsity().ifPresent(mse -> plane.arrow(gap.lifetime(), gap.mse(), gap.lifetime(), mse,
                String.format(Locale.ROOT, "ΔMSE = %.1f", gap.mse() - mse)));
        return plane;
    }

    private static Histogram histogram(FreeEnergyGap gap) {
        double mean = FreeEnergyGap.mean(gap.total());
        double largest = Arrays.stream(gap.total()).max().orElseThrow();
        // From a hundredth of the mean on: gaps differ by orders of magnitude, and parts of them may be 0.
        Axis x = Axis.log("Free energy above the best posterior’s (first bin: or less)").between(mean / 100, largest);
        return new Histogram(x, "patches", BINS, Palette.of(ALL, RATES, SUPPORT), Column.SINGLE)
                .sample(ALL, gap.total()).sample(RATES, gap.ofRates()).sample(SUPPORT, gap.ofSupport())
                .mark(mean, String.format(Locale.ROOT, "mean %.1f", mean));
    }

    private static Strip worst(PoissonRun run, FreeEnergyGap gap) {
        int[] worst = gap.worst(WORST);
        Patches patches = run.patches();
        double[] total = gap.total();
        return new Strip(patches.height(), patches.width(), Column.DOUBLE)
                .row("Original", rows(patches.pixels(), worst))
                .row("Encoder", run.dictionary().decode(rows(run.rates(), worst)))
                .row("Best posterior", run.dictionary().decode(rows(gap.optimalRates(), worst)))
                .captions(Arrays.stream(worst).mapToObj(i -> String.format(Locale.ROOT, "gap %.0f", total[i]))
                        .toArray(String[]::new));
    }

    private static FMatrixRMaj rows(FMatrixRMaj matrix, int[] chosen) {
        FMatrixRMaj rows = new FMatrixRMaj(chosen.length, matrix.numCols);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(matrix.data, chosen[i] * matrix.numCols, rows.data, i * matrix.numCols, matrix.numCols);
        }
        return rows;
    }

    /** How to read what is shown off the points of one inference. */
    private interface Reading {
        ToDoubleFunction<Convergence.Point> of(Convergence convergence);
    }

    private static Curves curves(GapResult result, boolean time, Axis y, Reading reading) {
        Axis x = Axis.log(time ? "Seconds for " + result.convergence().get(0).patches() + " patches" : "Iterations");
        Curves figure = new Curves(x, y, PALETTE, Column.SINGLE);
        for (Convergence convergence : result.convergence()) {
            ToDoubleFunction<Convergence.Point> value = reading.of(convergence);
            // What is no longer above the certified bound, to double precision, has no place on a logarithmic axis.
            List<Convergence.Point> shown = convergence.points().stream()
                    .filter(p -> !y.logarithmic() || value.applyAsDouble(p) > 0).toList();
            if (!shown.isEmpty()) {
                figure.curve(Series.of(ITERATIVE.get(convergence.inference()),
                        shown.stream().mapToDouble(time ? Convergence.Point::seconds : Convergence.Point::iterations).toArray(),
                        shown.stream().mapToDouble(value).toArray()));
            }
        }
        return figure;
    }
}
