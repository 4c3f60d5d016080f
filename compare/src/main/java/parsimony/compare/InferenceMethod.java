package parsimony.compare;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Fista;
import parsimony.sparsecoding.Homotopy;
import parsimony.sparsecoding.Ista;
import parsimony.sparsecoding.IterativeHardThresholding;
import parsimony.sparsecoding.IterativePoisson;
import parsimony.sparsecoding.LaplacianScaleMixture;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Lca;
import parsimony.sparsecoding.MatchingPursuit;
import parsimony.sparsecoding.OrthogonalMatchingPursuit;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;
import parsimony.sparsecoding.PursuitSettings;
import parsimony.sparsecoding.SparseEncoder;
import parsimony.sparsecoding.Threshold;

/** The ways to infer a sparse code, by the names that the command line gives them. */
public enum InferenceMethod {
    LCA("lambda", "iterations", "tau", "signed", "hard") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            Lca.Settings settings = Lca.Settings.PAPER.withLambda(needed("lambda", s.lambda)).withTau(s.tau).withThreshold(
                    s.hard ? s.signed ? Threshold.HARD : Threshold.HARD_NON_NEGATIVE
                            : s.signed ? Threshold.SOFT : Threshold.SOFT_NON_NEGATIVE);
            return new Lca(dictionary, s.iterations == null ? settings : settings.withIterations(s.iterations));
        }
    },
    ISTA("lambda", "iterations", "gap", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new Ista(dictionary, lasso(s));
        }
    },
    FISTA("lambda", "iterations", "gap", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new Fista(dictionary, lasso(s));
        }
    },
    LASSO("lambda", "iterations", "gap", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new Lasso(dictionary, lasso(s));
        }
    },
    HOMOTOPY("lambda", "iterations", "gap", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new Homotopy(dictionary, lasso(s));
        }
    },
    MP("nonzeros", "residual", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new MatchingPursuit(dictionary, pursuit(s));
        }
    },
    OMP("nonzeros", "residual", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new OrthogonalMatchingPursuit(dictionary, pursuit(s));
        }
    },
    IHT("nonzeros", "iterations", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            return new IterativeHardThresholding(dictionary, new IterativeHardThresholding.Settings(
                    needed("nonzeros", s.nonzeros), !s.signed, s.iterations == null ? HARD_STEPS : s.iterations));
        }
    },
    LSM("lambda", "iterations", "gap", "signed") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) {
            LaplacianScaleMixture.Settings d = LaplacianScaleMixture.Settings.of(needed("lambda", s.lambda));
            return new LaplacianScaleMixture(dictionary, new LaplacianScaleMixture.Settings(d.lambda(), d.alpha(), d.beta(),
                    !s.signed, s.iterations == null ? d.rounds() : s.iterations, s.gap == null ? d.gap() : s.gap, d.sweeps()));
        }
    },
    /** The certified optimum of the free energy. */
    POISSON("prior", "beta", "iterations", "gap") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) throws DataException {
            return new PoissonInference(dictionary, logPrior(dictionary, s), poisson(s));
        }
    },
    /** The natural-gradient iteration to the same optimum. */
    IPOISSON("prior", "beta", "iterations", "gap") {
        @Override
        public SparseEncoder encoder(Dictionary dictionary, Settings s) throws DataException {
            return new IterativePoisson(dictionary, logPrior(dictionary, s), NATURAL_GRADIENT_RATE,
                    poisson(s));
        }
    };

    private static final int HARD_STEPS = 1000;
    /** The longest step of the natural gradient that suits β = 1. */
    public static final double NATURAL_GRADIENT_RATE = 0.1;
    /** Within dictionary learning codes need not be exact: fewer, larger steps than the paper's come close enough. */
    private static final double LEARNING_TAU = 10;
    private static final int LEARNING_STEPS = 80;

    private final Set<String> options;

    InferenceMethod(String... options) {
        this.options = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(options)));
    }

    /** The names of the settings that this method takes; it does not look at the others. */
    public Set<String> options() {
        return options;
    }

    /**
     * Whatever some method needs or takes; null where it was not given, for the method's own default.
     *
     * @param lambda     weight of the l1 norm, &gt; 0
     * @param iterations most steps, ≥ 1
     * @param tau        LCA's time constant in steps, ≥ 1
     * @param signed     whether codes may be negative
     * @param hard       whether LCA's threshold is hard
     * @param gap        relative optimality gap at which a patch is done, ≥ 0
     * @param nonzeros   most atoms of a code, ≥ 1
     * @param residual   ‖x − Φa‖² at which a pursuit is done, ≥ 0
     * @param prior      file of prior log-rates, K
     * @param beta       weight of the divergence from the prior, &gt; 0
     */
    public record Settings(Double lambda, Integer iterations, double tau, boolean signed, boolean hard, Double gap,
            Integer nonzeros, double residual, String prior, double beta) {

        /** Soft-threshold codes at one λ, with a number of steps (null for the default) and an LCA time constant. */
        static Settings at(double lambda, Integer iterations, double tau, boolean signed) {
            return new Settings(lambda, iterations, tau, signed, false, null, null, 0, null, 1);
        }
    }

    /**
     * The encoder of this name.
     *
     * @throws IllegalArgumentException if a setting is out of its range, or one that the method needs is not given
     * @throws DataException            if a file that the settings name cannot be read
     */
    public abstract SparseEncoder encoder(Dictionary dictionary, Settings settings) throws DataException;

    /**
     * The encoder at one λ as the paper runs it, with 900 steps and τ = 100, or a larger τ and 9τ steps where the dictionary is
     * too strong for that; {@code lasso}, which is exact, until its gap is closed.
     *
     * @param signed whether codes may be negative
     * @throws DataException never for a method that minimises the lasso
     */
    public SparseEncoder asInPaper(Dictionary dictionary, double lambda, boolean signed) throws DataException {
        double tau = Math.max(Lca.Settings.PAPER.tau(), Math.ceil(0.51 * dictionary.lipschitz()));
        Integer steps = this == LASSO ? null : this == LCA ? Integer.valueOf((int) (9 * tau)) : Lca.Settings.PAPER.steps();
        return encoder(dictionary, Settings.at(lambda, steps, tau, signed));
    }

    /** The encoder for dictionary learning. */
    SparseEncoder learner(Dictionary dictionary, double lambda) {
        try {
            double tau = this == LCA ? Math.max(LEARNING_TAU, Math.ceil(0.51 * dictionary.lipschitz())) : LEARNING_TAU;
            boolean exact = this == LASSO;
            return encoder(dictionary, Settings.at(lambda, exact ? null : (int) (LEARNING_STEPS * tau / LEARNING_TAU), tau,
                    false));
        } catch (DataException e) {
            throw new IllegalArgumentException("method: " + this + " does not learn dictionaries; lca, ista, fista or lasso do", e);
        }
    }

    /** Whether dictionaries can be learned with this method. */
    public boolean learns() {
        return this == LCA || this == ISTA || this == FISTA || this == LASSO;
    }

    <T> T needed(String option, T value) {
        if (value == null) {
            throw new IllegalArgumentException("--" + option + ": is needed by " + name().toLowerCase(Locale.ROOT));
        }
        return value;
    }

    LassoSettings lasso(Settings s) {
        LassoSettings settings = LassoSettings.of(needed("lambda", s.lambda)).withSigned(s.signed);
        if (s.iterations != null) {
            settings = settings.withIterations(s.iterations).withGap(this == LASSO || this == HOMOTOPY ? settings.gap() : 0);
        }
        return s.gap != null ? settings.withGap(s.gap) : settings;
    }

    PursuitSettings pursuit(Settings s) {
        return PursuitSettings.of(needed("nonzeros", s.nonzeros)).withResidual(s.residual).withSigned(s.signed);
    }

    PoissonSettings poisson(Settings s) {
        PoissonSettings settings = PoissonSettings.of(s.beta);
        settings = s.iterations != null ? settings.withIterations(s.iterations) : settings;
        return s.gap != null ? settings.withGap(s.gap) : settings;
    }

    FMatrixRMaj logPrior(Dictionary dictionary, Settings s) throws DataException {
        float[] rates = Npy.readVector(Path.of(needed("prior", s.prior)));
        if (rates.length != dictionary.size()) {
            throw new InputException(s.prior + ": has " + rates.length + " log-rates for "
                    + dictionary.size() + " atoms of "
                    + dictionary.pixels() + " pixels; must have one for each"
                    + TransposeHint.of(rates.length == dictionary.pixels(), "the dictionary"));
        }
        return new FMatrixRMaj(1, rates.length, true, rates);
    }
}
