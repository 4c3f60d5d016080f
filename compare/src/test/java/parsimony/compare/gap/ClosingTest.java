package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.Observer;
import parsimony.sparsecoding.Solution;

class ClosingTest {
    private static final FMatrixRMaj PATCHES = new FMatrixRMaj(1, 1);

    @Test
    void theFirstIterationThatIsLowEnoughCountsAndNoneIsTakenOnceAllSharesAreClosed() {
        Descent descent = new Descent(9, 6.9, 7.5, 3.05, 3, 2.04, 2, 2);
        // From 12 down to an optimum of 2: half of the gap is closed at 7, 90 % at 3, 99 % at 2.1.
        assertEquals(List.of(2, 5, 6), iterations(descent, new Closing.Energy(12, 12, 2)));
        assertEquals(6, descent.taken);
    }

    @Test
    void aStartThatIsBetterThanTheEncoderNeedsNoIterationForWhatItHasClosed() {
        assertEquals(List.of(0, 1, 2),
                iterations(new Descent(2.5, 2.05), new Closing.Energy(5, 12, 2)));
        Descent idle = new Descent();
        assertEquals(List.of(0, 0, 0), iterations(idle, new Closing.Energy(2, 12, 2)));
        assertEquals(0, idle.taken);
    }

    @Test
    void aShareThatIsNotClosedHasNoIterations() {
        List<Integer> expected = new ArrayList<>(List.of(1));
        expected.add(null);
        expected.add(null);
        assertEquals(expected, iterations(new Descent(7, 6, 5, 4), new Closing.Energy(12, 12, 2)));
    }

    private static List<Integer> iterations(Descent descent, Closing.Energy energy) {
        List<Integer> iterations = new ArrayList<>();
        Closing.of("lca", "cold", descent, PATCHES, null, energy)
                .forEach(c -> iterations.add(c.iterations()));
        return iterations;
    }

    /** Inference whose energy after each iteration is given. */
    private static final class Descent implements IterativeEncoder {
        private final double[] energies;
        private int taken;

        Descent(double... energies) {
            this.energies = energies;
        }

        @Override
        public Dictionary dictionary() {
            return new Dictionary(PATCHES);
        }

        @Override
        public Solution solve(FMatrixRMaj patches, FMatrixRMaj start, Observer observer) {
            while (taken < energies.length && observer
                    .iteration(new Observer.Iteration(++taken, energies[taken - 1], 0, 0))) {}
            return null;
        }
    }
}
