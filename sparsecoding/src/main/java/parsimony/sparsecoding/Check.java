package parsimony.sparsecoding;

import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * Checks of arguments that several classes take. Each throws an {@link InputException} that names
 * the argument, its value and what is allowed.
 */
final class Check {
    /**
     * The largest norm of a patch or an atom. Products of two such norms, and sums of them, stay
     * within single precision (3e38).
     */
    static final double LARGEST_NORM = 1e15;
    /**
     * The least norm of an atom that is not 0. Its square, in single precision, still has all its
     * digits (above 1e-38).
     */
    static final double LEAST_NORM = 1e-15;
    private static final double LARGEST_WEIGHT = 1e30;
    private static final double LEAST_WEIGHT = 1e-30;

    private Check() {}

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new InputException(name, value, "must be above 0, and finite");
        }
    }

    /** The weight of a norm must be within single precision. */
    static void weight(String name, double value) {
        if (!(value >= LEAST_WEIGHT && value <= LARGEST_WEIGHT)) {
            throw new InputException(name, value, "must be above 0, from 1e-30 to 1e30");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new InputException(name, value, "must not be negative, and finite");
        }
    }

    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new InputException(name, value, "must be at least 1");
        }
    }

    static void zeroOrMore(String name, int value) {
        if (value < 0) {
            throw new InputException(name, value, "must be 0 or more");
        }
    }

    static void given(String name, Object value) {
        if (value == null) {
            throw new InputException(Setting.marked(name) + ": none; must be given");
        }
    }

    /** Patches must be D wide, finite and not too large. */
    static void patches(FMatrixRMaj patches, Dictionary dictionary) {
        dictionary.requireMatching(patches);
        patches("patches", patches);
    }

    /** Patches must be finite and not too large. */
    static void patches(String name, FMatrixRMaj patches) {
        int pixels = patches.numCols;
        for (int i = 0; i < patches.numRows; i++) {
            double norm = norm(patches, i);
            if (!(norm <= LARGEST_NORM)) {
                for (int d = 0; d < pixels; d++) {
                    float value = patches.data[i * pixels + d];
                    if (!Float.isFinite(value)) {
                        throw new PatchException(i, Setting.marked(name) + ": ",
                                ", pixel " + d + " is " + value + "; must be finite");
                    }
                }
                throw new PatchException(i, Setting.marked(name) + ": ", String.format(Locale.ROOT,
                        " has norm %.3g; must be at most 1e15: divide all patches by a constant",
                        norm));
            }
        }
    }

    /** Atoms must be finite, and have norms from 1e-15 to 1e15, or 0. */
    static void atoms(FMatrixRMaj atoms) {
        for (int k = 0; k < atoms.numRows; k++) {
            double norm = norm(atoms, k);
            if (Double.isFinite(norm) && norm <= LARGEST_NORM
                    && (norm >= LEAST_NORM || norm == 0)) {
                continue;
            }
            for (int d = 0; d < atoms.numCols; d++) {
                if (!Float.isFinite(atoms.unsafe_get(k, d))) {
                    throw new InputException("‹dictionary›: atom " + k + ", pixel " + d + " is "
                            + atoms.unsafe_get(k, d) + "; must be finite");
                }
            }
            throw new InputException(String.format(Locale.ROOT,
                    "‹dictionary›: atom %d has norm %.3g; must be 0, or from 1e-15 to 1e15: scale"
                            + " the atoms to norm 1",
                    k, norm));
        }
    }

    /**
     * The norm of a row, in double precision. There the square of a float neither overflows nor
     * underflows.
     */
    private static double norm(FMatrixRMaj matrix, int row) {
        double squares = 0;
        for (int i = row * matrix.numCols; i < (row + 1) * matrix.numCols; i++) {
            squares += (double) matrix.data[i] * matrix.data[i];
        }
        return Math.sqrt(squares);
    }

    /** Codes to start from must be N×K and finite; null is allowed. */
    static void start(FMatrixRMaj start, FMatrixRMaj patches, Dictionary dictionary,
            boolean nonNegative) {
        if (start != null) {
            codes("start", start, patches, dictionary, nonNegative);
        }
    }

    /** Codes must be N×K and finite, and not negative where only such codes are. */
    static void codes(String name, FMatrixRMaj codes, FMatrixRMaj patches, Dictionary dictionary,
            boolean nonNegative) {
        given(name, codes);
        if (codes.numRows != patches.numRows || codes.numCols != dictionary.size()) {
            throw new InputException(Setting.marked(name) + ": is " + codes.numRows + "×"
                    + codes.numCols + "; must be " + patches.numRows + "×" + dictionary.size()
                    + ", one code per patch");
        }
        for (int i = 0; i < codes.getNumElements(); i++) {
            float value = codes.data[i];
            if (!Float.isFinite(value) || nonNegative && value < 0) {
                throw new InputException(Setting.marked(name) + ": code " + i / codes.numCols
                        + ", unit " + i % codes.numCols + " is " + value + "; must "
                        + (Float.isFinite(value) ? "not be negative" : "be finite"));
            }
        }
    }

    /** Prior log-rates must be K numbers between −80 and 80; returns them in double precision. */
    static double[] logRates(FMatrixRMaj logPrior, Dictionary dictionary) {
        return logs("logPrior", "unit", logPrior, dictionary.size());
    }

    /** Logarithms must be so many numbers between −80 and 80, of units or pixels. */
    static double[] logs(String name, String of, FMatrixRMaj logs, int length) {
        given(name, logs);
        if (logs.numRows != 1 || logs.numCols != length) {
            throw new InputException(name + ": is " + logs.numRows + "×" + logs.numCols
                    + "; must be 1×" + length);
        }
        double[] values = new double[length];
        for (int j = 0; j < length; j++) {
            values[j] = logs.data[j];
            if (!(Math.abs(values[j]) <= 80)) {
                throw new InputException(name + ": " + of + " " + j + " is " + values[j]
                        + "; must be between -80 and 80");
            }
        }
        return values;
    }

    /** Rates must be N×K, finite and above 0. */
    static void rates(FMatrixRMaj rates, FMatrixRMaj patches, Dictionary dictionary) {
        given("rates", rates);
        start(rates, patches, dictionary, true);
        for (int i = 0; i < rates.getNumElements(); i++) {
            if (rates.data[i] == 0) {
                throw new InputException("rates: patch " + i / rates.numCols + ", unit "
                        + i % rates.numCols + " is 0; must be above 0");
            }
        }
    }
}
