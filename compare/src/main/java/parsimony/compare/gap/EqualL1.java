package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Bounded;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.L1Ball;
import parsimony.sparsecoding.Solver;

/**
 * The codes of an encoder beside those of LCA and the optimum, all on one dictionary and, patch by
 * patch, at equal sparsity. Sparsity is here the weighted l1 norm t = Σ_k ‖φ_k‖|a_k|, as in {@link
 * CodeGap}: it does not depend on how atoms are scaled, and unlike a count of units it is of use
 * for codes that are never 0, such as Poisson rates.
 * <ul>
 * <li>The <em>optimum</em> is the least ‖x − Φa‖² over all codes with at most the encoder's t. It
 * is certified from below.
 * <li><em>LCA</em> takes the steps of the paper, with the atoms scaled to norm 1 and with the λ of
 * each patch at which the lasso has this same optimum: the multiplier of its constraint, max_k
 * φ_kᵀ(x − Φa)/‖φ_k‖. Converged, it would be the optimum. What it lacks is what more steps would
 * bring, in error or in t.
 * </ul>
 *
 * @param encoder the codes given, N×K
 * @param lca LCA's, N×K
 * @param optimum the best ones, N×K
 * @param encoderError ‖x − Φa‖² of each patch, N
 * @param lcaError ‖x − Φa‖² of each patch, N
 * @param optimumError ‖x − Φa‖² of each patch, N, at most the encoder's
 * @param lower a proven lower bound of the least error, N, from 0 to optimumError
 * @param lambda the λ of each patch, N, ≥ 0
 * @param weights ‖φ_k‖, K
 */
public record EqualL1(FMatrixRMaj encoder, FMatrixRMaj lca, FMatrixRMaj optimum,
        double[] encoderError, double[] lcaError, double[] optimumError, double[] lower,
        double[] lambda, double[] weights) {
    private static final Solver<?> LCA = Solver.of("lca");
    /** The least λ as a share of ‖x‖: an optimum that leaves no error has none. */
    private static final double LEAST_SHARE = 1e-4;

    /**
     * Compares codes with those of LCA and with the best. Codes may be negative if any of them is.
     *
     * @param inputs N×D, finite, less the bias of the decoder if it has one
     * @param codes N×K, finite
     * @param dictionary K×D
     * @return the comparison
     * @throws InputException if shapes do not agree or a value is not finite
     */
    public static EqualL1 compare(FMatrixRMaj inputs, FMatrixRMaj codes, Dictionary dictionary) {
        return compare(inputs, codes, dictionary, CodeGap.isSigned(codes));
    }

    /**
     * Compares codes with those of LCA and with the best.
     *
     * @param inputs N×D, finite, less the bias of the decoder if it has one
     * @param codes N×K, finite, and ≥ 0 unless signed
     * @param dictionary K×D
     * @param signed whether codes may be negative
     * @return the comparison
     * @throws InputException if shapes do not agree or a value is not finite
     */
    public static EqualL1 compare(FMatrixRMaj inputs, FMatrixRMaj codes, Dictionary dictionary,
            boolean signed) {
        dictionary.requireMatching(inputs);
        int n = inputs.numRows;
        double[] weights = IntStream.range(0, dictionary.size())
                .mapToDouble(k -> Math.sqrt(dictionary.squaredNorm(k))).toArray();
        double[] radii = IntStream.range(0, n).mapToDouble(i -> l1(codes, i, weights)).toArray();
        Bounded best = new L1Ball(dictionary, L1Ball.Settings.DEFAULT.withSigned(signed))
                .solve(inputs, radii, codes);
        FMatrixRMaj optimum = best.codes();
        double[] own = squares(inputs, dictionary.decode(codes));
        FMatrixRMaj rest = residual(inputs, dictionary.decode(optimum));
        double[] least = squares(rest);
        double[] lambda = multipliers(rest, dictionary.atoms(), weights, signed);
        FMatrixRMaj lca = lca(inputs, dictionary, weights, lambda, signed);
        for (int i = 0; i < n; i++) {
            // Within the solver's tolerance the code that it began with may be the better one.
            if (own[i] < least[i]) {
                least[i] = own[i];
                System.arraycopy(codes.data, i * codes.numCols, optimum.data, i * codes.numCols,
                        codes.numCols);
            }
        }
        double[] lower = IntStream.range(0, n)
                .mapToDouble(i -> Math.min(least[i], Math.max(0, 2 * best.lowerBound()[i])))
                .toArray();
        return new EqualL1(codes, lca, optimum, own, squares(inputs, dictionary.decode(lca)),
                least, lower, lambda, weights);
    }

    /**
     * {@return Σ_k ‖φ_k‖|a_k| of a row of codes}
     *
     * @param codes N×K
     * @param row from 0
     * @param weights ‖φ_k‖, K
     */
    public static double l1(FMatrixRMaj codes, int row, double[] weights) {
        double l1 = 0;
        for (int k = 0; k < codes.numCols; k++) {
            l1 += weights[k] * Math.abs(codes.get(row, k));
        }
        return l1;
    }

    /**
     * LCA at each patch's own λ in one go: a code of x at λ is λ times that of x/λ at 1, step by
     * step.
     */
    private static FMatrixRMaj lca(FMatrixRMaj inputs, Dictionary dictionary, double[] weights,
            double[] lambda, boolean signed) {
        FMatrixRMaj atoms = dictionary.atoms().copy();
        for (int i = 0; i < atoms.getNumElements(); i++) {
            double norm = weights[i / atoms.numCols];
            atoms.data[i] = norm > 0 ? (float) (atoms.data[i] / norm) : 0;
        }
        FMatrixRMaj scaled = inputs.copy();
        double[] scale = new double[inputs.numRows];
        for (int i = 0; i < scale.length; i++) {
            double energy = 0;
            for (int d = 0; d < inputs.numCols; d++) {
                energy += (double) inputs.get(i, d) * inputs.get(i, d);
            }
            scale[i] = Math.max(lambda[i], LEAST_SHARE * Math.sqrt(energy));
            for (int d = 0; d < inputs.numCols && scale[i] > 0; d++) {
                scaled.set(i, d, (float) (inputs.get(i, d) / scale[i]));
            }
        }
        FMatrixRMaj codes = LCA.paperEncoder(new Dictionary(atoms), 1, signed).encode(scaled);
        for (int i = 0; i < codes.getNumElements(); i++) {
            double norm = weights[i % codes.numCols];
            codes.data[i] =
                    norm > 0 ? (float) (codes.data[i] * scale[i / codes.numCols] / norm) : 0;
        }
        return codes;
    }

    /** max_k φ_kᵀr/‖φ_k‖ of each row, at least 0; of the absolute value if signed. */
    private static double[] multipliers(FMatrixRMaj rest, FMatrixRMaj atoms, double[] weights,
            boolean signed) {
        return IntStream.range(0, rest.numRows).parallel().mapToDouble(i -> {
            double most = 0;
            for (int k = 0; k < atoms.numRows; k++) {
                double product = 0;
                for (int d = 0; d < atoms.numCols; d++) {
                    product += (double) atoms.get(k, d) * rest.get(i, d);
                }
                most = weights[k] > 0
                        ? Math.max(most, (signed ? Math.abs(product) : product) / weights[k])
                        : most;
            }
            return most;
        }).toArray();
    }

    private static FMatrixRMaj residual(FMatrixRMaj inputs, FMatrixRMaj decoded) {
        FMatrixRMaj rest = inputs.copy();
        for (int i = 0; i < rest.getNumElements(); i++) {
            rest.data[i] -= decoded.data[i];
        }
        return rest;
    }

    private static double[] squares(FMatrixRMaj inputs, FMatrixRMaj decoded) {
        return squares(residual(inputs, decoded));
    }

    private static double[] squares(FMatrixRMaj rest) {
        double[] squares = new double[rest.numRows];
        for (int i = 0; i < rest.getNumElements(); i++) {
            squares[i / rest.numCols] += (double) rest.data[i] * rest.data[i];
        }
        return squares;
    }
}
