package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The least-squares code, in single precision, of atoms that are added one by one. For codes ≥ 0 it
 * is the non-negative least-squares code, from which atoms may drop out again. Inner products and
 * residuals are in double precision, because the codes of atoms that are nearly alike can be
 * thousands of times as large as the patch, and cancel. Rounding such codes raises the residual; an
 * atom is added only if the rounded code has a lower residual with it. One per thread.
 *
 * <p>Non-negative: Lawson &amp; Hanson (1974), Solving Least Squares Problems, chapter 23.
 */
final class LeastSquares implements Pursuit.Adaptation {
    /**
     * The share of ‖x‖² by which the residual must fall. Rounding a code to 24 bits can cost about
     * as much.
     */
    static final double NOTHING = 1e-12;
    /**
     * The share of ‖x‖² by which the residual of the rounded code may exceed the least-squares
     * residual.
     */
    private static final double ROUNDING = 5e-7;
    /** Newton steps stop when they can lower the residual by no more than this share of ‖x‖². */
    private static final double SETTLED = 1e-10;
    /** The most Newton steps. In exact arithmetic one is enough. */
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

    @Override
    public void begin(float[] patches, int patch) {
        this.patches = patches;
        this.patch = patch;
        active.clear();
        Arrays.fill(code, 0f);
        certificate.evaluate(patches, patch, active);
        squaredResidual = certificate.squaredResidual();
    }

    /** The rounded code, by atom. After an atom was added, it is another array. */
    @Override
    public float[] code() {
        return code;
    }

    @Override
    public double squaredResidual() {
        return squaredResidual;
    }

    /** Φᵀ(x − Φa) of the least-squares code itself, before it was rounded. */
    @Override
    public void correlate(double[] correlation) {
        certificate.correlate(correlation);
    }

    @Override
    public boolean adapt(int atom, double c) {
        return add(atom);
    }

    /** Adds an atom. Returns false, and changes nothing, if the residual is not lower with it. */
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
     * Takes over the rounded code if it is better than the code before, and about as good as the
     * code in double precision.
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
