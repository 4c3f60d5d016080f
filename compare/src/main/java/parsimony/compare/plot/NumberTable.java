package parsimony.compare.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parsimony.compare.InputException;

/**
 * A CSV file of numbers under a header of names.
 *
 * @param columns by name, as long as there are rows
 */
record NumberTable(Map<String, double[]> columns) {

    /** @throws InputException if the file is not a table of finite numbers with at least one row */
    static NumberTable read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2) {
            throw new InputException(file + ": has no row; must have a header and a row of numbers at least");
        }
        String[] names = lines.get(0).split(",", -1);
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (String name : names) {
            columns.put(name, new double[lines.size() - 1]);
        }
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            for (int j = 0; j < names.length; j++) {
                columns.get(names[j])[i - 1] = number(file, i + 1, j < cells.length ? cells[j] : "");
            }
        }
        return new NumberTable(columns);
    }

    private static double number(Path file, int line, String cell) {
        try {
            double number = Double.parseDouble(cell);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InputException(file + ", line " + line + ": \"" + cell + "\" must be a finite number");
    }

    boolean has(String... names) {
        return columns.keySet().containsAll(List.of(names));
    }

    double[] column(String name) {
        return columns.get(name);
    }
}
