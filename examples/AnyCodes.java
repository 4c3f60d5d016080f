import static org.ejml.dense.row.RandomMatrices_FDRM.rectangle;

import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.compare.gap.CodeGap;
import parsimony.sparsecoding.Dictionary;

/** How much better than those of a one-shot encoder codes could be on the same dictionary. */
final class AnyCodes {
    public static void main(String[] arguments) {
        Random random = new Random(3);
        Dictionary dictionary = new Dictionary(rectangle(128, 64, -1, 1, random)); // K×D
        FMatrixRMaj patches = rectangle(4, 64, -1, 1, random); // N×D
        FMatrixRMaj codes = new FMatrixRMaj(4, 128); // N×K, of any encoder: here ReLU(Φx/15 − .2)
        CommonOps_FDRM.multTransB(1f / 15, patches, dictionary.atoms(), codes);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = Math.max(0, codes.data[i] - .2f);
        }

        CodeGap gap = CodeGap.measure(patches, codes, dictionary);
        for (int i = 0; i < gap.patches(); i++) {
            System.out.printf("patch %d: %d units leave %.2f; at equal L1 at most %.2f better,"
                    + " at equal L0 at least %.2f%n", i, gap.l0()[i], gap.squaredError()[i],
                    gap.mostAtEqualL1()[i], gap.leastAtEqualL0()[i]);
        }
    }
}
