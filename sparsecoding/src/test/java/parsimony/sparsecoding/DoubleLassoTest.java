package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last resort finds on its own what the other solvers find. */
class DoubleLassoTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreesWithFistaOnEveryKindOfDictionary(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj patches = Draw.gaussian(20, 32, 1, random);
        for (Dictionary dictionary : List.of(Draw.unitAtoms(80, 32, random),
                Draw.correlatedAtoms(64, 32, random),
                Draw.duplicatedAtoms(80, 32, random), Draw.unevenAtoms(80, 32, random))) {
            LassoSettings settings = LassoSettings.of(0.3).withSigned(!nonNegative);
            Solution exact = new DoubleLasso(dictionary, settings).solve(patches);
            Solution fista = new Fista(dictionary, settings.withGap(2e-5)).solve(patches);
            for (int i = 0; i < patches.numRows; i++) {
                assertEquals(Solution.Stop.CONVERGED, exact.stop()[i], "patch " + i);
                assertEquals(fista.objective()[i], exact.objective()[i],
                        3e-5 * exact.objective()[i], "patch " + i);
            }
        }
    }

    /**
     * φ₁ = (1, 0), φ₂ = (.6, .8), x = (2, 1), b = (2, 2): with λ = ½ both are active and a = G⁻¹(b
     * − ½) = (.9375, .9375).
     */
    @Test
    void solvesTwoAtomsAsByHand() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0.6, 0.8));
        Solution solution =
                new DoubleLasso(dictionary, LassoSettings.of(0.5)).solve(Draw.matrix(1, 2, 2, 1));
        assertEquals(0.9375, solution.codes().get(0, 0), 1e-6);
        assertEquals(0.9375, solution.codes().get(0, 1), 1e-6);
    }

    @Test
    void stopsWhereRoundingLeavesNothingToGainOrAtItsLastStep() {
        SplittableRandom random = new SplittableRandom(2);
        Dictionary dictionary = Draw.smoothAtoms(96, 24, random);
        FMatrixRMaj patches = Draw.gaussian(10, 24, 1, random);
        LassoSettings settings = LassoSettings.of(0.01).withGap(0);
        Solution all = new DoubleLasso(dictionary, settings).solve(patches);
        Solution few = new DoubleLasso(dictionary, settings.withIterations(3)).solve(patches);
        for (int i = 0; i < 10; i++) {
            assertTrue(all.iterations()[i] < settings.iterations(), all.iterations()[i] + " steps");
            assertTrue(all.gap()[i] <= 1e-9 * all.objective()[i], "gap " + all.gap()[i]);
            assertTrue(few.iterations()[i] <= 3, few.iterations()[i] + " steps");
            assertTrue(few.objective()[i] - few.gap()[i] <= all.objective()[i]);
        }
    }
}
