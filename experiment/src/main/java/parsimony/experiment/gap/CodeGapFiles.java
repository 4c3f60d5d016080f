package parsimony.experiment.gap;

import static parsimony.experiment.report.Csv.number;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import parsimony.compare.gap.CodeGapSample;
import parsimony.compare.gap.CodeGapSample.Number;
import parsimony.experiment.report.Csv;

/** Writes the CSV tables of a gap of codes. */
final class CodeGapFiles {
    static final String SHARE = "share";
    static final String SAVED_ON_SUPPORT = "saved_on_support";
    static final String SAVED_AT_EQUAL_L0 = "saved_at_equal_l0";
    static final String SAVED_AT_EQUAL_L1 = "saved_at_equal_l1";
    static final String SQUARED_ERROR = "squared_error";
    static final String ON_SUPPORT = "squared_error_on_support";
    static final String AT_EQUAL_L1 = "squared_error_at_equal_l1";
    static final String AT_EQUAL_L1_LOWER = "squared_error_at_equal_l1_lower";
    static final String AT_EQUAL_L0 = "squared_error_at_equal_l0";

    /** Most rows of the table of quantiles. */
    private static final int QUANTILES = 401;
    private static final String FORM = "%.9g";

    private CodeGapFiles() {}

    /** The table with a row per patch, which grows with the sample. */
    static final class PerPatch implements Closeable {
        private final Csv csv;
        private int written;

        PerPatch(Path file) throws IOException {
            csv = Csv.create(file, List.of("patch", SQUARED_ERROR, ON_SUPPORT, "magnitude_gap",
                    "l1", "l0", AT_EQUAL_L1, AT_EQUAL_L1_LOWER, "relative_gap_at_equal_l1",
                    AT_EQUAL_L0, "explained_variance"));
        }

        /** Writes the patches that the sample has more than before. */
        void write(CodeGapSample sample) throws IOException {
            for (; written < sample.size(); written++) {
                int i = written;
                double own = sample.get(i, Number.SQUARED_ERROR);
                double onSupport = sample.get(i, Number.ON_SUPPORT);
                csv.row(i, number(FORM, own), number(FORM, onSupport),
                        number(FORM, own - onSupport), number(FORM, sample.get(i, Number.L1)),
                        (int) sample.get(i, Number.L0),
                        number(FORM, sample.get(i, Number.AT_EQUAL_L1)),
                        number(FORM, sample.get(i, Number.AT_EQUAL_L1_LOWER)),
                        number("%.6g", sample.saved(i, Number.AT_EQUAL_L1)),
                        number(FORM, sample.get(i, Number.AT_EQUAL_L0)),
                        number("%.6g", sample.get(i, Number.EXPLAINED_VARIANCE)));
            }
        }

        @Override
        public void close() throws IOException {
            csv.close();
        }
    }

    /**
     * Writes how numbers are spread over the patches: in each column, in rising order, values that
     * a {@code share} of the patches do not exceed. With few patches it has a row for each.
     */
    static void writeDistribution(Path file, CodeGapSample sample) throws IOException {
        Map<String, ToDoubleBiFunction<CodeGapSample, Integer>> columns = new LinkedHashMap<>();
        columns.put(SQUARED_ERROR, (s, i) -> s.get(i, Number.SQUARED_ERROR));
        columns.put(ON_SUPPORT, (s, i) -> s.get(i, Number.ON_SUPPORT));
        columns.put(AT_EQUAL_L1, (s, i) -> s.get(i, Number.AT_EQUAL_L1));
        columns.put(AT_EQUAL_L1_LOWER, (s, i) -> s.get(i, Number.AT_EQUAL_L1_LOWER));
        columns.put(AT_EQUAL_L0, (s, i) -> s.get(i, Number.AT_EQUAL_L0));
        columns.put(SAVED_ON_SUPPORT, (s, i) -> s.saved(i, Number.ON_SUPPORT));
        columns.put(SAVED_AT_EQUAL_L0, (s, i) -> s.saved(i, Number.AT_EQUAL_L0));
        columns.put(SAVED_AT_EQUAL_L1, (s, i) -> s.saved(i, Number.AT_EQUAL_L1_LOWER));
        int n = sample.size();
        int rows = Math.min(n, QUANTILES);
        List<double[]> quantiles = new ArrayList<>();
        for (ToDoubleBiFunction<CodeGapSample, Integer> column : columns.values()) {
            double[] sorted = new double[n];
            Arrays.setAll(sorted, i -> column.applyAsDouble(sample, i));
            Arrays.sort(sorted);
            double[] chosen = new double[rows];
            Arrays.setAll(chosen, row -> sorted[rank(row, rows, n)]);
            quantiles.add(chosen);
        }
        List<String> names = new ArrayList<>(List.of(SHARE));
        names.addAll(columns.keySet());
        try (Csv csv = Csv.create(file, names)) {
            for (int row = 0; row < rows; row++) {
                List<Object> cells = new ArrayList<>();
                cells.add(number("%.6f", (rank(row, rows, n) + 1.0) / n));
                for (double[] column : quantiles) {
                    cells.add(number(FORM, column[row]));
                }
                csv.row(cells.toArray());
            }
        }
    }

    /** The rank, from 0, of the patch whose value is in a row: the first row has the smallest. */
    private static int rank(int row, int rows, int n) {
        return rows == 1 ? n - 1 : (int) ((long) row * (n - 1) / (rows - 1));
    }
}
