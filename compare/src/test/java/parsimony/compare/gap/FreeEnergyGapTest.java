package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonSettings;

class FreeEnergyGapTest {
    private static final int PATCHES = 12;
    private static final int PIXELS = 6;
    private static final int UNITS = 8;
    private static final double BETA = 0.7;
    private static final PoissonSettings SETTINGS = PoissonSettings.of(BETA).withGap(1e-8);

    /** A problem with rates that an encoder might have found. */
    private record Scene(FMatrixRMaj patches, FMatrixRMaj rates, Dictionary dictionary,
            FMatrixRMaj logPrior) {

        static Scene draw(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            FMatrixRMaj logPrior = uniform(1, UNITS, -4, -1, random);
            FMatrixRMaj rates = uniform(PATCHES, UNITS, -2, 3, random);
            for (int i = 0; i < rates.getNumElements(); i++) {
                rates.data[i] = (float) Math.exp(logPrior.data[i % UNITS] + rates.data[i]);
            }
            return new Scene(uniform(PATCHES, PIXELS, -3, 3, random), rates,
                    new Dictionary(uniform(UNITS, PIXELS, -1, 1, random)), logPrior);
        }

        FreeEnergyGap measure(double nats) {
            return FreeEnergyGap.measure(patches, rates, dictionary, logPrior, SETTINGS, nats);
        }

        /** F(λ), term by term. */
        double freeEnergy(int patch, FMatrixRMaj of) {
            double f = 0;
            double[] residual = residual(patch, of);
            for (double r : residual) {
                f += r * r;
            }
            for (int k = 0; k < UNITS; k++) {
                double rate = of.get(patch, k);
                double prior = Math.exp(logPrior.get(0, k));
                f += rate * squaredNorm(k) + BETA * (rate * Math.log(rate / prior) - rate + prior);
            }
            return f;
        }

        /** ∂F/∂λ_k. */
        double slope(int patch, int unit, FMatrixRMaj of) {
            double[] residual = residual(patch, of);
            double slope = squaredNorm(unit)
                    + BETA * (Math.log(of.get(patch, unit)) - logPrior.get(0, unit));
            for (int d = 0; d < PIXELS; d++) {
                slope -= 2 * dictionary.atoms().get(unit, d) * residual[d];
            }
            return slope;
        }

        private double[] residual(int patch, FMatrixRMaj of) {
            double[] residual = new double[PIXELS];
            for (int d = 0; d < PIXELS; d++) {
                residual[d] = patches.get(patch, d);
                for (int k = 0; k < UNITS; k++) {
                    residual[d] -= (double) of.get(patch, k) * dictionary.atoms().get(k, d);
                }
            }
            return residual;
        }

        private double squaredNorm(int unit) {
            double squares = 0;
            for (int d = 0; d < PIXELS; d++) {
                squares += Math.pow(dictionary.atoms().get(unit, d), 2);
            }
            return squares;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void thePartsAreNotNegativeAndAddUpToTheWhole(long seed) {
        FreeEnergyGap gap = Scene.draw(seed).measure(.05);
        for (int i = 0; i < PATCHES; i++) {
            assertTrue(gap.ofRates()[i] >= 0);
            assertTrue(gap.ofSupport()[i] >= 0);
            assertTrue(gap.certificate()[i] >= 0);
            assertEquals(gap.total()[i], gap.ofRates()[i] + gap.ofSupport()[i], 1e-9);
            assertTrue(gap.total()[i] > gap.certificate()[i],
                    "rates drawn at random are not the best");
        }
    }

    @Test
    void theEnergiesAreThoseOfTheFormulaAndTheBestRatesHaveNoSlopeLeft() {
        Scene scene = Scene.draw(6);
        FreeEnergyGap gap = scene.measure(.05);
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(scene.freeEnergy(i, scene.rates), gap.amortized()[i], 1e-5);
            assertEquals(scene.freeEnergy(i, gap.optimalRates()), gap.optimal()[i], 1e-5);
            for (int k = 0; k < UNITS; k++) {
                assertEquals(0, scene.slope(i, k, gap.optimalRates()), 2e-3);
            }
        }
    }

    @Test
    void onASupportTheRatesReachTheRestrictedOptimumAndTheOthersStay() {
        Scene scene = Scene.draw(7);
        int[][] supports = new int[PATCHES][];
        Arrays.setAll(supports, i -> i % 3 == 0 ? new int[0] : new int[] {i % 3, 4, UNITS - 1});
        FMatrixRMaj best = Support.bestRates(scene.patches, scene.rates, supports, scene.dictionary,
                scene.logPrior, SETTINGS);
        for (int i = 0; i < PATCHES; i++) {
            for (int k = 0; k < UNITS; k++) {
                if (Arrays.binarySearch(supports[i], k) >= 0) {
                    assertEquals(0, scene.slope(i, k, best), 2e-3);
                } else {
                    assertEquals(scene.rates.get(i, k), best.get(i, k));
                }
            }
        }
    }

    @Test
    void theBestRateOfASingleUnitIsTheBestOfAFineGrid() {
        Scene scene = Scene.draw(8);
        int[][] supports = new int[PATCHES][];
        Arrays.fill(supports, new int[] {3});
        FMatrixRMaj best = Support.bestRates(scene.patches, scene.rates, supports, scene.dictionary,
                scene.logPrior, SETTINGS);
        FMatrixRMaj tried = scene.rates.copy();
        for (int i = 0; i < PATCHES; i++) {
            double lowest = Double.POSITIVE_INFINITY;
            for (double logRate = -12; logRate < 3; logRate += 1e-3) {
                tried.set(i, 3, (float) Math.exp(logRate));
                lowest = Math.min(lowest, scene.freeEnergy(i, tried));
            }
            assertEquals(lowest, scene.freeEnergy(i, best), 1e-3);
            assertTrue(scene.freeEnergy(i, best) <= lowest + 1e-6);
        }
    }

    @Test
    void aSupportOfAllUnitsLeavesNothingToOtherUnits() {
        Scene scene = Scene.draw(9);
        for (int i = 0; i < scene.rates.getNumElements(); i++) {
            scene.rates.data[i] =
                    (float) Math.exp(scene.logPrior.data[i % UNITS]) + scene.rates.data[i];
        }
        FreeEnergyGap gap = scene.measure(0);
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(UNITS, gap.support()[i].length);
            assertEquals(0, gap.ofSupport()[i], 1e-5);
            assertTrue(gap.ofRates()[i] > 1e-3);
        }
    }

    @Test
    void ratesThatAreTheBestAlreadyHaveNoGap() {
        Scene scene = Scene.draw(10);
        FMatrixRMaj best = scene.measure(.01).optimalRates();
        FreeEnergyGap gap = FreeEnergyGap.measure(scene.patches, best, scene.dictionary,
                scene.logPrior, SETTINGS, .01);
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(0, gap.total()[i], 1e-6);
        }
    }

    @Test
    void aUnitIsInTheSupportIfItsRateIsRaisedByEnoughNats() {
        FMatrixRMaj logPrior =
                new FMatrixRMaj(1, 4, true, (float) Math.log(.01), (float) Math.log(.01),
                        (float) Math.log(.1), -2);
        // By hand: .03·ln 3 − .03 + .01 = .0130 nats; .02·ln 2 − .02 + .01 = .0039; .001·ln .01 −
        // .001 + .1 = .0944, but lowered.
        FMatrixRMaj rates = new FMatrixRMaj(1, 4, true, .03f, .02f, .001f, (float) Math.exp(-2));
        assertArrayEquals(new int[] {0}, Support.of(rates, logPrior, .01)[0]);
        assertArrayEquals(new int[] {0, 1}, Support.of(rates, logPrior, .003)[0]);
    }

    private static FMatrixRMaj uniform(int rows, int columns, double low, double high,
            SplittableRandom random) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble(low, high);
        }
        return matrix;
    }
}
