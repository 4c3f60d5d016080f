package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The inactive atoms that could join a lasso path soon, so that no others need be looked at for a while. A look at all atoms
 * at λ₀ tells which of them would join above λ₀ − depth if slopes stayed as they are, or changed by as much as they do. One
 * that joins all the same is seen at the next look. One per thread.
 */
final class NearAtoms {
    /** Atoms that a look should find near. */
    private static final int WANTED = 112;
    /** By how much a slope may change until the next look, as a share of ‖φ_k‖·‖Φ_A·d‖, which bounds it. */
    private static final double CHANGE = 0.07;
    /** Factor by which depths change from look to look. */
    private static final double ADAPT = 1.25;
    /** Share of λ that a look reaches at least. */
    private static final double SHALLOWEST = 0.01;
    /** Share of λ by which a correlation is above it that can not be rounding. */
    private static final double MISSED = 1e-4;

    private final Dictionary dictionary;
    private final float[][] gram;
    private final PathDirection active;
    private final boolean nonNegative;
    private final float[][] rows; // of G, for active positions and near slots
    private final int[] atom;
    private final double[] correlation;
    private final float[] slope;
    private final float[] allSlopes;
    private final int[] support;
    private final int[] positions;
    private final float[] coefficient;
    private int size;
    private double end; // the λ of the next look
    private double relativeDepth;

    NearAtoms(Dictionary dictionary, PathDirection active, boolean nonNegative) {
        this.dictionary = dictionary;
        this.active = active;
        this.nonNegative = nonNegative;
        gram = dictionary.gramRows();
        int k = gram.length;
        rows = new float[k][];
        atom = new int[k];
        correlation = new double[k];
        slope = new float[k];
        allSlopes = new float[k];
        support = new int[k];
        positions = new int[k];
        coefficient = new float[k];
        for (int p = 0; p < k; p++) {
            positions[p] = p;
        }
    }

    /** Forgets how far earlier looks have reached. */
    void clear() {
        relativeDepth = 0.1;
    }

    int size() {
        return size;
    }

    int atom(int slot) {
        return atom[slot];
    }

    double correlation(int slot) {
        return correlation[slot];
    }

    double slope(int slot) {
        return slope[slot];
    }

    double end() {
        return end;
    }

    /**
     * Looks at all atoms, with the correlations at λ.
     *
     * @param all whether all are to count as near, so that none can join unseen
     * @return whether an atom should have joined before
     */
    boolean look(double lambda, double[] correlations, boolean all) {
        int k = gram.length;
        int n = active.size();
        Arrays.fill(allSlopes, 0f);
        double squaredSpeed = 0;
        for (int p = 0; p < n; p++) {
            support[p] = active.atom(p);
            coefficient[p] = (float) active.direction(p);
            squaredSpeed += active.sign(p) * active.direction(p);
        }
        RowSum.add(gram, support, coefficient, n, allSlopes, k);
        for (int p = 0; p < n; p++) {
            allSlopes[support[p]] = Float.NaN;
        }
        double depth = all ? lambda : relativeDepth * lambda;
        end = lambda - depth;
        double change = CHANGE * Math.sqrt(squaredSpeed);
        float[] norms = dictionary.norms();
        boolean missed = false;
        size = 0;
        for (int j = 0; j < k; j++) {
            double c = correlations[j];
            double slope = allSlopes[j]; // NaN if the atom is active
            double spread = change * norms[j];
            if (lambda - c <= depth * (1 - slope + spread) || !nonNegative && lambda + c <= depth * (1 + slope + spread)
                    || all && slope == slope) {
                atom[size] = j;
                correlation[size++] = c;
                missed |= (nonNegative ? c : Math.abs(c)) > lambda * (1 + MISSED);
            }
        }
        for (int p = 0; p < n; p++) {
            gather(p);
        }
        relativeDepth = Math.max(SHALLOWEST, Math.min(1, size > WANTED ? relativeDepth / ADAPT : relativeDepth * ADAPT));
        return missed;
    }

    private void gather(int position) {
        if (rows[position] == null) {
            rows[position] = new float[gram.length];
        }
        float[] source = gram[active.atom(position)];
        float[] row = rows[position];
        for (int s = 0; s < size; s++) {
            row[s] = source[atom[s]];
        }
    }

    /** Finds the slopes along the present direction. */
    void turn() {
        for (int p = 0; p < active.size(); p++) {
            coefficient[p] = (float) active.direction(p);
        }
        Arrays.fill(slope, 0, size, 0f);
        RowSum.add(rows, positions, coefficient, active.size(), slope, size);
    }

    void moveBy(double step) {
        for (int s = 0; s < size; s++) {
            correlation[s] -= step * slope[s];
        }
    }

    /** Follows an atom in a slot that has become active. */
    void join(int slot) {
        size--;
        atom[slot] = atom[size];
        correlation[slot] = correlation[size];
        int last = active.size() - 1;
        for (int p = 0; p < last; p++) {
            rows[p][slot] = rows[p][size];
        }
        gather(last);
    }

    /** Follows an atom that has left a position of the active ones, to which the last one moved. */
    void leave(int position, int left, double itsCorrelation) {
        int last = active.size();
        float[] row = rows[position];
        rows[position] = rows[last];
        rows[last] = row;
        float[] source = gram[left];
        for (int p = 0; p < last; p++) {
            rows[p][size] = source[active.atom(p)];
        }
        atom[size] = left;
        correlation[size++] = itsCorrelation;
    }
}
