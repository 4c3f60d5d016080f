package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.Npy;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/**
 * A dictionary that is not learned but given, in a file of arrays. Nothing is drawn at random; the
 * seed is that of the models that it stands beside.
 *
 * @param model the name of the model in the experiment
 * @param name the run's name for people
 * @param key SHA-256 of all that the result depends on
 * @param place the array, {@code FILE} or {@code FILE#NAME}: K×D, or D×K where only that fits
 * @param seed of the models of the same cell
 */
public record GivenDictionaryRun(String model, String name, String key, String place,
        long seed) implements Run {
    /** Numbers read in a second. */
    private static final double RATE = 1e8;
    /** Bytes of memory, beside the dictionary. */
    private static final double BYTES = 1e6;

    /** What {@code config.json} keeps. */
    private record Spec(String dictionary) {
    }

    /**
     * The result of taking a dictionary over.
     *
     * @param atoms   K
     * @param seconds that it took
     */
    public record Given(int atoms, double seconds) implements Result {
    }

    /**
     * {@return the checksum of the file of a dictionary}
     *
     * @param place  the array, {@code FILE} or {@code FILE#NAME}
     * @param pixels that an atom must have, D
     * @throws InputException if it cannot be read, or neither it nor its transpose has such atoms
     */
    public static String requireAtoms(String place, int pixels) {
        try (MatrixRows rows = ArrayFile.rows(place)) {
            if (rows.columns() != pixels && rows.rows() != pixels) {
                throw new InputException("dictionaries: file: " + place + ": is " + rows.rows()
                        + "×" + rows.columns() + "; atoms of " + pixels
                        + " pixels are wanted, as the patches have");
            }
        }
        return Checksum.of(List.of(ArrayFile.file(place)));
    }

    @Override
    public double seconds(Size size) {
        return (double) size.atoms() * size.pixels() / RATE;
    }

    @Override
    public double bytes(Size size) {
        return BYTES + 8.0 * size.atoms() * size.pixels();
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        long begun = System.nanoTime();
        Path folder = context.open(this, new Spec(place));
        FMatrixRMaj atoms = ArrayFile.matrix(place);
        if (atoms.numCols != context.patches().train().numCols) {
            atoms = CommonOps_FDRM.transpose(atoms, null);
            context.progress().warn(place + ": was transposed to " + atoms.numRows + "×"
                    + atoms.numCols + ", one atom a row");
        }
        Npy.write(folder.resolve(FileNames.DICTIONARY), new Dictionary(atoms).atoms());
        RunRecord.writeMetrics(folder,
                new Given(atoms.numRows, (System.nanoTime() - begun) * 1e-9));
    }

    @Override
    public Given result(Path folder) {
        return RunRecord.readMetrics(folder, Given.class);
    }
}
