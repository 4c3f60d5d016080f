package parsimony.compare.gap;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.WeightedLasso;

/**
 * One measure for codes of any origin on one dictionary, whatever they minimise: how much squared
 * error they leave above the least that is possible, at the sparsity of a reference, such as an
 * encoder's codes. Sparsity is the weighted l1 norm t = Σ_k ‖φ_k‖a_k of codes a ≥ 0, as in {@link
 * EqualL1}. For each patch, that comparison has the multiplier λ at which the lasso's optimum has
 * the reference's own t. With it, the excess of a code is
 * <pre>  e(a) = ‖x − Φa‖² + 2λ·Σ_k ‖φ_k‖a_k − m,</pre>
 * where m is a certified lower bound of the minimum of the first two terms. So e ≥ 0 for every
 * code, and it is 0 at the optimum alone. The reference's own e is its gap at equal l1: the two
 * terms with 2λt taken off are a Lagrangian, whose minimum is the least error within t. Another
 * code that uses more l1 than the reference pays for it at the rate at which the optimum would.
 * {@link Excess} is the other measure: each code beside the best of its own l1.
 *
 * <p>Patches divided by their λ have λ = 1: {@link #scaled} gives those, and {@link #unit} the
 * atoms of norm 1, under which solvers of the lasso come to e = 0.
 */
public final class EqualL1Excess {
    private static final double GAP = 1e-9;

    private final double[] lambda;
    private final double[] weights;
    private final FMatrixRMaj scaled;
    private final Dictionary unit;
    private final WeightedLasso lasso;
    private final Solution optimum;

    /**
     * The measure at the sparsity of codes.
     *
     * @param patches N×D, finite
     * @param reference N×K codes ≥ 0
     * @param dictionary K×D
     * @throws InputException if shapes do not agree, or a value is not finite or negative
     */
    public EqualL1Excess(FMatrixRMaj patches, FMatrixRMaj reference, Dictionary dictionary) {
        EqualL1 equal = EqualL1.compare(patches, reference, dictionary, false);
        // A patch of zeros has a λ of 0; there any λ says the same.
        lambda = Arrays.stream(equal.lambda()).map(l -> l > 0 ? l : 1).toArray();
        // An atom of zeros never gets a code from a solver; where there is one, it shall not be
        // free.
        weights = Arrays.stream(equal.weights()).map(w -> w > 0 ? w : 1).toArray();
        scaled = rows(patches, 1);
        unit = dictionary.normalized();
        double[] ones = new double[dictionary.pixels()];
        Arrays.fill(ones, 1);
        lasso = new WeightedLasso(dictionary, weights, ones, LassoSettings.of(1).withGap(GAP));
        optimum = lasso.solve(scaled);
    }

    /** Each row divided by its λ (power 1) or multiplied with it (power −1). */
    private FMatrixRMaj rows(FMatrixRMaj matrix, int power) {
        FMatrixRMaj rows = matrix.copy();
        for (int i = 0; i < rows.getNumElements(); i++) {
            double l = lambda[i / rows.numCols];
            rows.data[i] = (float) (power > 0 ? rows.data[i] / l : rows.data[i] * l);
        }
        return rows;
    }

    /** {@return x/λ of each patch, N×D; read only} */
    public FMatrixRMaj scaled() {
        return scaled;
    }

    /** {@return the atoms, scaled to norm 1} */
    public Dictionary unit() {
        return unit;
    }

    /**
     * {@return codes of the patches as codes of {@link #scaled} under {@link #unit}}
     *
     * @param codes N×K
     */
    public FMatrixRMaj toUnit(FMatrixRMaj codes) {
        FMatrixRMaj unitCodes = rows(codes, 1);
        for (int i = 0; i < unitCodes.getNumElements(); i++) {
            unitCodes.data[i] *= (float) weights[i % weights.length];
        }
        return unitCodes;
    }

    /**
     * {@return codes of {@link #scaled} under {@link #unit} as codes of the patches}
     *
     * @param unitCodes N×K
     */
    public FMatrixRMaj fromUnit(FMatrixRMaj unitCodes) {
        FMatrixRMaj codes = rows(unitCodes, -1);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] /= (float) weights[i % weights.length];
        }
        return codes;
    }

    /**
     * {@return e of each patch's code, N, ≥ 0}
     *
     * @param codes N×K, ≥ 0
     * @throws InputException if the shape is another, or a code is negative or not finite
     */
    public double[] of(FMatrixRMaj codes) {
        double[] objective = lasso.certify(scaled, rows(codes, 1)).objective();
        return IntStream.range(0, lambda.length)
                .mapToDouble(i -> Math.max(0, 2 * lambda[i] * lambda[i]
                        * (objective[i] - optimum.objective()[i] + optimum.gap()[i])))
                .toArray();
    }

    /**
     * {@return the mean of e over the patches}
     *
     * @param codes N×K, ≥ 0
     */
    public double mean(FMatrixRMaj codes) {
        return Arrays.stream(of(codes)).average().orElse(0);
    }

    /**
     * {@return the mean of e at the best codes found: how far the bound may be below the minimum}
     * No measured e can be told from 0 below it.
     */
    public double certificate() {
        return IntStream.range(0, lambda.length)
                .mapToDouble(i -> 2 * lambda[i] * lambda[i] * optimum.gap()[i]).average()
                .orElse(0);
    }

    /**
     * {@return the mean of ½m, the certified lower bound on ½‖x − Φa‖² + λ·Σ_k ‖φ_k‖a_k}
     */
    public double leastEnergy() {
        return IntStream.range(0, lambda.length).mapToDouble(
                i -> lambda[i] * lambda[i] * (optimum.objective()[i] - optimum.gap()[i]))
                .average().orElse(0);
    }

    /** {@return the best codes found, N×K} */
    public FMatrixRMaj best() {
        return rows(optimum.codes(), -1);
    }

    /** {@return λ of each patch, N, &gt; 0} */
    public double[] lambda() {
        return lambda.clone();
    }
}
