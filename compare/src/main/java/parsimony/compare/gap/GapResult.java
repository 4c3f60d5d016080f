package parsimony.compare.gap;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.ResultFolder;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.Table;

/**
 * What {@link GapAnalysis} found.
 *
 * @param amortized   the encoder's point in the MSE–sparsity plane
 * @param curves      of lca, ista, fista and lasso
 * @param gaps        from the encoder's point to each of these curves
 * @param lambda      where LCA is as sparse as the encoder, or as near as it gets
 * @param beta        weight of the divergence in the free energy
 * @param freeEnergy  patch by patch
 * @param closings    iterations to close shares of the gap
 * @param convergence from the cold start
 */
public record GapResult(CurvePoint amortized, List<SparseCodingCurve> curves, List<AmortizationGap> gaps, double lambda,
        double beta, FreeEnergyGap freeEnergy, List<Closing> closings, List<Convergence> convergence) {

    /** Above this share of its objective, what LCA has left undone is worth a word. */
    private static final double UNCONVERGED = 0.01;

    /** The answer in two sentences with their numbers, and a third where LCA has not converged. */
    public String answer() {
        AmortizationGap lca = gaps.get(0);
        String sparse = String.format(Locale.ROOT, "At its own sparsity (lifetime %.3f) the encoder errs by %.1f per patch, ",
                lca.lifetime(), lca.mse()) + againstLca(lca, curves.get(0).points().get(0)) + againstLasso();
        double gap = FreeEnergyGap.mean(freeEnergy.total());
        String posterior = String.format(Locale.ROOT, " Its free energy is %.1f above that of the best Poisson posterior"
                + " (median %.1f), of which better rates of the same units recover %.0f%%", gap, freeEnergy.medianGap(),
                100 * FreeEnergyGap.mean(freeEnergy.ofRates()) / Math.max(gap, Double.MIN_NORMAL));
        return sparse + posterior + "; iterative Poisson inference closes 90% of it in " + iterations("encoder", .9)
                + " from the encoder, " + iterations("cold", .9) + " from the prior.";
    }

    /** Where even the smallest λ gives sparser codes than the encoder's, denser ones would err less still. */
    private static String againstLca(AmortizationGap gap, CurvePoint densest) {
        if (gap.deltaMse().isPresent()) {
            return String.format(Locale.ROOT, "LCA on the same dictionary by %.1f: ΔMSE = %.1f.",
                    gap.mseAtSameSparsity().getAsDouble(), gap.deltaMse().getAsDouble());
        }
        if (densest.lifetime() <= gap.lifetime()) {
            return "and LCA on the same dictionary does not get that sparse.";
        }
        return densest.mse() < gap.mse()
                ? String.format(Locale.ROOT, "LCA on the same dictionary, sparser at every λ tried (lifetime %.3f or more), by as"
                        + " little as %.1f: ΔMSE is above %.1f.", densest.lifetime(), densest.mse(), gap.mse() - densest.mse())
                : "and LCA on the same dictionary is sparser at every λ tried.";
    }

    private String againstLasso() {
        double undone = curves.get(0).gapNear(gaps.get(0).lifetime());
        if (undone <= UNCONVERGED) {
            return "";
        }
        OptionalDouble exact = gaps.get(gaps.size() - 1).deltaMse();
        return String.format(Locale.ROOT, " LCA has not converged there (it is certified to within %.0f%%)", 100 * undone)
                + (exact.isPresent() ? String.format(Locale.ROOT, "; by the exact lasso ΔMSE = %.1f.", exact.getAsDouble()) : ".");
    }

    private String iterations(String start, double share) {
        Integer found = closings.stream()
                .filter(c -> c.inference().equals("poisson") && c.start().equals(start) && c.share() == share)
                .findFirst().orElseThrow().iterations();
        return found == null ? "more than " + GapAnalysis.MOST_POISSON_STEPS + " iterations" : found + " iterations";
    }

    /** Writes the {@code report.html} of a folder that holds everything else, its {@code config.json} included. */
    public void writeReport(ResultFolder folder, String run) throws IOException {
        GapReport.write(folder, run, this);
    }

    /** Everything by its name in {@code metrics.json}; null where a curve does not get there or iterations did not suffice. */
    public Map<String, Object> metrics() {
        Map<String, Object> sparseCoding = new LinkedHashMap<>();
        for (int i = 0; i < curves.size(); i++) {
            sparseCoding.put(curves.get(i).method().name().toLowerCase(Locale.ROOT), metrics(gaps.get(i), curves.get(i)));
        }
        Map<String, Object> energies = new LinkedHashMap<>(Map.of("beta", beta));
        energies.putAll(freeEnergy.metrics());
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("measured", freeEnergy.patches());
        metrics.put("encoder", amortized);
        metrics.put("sparse_coding", sparseCoding);
        metrics.put("lambda_at_same_sparsity", lambda);
        metrics.put("free_energy", energies);
        metrics.put("closing", closings);
        return metrics;
    }

    private static Map<String, Object> metrics(AmortizationGap gap, SparseCodingCurve curve) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("delta_mse", gap.deltaMse());
        metrics.put("delta_sparsity", gap.deltaSparsity());
        metrics.put("mse_at_same_sparsity", gap.mseAtSameSparsity());
        metrics.put("lifetime_at_same_mse", gap.sparsityAtSameMse());
        metrics.put("certified_within", curve.gapNear(gap.lifetime()));
        return metrics;
    }

    /** The numbers for people: each inference against the encoder, the free energies, and how soon the gap is closed. */
    public List<Table> tables() {
        return GapReport.tables(this);
    }
}
