package parsimony.encoding;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.FileFault;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Solution;

/** Reads tables of {@link PerPatchTable}, one after another, as the table of all their patches. */
final class PerPatchRows implements Closeable {
    private final List<Path> files;
    private int next;
    private BufferedReader in;

    /** @param files in the order of their patches */
    PerPatchRows(List<Path> files) {
        this.files = files;
    }

    /**
     * The next codes with their certificates, if the tables have any.
     *
     * @param first the number of the first patch, which must be the table's next one
     * @throws InputException if a table cannot be read, or is not what it must be
     */
    Coded certified(long first, FMatrixRMaj codes) {
        int n = codes.numRows;
        Solution solution = new Solution(codes, new double[n], new double[n], new int[n],
                new Solution.Stop[n]);
        for (int i = 0; i < n; i++) {
            String row = row();
            if (row == null) {
                return new Coded(codes);
            }
            read(row, first + i, solution, i);
        }
        return new Coded(solution);
    }

    private void read(String row, long patch, Solution solution, int i) {
        String[] cells = row.split(",");
        try {
            if (cells.length != 5 || Long.parseLong(cells[0]) != patch) {
                throw damaged(row, patch);
            }
            solution.objective()[i] = Double.parseDouble(cells[1]);
            solution.gap()[i] = Double.parseDouble(cells[2]);
            solution.iterations()[i] = Integer.parseInt(cells[3]);
            solution.stop()[i] = Solution.Stop.valueOf(cells[4].toUpperCase(Locale.ROOT));
            if (!Double.isFinite(solution.objective()[i]) || !Double.isFinite(solution.gap()[i])) {
                throw damaged(row, patch);
            }
        } catch (IllegalArgumentException e) { // of which InputException is one
            throw e instanceof InputException ? e : damaged(row, patch);
        }
    }

    private InputException damaged(String row, long patch) {
        return new InputException(files.get(next - 1) + ": has the row "
                + row.substring(0, Math.min(row.length(), 80)).replaceAll("\\p{Cntrl}", "?")
                + " where the certificate of patch " + patch + " is wanted; encode these rows"
                + " again");
    }

    /** The next row of the tables; null if they have errors in place of certificates. */
    private String row() {
        try {
            String row = in == null ? null : in.readLine();
            while (row == null) {
                if (next == files.size()) {
                    throw new InputException(files.get(next - 1) + ": ends before its last patch;"
                            + " encode these rows again");
                }
                close();
                in = Files.newBufferedReader(files.get(next++));
                String head = in.readLine();
                if (PerPatchTable.ERRORS.equals(head)) {
                    close();
                    in = null;
                    next = 0;
                    return null;
                }
                if (!PerPatchTable.CERTIFICATES.equals(head)) {
                    throw new InputException(files.get(next - 1)
                            + ": is no table of infer; its first line must be "
                            + PerPatchTable.CERTIFICATES);
                }
                row = in.readLine();
            }
            return row;
        } catch (IOException e) {
            throw FileFault.of(files.get(Math.max(0, next - 1)), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }
}
