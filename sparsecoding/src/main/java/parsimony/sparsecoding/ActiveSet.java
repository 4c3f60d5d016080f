package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * A code in double precision that is 0 but for a few atoms of known signs, and moves to the optimum
 * of those. One per thread.
 */
final class ActiveSet {
    /** The code, by atom. */
    final double[] code;
    private final boolean[] inside; // by atom
    private final double[] sign;
    private final double[] slope;
    private final double[] step;
    private final Cholesky factor;

    /** @param atoms K */
    ActiveSet(int atoms, InnerProducts gram) {
        code = new double[atoms];
        inside = new boolean[atoms];
        sign = new double[atoms];
        slope = new double[atoms];
        step = new double[atoms];
        factor = new Cholesky(gram);
    }

    int size() {
        return factor.size();
    }

    /** The atom at a position, 0 ≤ position &lt; size. */
    int atom(int position) {
        return factor.member(position);
    }

    /** The sign that the atom at a position must keep; 0 if any will do. */
    double sign(int position) {
        return sign[factor.member(position)];
    }

    boolean contains(int atom) {
        return inside[atom];
    }

    void clear() {
        factor.clear();
        Arrays.fill(inside, false);
        Arrays.fill(code, 0);
    }

    /** Takes up a code; atoms that depend linearly on those before them lose theirs. */
    void start(float[] a) {
        clear();
        for (int j = 0; j < a.length; j++) {
            if (a[j] != 0 && append(j, Math.signum(a[j]))) {
                code[j] = a[j];
            }
        }
    }

    /**
     * Lets an atom in, to keep a sign; returns false if it depends linearly on those inside, and
     * stays out.
     */
    boolean append(int atom, double sign) {
        this.sign[atom] = sign;
        inside[atom] = factor.append(atom);
        return inside[atom];
    }

    /**
     * Lets an atom in with the sign of its correlation, for another if it depends linearly on those
     * inside; returns false if it stays out even then. The certificate has evaluated the code of
     * this patch, and has done so again if it moved.
     */
    boolean enter(int atom, Certificate certificate, float[] patches, int patch) {
        double sign = Math.signum(certificate.correlation(atom));
        if (append(atom, sign)) {
            return true;
        }
        boolean independent = exchange(atom, sign);
        certificate.evaluate(patches, patch, this);
        return independent;
    }

    /**
     * Lets an atom in that depends linearly on those inside, φ = Φ_A·w, for one that leaves: code
     * moves to it along the null direction (s, −s·w), on which Φa stays and ‖a‖₁ falls if |φᵀr|
     * exceeds λ, until one inside comes to 0. Returns false if none does, or the atom is dependent
     * still.
     */
    private boolean exchange(int atom, double sign) {
        factor.products(atom, step);
        factor.solve(step);
        double reach = Double.POSITIVE_INFINITY;
        int first = -1;
        for (int p = 0; p < size(); p++) {
            double toZero = code[atom(p)] / (sign * step[p]);
            if (step[p] * sign * sign(p) > 0 && toZero < reach) {
                reach = toZero;
                first = p;
            }
        }
        if (first < 0) {
            return false;
        }
        for (int p = 0; p < size(); p++) {
            code[atom(p)] -= reach * sign * step[p];
        }
        remove(first);
        code[atom] = reach * sign;
        if (!append(atom, sign)) {
            code[atom] = 0;
            return false;
        }
        return true;
    }

    /** Rounds the code to single precision. */
    void round() {
        for (int p = 0; p < size(); p++) {
            code[atom(p)] = (float) code[atom(p)];
        }
    }

    /** Writes the code to where it begins in an array. */
    void copyTo(float[] codes, int offset) {
        Arrays.fill(codes, offset, offset + code.length, 0f);
        for (int p = 0; p < size(); p++) {
            codes[offset + atom(p)] = (float) code[atom(p)];
        }
    }

    /**
     * Writes the code, rounded to single precision so that Φa moves little, by atom: {@link
     * Cholesky#round}. Where signs are to be kept, they must all be positive.
     */
    void copyNearest(float[] codes) {
        int size = size();
        boolean nonNegative = size > 0 && sign(0) > 0;
        for (int p = 0; p < size; p++) {
            step[p] = code[atom(p)];
        }
        factor.round(step, nonNegative);
        Arrays.fill(codes, 0f);
        for (int p = 0; p < size; p++) {
            codes[atom(p)] = (float) step[p];
        }
    }

    /** Takes an atom out, by position; its code becomes 0. */
    void remove(int position) {
        code[factor.member(position)] = 0;
        inside[factor.member(position)] = false;
        factor.remove(position);
    }

    /** Sets the slope of −objective along the atom at a position. */
    void slope(int position, double value) {
        slope[position] = value;
    }

    /** Sets the slopes at the code that the certificate has evaluated, in double precision. */
    void slopes(Certificate certificate, double lambda) {
        for (int p = 0; p < size(); p++) {
            slope[p] = certificate.correlation(atom(p)) - sign(p) * lambda;
        }
    }

    /**
     * What a move to the optimum of the atoms inside takes from ‖x − Φa‖², or more, where signs
     * stop it.
     */
    double gain() {
        System.arraycopy(slope, 0, step, 0, size());
        factor.solve(step);
        return RowSum.dot(slope, step, 0, size());
    }

    /**
     * Moves by G_AA⁻¹ of the slopes, to the optimum of the atoms inside; one that would change its
     * sign on the way leaves at 0, and the rest go on.
     */
    void move() {
        while (factor.size() > 0) {
            System.arraycopy(slope, 0, step, 0, factor.size());
            factor.solve(step);
            double reach = 1;
            int first = -1;
            for (int p = 0; p < factor.size(); p++) {
                int j = factor.member(p);
                double toZero = -code[j] / step[p];
                if (sign[j] * step[p] < 0 && toZero < reach) {
                    reach = toZero;
                    first = p;
                }
            }
            for (int p = 0; p < factor.size(); p++) {
                code[factor.member(p)] += reach * step[p];
            }
            if (first < 0) {
                return;
            }
            remove(first);
            System.arraycopy(slope, first + 1, slope, first, factor.size() - first);
            for (int p = 0; p < factor.size(); p++) {
                slope[p] *= 1 - reach;
            }
        }
    }
}
