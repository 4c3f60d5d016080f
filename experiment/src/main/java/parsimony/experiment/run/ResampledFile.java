package parsimony.experiment.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampled;
import parsimony.data.Npy;
import parsimony.signals.InputException;

/** {@code resampled.npy}: the points of a run on each resample of the patches. */
public final class ResampledFile {
    private ResampledFile() {}

    /**
     * Writes points into a run's folder as {@code resampled.npy}, 2P×R for P points and R
     * resamples. Each point has two rows: its errors, then its sparsities.
     *
     * @param folder the folder of the run
     * @param points the points, in order
     */
    public static void write(Path folder, List<Resampled> points) {
        FMatrixRMaj rows =
                new FMatrixRMaj(2 * points.size(), points.isEmpty() ? 0 : points.get(0).count());
        for (int p = 0; p < points.size(); p++) {
            for (int r = 0; r < rows.numCols; r++) {
                rows.set(2 * p, r, (float) points.get(p).mse()[r]);
                rows.set(2 * p + 1, r, (float) points.get(p).lifetime()[r]);
            }
        }
        Npy.write(folder.resolve(FileNames.RESAMPLED), rows);
    }

    /**
     * {@return whether a folder holds such a file}
     *
     * @param folder the folder
     */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FileNames.RESAMPLED));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param folder the folder
     * @return the points, in their order
     * @throws InputException if it is missing or damaged
     */
    public static List<Resampled> read(Path folder) {
        FMatrixRMaj rows = Npy.read(folder.resolve(FileNames.RESAMPLED));
        List<Resampled> points = new ArrayList<>();
        for (int p = 0; p + 1 < rows.numRows; p += 2) {
            points.add(new Resampled(row(rows, p), row(rows, p + 1)));
        }
        return points;
    }

    private static double[] row(FMatrixRMaj rows, int row) {
        double[] values = new double[rows.numCols];
        for (int r = 0; r < rows.numCols; r++) {
            values[r] = rows.get(row, r);
        }
        return values;
    }
}
