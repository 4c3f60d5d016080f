package parsimony.experiment.gap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.GapEstimate;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.statistics.Resampled;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.CurveFile;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Inference;

/**
 * What the codes of a Poisson VAE lose to sparse coding on its dictionary.
 *
 * @param amortized the model's point in the error–sparsity plane
 * @param curves    of lca, ista, fista and lasso
 * @param gaps      from the model's point to each of these curves
 * @param inference how the model finds codes step by step; null where an encoder gives them in one
 *                  shot
 */
public record SparseCodingGap(CurvePoint amortized, List<SparseCodingCurve> curves,
        List<GapEstimate> gaps, Inference inference) {
    private static final List<Solver<?>> METHODS = Solver.with(Solver.Trait.LEARNS);

    /** Traces the curves, with intervals of this level. */
    static SparseCodingGap measure(PoissonRun run, double interval, Monitor progress) {
        CurvePoint amortized = CurveFile.amortized("poisson", run.beta(), run.evaluation());
        Resampling resampling = Resampling.of(run.patches().size());
        Resampled own = resampling.measure(
                Measures.errors(run.patches().pixels(), run.dictionary().decode(run.rates())),
                run.codes());
        List<SparseCodingCurve> curves = new ArrayList<>();
        for (Solver<?> method : METHODS) {
            curves.add(SparseCodingCurve.trace(method, false, SparseCodingCurve.LAMBDAS,
                    run.dictionary(), amortized.model(),
                    amortized, run.patches().pixels(), resampling, progress));
        }
        List<GapEstimate> gaps = curves.stream().map(curve -> new GapEstimate(
                List.of(AmortizationGap.between(amortized, curve.points())),
                List.of(AmortizationGap.between(own, curve.resampled())),
                curve.gapNear(amortized.lifetime()), interval)).toList();
        return new SparseCodingGap(amortized, curves, gaps, run.inference());
    }

    /** The model's point and those of all curves. */
    List<CurvePoint> points() {
        List<CurvePoint> points = new ArrayList<>(List.of(amortized));
        curves.forEach(curve -> points.addAll(curve.points()));
        return points;
    }

    /** The gap against each method, by its name. */
    Map<String, GapMetrics.Certified> metrics() {
        Map<String, GapMetrics.Certified> metrics = new LinkedHashMap<>();
        for (int i = 0; i < curves.size(); i++) {
            GapNumbers gap = GapNumbers.of(gaps.get(i));
            metrics.put(curves.get(i).inference(),
                    new GapMetrics.Certified(gap, gap.relativeGap()));
        }
        return metrics;
    }

    /** For people; the level is that of the intervals. */
    Table table(double level) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            GapEstimate gap = gaps.get(i);
            rows.add(Arrays.asList(curves.get(i).inference(),
                    gap.deltaMse().orElse(null), gap.deltaSparsity().orElse(null),
                    gap.mseAtSameSparsity().orElse(null),
                    gap.lifetimeAtSameMse().orElse(null), gap.relativeGap()));
        }
        return new Table(
                "What the " + (inference == null ? "encoder" : inference.words())
                        + " loses to sparse coding on its dictionary: squared error per"
                        + " patch at its own sparsity, lifetime sparsity at its own error, and"
                        + " how far, in proportion, the codes are at most from the lasso's"
                        + " optimum there; empty where the curve does not get there. The"
                        + (inference == null ? " encoder's" : " model's")
                        + " error is that of its posterior mean, its lifetime sparsity"
                        + " that of sampled codes. In brackets "
                        + SampleMean.percent(level)
                        + " intervals over patches (paired bootstrap, " + Resampling.COUNT
                        + " resamples, seed " + Resampling.SEED + ").",
                List.of(Table.Column.text("inference"), Table.Column.mean("Δ error", 2),
                        Table.Column.mean("Δ sparsity", 4),
                        Table.Column.mean("squared error", 2), Table.Column.mean("lifetime", 4),
                        Table.Column.number("relative gap", 6)),
                rows);
    }
}
