package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The exact lasso, to a duality gap, for dictionaries whose Gram matrix would not fit: min ½‖x −
 * Φa‖² + Σ_k λ_k|a_k|, where each atom may have a λ_k of its own. An active-set method in double
 * precision solves it for the few atoms of a working set. Passes over the dictionary, eight patches
 * at once, say which atoms join, prove a lower bound, and screen atoms out that cannot have a code
 * ("gap-safe"). Besides the atoms it needs a copy of them in the order of pixels, and, for each
 * thread, memory in proportion to K; the Gram matrix is never made.
 *
 * <p>As the problem of each working set is solved to its end, its residual is the best point of
 * that problem's dual. Extrapolating to it, as Celer does, would change nothing.
 *
 * <p>Johnson &amp; Guestrin (2015), ICML, "Blitz"; Massias, Gramfort &amp; Salmon (2018), ICML,
 * "Celer"; Ndiaye, Fercoq, Gramfort &amp; Salmon (2017), Journal of Machine Learning Research 18.
 */
public final class WorkingSetLasso extends PatchwiseEncoder<LassoSettings> {
    static Solver<LassoSettings> solver() {
        return new Solver<>("workingset", "Working set",
                "exact, for any number of atoms: no Gram matrix", LassoSettings.of(1),
                (dictionary, settings, model) -> new WorkingSetLasso(dictionary, settings),
                Solver.Trait.LASSO, Solver.Trait.EXACT);
    }

    private final double[] weights; // λ_k

    /**
     * The solver with the same λ for all atoms.
     *
     * @param dictionary K×D
     * @param settings the steps are moves of the active set
     * @throws InputException if an argument is missing
     */
    public WorkingSetLasso(Dictionary dictionary, LassoSettings settings) {
        super(dictionary, settings);
        Check.atLeastOne("iterations", settings.iterations());
        weights = new double[dictionary.size()];
        Arrays.fill(weights, settings.lambda());
    }

    /**
     * The solver with λ_k = λ·w_k.
     *
     * @param dictionary K×D
     * @param settings with λ; the steps are moves of the active set
     * @param weights w_k, 1×K; each λ_k from 1e-30 to 1e30
     * @throws InputException if an argument is missing, has another shape or is out of range
     */
    public WorkingSetLasso(Dictionary dictionary, LassoSettings settings, FMatrixRMaj weights) {
        this(dictionary, settings);
        Check.given("weights", weights);
        if (weights.numRows != 1 || weights.numCols != dictionary.size()) {
            throw new InputException("weights: are " + weights.numRows + "×" + weights.numCols
                    + "; must be 1×" + dictionary.size());
        }
        for (int k = 0; k < this.weights.length; k++) {
            this.weights[k] *= weights.data[k];
            Check.weight("weight of atom " + k + ", times lambda", this.weights[k]);
        }
    }

    /** The solver with λ_k in double precision, K numbers that are checked already. */
    static WorkingSetLasso weighted(Dictionary dictionary, LassoSettings settings,
            double[] weights) {
        WorkingSetLasso lasso = new WorkingSetLasso(dictionary, settings);
        System.arraycopy(weights, 0, lasso.weights, 0, weights.length);
        return lasso;
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    private final class Workspace implements PatchSolver {
        private final WorkingSet[] sets = new WorkingSet[PatchLoop.CHUNK];

        @Override
        public void begin(FMatrixRMaj patches, int from, int to) {
            for (int i = from; i < to; i++) {
                if (sets[i - from] == null) {
                    sets[i - from] = new WorkingSet(dictionary, weights, true, settings.signed(),
                            settings.gap(), settings.iterations());
                }
                sets[i - from].begin(patches.data, i, Double.POSITIVE_INFINITY);
            }
            Pricing.run(dictionary, sets, to - from);
        }

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            WorkingSet set = sets[i % PatchLoop.CHUNK];
            set.copyTo(solution.codes().data, i);
            set.roundCode();
            double gap = set.objective() - set.lowerBound();
            solution.record(i, set.objective(), Math.max(0, gap), set.steps(),
                    gap <= settings.gap() * set.objective() ? Solution.Stop.CONVERGED
                            : set.steps() >= settings.iterations() ? Solution.Stop.STEPS
                                    : Solution.Stop.PRECISION);
        }
    }
}
