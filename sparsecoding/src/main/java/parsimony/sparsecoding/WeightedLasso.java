package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The exact weighted lasso with a noise scale for each pixel, to a duality gap: min ½‖S(x − Φa)‖² +
 * λ Σ_k w_k|a_k| with S = diag(1/σ_d), a ≥ 0 or signed. It is the noiseless limit of an iterative
 * Poisson VAE, whose fixed points have w_k = e^{b_k} (Vafaii, Galor &amp; Yates 2024, "Brain-like
 * variational inference"; {@link PoissonDynamics} are its dynamics).
 *
 * <p>With pixels divided by σ_d in patches and atoms it is the lasso that {@link WorkingSetLasso}
 * solves; an active set in double precision then takes back what their rounding did. The
 * certificate does not depend on that: {@link #certify} computes objective and bound of
 * any codes from the patches and atoms as they were given, in double precision. With r = S(x − Φa),
 * μ = max_k (φ_kᵀS r)/(λw_k) and c = min(1/μ, (Sx)ᵀr/‖r‖²), min ≥ c·(Sx)ᵀr − ½c²‖r‖².
 */
public final class WeightedLasso implements SparseEncoder {
    /** Moves in double precision. The first corrects what rounding did; few patches need more. */
    private static final int MOST_POLISHING = 20;

    private final Dictionary dictionary;
    private final LassoSettings settings;
    private final double[] weights; // λw_k
    private final double[] sigma;
    private final double[][] atoms; // φ_kd/σ_d
    private final WorkingSetLasso lasso;

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param weights w_k, K numbers; each λw_k from 1e-30 to 1e30
     * @param sigma σ_d, D numbers from 1e-30 to 1e30
     * @param settings λ, which multiplies all weights; whether codes may be negative; and the
     *     relative gap. The steps are moves of the active set
     * @throws InputException if an argument is missing, has another length or is out of range, or
     *     an atom divided by σ has a norm that a {@link Dictionary} does not take
     */
    public WeightedLasso(Dictionary dictionary, double[] weights, double[] sigma,
            LassoSettings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        this.dictionary = dictionary;
        this.settings = settings;
        this.weights = checked("weights", weights, dictionary.size());
        for (int k = 0; k < this.weights.length; k++) {
            this.weights[k] *= settings.lambda();
            Check.weight("weight of atom " + k + ", times lambda", this.weights[k]);
        }
        this.sigma = checked("sigma", sigma, dictionary.pixels());
        atoms = new double[dictionary.size()][dictionary.pixels()];
        for (int i = 0; i < dictionary.atoms().getNumElements(); i++) {
            int d = i % dictionary.pixels();
            atoms[i / dictionary.pixels()][d] = dictionary.atoms().data[i] / this.sigma[d];
        }
        lasso = WorkingSetLasso.weighted(new Dictionary(scaled(dictionary.atoms())), settings,
                this.weights);
    }

    private static double[] checked(String name, double[] values, int length) {
        Check.given(name, values);
        if (values.length != length) {
            throw new InputException("‹" + name + "›: are " + values.length + "; must be "
                    + length);
        }
        for (int i = 0; i < length; i++) {
            Check.weight(name + " " + i, values[i]);
        }
        return values.clone();
    }

    private FMatrixRMaj scaled(FMatrixRMaj rows) {
        FMatrixRMaj scaled = new FMatrixRMaj(rows.numRows, rows.numCols);
        for (int i = 0; i < rows.getNumElements(); i++) {
            scaled.data[i] = (float) (rows.data[i] / sigma[i % rows.numCols]);
        }
        return scaled;
    }

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        Solution found = lasso.solve(scaled(patches));
        Solution solution = Solution.of(patches.numRows, dictionary.size());
        solution.codes().setTo(found.codes());
        PatchLoop.run(patches.numRows, Polish::new,
                (polish, i) -> polish.run(patches.data, i, solution, found));
        return solution;
    }

    /**
     * Goes from the code that single precision has found to the optimum in double precision: the
     * scaled atoms were rounded, and that would show in the bound. One per thread.
     */
    private final class Polish {
        private final WeightedProblem problem = problem();
        private final ActiveSet active =
                new ActiveSet(dictionary.size(), InnerProducts.of(atoms));
        private final float[] code = new float[dictionary.size()];

        void run(float[] patches, int i, Solution solution, Solution found) {
            int k = code.length;
            System.arraycopy(found.codes().data, i * k, code, 0, k);
            active.start(code);
            double bound = 0;
            for (int n = 0; n < MOST_POLISHING; n++) {
                problem.evaluate(patches, i, active.code);
                bound = Math.max(bound, problem.lowerBound());
                if (n > 0 && problem.objective() - bound
                        <= 0.5 * settings.gap() * problem.objective()) {
                    break;
                }
                int steepest = problem.steepest();
                if (steepest >= 0 && !active.contains(steepest)) {
                    active.append(steepest, Math.signum(problem.correlation()[steepest]));
                }
                for (int p = 0; p < active.size(); p++) {
                    int j = active.atom(p);
                    active.slope(p, problem.correlation()[j] - active.sign(p) * weights[j]);
                }
                active.move();
            }
            active.copyTo(solution.codes().data, i * k);
            Solution.Stop stop = found.stop()[i];
            problem.certify(patches, solution, i, bound, settings.gap(), found.iterations()[i],
                    stop == Solution.Stop.CONVERGED ? Solution.Stop.PRECISION : stop);
            if (solution.objective()[i] > found(patches, i, found)) {
                System.arraycopy(found.codes().data, i * k, solution.codes().data, i * k, k);
                problem.certify(patches, solution, i, bound, settings.gap(),
                        found.iterations()[i], Solution.Stop.PRECISION);
            }
        }

        /** The objective of the code that was found first. */
        private double found(float[] patches, int i, Solution found) {
            problem.evaluate(patches, i, found.codes().data, i);
            return problem.objective();
        }
    }

    /**
     * Objective and duality gap of codes from anywhere, such as the rates of an iterative model.
     *
     * @param patches N×D, finite
     * @param codes N×K, finite, and ≥ 0 unless they may be negative
     * @return the codes with their objective and their gap, after 0 iterations; {@link
     *     Solution#relativeGap} is the gap as a share of the objective
     * @throws InputException if shapes do not agree or a value is not allowed
     */
    public Solution certify(FMatrixRMaj patches, FMatrixRMaj codes) {
        Check.patches(patches, dictionary);
        Check.codes("codes", codes, patches, dictionary, !settings.signed());
        Solution solution = Solution.of(patches.numRows, dictionary.size());
        solution.codes().setTo(codes);
        PatchLoop.run(patches.numRows, this::problem, (problem, i) -> problem
                .certify(patches.data, solution, i, 0, settings.gap(), 0, Solution.Stop.STEPS));
        return solution;
    }

    private WeightedProblem problem() {
        return new WeightedProblem(dictionary, weights, sigma, settings.signed());
    }

    /** {@return λw_k, K numbers} */
    public double[] weights() {
        return Arrays.copyOf(weights, weights.length);
    }
}
