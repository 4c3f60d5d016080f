package parsimony.sparsecoding;

import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The least-squares code on the atoms that a code already uses, non-negative or signed: min ½‖x −
 * Φ_S·a‖² where S is the code's support. What it gains is what the sizes of the codes cost, apart
 * from the choice of atoms.
 *
 * <p>The bound is θᵀx − ½‖θ‖² − T·max(0, max_{k∈S} φ_kᵀθ/‖φ_k‖), with T = 1e5·‖x‖: it holds for
 * every code with Σ_k ‖φ_k‖·|a_k| ≤ T. At the optimum the last term is 0 but for the rounding of
 * double precision. Atoms that depend linearly on others, to 1e-12 of their squared norm, need no
 * code of their own.
 *
 * <p>Lawson &amp; Hanson (1974), Solving Least Squares Problems, chapter 23.
 */
public final class SupportLeastSquares {
    /** More changes of the active set than this are circles that rounding makes. */
    private static final int MOST_STEPS = 100_000;

    private final Dictionary dictionary;
    private final boolean signed;
    private final double[] norms;

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param signed whether codes may be negative
     * @throws InputException if there is no dictionary
     */
    public SupportLeastSquares(Dictionary dictionary, boolean signed) {
        Check.given("dictionary", dictionary);
        this.dictionary = dictionary;
        this.signed = signed;
        norms = WorkingSet.norms(dictionary);
    }

    /**
     * Solves for patches.
     *
     * @param patches N×D
     * @param codes N×K; only which entries are not 0 matters. Atoms of norm 0 are not used
     * @return codes that are 0 where the given ones are
     * @throws InputException if a shape or a value is not allowed
     * @throws CancellationException promptly after the calling thread is interrupted
     */
    public Bounded solve(FMatrixRMaj patches, FMatrixRMaj codes) {
        Check.given("patches", patches);
        Check.patches(patches, dictionary);
        Check.codes("codes", codes, patches, dictionary, !signed);
        int k = dictionary.size();
        Bounded bounded = Bounded.of(patches.numRows, k);
        PatchLoop.run(patches.numRows, Workspace::new, (workspace, i) -> {
            int count = 0;
            for (int j = 0; j < k; j++) {
                if (codes.data[i * k + j] != 0) {
                    workspace.support[count++] = j;
                }
            }
            WorkingSet set = workspace.set;
            set.begin(patches.data, i, Double.POSITIVE_INFINITY);
            set.fit(workspace.support, count);
            set.copyNearest(bounded.codes().data, i);
            bounded.record(i, set.objective(), set.lowerBound(), set.steps());
        });
        return bounded;
    }

    private final class Workspace {
        private final WorkingSet set =
                new WorkingSet(dictionary, norms, false, signed, 0, MOST_STEPS);
        private final int[] support = new int[dictionary.size()];
    }
}
