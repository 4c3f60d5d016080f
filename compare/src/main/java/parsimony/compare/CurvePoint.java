package parsimony.compare;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;

/**
 * One point of the error–sparsity plane: one way to infer codes on one model's dictionary, measured
 * on the validation patches.
 *
 * @param model       name of the model whose dictionary it is
 * @param inference   how codes were inferred: {@code lca}, {@code ista}, … or {@link #AMORTIZED}
 * @param lambda      weight of the l1 norm, null for amortized inference
 * @param beta        weight of the KL term that a VAE was trained with, null for a sparse coding
 *                    dictionary
 * @param mse         squared error per patch, mean Σ_pixels (x − x̂)², with the codes as inferred
 *                    (samples for a VAE)
 * @param mseMap      the same with the posterior mean decoded; for a point estimate it is the mse
 * @param r2          mean over patches of R², which a few nearly constant patches can dominate;
 *                    kept for older readers of the files
 * @param r2Pooled    R² over all pixels of all patches together
 * @param r2Median    median over patches of R²
 * @param lifetime    mean over units of a unit's sparsity across patches, 0..1
 * @param population  mean over patches of a patch's sparsity across units, 0..1
 * @param portionZeros share of code entries that are 0, 0..1
 * @param relativeGap the codes' mean duality gap divided by their mean objective: an upper bound on
 *                    their relative distance from the lasso's optimum, 0..1; null for amortized
 *                    inference
 */
public record CurvePoint(String model, String inference, Double lambda, Double beta, double mse,
        double mseMap, double r2,
        double r2Pooled, double r2Median, double lifetime, double population, double portionZeros,
        Double relativeGap) {

    /** The {@code inference} of a VAE's own encoder. */
    public static final String AMORTIZED = "amortized";
    /**
     * Codes with a {@link #relativeGap} of at most this count as converged; figures draw the others
     * hollow.
     */
    public static final double CONVERGED = 0.01;

    /**
     * {@return the point of a one-shot encoder's codes}
     *
     * @param model name of the point
     * @param patches N×D, N ≥ 1
     * @param codes N×K, the encoder's codes of the patches; for a Poisson posterior its mean
     * @param dictionary K×D
     * @throws InputException if shapes do not agree or there is no patch
     */
    public static CurvePoint amortized(String model, FMatrixRMaj patches, FMatrixRMaj codes,
            Dictionary dictionary) {
        return amortized(model, Measures.of(patches, codes, dictionary));
    }

    /**
     * {@return the point of a one-shot encoder with any decoder}
     *
     * @param model name of the point
     * @param measures of its codes
     */
    public static CurvePoint amortized(String model, Measures measures) {
        return of(model, AMORTIZED, null, null, measures, null);
    }

    /** A point of deterministic codes, whose mse and mseMap are equal. */
    static CurvePoint of(String model, String inference, Double lambda, Double beta,
            Measures measures,
            Double relativeGap) {
        return new CurvePoint(model, inference, lambda, beta, measures.mse(), measures.mse(),
                measures.r2(), measures.r2Pooled(),
                measures.r2Median(), measures.lifetime(), measures.population(),
                measures.portionZeros(), relativeGap);
    }

    /** {@return how far it is from the ideal corner, as {@link IdealCorner#distance} has it} */
    public double distance() {
        return IdealCorner.distance(r2Pooled, portionZeros);
    }

    /** {@return how far it is, as {@link IdealCorner#scaledDistance} has it} */
    public double scaledDistance() {
        return IdealCorner.scaledDistance(r2Pooled, portionZeros);
    }

    /**
     * {@return whether its codes are within {@link #CONVERGED} of their optimum} The point of an
     * encoder has no optimum and counts as converged.
     */
    public boolean converged() {
        return relativeGap == null || relativeGap <= CONVERGED;
    }
}
