package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.WeightedLasso;

class WeightedLassoGapTest {
    private static final double SIGMA = .5;
    private static final double WEIGHT = .7;

    /** With one σ and one weight w the objective is 1/σ² of the lasso's at λ = σ²w. */
    @Test
    void whereNoiseAndWeightsAreConstantItIsTheLasso() {
        Random random = new Random(4);
        Dictionary dictionary =
                new Dictionary(RandomMatrices_FDRM.rectangle(20, 12, -1, 1, random));
        FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(15, 12, -2, 2, random);
        FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(15, 20, 0, 1, random);
        WeightedLasso weighted = new WeightedLasso(dictionary, filled(20, WEIGHT),
                filled(12, SIGMA), LassoSettings.of(1).withGap(1e-9));
        WeightedLassoGap gap =
                WeightedLassoGap.measure(patches, codes, weighted, weighted.solve(patches));
        LassoGap lasso = LassoGap.measure(patches, codes, dictionary,
                LassoSettings.of(SIGMA * SIGMA * WEIGHT).withGap(1e-9));
        double scale = 1 / (SIGMA * SIGMA);
        for (int i = 0; i < 15; i++) {
            assertEquals(scale * lasso.objective()[i], gap.objective()[i], 1e-6);
            assertEquals(scale * lasso.optimal()[i], gap.best()[i], 1e-5);
            assertTrue(gap.least()[i] > 0.1 && gap.least()[i] <= gap.most()[i]);
            assertTrue(gap.most()[i] - gap.least()[i] <= 1e-8 * gap.best()[i], "certified");
        }
    }

    @Test
    void theBestCodesHaveNoGapToTheBest() {
        Random random = new Random(5);
        Dictionary dictionary =
                new Dictionary(RandomMatrices_FDRM.rectangle(10, 6, -1, 1, random));
        FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(8, 6, -2, 2, random);
        double[] weights = random.doubles(10, .1, 1).toArray();
        double[] sigma = random.doubles(6, .5, 2).toArray();
        WeightedLasso lasso = new WeightedLasso(dictionary, weights, sigma,
                LassoSettings.of(1).withGap(1e-9));
        Solution optimum = lasso.solve(patches);
        WeightedLassoGap gap =
                WeightedLassoGap.measure(patches, optimum.codes(), lasso, optimum);
        // Codes of the ordinary lasso are no better, whatever its λ.
        WeightedLassoGap others = WeightedLassoGap.measure(patches,
                new Lasso(dictionary, LassoSettings.of(.3)).solve(patches).codes(), lasso,
                optimum);
        for (int i = 0; i < 8; i++) {
            assertEquals(0, gap.least()[i], 1e-12);
            assertTrue(gap.most()[i] >= 0 && gap.most()[i] <= 1e-8 * gap.objective()[i]);
            assertTrue(others.least()[i] >= 0 && others.objective()[i] >= gap.lower()[i]);
        }
    }

    private static double[] filled(int n, double value) {
        double[] filled = new double[n];
        Arrays.fill(filled, value);
        return filled;
    }
}
