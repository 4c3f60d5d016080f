package parsimony.experiment.run;

import static parsimony.experiment.report.Csv.number;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import parsimony.experiment.report.Csv;
import parsimony.sparsecoding.Observer;

/** Records energy, error, sparsity and time of an iterative encoder after each iteration. */
public final class ConvergenceTrace implements Observer {
    private final List<Object[]> rows = new ArrayList<>();
    private final long start = System.nanoTime();

    /** A trace without iterations. */
    public ConvergenceTrace() {}

    @Override
    public boolean iteration(Iteration i) {
        rows.add(new Object[] {i.number(), number("%.6f", (System.nanoTime() - start) * 1e-9),
            number("%.9g", i.energy()), number("%.9g", i.mse()), number("%.6f", i.sparsity())});
        return true;
    }

    /**
     * Writes {@code convergence.csv}: iteration, seconds since the start, energy, mse and share of
     * zeros.
     *
     * @param file the path of the file
     * @throws IOException if a file cannot be read or written
     */
    public void write(Path file) throws IOException {
        try (Csv csv =
                Csv.create(file, List.of("iteration", "seconds", "energy", "mse", "sparsity"))) {
            for (Object[] row : rows) {
                csv.row(row);
            }
        }
    }
}
