package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;

/** With no steps, codes that are given are measured, and not moved. */
class GivenCodesTest {
    private static final double LAMBDA = .3;

    private final Random random = new Random(4);
    private final Dictionary dictionary =
            new Dictionary(RandomMatrices_FDRM.rectangle(24, 12, -1, 1, random));
    private final FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(15, 12, -1, 1, random);
    private final FMatrixRMaj best =
            new Lasso(dictionary, LassoSettings.of(LAMBDA)).encode(patches);
    private final FMatrixRMaj drawn = RandomMatrices_FDRM.rectangle(15, 24, 0, 1, random);

    @ParameterizedTest
    @ValueSource(strings = {"ista", "fista"})
    void theyStayAsTheyAreAndTheirObjectiveAndGapAreKnown(String method) {
        IterativeEncoder encoder = Solver.of(method).stepwiseEncoder(dictionary, LAMBDA, 0);
        double[] optimal = new Lasso(dictionary, LassoSettings.of(LAMBDA).withGap(1e-9))
                .solve(patches).objective();
        for (boolean watched : new boolean[] {false, true}) {
            Observer observer = watched ? iteration -> true : null;
            Solution far = encoder.solve(patches, drawn, observer);
            assertArrayEquals(drawn.data, far.codes().data);
            assertArrayEquals(new int[15], far.iterations());
            for (int i = 0; i < 15; i++) {
                assertEquals(objective(i), far.objective()[i], 1e-9);
                assertTrue(far.objective()[i] - far.gap()[i] <= optimal[i] + 1e-9);
            }
            Solution there = encoder.solve(patches, best, observer);
            assertArrayEquals(best.data, there.codes().data);
            for (int i = 0; i < 15; i++) {
                assertTrue(there.gap()[i] <= 2e-6 * there.objective()[i]);
            }
        }
    }

    @Test
    void anExactSolverNeedsAStep() {
        LassoSettings none = LassoSettings.of(LAMBDA).withIterations(0);
        for (Executable made : List.<Executable>of(() -> new Lasso(dictionary, none),
                () -> new WorkingSetLasso(dictionary, none),
                () -> new Homotopy(dictionary, none))) {
            assertEquals("iterations: 0; must be at least 1",
                    assertThrows(InputException.class, made).getMessage());
        }
        assertThrows(InputException.class, () -> none.withIterations(-1));
    }

    private double objective(int patch) {
        double objective = 0;
        for (int d = 0; d < 12; d++) {
            double residual = patches.get(patch, d);
            for (int k = 0; k < 24; k++) {
                residual -= (double) drawn.get(patch, k) * dictionary.atoms().get(k, d);
            }
            objective += residual * residual / 2;
        }
        for (int k = 0; k < 24; k++) {
            objective += LAMBDA * drawn.get(patch, k);
        }
        return objective;
    }
}
