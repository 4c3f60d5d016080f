package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonTest {

    /** F as REFERENCE.md writes it, term by term. */
    private static double freeEnergy(Dictionary dictionary, FMatrixRMaj x, double[] rates,
            double[] logPrior, double beta) {
        double energy = 0;
        for (int d = 0; d < dictionary.pixels(); d++) {
            double error = x.data[d];
            for (int k = 0; k < rates.length; k++) {
                error -= rates[k] * dictionary.atoms().get(k, d);
            }
            energy += error * error;
        }
        for (int k = 0; k < rates.length; k++) {
            energy += rates[k] * dictionary.squaredNorm(k);
            energy += beta * (rates[k] * (Math.log(rates[k]) - logPrior[k]) - rates[k]
                    + Math.exp(logPrior[k]));
        }
        return energy;
    }

    /** Two units, searched by brute force on a grid that closes in. */
    @Test
    void findsTheMinimumThatAGridSearchFinds() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0.2, 0.5, 0.7));
        FMatrixRMaj patch = Draw.matrix(1, 2, 2, 1.5);
        double[] logPrior = {-1, -2};
        double beta = 0.7;
        double[] best = {0, 0};
        double lowest = Double.POSITIVE_INFINITY;
        for (double width = 6; width > 1e-4; width /= 3) {
            double[] centre = best.clone();
            for (int i = -30; i <= 30; i++) {
                for (int j = -30; j <= 30; j++) {
                    double u = centre[0] + width * i / 30;
                    double v = centre[1] + width * j / 30;
                    double energy = freeEnergy(dictionary, patch,
                            new double[] {Math.exp(u), Math.exp(v)}, logPrior, beta);
                    if (energy < lowest) {
                        lowest = energy;
                        best = new double[] {u, v};
                    }
                }
            }
        }
        PoissonSettings settings = PoissonSettings.of(beta).withGap(1e-9);
        Solution solution = new PoissonInference(dictionary, Draw.matrix(1, 2, logPrior), settings)
                .solve(patch);
        assertEquals(lowest, solution.objective()[0], 1e-6);
        assertEquals(Math.exp(best[0]), solution.codes().get(0, 0), 1e-3);
        assertEquals(Math.exp(best[1]), solution.codes().get(0, 1), 1e-3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 1, 4})
    void certifiesItsGapAndNoRatesGetBelowIt(double beta) {
        SplittableRandom random = new SplittableRandom(1);
        Dictionary dictionary = Draw.unevenAtoms(64, 24, random);
        FMatrixRMaj patches = Draw.gaussian(12, 24, 1.5, random);
        FMatrixRMaj logPrior = Draw.gaussian(1, 64, 1, random);
        PoissonInference exact =
                new PoissonInference(dictionary, logPrior, PoissonSettings.of(beta));
        Solution solution = exact.solve(patches);
        FMatrixRMaj rates = Draw.gaussian(12, 64, 1, random);
        double[] prior = new double[64];
        for (int k = 0; k < 64; k++) {
            prior[k] = logPrior.data[k];
        }
        for (int i = 0; i < rates.getNumElements(); i++) {
            // Anything from the optimum itself to far off.
            rates.data[i] =
                    (float) (solution.codes().data[i] * Math.exp(0.1 * (i / 64) * rates.data[i]));
        }
        Solution other = exact.evaluate(patches, rates);
        for (int i = 0; i < 12; i++) {
            assertEquals(Solution.Stop.CONVERGED, solution.stop()[i]);
            assertTrue(
                    solution.gap()[i] >= 0 && solution.gap()[i] <= 1e-6 * solution.objective()[i]);
            double suboptimality = other.objective()[i] - solution.objective()[i];
            assertTrue(suboptimality >= -1e-6 * solution.objective()[i]);
            assertTrue(other.gap()[i] >= suboptimality - 1e-9, "a gap is an upper bound");
            FMatrixRMaj patch = new FMatrixRMaj(1, 24);
            System.arraycopy(patches.data, i * 24, patch.data, 0, 24);
            double[] row = new double[64];
            for (int k = 0; k < 64; k++) {
                row[k] = rates.get(i, k);
            }
            assertEquals(freeEnergy(dictionary, patch, row, prior, beta), other.objective()[i],
                    1e-9 * other.objective()[i]);
        }
    }

    /** A dictionary of zeros leaves the prior as the posterior. */
    @Test
    void withoutAtomsThePriorIsTheAnswer() {
        Dictionary zero = new Dictionary(new FMatrixRMaj(2, 3));
        FMatrixRMaj logPrior = Draw.matrix(1, 2, -3, 0.5);
        Solution solution = new PoissonInference(zero, logPrior, PoissonSettings.of(1))
                .solve(Draw.matrix(1, 3, 1, 2, 2));
        assertEquals(Math.exp(-3), solution.codes().get(0, 0), 1e-6);
        assertEquals(Math.exp(0.5), solution.codes().get(0, 1), 1e-6);
        assertEquals(9, solution.objective()[0], 1e-6);
    }

    @Test
    void naturalGradientDescendsToTheSameOptimum() {
        SplittableRandom random = new SplittableRandom(2);
        Dictionary dictionary = Draw.unitAtoms(48, 24, random);
        FMatrixRMaj patches = Draw.gaussian(8, 24, 2, random);
        FMatrixRMaj logPrior = Draw.gaussian(1, 48, 0.5, random);
        Solution exact =
                new PoissonInference(dictionary, logPrior, PoissonSettings.of(1)).solve(patches);
        IterativePoisson iterative =
                new IterativePoisson(dictionary, logPrior, 0.1,
                        PoissonSettings.of(1).withGap(1e-5).withIterations(5000));
        List<Observer.Iteration> seen = new ArrayList<>();
        Solution solution = iterative.solve(patches, null, seen::add);
        for (int i = 0; i < 8; i++) {
            assertEquals(Solution.Stop.CONVERGED, solution.stop()[i]);
            assertEquals(exact.objective()[i], solution.objective()[i],
                    2e-5 * exact.objective()[i]);
        }
        for (int step = 1; step < seen.size(); step++) {
            assertTrue(seen.get(step).energy() <= seen.get(step - 1).energy() + 1e-9);
        }
        assertEquals(0, Draw.largestDifference(solution.codes(), iterative.encode(patches)), 0);
        assertEquals(1, iterative.solve(patches, solution.codes(), null).iterations()[0]);
    }

    /**
     * One step by hand: one unit φ = 1, x = 2, log r = 0, β = 1, from λ = 1: v = −η(1 − 2(2 − 1)) =
     * η.
     */
    @Test
    void takesANaturalGradientStepAsByHand() {
        Dictionary dictionary = new Dictionary(Draw.matrix(1, 1, 1));
        PoissonSettings once = PoissonSettings.of(1).withIterations(1);
        IterativePoisson iterative =
                new IterativePoisson(dictionary, new FMatrixRMaj(1, 1), 0.05, once);
        assertEquals(Math.exp(0.05), iterative.encode(Draw.matrix(1, 1, 2)).get(0, 0), 1e-6);
    }

    /** The same from λ = 1 where log r = .4 and β = ½: v = −η(½(0 − .4) + 1 − 2(2 − 1)) = 1.2η. */
    @Test
    void aStepHeedsThePriorByItsWeight() {
        Dictionary dictionary = new Dictionary(Draw.matrix(1, 1, 1));
        IterativePoisson iterative = new IterativePoisson(
                dictionary, Draw.matrix(1, 1, 0.4), 0.05,
                PoissonSettings.of(0.5).withIterations(1));
        Solution solution = iterative.solve(Draw.matrix(1, 1, 2), Draw.matrix(1, 1, 1), null);
        assertEquals(Math.exp(1.2 * 0.05), solution.codes().get(0, 0), 1e-6);
    }

    @Test
    void survivesStepsThatWouldOverflow() {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Draw.unitAtoms(32, 16, random);
        FMatrixRMaj patches = Draw.gaussian(4, 16, 30, random);
        Solution solution = new IterativePoisson(dictionary, new FMatrixRMaj(1, 32), 100,
                PoissonSettings.of(1).withIterations(50))
                .solve(patches);
        for (int i = 0; i < solution.codes().getNumElements(); i++) {
            assertTrue(Float.isFinite(solution.codes().data[i]) && solution.codes().data[i] > 0);
        }
        for (int i = 0; i < 4; i++) {
            assertTrue(
                    Double.isFinite(solution.objective()[i]) && Double.isFinite(solution.gap()[i]));
        }
    }

    /**
     * From the prior's rate, a Newton step would lead to log-rates whose exponential overflows a
     * double.
     */
    @ParameterizedTest
    @CsvSource({"1e-6, 1", "1e-2, 1", "1, 255", "1, 1e5"})
    void findsRatesFarAboveThePrior(double beta, double contrast) {
        SplittableRandom random = new SplittableRandom(5);
        Dictionary dictionary = Draw.unitAtoms(32, 16, random);
        FMatrixRMaj logPrior = new FMatrixRMaj(1, 32);
        logPrior.fill(-20);
        FMatrixRMaj patches = Draw.gaussian(4, 16, contrast, random);
        Solution solution =
                new PoissonInference(dictionary, logPrior, PoissonSettings.of(beta)).solve(patches);
        for (int i = 0; i < 4; i++) {
            assertEquals(Solution.Stop.CONVERGED, solution.stop()[i]);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        Dictionary dictionary = Draw.unitAtoms(3, 2, new SplittableRandom(4));
        PoissonSettings settings = PoissonSettings.of(1);
        assertThrows(IllegalArgumentException.class, () -> PoissonSettings.of(0));
        assertThrows(IllegalArgumentException.class,
                () -> new PoissonInference(dictionary, new FMatrixRMaj(1, 2), settings));
        assertThrows(IllegalArgumentException.class,
                () -> new PoissonInference(dictionary, Draw.matrix(1, 3, 0, 200, 0), settings));
        PoissonInference exact = new PoissonInference(dictionary, new FMatrixRMaj(1, 3), settings);
        assertThrows(IllegalArgumentException.class,
                () -> exact.evaluate(new FMatrixRMaj(1, 2), new FMatrixRMaj(1, 3)));
    }
}
