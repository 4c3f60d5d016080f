package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Ista;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Observer;

class ConvergenceTest {

    @Test
    void runsWithNobodyWatchingPassThroughWhatAnObserverSeesAndEndAtTheCertifiedBound() {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj atoms = random(20, 10, random);
        FMatrixRMaj patches = random(15, 10, random);
        Dictionary dictionary = new Dictionary(atoms).normalized();
        LassoSettings settings = LassoSettings.of(.3).withGap(0);
        Convergence convergence = Convergence.trace("ista",
                steps -> new Ista(dictionary, settings.withIterations(steps)), 1024,
                patches, new Lasso(dictionary, LassoSettings.of(.3)).solve(patches));

        List<Observer.Iteration> seen = new ArrayList<>();
        new Ista(dictionary, settings.withIterations(1024)).solve(patches, null, seen::add);
        List<Integer> counts =
                convergence.points().stream().map(Convergence.Point::iterations).toList();
        assertEquals(List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512,
                768, 1024), counts);
        for (Convergence.Point point : convergence.points()) {
            Observer.Iteration iteration = seen.get(point.iterations() - 1);
            assertEquals(iteration.energy(), point.energy(), 1e-9);
            assertEquals(iteration.mse(), point.mse(), 1e-4);
            assertEquals(iteration.sparsity(), point.zeros(), 1e-12);
            assertTrue(point.energy() >= convergence.lowerBound());
        }
        assertEquals(convergence.lowerBound(), convergence.points().get(counts.size() - 1).energy(),
                1e-4);
    }

    @Test
    void moreStepsNeverTakeLessTimeAndNeighboursThatSeemToAreTakenTogether() {
        assertArrayEquals(new double[] {1, 2, 2, 3}, Convergence.rising(1, 2, 2, 3));
        assertArrayEquals(new double[] {1, 3, 3, 5}, Convergence.rising(1, 4, 2, 5));
        // The isotonic regression of scikit-learn 1.2 on the same numbers.
        assertArrayEquals(new double[] {2, 2, 2.5, 2.5, 4, 5, 5},
                Convergence.rising(3, 1, 3, 2, 4, 6, 4), 1e-12);
    }

    @Test
    void aThreadThatEndsMeanwhileTakesNoTimeOff() {
        assertEquals(3e-9,
                Convergence.seconds(Map.of(1L, 100L, 2L, 900L), Map.of(1L, 102L, 3L, 1L)),
                1e-15);
        assertEquals(0, Convergence.seconds(Map.of(2L, 900L), Map.of(2L, 0L)));
    }

    private static FMatrixRMaj random(int rows, int columns, SplittableRandom random) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble(-1, 1);
        }
        return matrix;
    }
}
