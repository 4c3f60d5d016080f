package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The lasso for every λ at once. Between breakpoints the active atoms A and their signs s do not
 * change, and the code is linear in λ: a_A(λ) = G_AA⁻¹·b_A − λ·G_AA⁻¹·s. At a breakpoint an atom
 * joins because its correlation reaches λ, or leaves because its code reaches 0. The solver follows
 * λ down from max_k|φ_kᵀx|.
 *
 * <p>Osborne, Presnell &amp; Turlach (2000), IMA Journal of Numerical Analysis 20; Efron, Hastie,
 * Johnstone &amp; Tibshirani (2004), Annals of Statistics 32, LARS with the lasso modification.
 */
public final class Homotopy implements SparseEncoder {
    static Solver<LassoSettings> solver() {
        return new Solver<>("homotopy", "Homotopy", "exact, along the path of all larger lambdas",
                LassoSettings.of(1),
                (dictionary, settings, model) -> new Homotopy(dictionary, settings),
                Solver.Trait.LASSO, Solver.Trait.EXACT);
    }

    private final Dictionary dictionary;
    private final LassoSettings settings;

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings λ is where paths end; the steps are breakpoints
     * @throws InputException if an argument is missing
     */
    public Homotopy(Dictionary dictionary, LassoSettings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        Check.atLeastOne("iterations", settings.iterations());
        this.dictionary = dictionary;
        this.settings = settings;
    }

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        return solve(patches, settings.lambda()).get(0);
    }

    /**
     * The codes at several λ from one walk along each patch's path. Where breakpoints are too close
     * for the precision of the arithmetic, the gap of a code may stay above that of the settings.
     * {@link Lasso} then solves for it again.
     *
     * @param patches N×D, finite
     * @param lambdas each at least the λ of the settings
     * @return a solution for each λ, in the order given; iterations count the breakpoints before it
     * @throws InputException if the patches have not D columns or are not finite, or a λ is too
     *     small
     * @throws CancellationException    if the thread was interrupted
     */
    public List<Solution> solve(FMatrixRMaj patches, double... lambdas) {
        Check.patches(patches, dictionary);
        for (double lambda : lambdas) {
            if (!(lambda >= settings.lambda())) {
                throw new InputException("lambdas", lambda,
                        "must be at least " + settings.lambda() + ", where paths end");
            }
        }
        List<Solution> solutions = walk(patches, lambdas);
        for (int l = 0; l < lambdas.length; l++) {
            solutions.get(l).tryAgain(patches,
                    new Lasso(dictionary, settings.withLambda(lambdas[l]))::solve);
        }
        return solutions;
    }

    /** The solutions of the walks alone, before {@link Lasso} tries again. */
    List<Solution> walk(FMatrixRMaj patches, double... lambdas) {
        List<Solution> solutions = new ArrayList<>();
        for (int i = 0; i < lambdas.length; i++) {
            solutions.add(Solution.of(patches.numRows, dictionary.size()));
        }
        PatchLoop.run(patches.numRows, () -> new PathWalk(dictionary, settings),
                (work, i) -> work.solve(patches, i, lambdas, solutions));
        return solutions;
    }

    /**
     * {@return the whole path of each patch, down to the λ of the settings} A path ends above that
     * λ if its breakpoints are too close for the precision of the arithmetic, or more than the
     * settings' steps.
     *
     * @param patches N×D, finite
     * @throws InputException if the patches have not D columns or are not finite
     * @throws CancellationException if the thread was interrupted
     */
    public List<SolutionPath> paths(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        SolutionPath[] paths = new SolutionPath[patches.numRows];
        PatchLoop.run(patches.numRows, () -> new PathWalk(dictionary, settings),
                (work, i) -> paths[i] = work.path(patches, i));
        return List.of(paths);
    }
}
