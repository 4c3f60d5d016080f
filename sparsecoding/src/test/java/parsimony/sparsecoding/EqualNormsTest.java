package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;

/**
 * The best codes of equal weighted l1 norm, of the same support and of equal L0, against
 * enumeration: of every support and every choice of signs, the least error by linear equations.
 */
class EqualNormsTest {
    private static final int PATCHES = 12;

    private static L1Ball ball(Dictionary dictionary, boolean signed) {
        return new L1Ball(dictionary, L1Ball.Settings.DEFAULT.withSigned(signed));
    }

    @ParameterizedTest
    @CsvSource({"12,8,false", "12,8,true", "7,12,true", "12,5,false", "9,3,true", "1,4,false"})
    void boundsCloseAtTheEnumeratedOptimumOfEqualL1(int atoms, int pixels, boolean signed) {
        SplittableRandom random = new SplittableRandom(5);
        Dictionary dictionary = new Dictionary(Draw.gaussian(atoms, pixels, 1, random));
        FMatrixRMaj patches = Draw.gaussian(PATCHES, pixels, 1.5, random);
        double[] radii = new double[PATCHES];
        for (int i = 0; i < PATCHES; i++) {
            radii[i] = 4 * random.nextDouble() * random.nextDouble();
        }
        radii[0] = 0;
        radii[1] = 1e6; // as good as none
        Bounded bounded = ball(dictionary, signed).solve(patches, radii, null);
        for (int i = 0; i < PATCHES; i++) {
            Enumeration problem = new Enumeration(dictionary, patches, i, signed);
            double least = problem.leastInBall(radii[i]);
            double scale = problem.energy;
            String where = "patch " + i + ", radius " + radii[i];
            assertEquals(least, bounded.objective()[i], 1e-8 * scale, where);
            assertEquals(least, bounded.lowerBound()[i], 1e-8 * scale, where);
            assertTrue(bounded.objective()[i] - bounded.lowerBound()[i] <= 1e-8 * scale, where);
            assertTrue(l1(dictionary, bounded.codes(), i) <= radii[i] * (1 + 1e-15), where);
            assertEquals(least, error(dictionary, patches, bounded.codes(), i), 3e-7 * scale,
                    where);
        }
    }

    /** With t the l1 norm of the lasso's code, no code in the ball is better by more than its gap. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBallOfALassosCodeHasTheLassosError(boolean signed) {
        SplittableRandom random = new SplittableRandom(4);
        Dictionary dictionary = Draw.unitAtoms(900, 64, random);
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 64, 1, random);
        for (double lambda : new double[] {0.05, 0.4, 1.5}) {
            Solution lasso = new Lasso(dictionary,
                    LassoSettings.of(lambda).withSigned(signed).withGap(1e-9)).solve(patches);
            double[] radii = new double[PATCHES];
            for (int i = 0; i < PATCHES; i++) {
                radii[i] = l1(dictionary, lasso.codes(), i);
            }
            Bounded bounded = ball(dictionary, signed).solve(patches, radii, null);
            for (int i = 0; i < PATCHES; i++) {
                double error = error(dictionary, patches, lasso.codes(), i);
                double scale = 0.5 * squares(patches, i);
                // An atom's norm is 1 but for the rounding of its pixels.
                double slack = lasso.gap()[i] + 1e-6 * lambda * radii[i] + 1e-8 * scale;
                assertEquals(error, bounded.objective()[i], slack);
                assertEquals(error, bounded.lowerBound()[i], slack);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noGapIsLeftAtTheOptimum(boolean signed) {
        SplittableRandom random = new SplittableRandom(6);
        Dictionary dictionary = new Dictionary(Draw.gaussian(12, 8, 1, random));
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 8, 1.5, random);
        double[] radii = new double[PATCHES];
        Arrays.fill(radii, 1.2);
        FMatrixRMaj best = ball(dictionary, signed).solve(patches, radii, null).codes();
        double[] own = new double[PATCHES];
        for (int i = 0; i < PATCHES; i++) {
            own[i] = l1(dictionary, best, i);
        }
        Bounded again = ball(dictionary, signed).solve(patches, own, best);
        for (int i = 0; i < PATCHES; i++) {
            double scale = 0.5 * squares(patches, i);
            assertEquals(error(dictionary, patches, best, i), again.lowerBound()[i], 3e-7 * scale);
            assertTrue(again.iterations()[i] <= 3, "starts at its end");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void scalingAtomsChangesNothingButTheCode(boolean signed) {
        SplittableRandom random = new SplittableRandom(7);
        FMatrixRMaj atoms = Draw.gaussian(40, 16, 1, random);
        FMatrixRMaj scaled = atoms.copy();
        for (int k = 0; k < 40; k++) {
            float factor = (float) Math.scalb(1.0, random.nextInt(-9, 10)); // exact
            for (int d = 0; d < 16; d++) {
                scaled.data[k * 16 + d] *= factor;
            }
        }
        Dictionary before = new Dictionary(atoms);
        Dictionary after = new Dictionary(scaled);
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 16, 1.5, random);
        double[] radii = new double[PATCHES];
        Arrays.fill(radii, 2);
        Bounded one = ball(before, signed).solve(patches, radii, null);
        Bounded other = ball(after, signed).solve(patches, radii, null);
        FMatrixRMaj swapped = new SupportSwaps(before, signed).improve(patches, one.codes());
        FMatrixRMaj otherSwapped = new SupportSwaps(after, signed).improve(patches, other.codes());
        for (int i = 0; i < PATCHES; i++) {
            double scale = 0.5 * squares(patches, i);
            assertEquals(one.objective()[i], other.objective()[i], 1e-8 * scale);
            assertEquals(one.lowerBound()[i], other.lowerBound()[i], 1e-8 * scale);
            assertEquals(error(before, patches, swapped, i),
                    error(after, patches, otherSwapped, i), 1e-6 * scale);
        }
    }

    @ParameterizedTest
    @CsvSource({"12,8,false", "12,8,true", "12,5,false", "12,3,true"})
    void leastSquaresOnASupportAreTheEnumeratedOnes(int atoms, int pixels, boolean signed) {
        SplittableRandom random = new SplittableRandom(8);
        Dictionary dictionary = new Dictionary(Draw.gaussian(atoms, pixels, 1, random));
        FMatrixRMaj patches = Draw.gaussian(PATCHES, pixels, 1.5, random);
        FMatrixRMaj codes = codes(atoms, signed, random);
        Bounded bounded = new SupportLeastSquares(dictionary, signed).solve(patches, codes);
        for (int i = 0; i < PATCHES; i++) {
            Enumeration problem = new Enumeration(dictionary, patches, i, signed);
            double least = problem.leastOn(support(codes, i), atoms);
            double scale = problem.energy;
            assertEquals(least, bounded.objective()[i], 1e-8 * scale);
            assertEquals(least, bounded.lowerBound()[i], 1e-8 * scale);
            assertEquals(least, error(dictionary, patches, bounded.codes(), i), 3e-7 * scale);
            assertEquals(0, support(bounded.codes(), i) & ~support(codes, i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void swapsNeverLoseAndNeverGainMoreThanThereIs(boolean signed) {
        SplittableRandom random = new SplittableRandom(9);
        Dictionary dictionary = new Dictionary(Draw.gaussian(12, 8, 1, random));
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 8, 1.5, random);
        int reached = 0;
        for (int round = 0; round < 4; round++) {
            FMatrixRMaj codes = codes(12, signed, random);
            FMatrixRMaj improved = new SupportSwaps(dictionary, signed).improve(patches, codes);
            for (int i = 0; i < PATCHES; i++) {
                int atoms = Integer.bitCount(support(codes, i));
                Enumeration problem = new Enumeration(dictionary, patches, i, signed);
                double start = error(dictionary, patches, codes, i);
                double end = error(dictionary, patches, improved, i);
                double least = Math.min(start, problem.leastOn(0xfff, atoms));
                assertTrue(end <= start);
                assertTrue(Integer.bitCount(support(improved, i)) <= atoms);
                assertTrue(start - end <= start - least + 1e-9 * problem.energy,
                        "at least so much better, not more than the best");
                reached += end <= least + 1e-5 * problem.energy ? 1 : 0;
            }
        }
        assertTrue(reached > 2 * PATCHES, reached + " of " + 4 * PATCHES + " are the best");
    }

    @Test
    void atomsOfZerosAreNeverUsed() {
        SplittableRandom random = new SplittableRandom(10);
        Dictionary dictionary = Draw.unevenAtoms(24, 12, random);
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 12, 1, random);
        FMatrixRMaj codes = new FMatrixRMaj(PATCHES, 24);
        codes.fill(1);
        double[] radii = new double[PATCHES];
        Arrays.fill(radii, 3);
        for (FMatrixRMaj found : new FMatrixRMaj[] {
            ball(dictionary, false).solve(patches, radii, null).codes(),
            new SupportLeastSquares(dictionary, false).solve(patches, codes).codes(),
            new SupportSwaps(dictionary, false).improve(patches, codes)}) {
            for (int i = 0; i < PATCHES; i++) {
                assertEquals(0, found.get(i, 0));
                assertEquals(0, found.get(i, 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dependentAtomsAreNoObstacle(boolean signed) {
        SplittableRandom random = new SplittableRandom(11);
        for (Dictionary dictionary : new Dictionary[] {Draw.duplicatedAtoms(40, 10, random),
            Draw.smoothAtoms(60, 12, random), Draw.alikeAtoms(40, 10, random),
            Draw.unitAtoms(200, 12, random)}) {
            FMatrixRMaj patches = Draw.gaussian(PATCHES, dictionary.pixels(), 1, random);
            double[] radii = new double[PATCHES];
            Arrays.fill(radii, 2.5);
            FMatrixRMaj all = new FMatrixRMaj(PATCHES, dictionary.size());
            all.fill(1);
            Bounded inBall = ball(dictionary, signed).solve(patches, radii, null);
            Bounded onSupport = new SupportLeastSquares(dictionary, signed).solve(patches, all);
            for (int i = 0; i < PATCHES; i++) {
                double scale = 0.5 * squares(patches, i);
                assertTrue(inBall.objective()[i] - inBall.lowerBound()[i] <= 1e-8 * scale);
                assertTrue(onSupport.objective()[i] - onSupport.lowerBound()[i] <= 1e-6 * scale,
                        onSupport.objective()[i] + " " + onSupport.lowerBound()[i]);
                assertTrue(onSupport.lowerBound()[i] <= inBall.objective()[i]);
            }
        }
    }

    @Test
    void theBoundDoesNotDependOnTheStart() {
        SplittableRandom random = new SplittableRandom(12);
        Dictionary dictionary = Draw.unitAtoms(400, 32, random);
        FMatrixRMaj patches = Draw.gaussian(30, 32, 1, random);
        FMatrixRMaj start = new FMatrixRMaj(30, 400);
        double[] radii = new double[30];
        for (int i = 0; i < 30; i++) {
            for (int n = 0; n < 5; n++) {
                start.set(i, random.nextInt(400), random.nextFloat());
            }
            radii[i] = l1(dictionary, start, i);
        }
        Bounded cold = ball(dictionary, false).solve(patches, radii, null);
        Bounded warm = ball(dictionary, false).solve(patches, radii, start);
        for (int i = 0; i < 30; i++) {
            double scale = 0.5 * squares(patches, i);
            assertEquals(cold.objective()[i], warm.objective()[i], 1e-8 * scale);
            assertTrue(warm.objective()[i] <= error(dictionary, patches, start, i));
        }
    }

    @Test
    void whatIsNoStartAndNoRadiusIsRefused() {
        Dictionary dictionary = Draw.unitAtoms(6, 4, new SplittableRandom(1));
        FMatrixRMaj patches = Draw.gaussian(2, 4, 1, new SplittableRandom(2));
        FMatrixRMaj start = new FMatrixRMaj(2, 6);
        start.set(1, 3, 2);
        L1Ball ball = ball(dictionary, false);
        refused("start: code 1 has", () -> ball.solve(patches, new double[] {1, 1}, start));
        refused("radii: are 1", () -> ball.solve(patches, new double[1], null));
        refused("radii: -1", () -> ball.solve(patches, new double[] {1, -1}, null));
        refused("radii: NaN", () -> ball.solve(patches, new double[] {1, Double.NaN}, null));
        start.set(0, 0, -1);
        refused("codes: code 0, unit 0 is -1",
                () -> new SupportLeastSquares(dictionary, false).solve(patches, start));
        refused("codes: is 2×6; must be 2×4", () -> new SupportSwaps(
                Draw.unitAtoms(4, 4, new SplittableRandom(3)), true).improve(patches, start));
    }

    private static void refused(String complaint, Executable call) {
        String said = assertThrows(InputException.class, call).getMessage();
        assertTrue(said.startsWith(complaint), said);
    }

    private static FMatrixRMaj codes(int atoms, boolean signed, SplittableRandom random) {
        FMatrixRMaj codes = new FMatrixRMaj(PATCHES, atoms);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = random.nextInt(3) == 0
                    ? random.nextFloat() - (signed ? 0.5f : 0) : 0;
        }
        return codes;
    }

    private static int support(FMatrixRMaj codes, int i) {
        int support = 0;
        for (int k = 0; k < codes.numCols; k++) {
            support |= codes.get(i, k) != 0 ? 1 << k : 0;
        }
        return support;
    }

    private static double l1(Dictionary dictionary, FMatrixRMaj codes, int i) {
        double l1 = 0;
        for (int k = 0; k < codes.numCols; k++) {
            l1 += Math.sqrt(dictionary.squaredNorm(k)) * Math.abs(codes.get(i, k));
        }
        return l1;
    }

    private static double error(Dictionary dictionary, FMatrixRMaj patches, FMatrixRMaj codes,
            int i) {
        double error = 0;
        for (int d = 0; d < patches.numCols; d++) {
            double rest = patches.get(i, d);
            for (int k = 0; k < codes.numCols; k++) {
                rest -= (double) codes.get(i, k) * dictionary.atoms().get(k, d);
            }
            error += 0.5 * rest * rest;
        }
        return error;
    }

    private static double squares(FMatrixRMaj patches, int i) {
        double squares = 0;
        for (int d = 0; d < patches.numCols; d++) {
            squares += (double) patches.get(i, d) * patches.get(i, d);
        }
        return squares;
    }

    /** One patch under at most 12 atoms: the least errors, over all supports and signs. */
    private static final class Enumeration {
        final double energy;
        private final int atoms;
        private final int pixels;
        private final boolean signed;
        private final double[][] gram;
        private final double[] b;

        Enumeration(Dictionary dictionary, FMatrixRMaj patches, int i, boolean signed) {
            atoms = dictionary.size();
            pixels = dictionary.pixels();
            this.signed = signed;
            energy = 0.5 * squares(patches, i);
            gram = new double[atoms][atoms];
            b = new double[atoms];
            for (int k = 0; k < atoms; k++) {
                for (int d = 0; d < pixels; d++) {
                    b[k] += (double) dictionary.atoms().get(k, d) * patches.get(i, d);
                    for (int l = 0; l < atoms; l++) {
                        gram[k][l] += (double) dictionary.atoms().get(k, d)
                                * dictionary.atoms().get(l, d);
                    }
                }
            }
        }

        /** The least error of a support within a set, of at most so many atoms. */
        double leastOn(int set, int most) {
            double least = energy;
            for (int support = 1; support < 1 << atoms; support++) {
                if ((support & ~set) == 0 && Integer.bitCount(support) <= Math.min(most, pixels)) {
                    double[] code = solve(support, b);
                    boolean allowed = true;
                    for (int p = 0; p < code.length; p++) {
                        allowed &= signed || code[p] >= 0;
                    }
                    least = allowed ? Math.min(least, error(support, code)) : least;
                }
            }
            return least;
        }

        /** The least error over Σ‖φ_k‖·|a_k| ≤ t: inside the ball, or on a face of its border. */
        double leastInBall(double t) {
            double least = energy;
            for (int support = 1; support < 1 << atoms; support++) {
                int n = Integer.bitCount(support);
                if (n > pixels) {
                    continue;
                }
                double[] free = solve(support, b);
                for (int signs = 0; signs < (signed ? 1 << n : 1); signs++) {
                    double[] w = new double[atoms];
                    for (int k = 0, p = 0; k < atoms; k++) {
                        if ((support >> k & 1) != 0) {
                            w[k] = (signs >> p++ & 1) != 0 ? -Math.sqrt(gram[k][k])
                                    : Math.sqrt(gram[k][k]);
                        }
                    }
                    least = Math.min(least, leastOnFace(support, free, w, t));
                }
            }
            return least;
        }

        private double leastOnFace(int support, double[] free, double[] w, double t) {
            double[] pull = solve(support, w);
            double sum = 0;
            double slope = 0;
            double[] sides = new double[free.length];
            for (int k = 0, p = 0; k < atoms; k++) {
                if ((support >> k & 1) != 0) {
                    sides[p] = w[k];
                    sum += w[k] * free[p];
                    slope += w[k] * pull[p++];
                }
            }
            double lambda = Math.max(0, (sum - t) / slope);
            double[] code = new double[free.length];
            for (int p = 0; p < code.length; p++) {
                code[p] = free[p] - lambda * pull[p];
                if (code[p] * sides[p] < 0) {
                    return energy;
                }
            }
            return error(support, code);
        }

        private double[] solve(int support, double[] right) {
            int n = Integer.bitCount(support);
            DMatrixRMaj g = new DMatrixRMaj(n, n);
            DMatrixRMaj r = new DMatrixRMaj(n, 1);
            for (int k = 0, p = 0; k < atoms; k++) {
                if ((support >> k & 1) != 0) {
                    for (int l = 0, q = 0; l < atoms; l++) {
                        if ((support >> l & 1) != 0) {
                            g.set(p, q++, gram[k][l]);
                        }
                    }
                    r.set(p++, 0, right[k]);
                }
            }
            DMatrixRMaj code = new DMatrixRMaj(n, 1);
            assertTrue(CommonOps_DDRM.solve(g, r, code));
            return code.data;
        }

        private double error(int support, double[] code) {
            double error = energy;
            for (int k = 0, p = 0; k < atoms; k++) {
                if ((support >> k & 1) != 0) {
                    double row = -b[k];
                    for (int l = 0, q = 0; l < atoms; l++) {
                        if ((support >> l & 1) != 0) {
                            row += 0.5 * gram[k][l] * code[q++];
                        }
                    }
                    error += row * code[p++];
                }
            }
            return error;
        }
    }
}
