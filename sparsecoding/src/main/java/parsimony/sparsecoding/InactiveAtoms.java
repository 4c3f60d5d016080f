package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The atoms that could join a lasso path. It holds their correlations φ_kᵀr at the present λ, which
 * are linear in λ between breakpoints, and the slopes of these. All are in single precision; {@link
 * #look} removes the accumulated rounding by computing them from the residual.
 *
 * <p>Most atoms are far from joining. So only the nearest are watched from breakpoint to
 * breakpoint, down to a λ (the horizon) above which no other atom is expected to join. At the
 * horizon all correlations are brought up to date. If an unwatched atom should have joined, the
 * walk returns to where the watch began and repeats it with all atoms watched; otherwise it chooses
 * the nearest atoms anew. One per thread.
 */
final class InactiveAtoms {
    /**
     * An unwatched atom was missed if its correlation exceeds λ by this share of λ: rounding is
     * smaller.
     */
    private static final double MISSED = 1e-4;
    /** The expected length of a watch, in breakpoints at the recent pace of λ. */
    private static final int SPAN = 16;
    /** The longest watch, as a share of λ by which λ falls. */
    private static final double LONGEST = 0.25;
    /** If a watch would be shorter than this share of λ, all atoms are watched instead. */
    private static final double SHORTEST = 0.003;
    /**
     * The expected limit of how fast λ and a correlation approach each other, as a multiple of the
     * speed of λ. An atom that is further away than this allows is not watched.
     */
    private static final double FASTEST = 4;
    /** The place of an atom that is not watched. */
    private static final int FAR = -1;
    /** The place of an active atom that is not among the watched. */
    private static final int ACTIVE = -2;
    /** No copy of an atom's row of the Gram matrix. */
    private static final int NONE = -1;

    private final Dictionary dictionary;
    private final float[][] gram;
    private final PathDirection active;
    private final boolean nonNegative;
    private final int k;
    private final double[] code; // at the present λ
    private final double[] before; // the code when the watch began
    private final float[] correlation; // of all atoms then
    private final int[] watched;
    private final int[] place; // of an atom among the watched, or FAR or ACTIVE
    private final float[] near; // correlations of the watched; NaN for active atoms
    private final float[] slope;
    // 1 over the step of λ after which an atom joins
    private final float[] urgency;
    private final boolean[] dependent;
    // rows of the Gram matrix of the atoms active in this watch, with the watched columns only
    private final float[][] copies;
    private final int[] owner; // whose row a copy is
    private final int[] copyOf; // the copy of an atom's row, or NONE
    private final int[] support;
    private final float[] coefficient;
    private boolean whole; // whether to watch all atoms at all times
    private boolean all; // whether all atoms are watched, each in its own place
    private int size; // number of watched atoms
    private int copied; // number of copies
    private double horizon;
    private double began; // λ when the watch began
    private int turns; // since the watch began
    private double pace; // by which λ falls from breakpoint to breakpoint, on average
    private int next;

    /** @param code of all atoms; the walk moves it */
    InactiveAtoms(Dictionary dictionary, PathDirection active, double[] code, boolean nonNegative) {
        this.dictionary = dictionary;
        this.active = active;
        this.code = code;
        this.nonNegative = nonNegative;
        gram = dictionary.gramRows();
        k = gram.length;
        correlation = new float[k];
        before = new double[k];
        watched = new int[k];
        place = new int[k];
        near = new float[k];
        slope = new float[k];
        urgency = new float[k];
        dependent = new boolean[k];
        copies = new float[k][];
        owner = new int[k];
        copyOf = new int[k];
        support = new int[k];
        coefficient = new float[k];
    }

    /**
     * Begins a patch with no active atom. Returns the λ at which the first atom joins.
     *
     * @param whole whether to watch all atoms at all times
     */
    double begin(float[] patches, int patch, boolean whole) {
        this.whole = whole;
        dictionary.correlate(patches, patch * dictionary.pixels(), correlation);
        Arrays.fill(dependent, false);
        double highest = 0;
        for (int j = 0; j < k; j++) {
            highest = Math.max(highest, nonNegative ? correlation[j] : Math.abs(correlation[j]));
        }
        began = highest;
        turns = 0;
        pace = highest;
        watch(highest);
        return highest;
    }

    /**
     * Computes the correlations from the residual of the code that the certificate evaluated last.
     * Returns whether an atom should have joined before.
     */
    boolean look(Certificate certificate, double lambda) {
        certificate.correlate(correlation);
        return watch(lambda);
    }

    /**
     * Brings the correlations of all atoms up to the present λ. If an unwatched atom should have
     * joined before, takes the code back to where the watch began and returns false.
     */
    boolean catchUp(double lambda) {
        int n = 0;
        for (int j = 0; j < k; j++) {
            if (code[j] != before[j]) {
                support[n] = j;
                coefficient[n++] = (float) (before[j] - code[j]);
            }
        }
        RowSum.add(gram, support, coefficient, n, correlation, k);
        boolean missed = false;
        for (int j = 0; j < k; j++) {
            missed |= place[j] == FAR && isMissed(j, lambda);
        }
        if (!missed) {
            watch(lambda);
            return true;
        }
        for (int i = 0; i < n; i++) {
            coefficient[i] = -coefficient[i];
        }
        RowSum.add(gram, support, coefficient, n, correlation, k);
        System.arraycopy(before, 0, code, 0, k);
        active.restore();
        Arrays.fill(dependent, false);
        turns = 0;
        pace = 0; // so that all atoms are watched
        watch(began);
        return false;
    }

    private boolean isMissed(int atom, double lambda) {
        return distance(atom, lambda) < -MISSED * lambda;
    }

    /** Chooses which atoms to watch; returns whether one should have joined before. */
    private boolean watch(double lambda) {
        System.arraycopy(code, 0, before, 0, k);
        active.save();
        Arrays.fill(place, FAR);
        for (int p = 0; p < active.size(); p++) {
            place[active.atom(p)] = ACTIVE;
        }
        if (lambda < began) {
            pace = (began - lambda) / Math.max(1, turns);
            began = lambda;
            turns = 0;
        }
        double lasts = Math.min(SPAN * pace, LONGEST * lambda);
        all = whole || lasts < SHORTEST * lambda;
        horizon = all ? 0 : lambda - lasts;
        size = 0;
        boolean missed = false;
        for (int j = 0; j < k; j++) {
            missed |= place[j] == FAR && isMissed(j, lambda);
            if (all || place[j] == FAR && distance(j, lambda) < FASTEST * lasts) {
                watch(j, place[j] == ACTIVE ? Float.NaN : correlation[j]);
            }
        }
        Arrays.fill(copyOf, NONE);
        copied = 0;
        return missed;
    }

    private double distance(int atom, double lambda) {
        return lambda - (nonNegative ? correlation[atom] : Math.abs(correlation[atom]));
    }

    private void watch(int atom, float itsCorrelation) {
        place[atom] = size;
        watched[size] = atom;
        near[size++] = itsCorrelation;
    }

    /** The λ down to which only watched atoms are expected to join. */
    double horizon() {
        return horizon;
    }

    /** Computes the slopes of the watched correlations in the present direction. */
    void turn() {
        turns++;
        int n = active.size();
        for (int p = 0; p < n; p++) {
            int atom = active.atom(p);
            if (!all && copyOf[atom] == NONE) {
                copy(atom);
            }
            support[p] = all ? atom : copyOf[atom];
            coefficient[p] = active.direction(p);
        }
        Arrays.fill(slope, 0, size, 0f);
        RowSum.add(all ? gram : copies, support, coefficient, n, slope, size);
    }

    private void copy(int atom) {
        if (copies[copied] == null) {
            copies[copied] = new float[k];
        }
        float[] row = gram[atom];
        float[] copy = copies[copied];
        for (int i = 0; i < size; i++) {
            copy[i] = row[watched[i]];
        }
        owner[copied] = atom;
        copyOf[atom] = copied++;
    }

    /**
     * How far λ falls until an atom joins, or {@code known} if that is less. If an atom joins, it
     * is {@link #next}.
     *
     * @param barred an atom that must not join now, because it has just left
     */
    double stepToNext(double lambda, double known, int barred) {
        double step = stepToNext(1, lambda, known, barred);
        return nonNegative ? step : stepToNext(-1, lambda, step, barred);
    }

    private double stepToNext(int sign, double lambda, double known, int barred) {
        float bound = (float) lambda;
        for (int i = 0; i < size; i++) {
            // By rounding an atom can lie beyond the bound; its distance counts all the same.
            urgency[i] =
                    (1 - sign * slope[i]) / (Math.abs(bound - sign * near[i]) + Float.MIN_NORMAL);
        }
        double step = known;
        float highest = 0.5f / (float) known;
        for (int i = 0; i < size; i++) {
            if (urgency[i] > highest && watched[i] != barred && !dependent[watched[i]]) {
                double toJoin = Math.max(0,
                        (lambda - sign * (double) near[i]) / (1 - sign * (double) slope[i]));
                if (toJoin < step) {
                    step = toJoin;
                    next = watched[i];
                    // Not the urgency itself: for a copy of an active atom it is only rounding.
                    highest = 0.5f / (float) step;
                }
            }
        }
        return step;
    }

    /** The atom that joins after the step that {@link #stepToNext} found. */
    int next() {
        return next;
    }

    void moveBy(double step) {
        RowSum.add(slope, (float) -step, near, size);
    }

    /**
     * Makes an atom active. If it depends linearly on the active atoms, it is ignored from now on.
     */
    void join(int atom) {
        dependent[atom] = !active.append(atom, Math.signum(near[place[atom]]));
        if (!dependent[atom]) {
            near[place[atom]] = Float.NaN;
        }
    }

    /**
     * Takes over an atom that has become inactive. Without it other atoms may be independent again.
     */
    void leave(int atom, double itsCorrelation) {
        if (place[atom] < 0) {
            float[] row = gram[atom]; // G is symmetric
            for (int c = 0; c < copied; c++) {
                copies[c][size] = row[owner[c]];
            }
            watch(atom, (float) itsCorrelation);
        }
        near[place[atom]] = (float) itsCorrelation;
        Arrays.fill(dependent, false);
    }
}
