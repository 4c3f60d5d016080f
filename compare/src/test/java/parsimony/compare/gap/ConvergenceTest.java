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
import parsimony.sparsecoding.IterativePoisson;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Observer;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;
import parsimony.sparsecoding.Solution;

class ConvergenceTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Dictionary dictionary = new Dictionary(random(20, 10, -1, 1));
    private final FMatrixRMaj patches = random(15, 10, -1, 1);
    private final FMatrixRMaj codes = random(15, 20, 0, .1);
    private final EqualL1Excess excess = new EqualL1Excess(patches, codes, dictionary);

    @Test
    void runsWithNobodyWatchingPassThroughWhatAnObserverSeesAndEndAtTheCertifiedBound() {
        LassoSettings settings = LassoSettings.of(1).withGap(0);
        Convergence convergence = Convergence.trace("ista", Convergence.COLD,
                steps -> new Ista(excess.unit(), settings.withIterations(steps)), 1024,
                Convergence.Problem.lasso(patches, dictionary, excess), null, 0);

        List<Observer.Iteration> seen = new ArrayList<>();
        List<Double> excesses = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            excesses.add(excess.mean(excess.fromUnit(new Ista(excess.unit(),
                    settings.withIterations(step)).encode(excess.scaled()))));
        }
        new Ista(excess.unit(), settings.withIterations(1024)).solve(excess.scaled(), null,
                seen::add);
        List<Integer> counts =
                convergence.points().stream().map(Convergence.Point::iterations).toList();
        assertEquals(List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512,
                768, 1024), counts);
        for (Convergence.Point point : convergence.points()) {
            Observer.Iteration iteration = seen.get(point.iterations() - 1);
            assertEquals(iteration.sparsity(), point.zeros(), 1e-12);
            assertTrue(point.energy() >= convergence.lowerBound());
            assertEquals(2 * (point.energy() - convergence.lowerBound()), point.excess(), 1e-5);
            if (point.iterations() <= 4) {
                assertEquals(excesses.get(point.iterations() - 1), point.excess(), 1e-12);
            }
        }
        Convergence.Point last = convergence.points().get(counts.size() - 1);
        assertEquals(convergence.lowerBound(), last.energy(), 1e-4);
        assertEquals(convergence.end(), last.excess(), 2e-4);
        assertEquals(15, convergence.patches());
    }

    /** From the encoder's codes it begins where the encoder is, and its time has the encoder's. */
    @Test
    void stepsFromTheEncoderGoOnFromItAndPayForIt() {
        Convergence.Problem problem = Convergence.Problem.lasso(patches, dictionary, excess);
        Convergence alone = Convergence.of("amortized",
                List.of(new Convergence.Made(0, codes, .5)), problem);
        assertEquals(excess.mean(codes), alone.points().get(0).excess());
        assertEquals(0, alone.points().get(0).iterations());
        assertEquals(.5, alone.points().get(0).seconds());
        Convergence on = Convergence.trace("ista", Convergence.ENCODER,
                steps -> new Ista(excess.unit(), LassoSettings.of(1).withGap(0)
                        .withIterations(steps)),
                64, problem, excess.toUnit(codes), .5);
        double before = excess.mean(codes);
        for (Convergence.Point point : on.points()) {
            assertTrue(point.excess() < before, "ISTA never raises its objective");
            assertTrue(point.seconds() > .5);
            before = point.excess();
        }
    }

    /** Another objective ends elsewhere: at the excess of its own optimum. */
    @Test
    void anotherObjectiveEndsAtItsOwnOptimum() {
        FMatrixRMaj prior = new FMatrixRMaj(1, 20);
        prior.fill(-2);
        PoissonSettings settings = PoissonSettings.of(.2);
        Solution posterior = new PoissonInference(dictionary, prior, settings).solve(patches);
        Convergence poisson = Convergence.trace("poisson", Convergence.COLD,
                steps -> new IterativePoisson(dictionary, prior, .1,
                        new PoissonSettings(.2, 0, steps)),
                512, Convergence.Problem.of(patches, dictionary, posterior, excess), null, 0);
        Convergence.Point last = poisson.points().get(poisson.points().size() - 1);
        assertEquals(excess.mean(posterior.codes()), poisson.end());
        assertEquals(poisson.end(), last.excess(), 1e-2 * poisson.end());
        assertTrue(poisson.end() > 100 * excess.certificate());
        assertEquals(posterior.meanObjective(), last.energy(), 1e-3);
    }

    @Test
    void moreStepsNeverTakeLessTimeAndNeighboursThatSeemToAreTakenTogether() {
        assertArrayEquals(new double[] {1, 2, 2, 3}, ProcessorTime.rising(1, 2, 2, 3));
        assertArrayEquals(new double[] {1, 3, 3, 5}, ProcessorTime.rising(1, 4, 2, 5));
        // The isotonic regression of scikit-learn 1.2 on the same numbers.
        assertArrayEquals(new double[] {2, 2, 2.5, 2.5, 4, 5, 5},
                ProcessorTime.rising(3, 1, 3, 2, 4, 6, 4), 1e-12);
    }

    @Test
    void aThreadThatEndsMeanwhileTakesNoTimeOff() {
        assertEquals(3e-9,
                ProcessorTime.seconds(Map.of(1L, 100L, 2L, 900L), Map.of(1L, 102L, 3L, 1L)),
                1e-15);
        assertEquals(0, ProcessorTime.seconds(Map.of(2L, 900L), Map.of(2L, 0L)));
    }

    /** Work that takes ten times as long is timed so, within what a busy machine allows. */
    @Test
    void ofAnyThreadsTheTimeIsThatOfTheWork() {
        double once = ProcessorTime.of(() -> work(200_000));
        double tenfold = ProcessorTime.of(() -> work(2_000_000));
        assertTrue(once > 0 && tenfold > 4 * once && tenfold < 25 * once, once + " " + tenfold);
    }

    private static void work(int n) {
        double sum = 0;
        for (int i = 1; i <= n; i++) {
            sum += Math.sin(i);
        }
        assertTrue(Double.isFinite(sum));
    }

    private FMatrixRMaj random(int rows, int columns, double low, double high) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble(low, high);
        }
        return matrix;
    }
}
