package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Bounded;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.L1Ball;
import parsimony.sparsecoding.Measures;

/**
 * By how much codes err more than they need to: mean over patches of ‖x − Φa‖² less the least that
 * any code of the same weighted l1 norm Σ_k ‖φ_k‖|a_k| leaves. The least is enclosed from both
 * sides, by a code that was found and by a proven bound. Nothing about how the codes were made
 * enters. So encoders and solvers, on one dictionary or on many, have numbers of one kind; those of
 * the exact lasso on atoms of norm 1 are 0.
 *
 * @param patches that were measured, N
 * @param least   the codes err at least so much more than the best, ≥ 0: better codes were found
 * @param most    they err at most so much more, ≥ least: no code is better than the bound
 */
public record Excess(int patches, double least, double most) {

    /**
     * Measures codes.
     *
     * @param inputs N×D, N ≥ 1, finite, less the bias of the decoder if it has one
     * @param codes N×K, finite
     * @param dictionary K×D
     * @return their excess
     * @throws InputException if shapes do not agree, there is no patch, or a value is not finite
     */
    public static Excess of(FMatrixRMaj inputs, FMatrixRMaj codes, Dictionary dictionary) {
        dictionary.requireMatching(inputs);
        if (inputs.numRows == 0) {
            throw new InputException("‹patches›: none given, at least one is needed");
        }
        double[] weights = IntStream.range(0, dictionary.size())
                .mapToDouble(k -> Math.sqrt(dictionary.squaredNorm(k))).toArray();
        double[] radii = IntStream.range(0, inputs.numRows)
                .mapToDouble(i -> EqualL1.l1(codes, i, weights)).toArray();
        Bounded best = new L1Ball(dictionary,
                L1Ball.Settings.DEFAULT.withSigned(CodeGap.isSigned(codes)))
                .solve(inputs, radii, codes);
        double[] own = Measures.errors(inputs, dictionary.decode(codes));
        double[] found = Measures.errors(inputs, dictionary.decode(best.codes()));
        double least = 0;
        double most = 0;
        for (int i = 0; i < own.length; i++) {
            least += Math.max(0, own[i] - found[i]);
            most += Math.max(0, own[i] - 2 * best.lowerBound()[i]);
        }
        int n = own.length;
        return new Excess(n, least / n, Math.max(least, most) / n);
    }
}
