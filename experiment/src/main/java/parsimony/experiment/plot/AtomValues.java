package parsimony.experiment.plot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.Npy;
import parsimony.encoding.ShardedCodes;
import parsimony.experiment.report.TransposeHint;
import parsimony.signals.InputException;

/** The values that a run has for each atom of its dictionary: prior rate, KL, mean logit, usage. */
final class AtomValues {
    /** Codes are read in blocks of so many rows, because all of them may not fit into memory. */
    private static final int ROWS_AT_A_TIME = 4096;

    private final Path run;
    private final int atoms;
    private final int pixels;

    /** @param dictionary K×D */
    AtomValues(Path run, FMatrixRMaj dictionary) {
        this.run = run;
        this.atoms = dictionary.numRows;
        this.pixels = dictionary.numCols;
    }

    boolean has(AtomOrder order) {
        return order == AtomOrder.USAGE ? Files.exists(ShardedCodes.place(run))
                : order.file() == null || Files.exists(run.resolve(order.file()));
    }

    /**
     * The values to order the atoms by, one per atom. The atom with the highest value comes first.
     *
     * @throws InputException if the run has no such values, or not one for each atom
     */
    double[] of(AtomOrder order) {
        if (!has(order)) {
            throw new InputException("‹order› " + order.name().toLowerCase(Locale.ROOT) + ": " + run
                    + " has no " + order.file()
                    + " to order its atoms by; leave the option out to see what it has");
        }
        return switch (order) {
            case NONE -> IntStream.range(0, atoms).mapToDouble(k -> -k).toArray();
            case USAGE -> usage();
            case PRIOR, KL, LOGIT -> {
                float[] values = Npy.readVector(run.resolve(order.file()));
                requireOnePerAtom(order.file(), values.length);
                yield IntStream.range(0, atoms).mapToDouble(k -> values[k]).toArray();
            }
        };
    }

    /** For each atom, the share of patches in whose code it is not exactly 0. */
    private double[] usage() {
        try (MatrixRows codes = ArrayFile.rows(ShardedCodes.place(run).toString())) {
            requireOnePerAtom(AtomOrder.USAGE.file(), codes.columns());
            double[] used = new double[atoms];
            FMatrixRMaj block =
                    new FMatrixRMaj((int) Math.min(ROWS_AT_A_TIME, codes.rows()), atoms);
            for (int rows = codes.read(block, ROWS_AT_A_TIME); rows > 0;
                    rows = codes.read(block, ROWS_AT_A_TIME)) {
                for (int i = 0; i < rows * atoms; i++) {
                    used[i % atoms] += block.data[i] == 0 ? 0 : 1.0 / codes.rows();
                }
            }
            return used;
        }
    }

    private void requireOnePerAtom(String file, int values) {
        if (values != atoms) {
            throw new InputException(run.resolve(file) + ": has " + values + " values for " + atoms
                    + " atoms of " + pixels + " pixels; must have one for each"
                    + TransposeHint.of(values == pixels, "the dictionary"));
        }
    }

    /**
     * Which atoms are dead: in a VAE, those whose KL is low; in codes, those that no patch uses. No
     * atom counts as dead if the run has neither KL nor codes.
     *
     * @param activeKl the mean KL, in nats, from which a unit is active
     */
    boolean[] dead(double activeKl) {
        boolean[] dead = new boolean[atoms];
        if (has(AtomOrder.KL) || has(AtomOrder.USAGE)) {
            AtomOrder by = has(AtomOrder.KL) ? AtomOrder.KL : AtomOrder.USAGE;
            double least = by == AtomOrder.KL ? activeKl : Double.MIN_VALUE;
            double[] values = of(by);
            for (int k = 0; k < atoms; k++) {
                dead[k] = values[k] < least;
            }
        }
        return dead;
    }
}
