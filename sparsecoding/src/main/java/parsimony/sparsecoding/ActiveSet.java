package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * A code in double precision with few active atoms, each of a known sign. All other entries are 0.
 * It can move to the optimum of the active atoms. One per thread.
 */
final class ActiveSet {
    /** The code, by atom. */
    double[] code;
    private boolean[] inside; // by atom
    private double[] sign;
    private double[] slope;
    private double[] step;
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

    /** Makes room for more atoms: there are {@code atoms} from now on, if not more already. */
    void grow(int atoms) {
        if (atoms > code.length) {
            code = Arrays.copyOf(code, atoms);
            inside = Arrays.copyOf(inside, atoms);
            sign = Arrays.copyOf(sign, atoms);
            slope = Arrays.copyOf(slope, atoms);
            step = Arrays.copyOf(step, atoms);
        }
    }

    int size() {
        return factor.size();
    }

    /** The atom at a position, 0 ≤ position &lt; size. */
    int atom(int position) {
        return factor.member(position);
    }

    /** The sign that the atom at a position must keep; 0 if both signs are allowed. */
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

    /**
     * Starts from a code (K entries). An atom that depends linearly on the atoms before it is left
     * out: its entry becomes 0.
     */
    void start(float[] a) {
        clear();
        for (int j = 0; j < a.length; j++) {
            if (a[j] != 0 && append(j, Math.signum(a[j]))) {
                code[j] = a[j];
            }
        }
    }

    /**
     * Adds an atom that must keep a sign. Returns false, and leaves it out, if it depends linearly
     * on the active atoms.
     */
    boolean append(int atom, double sign) {
        this.sign[atom] = sign;
        inside[atom] = factor.append(atom);
        return inside[atom];
    }

    /**
     * Adds an atom with the sign of its correlation. If it depends linearly on the active atoms, it
     * takes the place of one of them. Returns false if it could not be added even so. The caller
     * has evaluated the code of this patch with the certificate; if the code moves, this method
     * evaluates it again.
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
     * Exchanges an active atom for one that depends linearly on the active atoms, φ = Φ_A·w. The
     * code moves along the null direction (s, −s·w), which keeps Φa and lowers ‖a‖₁ if |φᵀr|
     * exceeds λ. The first active atom that reaches 0 leaves. Returns false if no atom reaches 0,
     * or if the new atom still depends on the others.
     */
    boolean exchange(int atom, double sign) {
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

    void round() {
        for (int p = 0; p < size(); p++) {
            code[atom(p)] = (float) code[atom(p)];
        }
    }

    /** Writes the code, K entries in single precision, into an array from an offset on. */
    void copyTo(float[] codes, int offset) {
        Arrays.fill(codes, offset, offset + code.length, 0f);
        for (int p = 0; p < size(); p++) {
            codes[offset + atom(p)] = (float) code[atom(p)];
        }
    }

    /**
     * Writes the code by atom, rounded to single precision by {@link Cholesky#round} so that Φa
     * changes little. If atoms must keep their signs, all signs must be positive.
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

    /** Removes the atom at a position. Its code becomes 0. */
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
     * By how much a move to the optimum of the active atoms lowers ‖x − Φa‖². It is an upper bound
     * if a sign stops the move early.
     */
    double gain() {
        System.arraycopy(slope, 0, step, 0, size());
        factor.solve(step);
        return RowSum.dot(slope, step, 0, size());
    }

    /** The slope at a position. */
    double slope(int position) {
        return slope[position];
    }

    /** Solves G_AA·x = rhs in place, by position. */
    void solve(double[] rhs) {
        factor.solve(rhs);
    }

    /**
     * Moves by G_AA⁻¹·slopes, to the optimum of the active atoms. An atom that would change its
     * sign on the way leaves when it reaches 0; the others go on.
     */
    void move() {
        while (factor.size() > 0 && !advance()) {
            // an atom has left
        }
    }

    /**
     * Moves by G_AA⁻¹·slopes, but only until an active atom would change its sign. That atom
     * leaves, and the slopes of the others become those at the new code. Returns whether the move
     * was completed, so that no atom left. There must be an active atom.
     */
    boolean advance() {
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
            return true;
        }
        remove(first);
        System.arraycopy(slope, first + 1, slope, first, factor.size() - first);
        for (int p = 0; p < factor.size(); p++) {
            slope[p] *= 1 - reach;
        }
        return false;
    }
}
