package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;

/** Arguments that several classes take: each check names the argument, its value and what is allowed. */
final class Check {

    private Check() {
    }

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": " + value + "; must be above 0, and finite");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": " + value + "; must not be negative, and finite");
        }
    }

    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + "; must be at least 1");
        }
    }

    static void given(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + ": none; must be given");
        }
    }

    /** Patches must be D wide and finite. */
    static void patches(FMatrixRMaj patches, Dictionary dictionary) {
        dictionary.requireMatching(patches);
        finite("patches", patches, "patch", "pixel");
    }

    /** Codes to start from must be N×K and finite; null is allowed. */
    static void start(FMatrixRMaj start, FMatrixRMaj patches, Dictionary dictionary, boolean nonNegative) {
        if (start == null) {
            return;
        }
        if (start.numRows != patches.numRows || start.numCols != dictionary.size()) {
            throw new IllegalArgumentException("start: is " + start.numRows + "×" + start.numCols + "; must be "
                    + patches.numRows + "×" + dictionary.size() + ", one code per patch");
        }
        finite("start", start, "code", "unit");
        for (int i = 0; nonNegative && i < start.getNumElements(); i++) {
            if (start.data[i] < 0) {
                throw new IllegalArgumentException("start: code " + i / start.numCols + ", unit " + i % start.numCols + " is "
                        + start.data[i] + "; must not be negative");
            }
        }
    }

    private static void finite(String name, FMatrixRMaj matrix, String row, String column) {
        for (int i = 0; i < matrix.getNumElements(); i++) {
            if (!Float.isFinite(matrix.data[i])) {
                throw new IllegalArgumentException(name + ": " + row + " " + i / matrix.numCols + ", " + column + " "
                        + i % matrix.numCols + " is " + matrix.data[i] + "; must be finite");
            }
        }
    }

    /** Prior log-rates must be K numbers between −80 and 80; returns them in double precision. */
    static double[] logRates(FMatrixRMaj logPrior, Dictionary dictionary) {
        given("logPrior", logPrior);
        if (logPrior.numRows != 1 || logPrior.numCols != dictionary.size()) {
            throw new IllegalArgumentException("logPrior: is " + logPrior.numRows + "×" + logPrior.numCols + "; must be 1×"
                    + dictionary.size());
        }
        double[] values = new double[logPrior.numCols];
        for (int j = 0; j < values.length; j++) {
            values[j] = logPrior.data[j];
            if (!(Math.abs(values[j]) <= 80)) {
                throw new IllegalArgumentException(
                        "logPrior: unit " + j + " is " + values[j] + "; must be between -80 and 80");
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
                throw new IllegalArgumentException("rates: patch " + i / rates.numCols + ", unit " + i % rates.numCols
                        + " is 0; must be above 0");
            }
        }
    }
}
