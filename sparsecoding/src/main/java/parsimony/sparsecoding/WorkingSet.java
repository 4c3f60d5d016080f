package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The code of one patch under a dictionary of any size, without a Gram matrix. It is the minimum of
 * ½‖x − Φa‖² + Σ_k w_k|a_k|, the weighted lasso, or of ½‖x − Φa‖² over the ball Σ_k w_k|a_k| ≤ t, t
 * ≤ ∞, with a ≥ 0 or signed.
 *
 * <p>A working set holds the few atoms that may have a code. On it, an active-set method in double
 * precision goes to the exact optimum: it moves to the optimum of the active atoms, drops an atom
 * whose sign would change on the way, and adds those that violate optimality most. Each step lowers
 * the objective, so it ends. Then one pass over the dictionary gives Φᵀr of the residual: it says
 * which atoms outside violate optimality, and are to join; it gives a feasible point of the dual
 * problem, so a lower bound on the minimum; and it shows atoms that are 0 at every optimum ("gap-
 * safe"), which are looked at no more. When few are left, passes over all end.
 *
 * <p>Φᵀr is computed in single precision with a bound on its rounding error, and again in double
 * precision for atoms where that could matter: bounds and screening are as rigorous as in double
 * precision. With μ = max_k |φ_kᵀr|/w_k (without the absolute value where a ≥ 0) and θ = c·r, the
 * bound is θᵀx − ½‖θ‖² for the best c ≤ 1/μ (lasso), or θᵀx − ½‖θ‖² − tcμ for the best c (ball).
 * The optimum θ* of the dual lies within √(2·gap) of θ, as the dual objective is strongly concave.
 *
 * <p>Working sets: Johnson &amp; Guestrin (2015), ICML, "Blitz"; Massias, Gramfort &amp; Salmon
 * (2018), ICML, "Celer". Gap-safe screening: Ndiaye, Fercoq, Gramfort &amp; Salmon (2017), Journal
 * of Machine Learning Research 18. One per patch at a time.
 */
final class WorkingSet implements Pricing.Search {
    /** The weight of an atom that must stay at 0. It is finite, so that 0 times it is 0. */
    static final double NEVER = Double.MAX_VALUE;
    /** The largest code, as a multiple of ‖x‖, that the bound of an unlimited ball speaks of. */
    static final double LARGEST_CODE = 1e5;
    /** A violation of optimality below this share of ‖x‖ is rounding of double precision. */
    private static final double ROUNDING = 1e-14;
    private static final double UNIT_ROUNDOFF = 0x1p-24;
    /** After so many steps in a row that did not lower the objective, only rounding is left. */
    private static final int QUIET = 4;
    /** The most atoms that become active together. */
    private static final int TOGETHER = 16;
    /** The fewest atoms that may join the working set at once. */
    private static final int JOINING = 64;
    /** An atom joins if it violates optimality by this share of the worst violation. */
    private static final double JOINING_SHARE = 0.25;
    /** Where at most 1 atom in so many is left, they are looked at one by one. */
    private static final int FEW = 8;

    private final float[] atoms;
    private final float[] norms;
    private final double[] weights;
    private final boolean penalised;
    private final boolean signed;
    private final double tolerance;
    private final int most;
    private final double[] x;
    private final double[] residual;
    private final float[] rounded;
    private final float[] correlation;
    private int[] pool = new int[JOINING]; // the working set's atoms
    private double[] inner = new double[JOINING]; // φᵀr of each
    private boolean[] refused = new boolean[JOINING];
    private int pooled;
    private final boolean[] inPool; // by atom
    private final ActiveSet active; // its "atoms" are places of the pool
    private double[] slope = new double[JOINING];
    private float[] nearest = new float[JOINING];
    private double[] side = new double[JOINING];
    private final int[] left; // the atoms that screening has left, if they are few
    private int leftCount; // −1 if they are not
    private long[] joining = new long[JOINING];
    private double radius;
    private double multiplier;
    private double energy;
    private double squaredResidual;
    private double patchDotResidual;
    private double penalty;
    private double lowerBound;
    private double dual; // of the present residual
    private int steps;

    /**
     * A working set for one patch after another.
     *
     * @param weights w_k &gt; 0, K; {@link #NEVER} for an atom of zeros
     * @param penalised the lasso; if not, the ball
     * @param tolerance the gap at which it ends, relative to the objective (lasso) or to ½‖x‖²
     * @param most steps of the active-set method
     */
    WorkingSet(Dictionary dictionary, double[] weights, boolean penalised, boolean signed,
            double tolerance, int most) {
        atoms = dictionary.atoms().data;
        norms = dictionary.norms();
        this.weights = weights;
        this.penalised = penalised;
        this.signed = signed;
        this.tolerance = tolerance;
        this.most = most;
        x = new double[dictionary.pixels()];
        residual = new double[dictionary.pixels()];
        rounded = new float[dictionary.pixels()];
        correlation = new float[dictionary.size()];
        inPool = new boolean[dictionary.size()];
        left = new int[dictionary.size() / FEW];
        active = new ActiveSet(JOINING, InnerProducts.of(dictionary.atoms(), () -> pool));
    }

    /** The norms ‖φ_k‖ in double precision: the weights of a ball. */
    static double[] norms(Dictionary dictionary) {
        double[] norms = new double[dictionary.size()];
        Arrays.parallelSetAll(norms, k -> Math.sqrt(dictionary.squaredNorm(k)));
        for (int k = 0; k < norms.length; k++) {
            norms[k] = norms[k] == 0 ? NEVER : norms[k];
        }
        return norms;
    }

    /** Begins a patch with a code of zeros. The lasso has no use for the radius. */
    void begin(float[] patches, int patch, double radius) {
        for (int d = 0; d < x.length; d++) {
            x[d] = patches[patch * x.length + d];
        }
        energy = 0.5 * RowSum.dot(x, x, 0, x.length);
        for (int q = 0; q < pooled; q++) {
            inPool[pool[q]] = false;
        }
        pooled = 0;
        active.clear();
        leftCount = -1;
        this.radius = radius;
        multiplier = penalised ? 1 : 0;
        lowerBound = 0;
        steps = 0;
        evaluate();
        round();
    }

    /** Takes up the code of a row, as far as its atoms are independent, and improves it. */
    void start(float[] codes, int row) {
        int k = inPool.length;
        for (int j = 0; j < k; j++) {
            float code = codes[row * k + j];
            if (code != 0 && weights[j] < NEVER) {
                join(j);
                if (active.append(pooled - 1, Math.signum(code))) {
                    active.code[pooled - 1] = code;
                }
            }
        }
        double l1 = l1();
        for (int p = 0; l1 > radius && p < active.size(); p++) {
            active.code[active.atom(p)] *= radius / l1;
        }
        evaluate();
        price();
        move();
        evaluate();
        settle();
        round();
    }

    /**
     * The least-squares code of some atoms alone, with its bound. No other atom is looked at, and
     * {@link #advance} must not be called after it.
     *
     * @param support the atoms, of which those of norm 0 are passed over
     */
    void fit(int[] support, int count) {
        for (int i = 0; i < count; i++) {
            if (weights[support[i]] < NEVER) {
                join(support[i]);
            }
        }
        settle();
        bound(steepestInPool());
        round();
    }

    @Override
    public float[] residual() {
        return rounded;
    }

    @Override
    public float[] correlation() {
        return correlation;
    }

    @Override
    public boolean advance() {
        int n = x.length + 2;
        double error = 1.01 * n * UNIT_ROUNDOFF / (1 - n * UNIT_ROUNDOFF);
        while (digest(error * Math.sqrt(squaredResidual), n * Float.MIN_VALUE)) {
            settle();
            if (leftCount < 0) {
                round();
                return true;
            }
            for (int i = 0; i < leftCount; i++) {
                correlation[left[i]] = (float) correlation(left[i]);
            }
            error = 2 * UNIT_ROUNDOFF;
        }
        return false;
    }

    /** ½‖x‖². */
    double energy() {
        return energy;
    }

    /** Of the code in double precision. */
    double objective() {
        return 0.5 * squaredResidual + penalty;
    }

    /** The best lower bound on the minimum that any step has proven. */
    double lowerBound() {
        return lowerBound;
    }

    int steps() {
        return steps;
    }

    /** How many atoms are active. */
    int size() {
        return active.size();
    }

    /** The active atom at a position. */
    int atom(int position) {
        return pool[active.atom(position)];
    }

    /** The code of the active atom at a position. */
    double code(int position) {
        return active.code[active.atom(position)];
    }

    /**
     * By how much ‖x − Φa‖² rises, at a least-squares code, if the active atom at a position leaves
     * and the others make up for it: a_p²/(G⁻¹)_pp.
     */
    double loss(int position) {
        Arrays.fill(side, 0, size(), 0);
        side[position] = 1;
        active.solve(side);
        return code(position) * code(position) / side[position];
    }

    /** Writes the code into a row of codes, each entry rounded by itself. */
    void copyTo(float[] codes, int row) {
        int k = inPool.length;
        Arrays.fill(codes, row * k, (row + 1) * k, 0f);
        for (int p = 0; p < size(); p++) {
            codes[row * k + atom(p)] = (float) code(p);
        }
    }

    /** As {@link #copyTo}, but rounded together, so that Φa changes little. */
    void copyNearest(float[] codes, int row) {
        active.copyNearest(nearest());
        int k = inPool.length;
        Arrays.fill(codes, row * k, (row + 1) * k, 0f);
        for (int p = 0; p < size(); p++) {
            codes[row * k + atom(p)] = nearest[active.atom(p)];
        }
    }

    private float[] nearest() {
        nearest = nearest.length < pool.length ? new float[pool.length] : nearest;
        return nearest;
    }

    /** Ends the search at the code of zeros, which is the only one allowed. */
    void nothingIsBetter() {
        lowerBound = objective();
    }

    /** Rounds the code to single precision, and evaluates it. */
    void roundCode() {
        active.round();
        evaluate();
    }

    private void round() {
        for (int d = 0; d < residual.length; d++) {
            rounded[d] = (float) residual[d];
        }
    }

    /** Σ w_k|a_k|. */
    private double l1() {
        double l1 = 0;
        for (int p = 0; p < active.size(); p++) {
            l1 += weights[atom(p)] * Math.abs(code(p));
        }
        return l1;
    }

    /** The residual and the objective of the code. */
    private void evaluate() {
        System.arraycopy(x, 0, residual, 0, x.length);
        for (int p = 0; p < active.size(); p++) {
            RowSum.subtract(atoms, atom(p) * x.length, code(p), residual);
        }
        squaredResidual = RowSum.dot(residual, residual, 0, x.length);
        patchDotResidual = RowSum.dot(x, residual, 0, x.length);
        penalty = penalised ? l1() : 0;
    }

    private void join(int atom) {
        if (pooled == pool.length) {
            int capacity = 2 * pool.length;
            pool = Arrays.copyOf(pool, capacity);
            inner = Arrays.copyOf(inner, capacity);
            refused = Arrays.copyOf(refused, capacity);
            slope = Arrays.copyOf(slope, capacity);
            side = Arrays.copyOf(side, capacity);
            active.grow(capacity);
        }
        inPool[atom] = true;
        pool[pooled++] = atom;
    }

    private double correlation(int atom) {
        return RowSum.dot(residual, atoms, atom * x.length);
    }

    private double magnitude(double value) {
        return signed ? Math.abs(value) : value;
    }

    /** φᵀr of the working set. */
    private void price() {
        for (int q = 0; q < pooled; q++) {
            inner[q] = correlation(pool[q]);
        }
    }

    /** The active-set method on the working set, to its optimum. */
    private void settle() {
        Arrays.fill(refused, false);
        double least = Double.POSITIVE_INFINITY;
        int quiet = 0;
        price();
        while (steps < most && quiet < QUIET && (enter() || !stationary())) {
            steps++;
            move();
            evaluate();
            price();
            quiet = objective() < least ? 0 : quiet + 1;
            least = Math.min(least, objective());
        }
    }

    /** Makes atoms active that violate optimality; returns whether the active set has changed. */
    private boolean enter() {
        double least = ROUNDING * Math.sqrt(2 * energy);
        for (int n = 0; n < TOGETHER; n++) {
            int best = -1;
            double highest = least;
            for (int q = 0; q < pooled; q++) {
                double violation = (magnitude(inner[q]) - multiplier * weights[pool[q]])
                        / norms[pool[q]];
                if (violation > highest && !active.contains(q) && !refused[q]) {
                    highest = violation;
                    best = q;
                }
            }
            if (best < 0) {
                return n > 0;
            }
            least = n == 0 ? Math.max(least, 0.5 * highest) : least;
            double sign = Math.signum(inner[best]);
            boolean free = signed && radius == Double.POSITIVE_INFINITY && !penalised;
            if (!active.append(best, free ? 0 : sign)) {
                if (n == 0 && !active.exchange(best, sign)) {
                    refused[best] = true;
                    evaluate();
                    price();
                }
                return true;
            }
        }
        return true;
    }

    /** Whether the active atoms are at their optimum. */
    private boolean stationary() {
        double most = ROUNDING * Math.sqrt(2 * energy);
        for (int p = 0; p < active.size(); p++) {
            int q = active.atom(p);
            double slope = inner[q] - multiplier * weights[pool[q]] * active.sign(p);
            if (Math.abs(slope) > most * norms[pool[q]]) {
                return false;
            }
        }
        return true;
    }

    /** Moves to the optimum of the active atoms, by their φᵀr. */
    private void move() {
        for (int p = 0; p < active.size(); p++) {
            slope[p] = inner[active.atom(p)];
        }
        while (active.size() > 0) {
            if (!penalised) {
                multiplier = multiplier();
            }
            for (int p = 0; p < active.size(); p++) {
                active.slope(p, slope[p] - multiplier * weights[atom(p)] * active.sign(p));
            }
            if (active.advance()) {
                return;
            }
            for (int p = 0; p < active.size(); p++) {
                slope[p] = active.slope(p) + multiplier * weights[atom(p)] * active.sign(p);
            }
        }
        multiplier = penalised ? 1 : 0;
    }

    /**
     * The multiplier λ ≥ 0 with which the optimum of the active atoms, a + G⁻¹(Φᵀr − λws), is in
     * the ball: on its border if λ &gt; 0.
     */
    private double multiplier() {
        if (radius == Double.POSITIVE_INFINITY) {
            return 0;
        }
        int n = active.size();
        for (int p = 0; p < n; p++) {
            side[p] = weights[atom(p)] * active.sign(p);
        }
        active.solve(side);
        double excess = -radius;
        double curvature = 0;
        for (int p = 0; p < n; p++) {
            double weight = weights[atom(p)] * active.sign(p);
            excess += weight * code(p) + side[p] * slope[p];
            curvature += weight * side[p];
        }
        return Math.max(0, excess / curvature);
    }

    private double steepestInPool() {
        double steepest = 0;
        for (int q = 0; q < pooled; q++) {
            steepest = Math.max(steepest, magnitude(inner[q]) / weights[pool[q]]);
        }
        return steepest;
    }

    /**
     * The dual value of the best θ = c·r, which may raise the lower bound.
     *
     * @param steepest μ = max |φ_kᵀr|/w_k over all atoms that may have a code
     * @return c; 0 where r proves nothing
     */
    private double bound(double steepest) {
        dual = 0;
        if (squaredResidual == 0) {
            return 0;
        }
        double scale;
        double cost = 0;
        if (penalised) {
            scale = Math.max(0, Math.min(patchDotResidual / squaredResidual, 1 / steepest));
        } else {
            cost = steepest == 0 ? 0
                    : steepest * Math.min(radius, LARGEST_CODE * Math.sqrt(2 * energy));
            scale = Math.max(0, (patchDotResidual - cost) / squaredResidual);
        }
        dual = scale * (patchDotResidual - cost) - 0.5 * scale * scale * squaredResidual;
        lowerBound = Math.max(lowerBound, dual);
        return scale;
    }

    /**
     * Takes in Φᵀr: the lower bound, the screening, and the atoms that join the working set.
     * Returns whether some have joined, unless the gap is closed or the steps are used up.
     *
     * @param error the largest error of an entry of Φᵀr, divided by the norm of its atom
     */
    private boolean digest(double error, double underflow) {
        int count = leftCount < 0 ? inPool.length : leftCount;
        double steepest = steepestInPool();
        for (int i = 0; i < count; i++) {
            int k = leftCount < 0 ? i : left[i];
            double margin = error * norms[k] + underflow * (1 + norms[k]);
            steepest = Math.max(steepest, (magnitude(correlation[k]) - margin) / weights[k]);
        }
        double worst = 0;
        for (int i = 0; i < count; i++) {
            int k = leftCount < 0 ? i : left[i];
            double margin = error * norms[k] + underflow * (1 + norms[k]);
            if (!inPool[k] && magnitude(correlation[k]) + margin > steepest * weights[k]) {
                steepest = Math.max(steepest, magnitude(correlation(k)) / weights[k]);
            }
            worst = Math.max(worst,
                    (magnitude(correlation[k]) - multiplier * weights[k]) / norms[k]);
        }
        double scale = bound(steepest);
        double gap = objective() - lowerBound;
        if (gap <= 0.5 * tolerance * (penalised ? objective() : energy) || steps >= most) {
            return false;
        }
        double reach = Math.sqrt(2 * Math.max(0, objective() - dual)) * (1 + 1e-9);
        double threshold = penalised ? 1 : scale * steepest - reach;
        double enough = JOINING_SHARE * worst;
        int staying = 0;
        int found = 0;
        for (int i = 0; i < count; i++) {
            int k = leftCount < 0 ? i : left[i];
            double margin = error * norms[k] + underflow * (1 + norms[k]);
            double magnitude = magnitude(correlation[k]);
            if (scale > 0 && scale * (magnitude + margin) + reach * norms[k]
                    < threshold * weights[k]) {
                continue;
            }
            if (staying < left.length) {
                left[staying] = k;
            }
            staying++;
            if (!inPool[k] && magnitude + margin > multiplier * weights[k]) {
                if (magnitude - margin <= multiplier * weights[k]) {
                    magnitude = magnitude(correlation(k));
                }
                double violation = (magnitude - multiplier * weights[k]) / norms[k];
                if (violation > ROUNDING * Math.sqrt(2 * energy) && violation >= enough) {
                    found = found(found, k, (float) violation);
                }
            }
        }
        leftCount = staying <= left.length ? staying : -1;
        Arrays.sort(joining, 0, found);
        for (int i = Math.max(0, found - Math.max(JOINING, pooled)); i < found; i++) {
            join((int) joining[i]);
        }
        return found > 0;
    }

    private int found(int found, int atom, float violation) {
        if (found == joining.length) {
            joining = Arrays.copyOf(joining, 2 * found);
        }
        joining[found] = (long) Float.floatToIntBits(violation) << 32 | atom;
        return found + 1;
    }
}
