package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Solution;

/**
 * How far the lasso's objective of codes lies above its minimum on the same dictionary, patch by
 * patch,
 * <pre>  P(a) = ½‖x − Φa‖² + λ‖a‖₁.</pre>
 * The codes may come from anywhere: LCA stopped early, a pursuit, or a one-shot encoder. The
 * optimum comes from {@link Lasso}. For a one-shot encoder the gap is the amortization gap in the
 * sense of Cremer, Li &amp; Duvenaud (2018) for sparse coding's own objective.
 *
 * @param objective    P of the codes, N
 * @param optimal      P of the best codes, N
 * @param certificate  proven upper bound on {@code optimal} − min P, N, ≥ 0
 * @param optimalCodes the best codes, N×K
 */
public record LassoGap(double[] objective, double[] optimal, double[] certificate,
        FMatrixRMaj optimalCodes) {

    /**
     * As {@link #measure(FMatrixRMaj, FMatrixRMaj, Dictionary, LassoSettings)} for codes that are
     * not negative, solved to a relative gap of 1e-6.
     *
     * @param patches N×D, finite
     * @param codes N×K, each ≥ 0
     * @param dictionary K×D
     * @param lambda λ, &gt; 0
     * @return the gap
     */
    public static LassoGap measure(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary,
            double lambda) {
        return measure(patches, codes, dictionary, LassoSettings.of(lambda));
    }

    /**
     * Measures the gap of codes.
     *
     * @param patches N×D, finite
     * @param codes N×K, finite, and ≥ 0 unless the settings are signed
     * @param dictionary K×D
     * @param settings λ, whether codes may be negative, and how exactly to solve
     * @return the gap
     * @throws InputException if shapes do not agree, a value is not finite, or a code is negative
     *     without signed settings
     */
    public static LassoGap measure(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary,
            LassoSettings settings) {
        require(patches, codes, dictionary, settings);
        Solution solution = new Lasso(dictionary, settings).solve(patches);
        double[] objective = IntStream.range(0, patches.numRows).parallel()
                .mapToDouble(
                        i -> objective(patches, codes, i, dictionary.atoms(), settings.lambda()))
                .toArray();
        double[] optimal = solution.objective();
        double[] certificate = solution.gap();
        for (int i = 0; i < optimal.length; i++) {
            // within the solver's tolerance, codes from elsewhere may be the better ones
            if (objective[i] < optimal[i]) {
                certificate[i] = Math.max(0, certificate[i] - (optimal[i] - objective[i]));
                optimal[i] = objective[i];
                System.arraycopy(codes.data, i * codes.numCols, solution.codes().data,
                        i * codes.numCols, codes.numCols);
            }
        }
        return new LassoGap(objective, optimal, certificate, solution.codes());
    }

    private static void require(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary,
            LassoSettings settings) {
        dictionary.requireMatching(patches);
        if (codes.numRows != patches.numRows || codes.numCols != dictionary.size()) {
            throw new InputException(
                    "codes: are " + codes.numRows + "×" + codes.numCols + "; must be "
                            + patches.numRows + "×" + dictionary.size()
                            + ", a row for each patch and a column for each atom");
        }
        for (int i = 0; i < codes.getNumElements(); i++) {
            float code = codes.data[i];
            if (!Float.isFinite(code) || code < 0 && !settings.signed()) {
                throw new InputException(
                        "codes: patch " + i / codes.numCols + " has " + code + " at atom "
                                + i % codes.numCols + "; must be "
                                + (settings.signed() ? "finite" : "finite and not negative"));
            }
        }
    }

    /** P of one patch in double precision. */
    private static double objective(FMatrixRMaj patches, FMatrixRMaj codes, int patch,
            FMatrixRMaj atoms, double lambda) {
        int pixels = atoms.numCols;
        double[] residual = new double[pixels];
        for (int d = 0; d < pixels; d++) {
            residual[d] = patches.data[patch * pixels + d];
        }
        double l1 = 0;
        for (int k = 0; k < atoms.numRows; k++) {
            double code = codes.data[patch * atoms.numRows + k];
            l1 += Math.abs(code);
            for (int d = 0; code != 0 && d < pixels; d++) {
                residual[d] -= code * atoms.data[k * pixels + d];
            }
        }
        double squares = 0;
        for (double r : residual) {
            squares += r * r;
        }
        return 0.5 * squares + lambda * l1;
    }

    /** {@return how many patches, N} */
    public int patches() {
        return optimal.length;
    }

    /**
     * {@return P(codes) − min P of each patch, N, ≥ 0} It may be too small by at most the
     * certificate.
     */
    public double[] total() {
        return IntStream.range(0, patches()).mapToDouble(i -> objective[i] - optimal[i]).toArray();
    }
}
