package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import parsimony.sparsecoding.Observer;

/** Writes down where an iterative encoder stands after each iteration, and when. */
public final class ConvergenceTrace implements Observer {
    private final StringBuilder rows = new StringBuilder("iteration,seconds,energy,mse,sparsity\n");
    private final long start = System.nanoTime();

    @Override
    public boolean iteration(Iteration i) {
        rows.append(String.format(Locale.ROOT, "%d,%.6f,%.9g,%.9g,%.6f\n", i.number(), (System.nanoTime() - start) * 1e-9,
                i.energy(), i.mse(), i.sparsity()));
        return true;
    }

    /** Writes {@code convergence.csv}: iteration, seconds since the start, energy, mse and share of zeros. */
    public void write(Path file) throws IOException {
        Files.writeString(file, rows);
    }
}
