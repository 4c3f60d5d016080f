package parsimony.experiment.run;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;

/** How many patches use each unit of a code: {@code usage_per_unit.npy}. */
public final class UnitUsage {
    private UnitUsage() {}

    /**
     * Writes the share of patches in whose code a unit is not 0, for each unit.
     *
     * @param run folder of the run
     * @param codes N×K, N ≥ 1; of a VAE sampled ones
     */
    public static void write(Path run, FMatrixRMaj codes) {
        float[] used = new float[codes.numCols];
        for (int i = 0; i < codes.getNumElements(); i++) {
            used[i % used.length] += codes.data[i] == 0 ? 0 : 1;
        }
        for (int k = 0; k < used.length; k++) {
            used[k] /= codes.numRows;
        }
        Npy.write(run.resolve(FileNames.USAGE_PER_UNIT), used);
    }
}
