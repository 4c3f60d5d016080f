package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The atoms that could join a lasso path: their correlations φ_kᵀr at the present λ, which move
 * along lines, and the slopes of these in the direction of the active atoms. In single precision; a
 * look at the residual takes out what rounding has put in.
 *
 * <p>Most are far from joining. So only the nearest are watched from breakpoint to breakpoint, down
 * to a λ that the others are not thought to reach. There the correlations of all are brought up to
 * date: if one did reach λ, the walk goes back to where the watch began and comes again with all
 * atoms watched, else the nearest are chosen anew. One per thread.
 */
final class InactiveAtoms {
    /** Share of λ by which a correlation is above it that can not be rounding. */
    private static final double MISSED = 1e-4;
    /** A watch lasts until λ has come down by as much as it lately did in so many breakpoints, */
    private static final int SPAN = 16;
    /** or by this share of itself. */
    private static final double LONGEST = 0.25;
    /** If that is less than this share, all atoms are watched. */
    private static final double SHORTEST = 0.003;
    /**
     * No correlation is thought to close in on λ at more than so many times the speed of λ itself.
     */
    private static final double FASTEST = 4;
    private static final int FAR = -1;
    private static final int ACTIVE = -2;
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
    private final int[] place; // of an atom among the watched, if it is none of the FAR or ACTIVE
    private final float[] near; // correlations of the watched; NaN for active atoms
    private final float[] slope;
    // how many times over an atom joins on the way from the present λ to 0
    private final float[] urgency;
    private final boolean[] dependent;
    // of rows of the Gram matrix, those of atoms active in this watch, of the watched only
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
    private int turns; // since then
    private double pace; // by which λ comes down from breakpoint to breakpoint
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
     * Takes up a patch, none of whose atoms is active; returns the λ where the first joins.
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
     * Takes the correlations from the residual of the code evaluated last; returns whether an atom
     * should have joined before.
     */
    boolean look(Certificate certificate, double lambda) {
        certificate.correlate(correlation);
        return watch(lambda);
    }

    /**
     * Brings the correlations of all atoms up to the present λ; or, if an atom that was not watched
     * should have joined before, takes the code back to where the watch began, and returns false.
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
        pace = 0; // so that all are watched
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

    /** The λ down to which only watched atoms are thought to join. */
    double horizon() {
        return horizon;
    }

    /** Finds the slopes in the present direction. */
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
     * How far λ goes down until an atom joins, or a step that is known, if that is less. The atom
     * is then {@link #next}.
     *
     * @param barred an atom that does not join at once
     */
    double stepToNext(double lambda, double known, int barred) {
        double step = stepToNext(1, lambda, known, barred);
        return nonNegative ? step : stepToNext(-1, lambda, step, barred);
    }

    private double stepToNext(int sign, double lambda, double known, int barred) {
        float bound = (float) lambda;
        for (int i = 0; i < size; i++) {
            // An atom that rounding has put beyond the bound is as near to it as one before.
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
                    // the urgency itself may be rounding alone, of a copy of an active atom
                    highest = 0.5f / (float) step;
                }
            }
        }
        return step;
    }

    /** The atom that the last step leads to. */
    int next() {
        return next;
    }

    void moveBy(double step) {
        RowSum.add(slope, (float) -step, near, size);
    }

    /**
     * Makes an atom active, or passes over it from now on if it depends linearly on those that are.
     */
    void join(int atom) {
        dependent[atom] = !active.append(atom, Math.signum(near[place[atom]]));
        if (!dependent[atom]) {
            near[place[atom]] = Float.NaN;
        }
    }

    /** Takes up an atom that was active; others may be independent without it. */
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
