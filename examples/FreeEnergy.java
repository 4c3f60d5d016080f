import static org.ejml.dense.row.RandomMatrices_FDRM.rectangle;

import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.sparsecoding.Dictionary;

/** How far an encoder's Poisson rates are from the best posterior of each patch, in free energy. */
final class FreeEnergy {
    public static void main(String[] arguments) {
        Random random = new Random(1);
        Dictionary dictionary = new Dictionary(rectangle(32, 64, -.2f, .2f, random)); // K×D
        FMatrixRMaj patches = rectangle(4, 64, -1, 1, random); // N×D
        FMatrixRMaj logPrior = rectangle(1, 32, -4, -2, random); // 1×K, log r of each unit
        FMatrixRMaj rates = rectangle(4, 32, .01f, .3f, random); // N×K, the encoder's

        double beta = 1;
        FreeEnergyGap gap = FreeEnergyGap.measure(patches, rates, dictionary, logPrior, beta);
        for (int i = 0; i < gap.patches(); i++) {
            System.out.printf("patch %d: gap %.3f, %.3f of it needs other units; proven to %.1e%n",
                    i, gap.total()[i], gap.ofSupport()[i], gap.certificate()[i]);
        }
    }
}
