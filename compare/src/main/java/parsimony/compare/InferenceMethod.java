package parsimony.compare;

import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Ista;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Lca;
import parsimony.sparsecoding.SparseEncoder;
import parsimony.sparsecoding.Threshold;

/** The ways to infer a sparse code, by the names that the command line gives them. */
public enum InferenceMethod {
    LCA {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new Lca(dictionary, new Lca.Settings(s.lambda, s.tau, s.iterations == null ? 900 : s.iterations,
                    s.signed ? Threshold.SOFT : Threshold.SOFT_NON_NEGATIVE));
        }
    },
    ISTA {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new Ista(dictionary, lasso(s));
        }
    };

    /** Steps of inference within dictionary learning, where codes need not be exact. */
    private static final Settings LEARNING = new Settings(1, 200, 20, false);

    /**
     * @param lambda     weight of the l1 norm, &gt; 0
     * @param iterations most steps, ≥ 1; null for the method's own default
     * @param tau        LCA's time constant in steps, ≥ 1
     * @param signed     whether codes may be negative
     */
    public record Settings(double lambda, Integer iterations, double tau, boolean signed) {

        /** Non-negative codes with each method's own number of steps. */
        public static Settings of(double lambda) {
            return new Settings(lambda, null, Lca.Settings.PAPER.tau(), false);
        }

        /** Non-negative codes with the paper's τ and 9τ steps, or a larger τ where the dictionary is too strong for the paper's. */
        static Settings stable(double lambda, Dictionary dictionary) {
            double tau = Math.max(Lca.Settings.PAPER.tau(), Math.ceil(0.51 * dictionary.lipschitz()));
            return new Settings(lambda, (int) (9 * tau), tau, false);
        }

        Settings withLambda(double newLambda) {
            return new Settings(newLambda, iterations, tau, signed);
        }
    }

    /**
     * The encoder of this name.
     *
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public abstract SparseEncoder encoder(Dictionary dictionary, Settings settings);

    /** The encoder for dictionary learning, which needs no certificate: fewer, larger steps that come to the same codes. */
    SparseEncoder learner(Dictionary dictionary, double lambda) {
        return encoder(dictionary, LEARNING.withLambda(lambda));
    }

    private static LassoSettings lasso(Settings s) {
        LassoSettings settings = LassoSettings.of(s.lambda).withNonNegative(!s.signed);
        return s.iterations == null ? settings : settings.withSteps(s.iterations).withGap(0);
    }
}
