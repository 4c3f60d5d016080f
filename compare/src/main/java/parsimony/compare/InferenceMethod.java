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

    private static LassoSettings lasso(Settings s) {
        LassoSettings settings = LassoSettings.of(s.lambda).withNonNegative(!s.signed);
        return s.iterations == null ? settings : settings.withSteps(s.iterations).withGap(0);
    }
}
