package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The atoms that could join a lasso path: their correlations φ_kᵀr at the present λ, which move along lines, and the slopes of
 * these in the direction of the active atoms. In single precision; a look at the residual takes out what rounding has put in.
 * One per thread.
 */
final class InactiveAtoms {
    /** Share of λ by which a correlation is above it that can not be rounding. */
    private static final double MISSED = 1e-4;

    private final Dictionary dictionary;
    private final float[][] gram;
    private final PathDirection active;
    private final boolean nonNegative;
    private final int k;
    private final float[] correlation; // NaN for active atoms
    private final float[] slope;
    private final float[] urgency; // how many times over an atom joins on the way from the present λ to 0
    private final boolean[] dependent;
    private final int[] support;
    private final float[] coefficient;
    private int next;

    InactiveAtoms(Dictionary dictionary, PathDirection active, boolean nonNegative) {
        this.dictionary = dictionary;
        this.active = active;
        this.nonNegative = nonNegative;
        gram = dictionary.gramRows();
        k = gram.length;
        correlation = new float[k];
        slope = new float[k];
        urgency = new float[k];
        dependent = new boolean[k];
        support = new int[k];
        coefficient = new float[k];
    }

    /** Takes up a patch, none of whose atoms is active; returns the λ where the first joins. */
    double begin(float[] patches, int patch) {
        dictionary.correlate(patches, patch * dictionary.pixels(), correlation);
        Arrays.fill(dependent, false);
        double highest = 0;
        for (int j = 0; j < k; j++) {
            highest = Math.max(highest, nonNegative ? correlation[j] : Math.abs(correlation[j]));
        }
        return highest;
    }

    /** Takes the correlations from the residual of the code evaluated last; returns whether an atom should have joined before. */
    boolean look(Certificate certificate, double lambda) {
        certificate.correlate(correlation);
        for (int p = 0; p < active.size(); p++) {
            correlation[active.atom(p)] = Float.NaN;
        }
        boolean missed = false;
        for (int j = 0; j < k; j++) {
            missed |= (nonNegative ? correlation[j] : Math.abs(correlation[j])) > lambda * (1 + MISSED);
        }
        return missed;
    }

    /** Finds the slopes in the present direction. */
    void turn() {
        int n = active.size();
        for (int p = 0; p < n; p++) {
            support[p] = active.atom(p);
            coefficient[p] = (float) active.direction(p);
        }
        Arrays.fill(slope, 0f);
        RowSum.add(gram, support, coefficient, n, slope, k);
    }

    /**
     * How far λ goes down until an atom joins, or a step that is known, if that is less. The atom is then {@link #next}.
     *
     * @param barred an atom that does not join at once
     */
    double stepToNext(double lambda, double known, int barred) {
        double step = stepToNext(1, lambda, known, barred);
        return nonNegative ? step : stepToNext(-1, lambda, step, barred);
    }

    private double stepToNext(int sign, double lambda, double known, int barred) {
        float bound = (float) lambda;
        for (int j = 0; j < k; j++) {
            // An atom that rounding has put beyond the bound is as near to it as one before.
            urgency[j] = (1 - sign * slope[j]) / (Math.abs(bound - sign * correlation[j]) + Float.MIN_NORMAL);
        }
        double step = known;
        float highest = 0.5f / (float) known;
        for (int j = 0; j < k; j++) {
            if (urgency[j] > highest && j != barred && !dependent[j]) {
                double toJoin = Math.max(0, (lambda - sign * (double) correlation[j]) / (1 - sign * (double) slope[j]));
                if (toJoin < step) {
                    step = toJoin;
                    next = j;
                    highest = 0.5f / (float) step; // the urgency itself may be rounding alone, of a copy of an active atom
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
        RowSum.add(slope, (float) -step, correlation, k);
    }

    /** Makes an atom active, or passes over it from now on if it depends linearly on those that are. */
    void join(int atom) {
        dependent[atom] = !active.append(atom, Math.signum(correlation[atom]));
        if (!dependent[atom]) {
            correlation[atom] = Float.NaN;
        }
    }

    /** Takes up an atom that was active; others may be independent without it. */
    void leave(int atom, double itsCorrelation) {
        correlation[atom] = (float) itsCorrelation;
        Arrays.fill(dependent, false);
    }
}
