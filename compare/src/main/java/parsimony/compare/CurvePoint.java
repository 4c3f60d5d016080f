package parsimony.compare;

import parsimony.sparsecoding.Measures;

/**
 * One point of the error–sparsity plane: one way to infer codes on one model's dictionary, measured on the validation patches.
 *
 * @param model       whose dictionary, by its name in the experiment
 * @param inference   how codes were inferred: {@code lca}, {@code ista}, … or {@link #AMORTIZED}
 * @param lambda      weight of the l1 norm, null for amortized inference
 * @param beta        weight of the KL term that a VAE was trained with, null for a sparse coding dictionary
 * @param mse         squared error per patch, mean Σ_pixels (x − x̂)², with the codes as inferred (samples for a VAE)
 * @param mseMap      the same with the posterior mean decoded; for a point estimate it is the mse
 * @param r2          mean over patches of R², ruled by nearly constant ones; kept for earlier readers of the files
 * @param r2Pooled    R² over all pixels of all patches together
 * @param r2Median    median over patches of R²
 * @param relativeGap the codes' mean duality gap divided by their mean objective: how far, in proportion, they are at most from
 *                    the lasso's optimum, 0..1; null for amortized inference
 */
public record CurvePoint(String model, String inference, Double lambda, Double beta, double mse, double mseMap, double r2,
        double r2Pooled, double r2Median, double lifetime, double population, double portionZeros, Double relativeGap) {

    /** The {@code inference} of a VAE's own encoder. */
    public static final String AMORTIZED = "amortized";
    /** Codes with a {@link #relativeGap} of at most this count as converged; figures draw the others hollow. */
    public static final double CONVERGED = 0.01;
    /** What hollow marks in a figure are. */
    public static final String OPEN = "hollow: relative gap above 1%";

    /** A point of a curve: deterministic codes found with one λ. */
    public static CurvePoint sparse(String model, String inference, double lambda, Double beta, Measures measures,
            Double relativeGap) {
        return new CurvePoint(model, inference, lambda, beta, measures.mse(), measures.mse(), measures.r2(), measures.r2Pooled(),
                measures.r2Median(), measures.lifetime(), measures.population(), measures.portionZeros(), relativeGap);
    }

    /** Whether its codes are those of the optimum, as far as figures show; the point of an encoder has no optimum to miss. */
    public boolean converged() {
        return relativeGap == null || relativeGap <= CONVERGED;
    }
}
