package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The best code of a given weighted l1 norm: min ½‖x − Φa‖² over Σ_k ‖φ_k‖·|a_k| ≤ t, a ≥ 0 or
 * signed. The weights make it independent of how atoms are scaled: the error is the same for atoms
 * of any norms, and ‖φ_k‖·a_k as well. Atoms of norm 0 are never used.
 *
 * <p>The bound on the minimum is, for θ = c·r with the best c ≥ 0, θᵀx − ½‖θ‖² − t·max(0, max_k
 * φ_kᵀθ/‖φ_k‖), of the absolute value if signed; the best over all steps is kept. The method is an
 * active set on a working set in double precision, with no Gram matrix: it runs with 12 atoms and
 * with 65,536.
 */
public final class L1Ball {

    /**
     * The settings.
     *
     * @param signed     whether codes may be negative
     * @param tolerance  the difference of the two bounds, as a share of ½‖x‖², at which a patch is
     *                   done; ≥ 0
     * @param iterations most steps per patch, ≥ 1
     */
    public record Settings(boolean signed, double tolerance, int iterations) {
        /** Codes ≥ 0, bounds within 1e-8 of ½‖x‖². */
        public static final Settings DEFAULT = new Settings(false, 1e-8, 10_000);

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.notNegative("tolerance", tolerance);
            Check.atLeastOne("iterations", iterations);
        }

        /**
         * {@return the same settings with or without negative codes}
         *
         * @param signed whether codes may be negative
         */
        public Settings withSigned(boolean signed) {
            return new Settings(signed, tolerance, iterations);
        }
    }

    /** A code may be outside the ball by this share of its radius; it is scaled back then. */
    private static final double OUTSIDE = 1e-5;

    private final Dictionary dictionary;
    private final Settings settings;
    private final double[] norms;

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public L1Ball(Dictionary dictionary, Settings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        this.dictionary = dictionary;
        this.settings = settings;
        norms = WorkingSet.norms(dictionary);
    }

    /**
     * Solves for patches.
     *
     * @param patches N×D
     * @param radii t of each patch, N, ≥ 0 and finite
     * @param start N×K codes to start from, each inside its ball (one that is outside by less than
     *     1e-5 of t is scaled back), or null to start from 0
     * @return the codes, with Σ_k ‖φ_k‖·|a_k| ≤ t for the code as rounded too
     * @throws InputException if a shape or a value is not allowed
     * @throws CancellationException promptly after the calling thread is interrupted
     */
    public Bounded solve(FMatrixRMaj patches, double[] radii, FMatrixRMaj start) {
        Check.given("patches", patches);
        Check.patches(patches, dictionary);
        Check.given("radii", radii);
        if (radii.length != patches.numRows) {
            throw new InputException("‹radii›: are " + radii.length + "; must be "
                    + patches.numRows + ", one per patch");
        }
        for (double radius : radii) {
            Check.notNegative("radii", radius);
        }
        Check.start(start, patches, dictionary, !settings.signed);
        checkInside(start, radii);
        Bounded bounded = Bounded.of(patches.numRows, dictionary.size());
        PatchLoop.run(patches.numRows, Workspace::new, (workspace, from, to) -> {
            for (int i = from; i < to; i++) {
                workspace.sets[i - from].begin(patches.data, i, radii[i]);
                if (start != null && radii[i] > 0) {
                    workspace.sets[i - from].start(start.data, i);
                }
            }
            workspace.run(from, to, radii);
        }, (workspace, i) -> {
            WorkingSet set = workspace.sets[i % PatchLoop.CHUNK];
            round(set, radii[i], bounded.codes(), i);
            bounded.record(i, set.objective(), set.lowerBound(), set.steps());
        });
        return bounded;
    }

    private final class Workspace {
        private final WorkingSet[] sets = new WorkingSet[PatchLoop.CHUNK];
        private final WorkingSet[] searching = new WorkingSet[PatchLoop.CHUNK];

        Workspace() {
            for (int i = 0; i < sets.length; i++) {
                sets[i] = new WorkingSet(dictionary, norms, false, settings.signed,
                        settings.tolerance, settings.iterations);
            }
        }

        /** In a ball of radius 0 there is only the code of zeros. */
        void run(int from, int to, double[] radii) {
            int count = 0;
            for (int i = from; i < to; i++) {
                if (radii[i] > 0) {
                    searching[count++] = sets[i - from];
                } else {
                    sets[i - from].nothingIsBetter();
                }
            }
            Pricing.run(dictionary, searching, count);
        }
    }

    private void checkInside(FMatrixRMaj start, double[] radii) {
        for (int i = 0; start != null && i < radii.length; i++) {
            double l1 = l1(start, i);
            if (l1 > radii[i] * (1 + OUTSIDE)) {
                throw new InputException("‹start›: code " + i + " has a weighted l1 norm of " + l1
                        + "; must be at most its radius, " + radii[i]);
            }
        }
    }

    /** Σ_k ‖φ_k‖·|a_k| of a row. */
    private double l1(FMatrixRMaj codes, int row) {
        double l1 = 0;
        for (int k = 0; k < codes.numCols; k++) {
            float code = codes.data[row * codes.numCols + k];
            l1 += code == 0 || norms[k] == WorkingSet.NEVER ? 0 : norms[k] * Math.abs(code);
        }
        return l1;
    }

    /**
     * Rounds a code into the ball. What rounding to nearest has put outside is taken from the
     * smallest code that has as much: its steps are the finest.
     */
    private void round(WorkingSet set, double radius, FMatrixRMaj codes, int row) {
        set.copyTo(codes.data, row);
        int at = row * codes.numCols;
        for (double share = 0x1p-52; l1(codes, row) > radius; share *= 2) {
            double excess = (l1(codes, row) - radius) * (1 + share);
            int finest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int p = 0; p < set.size(); p++) {
                int k = set.atom(p);
                double part = norms[k] * Math.abs(codes.data[at + k]);
                if (part > excess && part < least) {
                    least = part;
                    finest = k;
                }
            }
            if (finest < 0) {
                Arrays.fill(codes.data, at, at + codes.numCols, 0f);
                return;
            }
            float code = codes.data[at + finest];
            float magnitude = (float) (Math.abs(code) - excess / norms[finest]);
            codes.data[at + finest] = Math.copySign(
                    Math.min(magnitude, Math.nextDown(Math.abs(code))), code);
        }
    }
}
