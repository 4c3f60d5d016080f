import static org.ejml.dense.row.RandomMatrices_FDRM.rectangle;

import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.LassoGap;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Solver;

/** How far codes, here those of 900 steps of LCA, are from the exact lasso of each patch. */
final class SparseCodes {
    public static void main(String[] arguments) {
        double lambda = .1;
        Random random = new Random(2);
        FMatrixRMaj atoms = rectangle(128, 64, -1, 1, random); // K×D
        Dictionary dictionary = new Dictionary(atoms).normalized();
        FMatrixRMaj patches = rectangle(4, 64, -1, 1, random); // N×D
        FMatrixRMaj codes = // N×K, any codes
                Solver.of("lca").paperEncoder(dictionary, lambda, false).encode(patches);

        LassoGap gap = LassoGap.measure(patches, codes, dictionary, lambda);
        for (int i = 0; i < gap.patches(); i++) {
            System.out.printf("patch %d: objective %.3f, %.4f above the best; proven to %.1e%n",
                    i, gap.objective()[i], gap.total()[i], gap.certificate()[i]);
        }
    }
}
