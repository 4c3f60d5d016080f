package parsimony.compare.gabor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;

/** Fits against functions whose parameters are known. */
class GaborFitterTest {
    private static final int SIDE = 16;
    private final GaborFitter fitter = new GaborFitter(SIDE, SIDE);

    @Test
    void theParametersOfNoisyGaborsAreFound() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 40; i++) {
            Gabor truth = random(random);
            double[] atom = pixels(truth, SIDE, SIDE);
            double energy = energy(atom);
            double noise = 0;
            for (int d = 0; d < atom.length; d++) {
                // one part in a hundred of the energy
                double n = 0.1 * Math.sqrt(energy / atom.length) * random.nextGaussian();
                atom[d] += n;
                noise += n * n;
            }
            GaborFit fit = fitter.fit(atom);
            Gabor found = fit.gabor();
            String both = truth + " was found as " + found;
            assertTrue(fit.good() && fit.residual() <= noise / energy(atom) + 1e-9, both);
            assertEquals(0, Math.sin(found.orientation() - truth.orientation()), .03, both);
            assertEquals(truth.frequency(), found.frequency(), .01, both);
            assertEquals(truth.column(), found.column(), .3, both);
            assertEquals(truth.row(), found.row(), .3, both);
            assertEquals(truth.amplitude(), found.amplitude(), .12 * truth.amplitude(), both);
            assertEquals(1, found.sigmaX() / truth.sigmaX(), .15, both);
            assertEquals(1, found.sigmaY() / truth.sigmaY(), .15, both);
        }
    }

    @Test
    void atomsNeedNotBeSquare() {
        Gabor truth = new Gabor(1, 14.5, 4, 2, 3, 0.6, 0.2, 0.5);
        Gabor found = new GaborFitter(12, 20).fit(pixels(truth, 12, 20)).gabor();
        assertEquals(truth.column(), found.column(), 1e-2);
        assertEquals(truth.row(), found.row(), 1e-2);
        assertEquals(truth.orientation(), found.orientation(), 1e-2);
        assertEquals(truth.frequency(), found.frequency(), 1e-3);
    }

    @Test
    void noiseIsNoGabor() {
        SplittableRandom random = new SplittableRandom(6);
        FMatrixRMaj noise = new FMatrixRMaj(20, SIDE * SIDE);
        for (int i = 0; i < noise.getNumElements(); i++) {
            noise.data[i] = (float) random.nextGaussian();
        }
        List<GaborFit> fits = fitter.fit(noise);
        assertEquals(20, fits.size());
        for (GaborFit fit : fits) {
            assertTrue(fit.residual() > .6 && fit.residual() <= 1 && !fit.good(), fit.toString());
        }
        assertEquals(0, new GaborAccount(fits).shareWellFitted());
        assertTrue(new GaborAccount(fits).medianFrequency().isEmpty());
    }

    /**
     * If the centre lies at a pixel or half way between two, the even or the odd part of the finest
     * wave is 0 up to rounding.
     */
    @Test
    void barsOnePixelWideAreFound() {
        for (int side : new int[] {9, SIDE}) {
            double middle = (side - 1) / 2.0;
            Gabor truth = new Gabor(2, middle, middle, 1, 1, Math.PI / 2, .5,
                    side == 9 ? 0 : Math.PI / 2);
            GaborFit fit = new GaborFitter(side, side).fit(pixels(truth, side, side));
            assertTrue(fit.good() && fit.gabor().amplitude() < 4, fit.toString());
            assertEquals(.5, fit.gabor().frequency(), .01);
        }
    }

    @Test
    void atomsWithoutAWaveStayFinite() {
        double[] zero = new double[SIDE * SIDE];
        double[] constant = new double[SIDE * SIDE];
        double[] spike = new double[SIDE * SIDE];
        Arrays.fill(constant, -3);
        spike[100] = 1;
        for (double[] atom : new double[][] {zero, constant, spike}) {
            GaborFit fit = fitter.fit(atom);
            Gabor g = fit.gabor();
            for (double value : new double[] {g.amplitude(), g.column(), g.row(), g.sigmaX(),
                g.sigmaY(), g.orientation(),
                g.frequency(), g.phase(), fit.residual()}) {
                assertTrue(Double.isFinite(value), fit.toString());
            }
        }
        assertEquals(1, fitter.fit(zero).residual());
        assertEquals(0, fitter.fit(zero).gabor().amplitude());
        assertTrue(fitter.fit(constant).residual() < .02
                && fitter.fit(constant).gabor().bandwidth().isEmpty());
    }

    @Test
    void ofEquivalentDescriptionsOneIsKept() {
        Gabor kept = new Gabor(2, 7, 8, 2, 3, 1, .2, .5);
        double pi = Math.PI;
        for (Gabor same : List.of(new Gabor(-2, 7, 8, 2, 3, 1, .2, .5 + pi),
                new Gabor(2, 7, 8, 2, 3, 1 + pi, .2, -.5),
                new Gabor(2, 7, 8, 2, 3, 1 - pi, .2, -.5),
                new Gabor(2, 7, 8, 2, 3, 1 + 2 * pi, .2, .5 - 2 * pi),
                new Gabor(2, 7, 8, 2, 3, 1, -.2, -.5),
                new Gabor(-2, 7, 8, 2, 3, 1 - pi, -.2, .5 - pi))) {
            assertEquals(kept.amplitude(), same.amplitude());
            assertEquals(kept.orientation(), same.orientation(), 1e-12);
            assertEquals(kept.frequency(), same.frequency());
            assertEquals(kept.phase(), same.phase(), 1e-12);
            assertEquals(kept.at(5.5, 9), same.at(5.5, 9), 1e-12);
        }
    }

    @Test
    void orientationIsThatOfTheBarsAsTheyAreSeen() {
        // white along the anti-diagonal, from bottom left to top right
        double[] rising = new double[12 * SIDE];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = Math.cos(2 * Math.PI * .2 * (i % SIDE + i / SIDE - 13) / Math.sqrt(2));
        }
        Gabor found = new GaborFitter(12, SIDE).fit(rising).gabor();
        assertEquals(Math.PI / 4, found.orientation(), .01);
        assertEquals(.2, found.frequency(), .005);
    }

    /**
     * Kulikowski's case: σ·f such that the response at half height reaches from f/2 to 3f/2,
     * log2(3) octaves.
     */
    @Test
    void bandwidthIsTheWidthOfTheResponseAtHalfHeight() {
        double f = .2;
        double sigma = Math.sqrt(2 * Math.log(2)) / (2 * Math.PI * f / 2);
        assertEquals(.5, Math.exp(-.5 * Math.pow(2 * Math.PI * sigma * f / 2, 2)), 1e-12);
        assertEquals(Math.log(3) / Math.log(2),
                new Gabor(1, 8, 8, sigma, 1, 0, f, 0).bandwidth().orElseThrow(), 1e-12);
        assertTrue(new Gabor(1, 8, 8, sigma, 1, 0, f / 2.01, 0).bandwidth().isEmpty(), "low-pass");
    }

    @Test
    void slopesAreThoseOfFiniteDifferences() {
        GaborModel model = new GaborModel(7, 9);
        RealVector p = new ArrayRealVector(new double[] {.7, -.4, 3.8, 2.9, .5, .8, 2.2, .17});
        double h = 1e-6;
        for (int j = 0; j < p.getDimension(); j++) {
            RealVector step = new ArrayRealVector(p.getDimension());
            step.setEntry(j, h);
            RealVector difference = model.value(p.add(step)).getFirst()
                    .subtract(model.value(p.subtract(step)).getFirst())
                    .mapDivide(2 * h);
            assertEquals(0,
                    difference.getLInfDistance(model.value(p).getSecond().getColumnVector(j)),
                    1e-8);
        }
        RealVector values = model.value(p).getFirst();
        Gabor gabor = GaborModel.gabor(p, 1);
        for (int i = 0; i < values.getDimension(); i++) {
            assertEquals(gabor.at(i % 9, i / 9), values.getEntry(i), 1e-12);
        }
    }

    @Test
    void atomsOfTheWrongSizeOrNotFiniteAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> fitter.fit(new double[255]));
        double[] infinite = new double[256];
        infinite[3] = Double.POSITIVE_INFINITY;
        assertThrows(IllegalArgumentException.class, () -> fitter.fit(infinite));
    }

    private static Gabor random(SplittableRandom random) {
        double frequency = random.nextDouble(.1, .35);
        return new Gabor(random.nextDouble(.1, 3), random.nextDouble(4, 11),
                random.nextDouble(4, 11),
                random.nextDouble(.35, .6) / frequency, random.nextDouble(1.5, 4),
                random.nextDouble(Math.PI), frequency,
                random.nextDouble(-Math.PI, Math.PI));
    }

    private static double[] pixels(Gabor gabor, int height, int width) {
        double[] pixels = new double[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = gabor.at(i % width, i / width);
        }
        return pixels;
    }

    private static double energy(double[] values) {
        double energy = 0;
        for (double value : values) {
            energy += value * value;
        }
        return energy;
    }
}
