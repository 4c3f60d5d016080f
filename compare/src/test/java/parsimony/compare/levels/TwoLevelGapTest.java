package parsimony.compare.levels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonSettings;

/** The gap of two levels against the P-VAE's, formulas written out, and random rates. */
class TwoLevelGapTest {
    private static final int PIXELS = 6;
    private static final int FIRST = 5;
    private static final int SECOND = 3;
    private static final int PATCHES = 12;
    private static final double BETA = 0.7;
    private static final double BETA2 = 1.5;

    private final SplittableRandom random = new SplittableRandom(2);
    private final FMatrixRMaj patches = random(PATCHES, PIXELS, -1.5, 1.5);
    private final FMatrixRMaj gains = random(PATCHES, FIRST, 0.2, 3);
    private final FMatrixRMaj rates2 = random(PATCHES, SECOND, 0.1, 2);
    private final Dictionary dictionary = new Dictionary(random(FIRST, PIXELS, -1, 1));
    private final float[] logPrior = random(1, FIRST, -3, 0).data;
    private final float[] logPrior2 = random(1, SECOND, -2, 0).data;

    private FMatrixRMaj random(int rows, int columns, double low, double high) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) random.nextDouble(low, high);
        }
        return matrix;
    }

    private TwoLevelModel model(boolean additive) {
        return new TwoLevelModel(dictionary, logPrior,
                random(SECOND, FIRST, additive ? 0 : -0.8, 0.8), logPrior2, additive);
    }

    /** Where level 2 has no effect, level 1 is the P-VAE, whose solver is another. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutEffectOfLevelTwoItIsTheGapOfOneLevel(boolean additive) {
        TwoLevelModel none = new TwoLevelModel(dictionary, logPrior,
                new FMatrixRMaj(SECOND, FIRST), logPrior2, additive);
        FMatrixRMaj rates = new FMatrixRMaj(PATCHES, FIRST);
        for (int i = 0; i < rates.data.length; i++) {
            rates.data[i] = (float) (gains.data[i] * Math.exp(logPrior[i % FIRST]));
        }
        FMatrixRMaj prior = new FMatrixRMaj(1, FIRST, true, logPrior);
        FreeEnergyGap expected = FreeEnergyGap.measure(patches, rates, dictionary, prior,
                new PoissonSettings(BETA, 1e-8, 10_000), 0.1);
        TwoLevelGap actual = TwoLevelGap.measure(none, patches, gains, rates2,
                new TwoLevelGap.Settings(BETA, BETA2, 1e-10, 10_000, 5));
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(expected.amortized()[i] - expected.optimal()[i],
                    actual.amortized()[i] - actual.level1()[i], 1e-4);
            // Level 2 without effect goes back to its prior, where it costs nothing.
            if (additive) {
                assertEquals(expected.optimal()[i], actual.both()[i], 1e-4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFreeEnergyOfTheEncoderIsTheFormula(boolean additive) {
        TwoLevelModel model = model(additive);
        TwoLevelGap gap = TwoLevelGap.measure(model, patches, gains, rates2,
                TwoLevelGap.Settings.of(BETA, BETA2));
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(freeEnergy(model, i, row(gains, i), row(rates2, i)),
                    gap.amortized()[i], 1e-6 * gap.amortized()[i]);
        }
    }

    /** No rates of level 1 are better than the certificate allows, and turns only go down. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsBelowWhatIsProven(boolean additive) {
        TwoLevelModel model = model(additive);
        TwoLevelGap.Settings settings =
                new TwoLevelGap.Settings(BETA, BETA2, 1e-9, 10_000, 30);
        TwoLevelGap gap = TwoLevelGap.measure(model, patches, gains, rates2, settings);
        TwoLevelGap rough = TwoLevelGap.measure(model, patches, gains, rates2,
                new TwoLevelGap.Settings(BETA, BETA2, 1e-9, 1, 0));
        for (int i = 0; i < PATCHES; i++) {
            assertTrue(gap.certificate()[i] <= 1e-9 * Math.abs(gap.level1()[i]) + 1e-12);
            assertTrue(gap.level1()[i] <= gap.amortized()[i]);
            assertTrue(gap.both()[i] <= gap.level1()[i]);
            assertTrue(rough.level1()[i] - rough.certificate()[i] <= gap.level1()[i] + 1e-9);
            for (int trial = 0; trial < 200; trial++) {
                double[] other = row(gains, i);
                for (int k = 0; k < FIRST; k++) {
                    other[k] = Math.exp(random.nextDouble(-4, 2));
                }
                assertTrue(freeEnergy(model, i, other, row(rates2, i)) > gap.level1()[i] - 1e-6);
            }
        }
        assertTrue(gap.meanLevel1() > 0.1, "random gains are not the best");
        assertTrue(!additive || gap.meanBoth() > gap.meanLevel1());
    }

    @Test
    void shapesAreChecked() {
        TwoLevelGap.Settings settings = TwoLevelGap.Settings.of(1, 1);
        assertThrows(InputException.class, () -> TwoLevelGap.measure(model(true), patches, rates2,
                rates2, settings));
        assertThrows(InputException.class, () -> TwoLevelGap.Settings.of(0, 1));
        assertThrows(InputException.class, () -> new TwoLevelModel(dictionary, logPrior,
                new FMatrixRMaj(SECOND, 2), logPrior2, true));
        FMatrixRMaj negative = new FMatrixRMaj(SECOND, FIRST);
        negative.data[3] = -1;
        assertThrows(InputException.class,
                () -> new TwoLevelModel(dictionary, logPrior, negative, logPrior2, true));
    }

    /** Predicted correlations beside those of samples that are drawn from the prior. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void predictedCorrelationsAreThoseOfSamplesOfThePrior(boolean additive) {
        TwoLevelModel model = model(additive);
        FMatrixRMaj codes = new FMatrixRMaj(100_000, FIRST);
        for (int i = 0; i < codes.numRows; i++) {
            double[] drive = new double[FIRST];
            for (int j = 0; j < SECOND; j++) {
                int z = poisson(Math.exp(logPrior2[j]));
                for (int k = 0; k < FIRST; k++) {
                    drive[k] += z * model.level2().get(j, k);
                }
            }
            for (int k = 0; k < FIRST; k++) {
                codes.set(i, k, poisson(additive ? Math.exp(logPrior[k]) + drive[k]
                        : Math.exp(logPrior[k] + drive[k])));
            }
        }
        UnitCorrelations pairs = UnitCorrelations.of(model, codes);
        assertEquals(FIRST * (FIRST - 1) / 2, pairs.pairs());
        assertArrayEquals(pairs.predicted(), pairs.measured(), 0.02);
        assertTrue(pairs.agreement() > 0.95, "agreement " + pairs.agreement());
        UnitCorrelations some = pairs.shown(4);
        assertEquals(4, some.pairs());
        assertTrue(some.predicted()[0] >= some.predicted()[1]);
    }

    private int poisson(double rate) {
        int z = -1;
        for (double t = 0; t <= rate; t -= Math.log(1 - random.nextDouble())) {
            z++;
        }
        return z;
    }

    private static double[] row(FMatrixRMaj matrix, int i) {
        double[] row = new double[matrix.numCols];
        for (int k = 0; k < row.length; k++) {
            row[k] = matrix.get(i, k);
        }
        return row;
    }

    /** F with S = E r₁r₁ᵀ written out. */
    private double freeEnergy(TwoLevelModel model, int patch, double[] delta, double[] lambda) {
        double[] mean = new double[FIRST];
        double[][] second = new double[FIRST][FIRST];
        for (int k = 0; k < FIRST; k++) {
            for (int l = 0; l < FIRST; l++) {
                double drive = 0;
                double both = 0;
                for (int j = 0; j < SECOND; j++) {
                    double a = model.level2().get(j, k);
                    double b = model.level2().get(j, l);
                    drive += lambda[j] * (model.additive() ? a : Math.exp(a) - 1);
                    both += lambda[j] * (model.additive() ? a * b : Math.exp(a + b) - 1);
                }
                mean[k] = model.additive() ? Math.exp(logPrior[k]) + drive
                        : Math.exp(logPrior[k] + drive);
                second[k][l] = both;
            }
        }
        double total = 0;
        for (int k = 0; k < FIRST; k++) {
            for (int l = 0; l < FIRST; l++) {
                double covariance = model.additive() ? second[k][l]
                        : Math.exp(logPrior[k] + logPrior[l] + second[k][l]) - mean[k] * mean[l];
                double c = delta[k] * delta[l] * covariance + (k == l ? delta[k] * mean[k] : 0);
                for (int d = 0; d < PIXELS; d++) {
                    total += c * dictionary.atoms().get(k, d) * dictionary.atoms().get(l, d);
                }
            }
            total += BETA * mean[k] * (1 + delta[k] * (Math.log(delta[k]) - 1));
        }
        for (int d = 0; d < PIXELS; d++) {
            double residual = patches.get(patch, d);
            for (int k = 0; k < FIRST; k++) {
                residual -= delta[k] * mean[k] * dictionary.atoms().get(k, d);
            }
            total += residual * residual;
        }
        for (int j = 0; j < SECOND; j++) {
            double r = Math.exp(logPrior2[j]);
            total += BETA * BETA2 * (lambda[j] * Math.log(lambda[j] / r) - lambda[j] + r);
        }
        return total;
    }
}
