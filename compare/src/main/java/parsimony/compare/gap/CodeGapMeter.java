package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.signals.ParallelLoop;
import parsimony.sparsecoding.Bounded;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.L1Ball;
import parsimony.sparsecoding.SupportLeastSquares;
import parsimony.sparsecoding.SupportSwaps;

/**
 * Measures the {@link CodeGap} of codes under one decoder, x̂ = b + Φa. Patches may come in blocks:
 * the numbers of a patch depend on its block by rounding alone, and not even by that if blocks have
 * a multiple of 8 rows.
 */
public final class CodeGapMeter {
    private final Dictionary dictionary;
    /** The decoder's bias, D numbers. */
    private final float[] bias;
    private final boolean signed;
    private final double[] norms;
    private final L1Ball ball;
    private final SupportLeastSquares magnitudes;
    private final SupportSwaps swaps;

    /**
     * A meter that solves as exactly as is usual.
     *
     * @param dictionary Φ, K×D
     * @param bias b, 1×D, finite; null for none
     * @param signed whether codes may be negative
     * @throws InputException if the bias does not have D numbers, or one of them is not finite
     */
    public CodeGapMeter(Dictionary dictionary, FMatrixRMaj bias, boolean signed) {
        this(dictionary, bias, L1Ball.Settings.DEFAULT.withSigned(signed));
    }

    /**
     * A meter with settings of its own.
     *
     * @param dictionary Φ, K×D
     * @param bias b, 1×D, finite; null for none
     * @param settings whether codes may be negative, and how exactly to solve at equal L1
     * @throws InputException if the bias does not have D numbers, or one of them is not finite
     */
    public CodeGapMeter(Dictionary dictionary, FMatrixRMaj bias, L1Ball.Settings settings) {
        this.dictionary = dictionary;
        this.bias = bias == null ? new float[dictionary.pixels()] : bias.data.clone();
        this.signed = settings.signed();
        requireBias(bias);
        norms = IntStream.range(0, dictionary.size())
                .mapToDouble(k -> Math.sqrt(dictionary.squaredNorm(k))).toArray();
        ball = new L1Ball(dictionary, settings);
        magnitudes = new SupportLeastSquares(dictionary, signed);
        swaps = new SupportSwaps(dictionary, signed);
    }

    private void requireBias(FMatrixRMaj given) {
        if (given != null && given.getNumElements() != dictionary.pixels()) {
            throw new InputException("‹bias›: has " + given.getNumElements()
                    + " numbers; must have " + dictionary.pixels() + ", one for each pixel");
        }
        for (int d = 0; given != null && d < dictionary.pixels(); d++) {
            if (!Float.isFinite(bias[d])) {
                throw new InputException("‹bias›: number " + d + " is " + bias[d]
                        + "; must be finite");
            }
        }
    }

    /** {@return the dictionary Φ} */
    public Dictionary dictionary() {
        return dictionary;
    }

    /**
     * Measures the gap of codes.
     *
     * @param patches N×D, finite, with the bias
     * @param codes N×K, finite, and ≥ 0 unless they may be negative
     * @return the gap
     * @throws InputException if shapes do not agree, a value is not finite, or a code is negative
     *     and must not be
     */
    public CodeGap measure(FMatrixRMaj patches, FMatrixRMaj codes) {
        dictionary.requireMatching(patches);
        require(patches.numRows, codes);
        FMatrixRMaj inputs = withoutBias(patches);
        int n = inputs.numRows;
        double[] l1 = new double[n];
        int[] l0 = new int[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < norms.length; k++) {
                float code = codes.data[i * norms.length + k];
                l1[i] += norms[k] * Math.abs(code);
                l0[i] += code == 0 ? 0 : 1;
            }
        }
        double[] own = errors(inputs, codes);
        Bounded sameUnits = magnitudes.solve(inputs, codes);
        double[] onSupport = errors(sameUnits);
        Bounded equalL1 = ball.solve(inputs, l1, codes);
        double[] atEqualL1 = errors(equalL1);
        double[] lower = new double[n];
        FMatrixRMaj swapped = swaps.improve(inputs, codes);
        double[] atEqualL0 = errors(inputs, swapped);
        for (int i = 0; i < n; i++) {
            // Within the solvers' tolerances, what they began with may be the better one.
            if (own[i] < onSupport[i]) {
                onSupport[i] = own[i];
                copyRow(codes, sameUnits.codes(), i);
            }
            if (own[i] < atEqualL1[i]) {
                atEqualL1[i] = own[i];
                copyRow(codes, equalL1.codes(), i);
            }
            if (onSupport[i] < atEqualL0[i]) {
                atEqualL0[i] = onSupport[i];
                copyRow(sameUnits.codes(), swapped, i);
            }
            lower[i] = Math.min(atEqualL1[i], Math.max(0, 2 * equalL1.lowerBound()[i]));
        }
        return new CodeGap(own, onSupport, atEqualL1, lower, atEqualL0, l1, l0, equalL1.codes(),
                swapped);
    }

    private void require(int patches, FMatrixRMaj codes) {
        int units = dictionary.size();
        if (codes.numRows != patches || codes.numCols != units) {
            throw new InputException("‹codes›: are " + codes.numRows + "×" + codes.numCols
                    + "; must be " + patches + "×" + units
                    + ", a row for each patch and a column for each atom");
        }
        for (int i = 0; i < codes.getNumElements(); i++) {
            float code = codes.data[i];
            if (!Float.isFinite(code) || code < 0 && !signed) {
                throw new InputException("‹codes›: patch " + i / units + " has " + code
                        + " at atom " + i % units + "; must be "
                        + (signed ? "finite" : "finite and not negative"));
            }
        }
    }

    private FMatrixRMaj withoutBias(FMatrixRMaj patches) {
        FMatrixRMaj inputs = patches.copy();
        for (int i = 0; i < inputs.getNumElements(); i++) {
            inputs.data[i] -= bias[i % bias.length];
        }
        return inputs;
    }

    /** ‖x − Φa‖² of each row in double precision; it passes over codes that are 0. */
    private double[] errors(FMatrixRMaj inputs, FMatrixRMaj codes) {
        double[] errors = new double[inputs.numRows];
        ParallelLoop.run(errors.length, i -> errors[i] = error(inputs, codes, i));
        return errors;
    }

    private double error(FMatrixRMaj inputs, FMatrixRMaj codes, int row) {
        float[] atoms = dictionary.atoms().data;
        int pixels = inputs.numCols;
        double[] residual = new double[pixels];
        for (int d = 0; d < pixels; d++) {
            residual[d] = inputs.data[row * pixels + d];
        }
        for (int k = 0; k < codes.numCols; k++) {
            double code = codes.data[row * codes.numCols + k];
            for (int d = 0; code != 0 && d < pixels; d++) {
                residual[d] -= code * atoms[k * pixels + d];
            }
        }
        double squares = 0;
        for (double r : residual) {
            squares += r * r;
        }
        return squares;
    }

    /** Squared errors from objectives, which are half of them. */
    private static double[] errors(Bounded solution) {
        return IntStream.range(0, solution.objective().length)
                .mapToDouble(i -> 2 * solution.objective()[i]).toArray();
    }

    private static void copyRow(FMatrixRMaj from, FMatrixRMaj to, int row) {
        System.arraycopy(from.data, row * from.numCols, to.data, row * to.numCols, to.numCols);
    }
}
