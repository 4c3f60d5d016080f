package parsimony.compare.gap;

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

/** The loss against optima that are known in closed form, and its bounds. */
class EncoderLossTest {
    private static final double PRIOR = -2;

    /**
     * Atoms that are orthogonal, φ_k = s_k·e_k, so that each unit has a problem of its own: 2s²λ +
     * β·log(λ/r) + s² = 2s·x. Chosen rates are the best of the pixels that this gives.
     */
    private static final double[] SCALES = {.5, 1, 2};

    private static FMatrixRMaj pixels(double[][] best, double beta) {
        FMatrixRMaj x = new FMatrixRMaj(best.length, SCALES.length);
        for (int i = 0; i < best.length; i++) {
            for (int k = 0; k < SCALES.length; k++) {
                double s = SCALES[k];
                x.set(i, k, (float) ((2 * s * s * best[i][k]
                        + beta * (Math.log(best[i][k]) - PRIOR) + s * s) / (2 * s)));
            }
        }
        return x;
    }

    private static double freeEnergy(FMatrixRMaj x, int i, double[] rates, double beta) {
        double f = 0;
        for (int k = 0; k < SCALES.length; k++) {
            double s = SCALES[k];
            double rate = rates[k];
            f += Math.pow(x.get(i, k) - s * rate, 2) + rate * s * s
                    + beta * (rate * (Math.log(rate) - PRIOR) - rate + Math.exp(PRIOR));
        }
        return f;
    }

    private static Dictionary dictionary(int further) {
        FMatrixRMaj atoms = new FMatrixRMaj(SCALES.length + further, SCALES.length);
        for (int k = 0; k < SCALES.length; k++) {
            atoms.set(k, k, (float) SCALES[k]);
        }
        return new Dictionary(atoms);
    }

    private static FMatrixRMaj rates(double[][] rows, int further, double rest) {
        FMatrixRMaj rates = new FMatrixRMaj(rows.length, SCALES.length + further);
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rates.numCols; k++) {
                rates.set(i, k, (float) (k < SCALES.length ? rows[i][k] : rest));
            }
        }
        return rates;
    }

    private static FMatrixRMaj prior(int units) {
        FMatrixRMaj prior = new FMatrixRMaj(1, units);
        Arrays.fill(prior.data, (float) PRIOR);
        return prior;
    }

    @ParameterizedTest
    @ValueSource(doubles = {.1, 1, 4})
    void theLossIsThatOfTheClosedFormWithItsErrors(double beta) {
        double[][] best = {{.1, .5, 1.5}, {.02, 2, .3}, {1, .1, .1}};
        double[][] encoder = {{.2, .4, 1.5}, {.3, 1, .3}, {2, .2, .05}};
        FMatrixRMaj x = pixels(best, beta);
        EncoderLoss loss = EncoderLoss.measure(x, rates(encoder, 0, 0), dictionary(0), prior(3),
                PoissonSettings.of(beta).withGap(1e-9));
        double[] f = new double[3];
        double[] gap = new double[3];
        for (int i = 0; i < 3; i++) {
            f[i] = freeEnergy(x, i, encoder[i], beta);
            gap[i] = f[i] - freeEnergy(x, i, best[i], beta);
        }
        double energy = mean(f);
        double share = mean(gap) / energy;
        assertEquals(energy, loss.encoder(), 1e-5 * energy);
        assertEquals(mean(gap), loss.gap(), 1e-5 * energy);
        assertEquals(energy - mean(gap), loss.best(), 1e-5 * energy);
        assertEquals(share, loss.share(), 1e-5);
        assertEquals(error(f), loss.encoderError(), 1e-5 * energy);
        assertEquals(error(gap), loss.gapError(), 1e-5 * energy);
        assertEquals(error(new double[] {f[0] - gap[0], f[1] - gap[1], f[2] - gap[2]}),
                loss.bestError(), 1e-5 * energy);
        double[] deviation = {gap[0] - share * f[0], gap[1] - share * f[1],
            gap[2] - share * f[2]};
        assertEquals(error(deviation) / energy, loss.shareError(), 1e-5);
        assertTrue(loss.certificate() >= 0 && loss.certificate() < 1e-6 * energy);
        assertEquals((loss.gap() + loss.certificate()) / loss.encoder(), loss.shareHigh(), 1e-12);
    }

    /** A solver that is stopped early tells less, but nothing wrong. */
    @Test
    void theTruthLiesBetweenTheBoundsHoweverRoughTheSolver() {
        SplittableRandom random = new SplittableRandom(3);
        FMatrixRMaj atoms = new FMatrixRMaj(40, 10);
        FMatrixRMaj x = new FMatrixRMaj(20, 10);
        FMatrixRMaj rates = new FMatrixRMaj(20, 40);
        fill(atoms, -1, 1, random);
        fill(x, -3, 3, random);
        fill(rates, .01, .5, random);
        Dictionary dictionary = new Dictionary(atoms);
        PoissonSettings settings = PoissonSettings.of(.3).withGap(0);
        EncoderLoss truth = EncoderLoss.measure(x, rates, dictionary, prior(40),
                settings.withIterations(1000));
        assertTrue(truth.certificate() < 1e-4 * truth.best());
        double before = Double.POSITIVE_INFINITY;
        for (int steps : new int[] {1, 2, 5, 20}) {
            EncoderLoss rough = EncoderLoss.measure(x, rates, dictionary, prior(40),
                    settings.withIterations(steps));
            assertTrue(rough.gap() <= truth.gap() + 1e-6);
            assertTrue(rough.gap() + rough.certificate() >= truth.gap() - 1e-6);
            assertTrue(rough.share() <= truth.share() + 1e-9
                    && rough.shareHigh() >= truth.share() - 1e-9);
            assertTrue(rough.certificate() < before, "more steps prove more");
            before = rough.certificate();
        }
    }

    @Test
    void theBestRatesLoseNothing() {
        double[][] best = {{.1, .5, 1.5}, {.02, 2, .3}};
        EncoderLoss loss = EncoderLoss.measure(pixels(best, 1), rates(best, 0, 0), dictionary(0),
                prior(3), PoissonSettings.of(1));
        assertEquals(0, loss.gap(), 1e-6);
        assertEquals(0, loss.share(), 1e-6);
    }

    /**
     * A dictionary with atoms of zeros added is no better and no worse at its optimum: the new
     * units stay at their prior rates, which cost nothing. An encoder that does not leave them
     * there loses.
     */
    @Test
    void atomsOfZerosLeaveTheOptimumAndAddToTheLoss() {
        double[][] best = {{.1, .5, 1.5}, {.02, 2, .3}};
        double[][] encoder = {{.2, .4, 1.5}, {.3, 1, .3}};
        FMatrixRMaj x = pixels(best, 4);
        PoissonSettings settings = PoissonSettings.of(4).withGap(1e-9);
        EncoderLoss small = EncoderLoss.measure(x, rates(encoder, 0, 0), dictionary(0), prior(3),
                settings);
        EncoderLoss silent = EncoderLoss.measure(x, rates(encoder, 5, Math.exp(PRIOR)),
                dictionary(5), prior(8), settings);
        EncoderLoss loud =
                EncoderLoss.measure(x, rates(encoder, 5, .5), dictionary(5), prior(8), settings);
        assertEquals(small.best(), silent.best(), 1e-5);
        assertEquals(small.best(), loud.best(), 1e-5);
        assertEquals(small.gap(), silent.gap(), 1e-5);
        double each = 4 * (.5 * (Math.log(.5) - PRIOR) - .5 + Math.exp(PRIOR));
        assertEquals(small.gap() + 5 * each, loud.gap(), 1e-5);
    }

    @Test
    void aPatchAloneHasNoErrorAndNoEnergyHasNoShare() {
        EncoderLoss one = EncoderLoss.of(new double[] {8}, new double[] {6}, new double[] {1});
        assertEquals(new EncoderLoss(8, 0, 6, 0, 1, 2, 0, .25, 0, .375), one);
        EncoderLoss none = EncoderLoss.of(new double[] {0, 0}, new double[2], new double[2]);
        assertEquals(new EncoderLoss(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), none);
    }

    private static void fill(FMatrixRMaj matrix, double low, double high, SplittableRandom random) {
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) random.nextDouble(low, high);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double error(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
