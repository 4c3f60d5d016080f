package parsimony.experiment.gap;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import parsimony.compare.CurvePoint;
import parsimony.compare.GapEstimate;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.ResultFolder;
import parsimony.vae.Inference;

/**
 * What {@link GapAnalysis} found.
 *
 * @param amortized   the encoder's point in the error–sparsity plane
 * @param curves      of lca, ista, fista and lasso
 * @param gaps        from the encoder's point to each of these curves
 * @param lambda      the λ at which LCA is as sparse as the encoder, or as near to that as it gets
 * @param beta        weight of the divergence in the free energy
 * @param freeEnergy  the gap in free energy, patch by patch
 * @param spread      how the free-energy gap is spread over the patches
 * @param closings    how many iterations close which share of the gap
 * @param convergence the gap against compute: the encoder alone, learned steps, and each inference
 *                    from the cold start and from the encoder's codes
 * @param inference   how the model finds codes step by step; null where an encoder gives them in
 *                    one shot
 */
public record GapResult(CurvePoint amortized, List<SparseCodingCurve> curves,
        List<GapEstimate> gaps, double lambda,
        double beta, FreeEnergyGap freeEnergy, FreeEnergyGap.Spread spread, List<Closing> closings,
        List<Convergence> convergence, Inference inference) implements RunGap {

    static final String LCA = "lca";
    static final String FISTA = "fista";
    /** What rows call encoders of learned steps. */
    static final String LISTA = "lista";
    private static final String LASSO = "lasso";

    SparseCodingGap sparseCoding() {
        return new SparseCodingGap(amortized, curves, gaps, inference);
    }

    /** The index of a method of inference in {@link #curves} and {@link #gaps}. */
    private int place(String inference) {
        return IntStream.range(0, curves.size())
                .filter(i -> curves.get(i).inference().equals(inference)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no curve of " + inference));
    }

    /**
     * {@return the answer in a few sentences with their numbers} It compares the encoder with the
     * exact lasso, and adds the error of LCA.
     */
    @Override
    public String answer() {
        GapEstimate exact = gaps.get(place(LASSO));
        String sparse = String.format(Locale.ROOT,
                "At its own sparsity (lifetime %.3f) the %s leaves a squared error of"
                        + " %.1f per patch, of its posterior mean",
                exact.lifetime().value(), inference == null ? "encoder" : inference.words(),
                exact.mse().value())
                + against(exact, curves.get(place(LASSO)).points().get(0));
        double gap = FreeEnergyGap.mean(freeEnergy.total());
        String posterior = String.format(Locale.ROOT,
                " Its free energy is %s above that of the best Poisson posterior"
                        + " (median %s; %s intervals over patches %s to %s and %s to"
                        + " %s), of which better rates of the same units recover %.0f%%",
                nats(gap), nats(freeEnergy.medianGap()), SampleMean.percent(spread.level()),
                nats(spread.mean().low()), nats(spread.mean().high()),
                nats(spread.median().low()), nats(spread.median().high()),
                100 * FreeEnergyGap.mean(freeEnergy.ofRates()) / Math.max(gap, Double.MIN_NORMAL));
        return sparse + posterior + "; iterative Poisson inference closes 90% of it in "
                + iterations("encoder", .9)
                + (inference == null ? " from the encoder, " : " from there, ")
                + iterations("cold", .9) + " from the prior.";
    }

    /** A gap: never below 0, and small ones are not rounded away. */
    private static String nats(double value) {
        return String.format(Locale.ROOT, value > 0 && value < 1 ? "%.2g" : "%.1f",
                Math.max(0, value));
    }

    private String subject() {
        return inference == null || inference.encodes() ? "The encoder" : "The inference";
    }

    /**
     * The comparison with the exact lasso in words. If even the smallest λ gives sparser codes than
     * the encoder's, the loss is at least that to the densest codes: still denser ones would have a
     * smaller error.
     */
    private String against(GapEstimate exact, CurvePoint densest) {
        if (exact.deltaMse().isPresent()) {
            return String.format(Locale.ROOT,
                    "; the exact lasso on the same dictionary leaves %.1f%s. %s",
                    exact.mseAtSameSparsity().get().value(), lca(), exact.verdict(subject()));
        }
        double mse = exact.mse().value();
        if (densest.lifetime() <= exact.lifetime().value()) {
            return "; the exact lasso on the same dictionary does not get that sparse.";
        }
        return densest.mse() < mse
                ? String.format(Locale.ROOT,
                        "; the exact lasso on the same dictionary, sparser at every λ tried"
                                + " (lifetime %.3f or more), leaves as little as %.1f. %s"
                                + " loses more than %.1f.",
                        densest.lifetime(),
                        densest.mse(), subject(), mse - densest.mse())
                : "; the exact lasso on the same dictionary is sparser at every λ tried.";
    }

    /** The error of LCA at the encoder's sparsity; unless it has converged, how near it is, too. */
    private String lca() {
        GapEstimate lca = gaps.get(place(LCA));
        return lca.mseAtSameSparsity()
                .map(mse -> String.format(Locale.ROOT, " (LCA %.1f%s)", mse.value(),
                        lca.converged() ? "" : ", " + lca.unconverged()))
                .orElse("");
    }

    private String iterations(String start, double share) {
        Integer found = closings.stream()
                .filter(c -> c.inference().equals("poisson") && c.start().equals(start)
                        && c.share() == share)
                .findFirst().orElseThrow().iterations();
        return found == null ? "more than " + GapAnalysis.MOST_POISSON_STEPS + " iterations"
                : found + " iterations";
    }

    /**
     * Writes the {@code report.html} of a folder that holds everything else, its
     * {@code config.json} included.
     *
     * @param folder the folder
     * @param run the name of the run, as the user gave it
     * @param shown what the page shows of the folder
     * @throws IOException if a file cannot be read or written
     */
    @Override
    public void writeReport(ResultFolder folder, String run, Report.Shown shown)
            throws IOException {
        GapReport.write(folder, run, this, shown);
    }

    /**
     * {@return everything in the form of {@code metrics.json}} A number is null where a curve does
     * not reach the encoder's point, or the iterations did not suffice.
     */
    @Override
    public GapMetrics metrics() {
        return GapMetrics.of(this);
    }

    /**
     * {@return the numbers for people: each inference against the encoder, the free energies, and
     * how many iterations close the gap}
     */
    @Override
    public List<Table> tables() {
        return GapReport.tables(this);
    }
}
