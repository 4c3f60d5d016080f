package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;

/**
 * The Euler steps of LCA for one patch at a time, in two ways that give the same potentials up to
 * rounding. One per thread.
 *
 * <p>{@link #step} advances all units. {@link #run} advances blocks of steps for the units that are
 * active or could become so within the block, and all others once per block: with q = 1 − 1/τ, the
 * potential of a unit k that stays inactive for B steps is the filter
 * <pre>  u_k(B) = q^B·u_k(0) + (1 − q^B)·b_k − Σ_j G_kj·w_j,   w_j = Σ_i q^(B−1−i)·a_j(i)/τ</pre>
 * of the codes in between, one sum of Gram rows. Which units stay inactive follows from a bound.
 * Let ā = w/(1 − q^B) be the filtered code of the last block and d_k = b_k − Σ_j G_kj·ā_j the drive
 * that it gave. By Cauchy–Schwarz the drive at any step of this block differs from d_k by at most
 * ‖φ_k‖·ρ, where ρ = max_i ‖Φ(a(i) − ā)‖ is known from the units that are advanced, so u_k cannot
 * exceed u_k(0) + (1 − q^B)·max(0, d_k + ‖φ_k‖·ρ − u_k(0)) before the block ends. If the bound of a
 * unit that was left out reaches the threshold, the block runs again with that unit. While the
 * active units seem to stay the same, {@link LcaFlow} takes many steps at once.
 */
final class LcaDynamics {
    /** The first steps, in which many units cross their thresholds. They run in short blocks. */
    private static final int WARM_UP = 64;
    private static final int SHORT_BLOCK = 8;
    private static final int BLOCK = 16;
    /** The exponent of the shortest flow, which takes 2^4 steps. */
    private static final int SHORTEST_FLOW = 4;
    /** The most blocks to wait after a failed flow before the next one is tried. */
    private static final int MOST_PATIENCE = 4;
    /** The longest flow, in units of τ; beyond it the bounds that prove a flow are too wide. */
    private static final double LONGEST_FLOW = 0.65;
    /** How much ρ may grow from block to block when units are chosen; {@link #missed} checks it. */
    private static final double GROWTH = 1.25;
    /** Share of the threshold that counts as the threshold, as a margin for rounding. */
    private static final float NEARLY = 0.9999f;

    private final Dictionary dictionary;
    private final float[][] gram;
    private final float[] norms;
    private final LocalGram local;
    private final LcaFlow flow;
    private final int longestFlow;
    private final float lambda;
    private final float rate;
    private final boolean soft;
    private final boolean nonNegative;

    // By unit.
    private final float[] b;
    private final float[] u;
    private final float[] drive;
    private final float[] filtered;
    private final float[] filteredGram;
    // By slot of the block: all units, or those of the local Gram matrix.
    private final float[] v;
    private final float[] input;
    private final float[] code;
    private final float[] inhibition;
    private final float[] sum;
    private final float[] reference;
    private final float[] referenceGram;
    private final int[] active;
    private final float[] activeCode;

    LcaDynamics(Dictionary dictionary, Lca.Settings settings) {
        this.dictionary = dictionary;
        gram = dictionary.gramRows();
        norms = dictionary.norms();
        local = new LocalGram(gram);
        flow = new LcaFlow(dictionary, settings);
        longestFlow = flow.surelyStable()
                ? (int) (Math.log(settings.tau() * LONGEST_FLOW) / Math.log(2)) : 0;
        lambda = (float) settings.lambda();
        rate = (float) (1 / settings.tau());
        soft = settings.threshold().soft();
        nonNegative = settings.threshold().nonNegative();
        int k = dictionary.size();
        b = new float[k];
        u = new float[k];
        drive = new float[k];
        filtered = new float[k];
        filteredGram = new float[k];
        v = new float[k];
        input = new float[k];
        code = new float[k];
        inhibition = new float[k];
        sum = new float[k];
        reference = new float[k];
        referenceGram = new float[k];
        active = new int[k];
        activeCode = new float[k];
    }

    /** Stores b and u of the present patch, so that {@link #load} can go on with it. */
    void store(FMatrixRMaj inputs, FMatrixRMaj potentials, int row) {
        System.arraycopy(b, 0, inputs.data, row * b.length, b.length);
        System.arraycopy(u, 0, potentials.data, row * u.length, u.length);
    }

    void load(FMatrixRMaj inputs, FMatrixRMaj potentials, int row) {
        System.arraycopy(inputs.data, row * b.length, b, 0, b.length);
        System.arraycopy(potentials.data, row * u.length, u, 0, u.length);
    }

    /** Begins a patch at rest, u = 0. */
    void begin(float[] patches, int patch) {
        dictionary.correlate(patches, patch * dictionary.pixels(), b);
        Arrays.fill(u, 0f);
    }

    /**
     * Begins a patch at the potentials of a code. Where the code is not 0, u is the potential that
     * produces it. Elsewhere u is the drive b − Ga, the potential at rest, limited to the
     * threshold.
     */
    void begin(float[] patches, int patch, float[] codes, int row) {
        begin(patches, patch);
        int k = u.length;
        Arrays.fill(inhibition, 0f);
        int count = 0;
        for (int j = 0; j < k; j++) {
            float a = codes[row * k + j];
            if (a != 0) {
                active[count] = j;
                activeCode[count++] = a;
            }
        }
        RowSum.add(gram, active, activeCode, count, inhibition, k);
        for (int j = 0; j < k; j++) {
            float a = codes[row * k + j];
            float rest = Math.min(lambda, b[j] - inhibition[j]);
            u[j] = a == 0 ? nonNegative ? rest : Math.max(-lambda, rest)
                    : soft ? a + Math.copySign(lambda, a) : a;
        }
    }

    /** Writes the code T_λ(u); returns whether all potentials are finite. */
    boolean readCode(float[] codes, int row) {
        boolean finite = true;
        for (int j = 0; j < u.length; j++) {
            codes[row * u.length + j] = threshold(u[j]);
            finite &= Float.isFinite(u[j]);
        }
        return finite;
    }

    private float threshold(float p) {
        if ((nonNegative ? p : Math.abs(p)) > lambda) {
            return soft ? p - Math.copySign(lambda, p) : p;
        }
        return 0;
    }

    void step() {
        advance(gram, u.length, u, b);
    }

    /**
     * u ← u + (1/τ)(b − u − (G − I)a) of n units; leaves their codes before the step in
     * {@code code} and Ga in {@code inhibition}.
     */
    private void advance(float[][] rows, int n, float[] potential, float[] b) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            float a = threshold(potential[i]);
            code[i] = a;
            if (a != 0) {
                active[count] = i;
                activeCode[count++] = a;
            }
        }
        Arrays.fill(inhibition, 0, n, 0f);
        RowSum.add(rows, active, activeCode, count, inhibition, n);
        euler(potential, b, code, inhibition, rate, n);
    }

    private static void euler(float[] u, float[] b, float[] a, float[] ga, float rate, int n) {
        for (int i = 0; i < n; i++) {
            u[i] += rate * (b[i] - u[i] - (ga[i] - a[i]));
        }
    }

    void run(int steps) {
        local.clear();
        flow.clear();
        Arrays.fill(filtered, 0f);
        Arrays.fill(filteredGram, 0f);
        double rho = Double.POSITIVE_INFINITY;
        int exponent = SHORTEST_FLOW;
        int pause = 1; // blocks to run before the next flow is tried
        int patience = 1;
        for (int done = 0; done < steps;) {
            PatchLoop.stopIfAsked();
            int flowing = 1 << exponent;
            if (pause == 0 && exponent <= longestFlow && flowing <= steps - done) {
                float decay = (float) Math.pow(1.0 - rate, flowing);
                if (flow.advance(u, b, exponent, decay)) {
                    follow(decay);
                    rho = flow.moved;
                    done += flowing;
                    exponent = Math.min(exponent + 1, longestFlow);
                    patience = 1;
                    continue;
                }
                if (exponent > SHORTEST_FLOW) {
                    exponent--;
                } else {
                    patience = Math.min(2 * patience, MOST_PATIENCE);
                }
                pause = patience;
            }
            int block = Math.min(done < WARM_UP ? SHORT_BLOCK : BLOCK, steps - done);
            float decay = (float) Math.pow(1.0 - rate, block);
            if (rho < Double.POSITIVE_INFINITY && choose(GROWTH * rho, 1 - decay)) {
                rho = runLocally(block, decay);
            } else {
                rho = runAll(block, decay);
            }
            done += block;
            pause = done < WARM_UP ? 1 : Math.max(0, pause - 1);
        }
    }

    /** Takes over the potentials and filtered codes of a successful flow. */
    private void follow(float decay) {
        float reach = 1 - decay;
        for (int k = 0; k < u.length; k++) {
            drive[k] = b[k] + (flow.filtered[k] - flow.filteredGram[k]) / reach;
            filtered[k] = flow.filtered[k] / reach;
            filteredGram[k] = flow.filteredGram[k] / reach;
            u[k] = flow.next[k];
        }
    }

    /**
     * Whether unit k, inactive now, could pass the threshold while its drive differs from d_k by at
     * most ‖φ_k‖·ρ.
     */
    private boolean couldFire(int k, double rho, float reach) {
        float potential = nonNegative ? u[k] : Math.abs(u[k]);
        float push =
                (nonNegative ? drive[k] : Math.abs(drive[k])) + norms[k] * (float) rho - potential;
        return potential + reach * Math.max(0f, push) > NEARLY * lambda;
    }

    /** Puts the units to advance into the local Gram matrix. Returns false if they do not fit. */
    private boolean choose(double rho, float reach) {
        for (int s = local.size() - 1; s >= 0; s--) {
            int k = local.unit(s);
            if (filtered[k] == 0 && !couldFire(k, rho, reach)) {
                local.removeSlot(s);
            }
        }
        for (int k = 0; k < u.length; k++) {
            if (!local.contains(k) && (filtered[k] != 0 || couldFire(k, rho, reach))) {
                if (local.full()) {
                    return false;
                }
                local.add(k);
            }
        }
        return true;
    }

    /**
     * Runs a block of steps for the units in the local Gram matrix, then updates all other units
     * once. If the units do not fit, all units take the steps. Returns ρ.
     */
    private double runLocally(int block, float decay) {
        while (true) {
            int n = local.size();
            for (int s = 0; s < n; s++) {
                int k = local.unit(s);
                v[s] = u[k];
                input[s] = b[k];
                reference[s] = filtered[k];
                referenceGram[s] = filteredGram[k];
                sum[s] = 0;
            }
            double farthest = 0;
            for (int i = 0; i < block; i++) {
                advance(local.rows(), n, v, input);
                accumulate(sum, code, rate, n);
                farthest = Math.max(farthest, distance(n));
            }
            double rho = Math.sqrt(farthest);
            if (!missed(rho, 1 - decay)) {
                settle(n, decay);
                return rho;
            }
            if (local.size() == n) {
                return runAll(block, decay);
            }
        }
    }

    /** ‖Φ(a − ā)‖² of the code before the last step. */
    private double distance(int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += (code[i] - reference[i]) * (inhibition[i] - referenceGram[i]);
            s1 += (code[i + 1] - reference[i + 1]) * (inhibition[i + 1] - referenceGram[i + 1]);
            s2 += (code[i + 2] - reference[i + 2]) * (inhibition[i + 2] - referenceGram[i + 2]);
            s3 += (code[i + 3] - reference[i + 3]) * (inhibition[i + 3] - referenceGram[i + 3]);
        }
        for (; i < n; i++) {
            s0 += (code[i] - reference[i]) * (inhibition[i] - referenceGram[i]);
        }
        return (double) (s0 + s1) + (s2 + s3);
    }

    /** Adds the units that the block should have advanced. Returns whether there were any. */
    private boolean missed(double rho, float reach) {
        boolean missed = false;
        for (int k = 0; k < u.length; k++) {
            if (!local.contains(k) && couldFire(k, rho, reach)) {
                missed = true;
                if (local.full()) {
                    return true;
                }
                local.add(k);
            }
        }
        return missed;
    }

    /**
     * Ends a local block: updates all potentials from the filtered codes, and keeps drive and
     * filtered code for the next block.
     */
    private void settle(int n, float decay) {
        float reach = 1 - decay;
        int count = 0;
        for (int s = 0; s < n; s++) {
            if (sum[s] != 0) {
                active[count] = local.unit(s);
                activeCode[count++] = sum[s];
            }
        }
        Arrays.fill(filteredGram, 0f);
        RowSum.add(gram, active, activeCode, count, filteredGram, u.length);
        Arrays.fill(filtered, 0f);
        for (int j = 0; j < count; j++) {
            filtered[active[j]] = activeCode[j];
        }
        for (int k = 0; k < u.length; k++) {
            float f = reach * b[k] - filteredGram[k] + filtered[k];
            u[k] = decay * u[k] + f;
            drive[k] = f / reach;
            filtered[k] /= reach;
            filteredGram[k] /= reach;
        }
        for (int s = 0; s < n; s++) {
            u[local.unit(s)] = v[s];
        }
    }

    /** Runs a block of steps for all units. Returns ‖Φ(a − ā)‖ of the code before its last step. */
    private double runAll(int block, float decay) {
        int n = u.length;
        float reach = 1 - decay;
        System.arraycopy(u, 0, v, 0, n);
        Arrays.fill(sum, 0f);
        for (int i = 0; i < block; i++) {
            step();
            accumulate(sum, code, rate, n);
        }
        for (int k = 0; k < n; k++) {
            drive[k] = (u[k] - decay * v[k]) / reach;
            filtered[k] = sum[k] / reach;
            filteredGram[k] = b[k] + filtered[k] - drive[k];
            reference[k] = filtered[k];
            referenceGram[k] = filteredGram[k];
        }
        return Math.sqrt(Math.max(0, distance(n)));
    }

    /** w ← q·w + a/τ. */
    private static void accumulate(float[] w, float[] a, float rate, int n) {
        for (int i = 0; i < n; i++) {
            w[i] += rate * (a[i] - w[i]);
        }
    }
}
