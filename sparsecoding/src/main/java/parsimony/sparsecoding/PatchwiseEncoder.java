package parsimony.sparsecoding;

import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;

/**
 * A solver that takes one patch after another, on all threads. A subclass defines what a thread
 * does with one patch; this class has the loop over all patches.
 *
 * @param <S> its settings
 */
abstract class PatchwiseEncoder<S extends Record> implements SparseEncoder {
    final Dictionary dictionary;
    final S settings;

    PatchwiseEncoder(Dictionary dictionary, S settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        this.dictionary = dictionary;
        this.settings = settings;
    }

    /**
     * Solves for patches on one thread, with memory of its own. A result must not depend on the
     * patches before.
     */
    interface PatchSolver {
        /**
         * Prepares the patches from ≤ i &lt; to, at most {@link PatchLoop#CHUNK}, which are solved
         * for next.
         */
        default void begin(FMatrixRMaj patches, int from, int to) {}

        /** Writes the code of a patch, its certificate and its stop into the solution. */
        void solve(FMatrixRMaj patches, int i, Solution solution);
    }

    /** One for each thread. */
    abstract PatchSolver patchSolver();

    @Override
    public final Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        return solve(patches, this::patchSolver);
    }

    final Solution solve(FMatrixRMaj patches, Supplier<PatchSolver> solvers) {
        Check.patches(patches, dictionary);
        Solution solution = Solution.of(patches.numRows, dictionary.size());
        PatchLoop.run(patches.numRows, solvers,
                (solver, from, to) -> solver.begin(patches, from, to),
                (solver, i) -> solver.solve(patches, i, solution));
        return solution;
    }
}
