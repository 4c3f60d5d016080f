package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The least-squares code of atoms that come in one by one, as single precision can write it; of
 * codes ≥ 0, the non-negative least-squares code, which atoms may leave again. Inner products and
 * residuals are in double precision: the codes of atoms that are nearly alike can be thousands of
 * times as large as the patch, and cancel. What rounding such codes costs is measured, and an atom
 * comes in only if the code that is written has a lower residual with it. One per thread.
 *
 * <p>Non-negative: Lawson &amp; Hanson (1974), Solving Least Squares Problems, chapter 23.
 */
final class LeastSquares {
    /**
     * Share of ‖x‖² that a residual must fall by: rounding a code to 24 bits can cost about as
     * much.
     */
    static final double NOTHING = 1e-12;
    /** Share of ‖x‖² by which the code that is written may be above least squares. */
    private static final double ROUNDING = 5e-7;
    /** Share of ‖x‖² that Newton steps may leave to gain. */
    private static final double SETTLED = 1e-10;
    /** Newton steps until then. In exact arithmetic one is enough. */
    private static final int MOST_MOVES = 8;

    private final double sign;
    private final Certificate certificate;
    private final ActiveSet active;
    private final double[] before;
    private float[] code;
    private float[] candidate;
    private float[] patches;
    private int patch;
    private double squaredResidual;

    LeastSquares(Dictionary dictionary, boolean nonNegative) {
        sign = nonNegative ? 1 : 0;
        certificate = new Certificate(dictionary, 0, Threshold.HARD);
        active = new ActiveSet(dictionary.size(), InnerProducts.of(dictionary.atomRows()));
        before = new double[dictionary.size()];
        code = new float[dictionary.size()];
        candidate = new float[dictionary.size()];
    }

    /** Takes up a patch, with a code of zeros. */
    void begin(float[] patches, int patch) {
        this.patches = patches;
        this.patch = patch;
        active.clear();
        Arrays.fill(code, 0f);
        certificate.evaluate(patches, patch, active);
        squaredResidual = certificate.squaredResidual();
    }

    /** The code as it is to be written, by atom; another array after an atom has come in. */
    float[] code() {
        return code;
    }

    /** ‖x − Φa‖² of that code. */
    double squaredResidual() {
        return squaredResidual;
    }

    /**
     * Φᵀ(x − Φa) of the least-squares code itself. Only right after {@link #begin}, and after an
     * atom has come in.
     */
    void correlate(double[] correlation) {
        certificate.correlate(correlation);
    }

    /**
     * Lets an atom in; returns false, and leaves all as it was, if the residual is not lower with
     * it.
     */
    boolean add(int atom) {
        if (active.contains(atom)) {
            return false;
        }
        System.arraycopy(active.code, 0, before, 0, before.length);
        if (!active.append(atom, sign)) {
            return false;
        }
        if (settle() && write()) {
            certificate.evaluate(patches, patch, active);
            return true;
        }
        restore();
        return false;
    }

    /** Moves to the least-squares code; returns false if double precision does not get there. */
    private boolean settle() {
        for (int moves = 0; moves < MOST_MOVES; moves++) {
            certificate.evaluate(patches, patch, active);
            active.slopes(certificate, 0);
            if (active.gain() <= SETTLED * certificate.squaredPatch()) {
                return true;
            }
            active.move();
        }
        return false;
    }

    /**
     * Takes over the code in single precision if it is better than that before, and about as good
     * as in double precision.
     */
    private boolean write() {
        double least = certificate.squaredResidual();
        active.copyNearest(candidate);
        certificate.evaluate(patches, patch, candidate, 0);
        double written = certificate.squaredResidual();
        if (!(written < squaredResidual - NOTHING * certificate.squaredPatch())
                || written > least + ROUNDING * certificate.squaredPatch()) {
            return false;
        }
        float[] old = code;
        code = candidate;
        candidate = old;
        squaredResidual = written;
        return true;
    }

    private void restore() {
        for (int p = active.size() - 1; p >= 0; p--) {
            if (before[active.atom(p)] == 0) {
                active.remove(p);
            }
        }
        for (int j = 0; j < before.length; j++) {
            if (before[j] != 0 && !active.contains(j)) {
                active.append(j, sign);
            }
        }
        System.arraycopy(before, 0, active.code, 0, before.length);
    }
}
