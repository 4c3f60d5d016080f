package parsimony.experiment.run;

/** The names of the files in result folders. Each name stands only here. */
public final class FileNames {
    /** How the folder was made: command, settings, versions. */
    public static final String CONFIG = "config.json";
    /** The numbers; written last, so that a folder which has it is whole. */
    public static final String METRICS = "metrics.json";
    /** When a comparison was written, and how long each run took. */
    public static final String TIMING = "timing.json";
    /** The experiment of a comparison, from which it can be repeated. */
    public static final String EXPERIMENT = "experiment.yaml";
    /** The page for people. */
    public static final String REPORT = "report.html";

    /** Patches to learn from, N×D. */
    public static final String TRAIN = "train.npy";
    /** Patches to measure on, M×D. */
    public static final String VALIDATION = "validation.npy";
    /** The features that patches are sums of, K×D, where those are known. */
    public static final String TRUE_DICTIONARY = "true_dictionary.npy";
    /**
     * What stands before the name of a file of patches in the name of their true codes, N×K: those
     * of {@code train.npy} are in {@code true_codes_train.npy}.
     */
    public static final String TRUE_CODES = "true_codes_";
    /** Patches that a gap was measured on, N×D. */
    public static final String PATCHES = "patches.npy";
    /** Atoms, K×D. */
    public static final String DICTIONARY = "dictionary.npy";
    /** Weights of a linear encoder, K×D. */
    public static final String ENCODER = "encoder.npy";
    /** What a linear decoder adds, D. */
    public static final String DECODER_BIAS = "decoder_bias.npy";
    /** What a linear encoder adds, K. */
    public static final String ENCODER_BIAS = "encoder_bias.npy";
    /** Above which an encoder's units are active, K. */
    public static final String THRESHOLD = "threshold.npy";
    /** By what a gated encoder multiplies its weights for sizes, K. */
    public static final String GATE_SCALE = "gate_scale.npy";
    /** What a gated encoder adds to sizes, K. */
    public static final String MAGNITUDE_BIAS = "magnitude_bias.npy";
    /** Logarithms of a Poisson model's prior rates, K. */
    public static final String PRIOR_LOG_RATE = "prior_log_rate.npy";
    /** Mean divergence of each unit in nats, K. */
    public static final String KL_PER_UNIT = "kl_per_unit.npy";
    /** Φ₂ᵀ of a model of two levels, K₂×K₁: a row is a unit of level 2. */
    public static final String LEVEL2 = "level2.npy";
    /** Logarithms of the prior rates of level 2, K₂. */
    public static final String LEVEL2_PRIOR_LOG_RATE = "level2_prior_log_rate.npy";
    /** Mean divergence of each unit of level 2 in nats, K₂. */
    public static final String LEVEL2_KL_PER_UNIT = "level2_kl_per_unit.npy";
    /** Correlations of pairs of units of level 1, as level 2 predicts them and as measured. */
    public static final String LEVEL2_CORRELATIONS = "level2_correlations.csv";
    /** Mean logit of each unit of a categorical model, K. */
    public static final String LOGIT_PER_UNIT = "logit_per_unit.npy";
    /** Share of the validation patches in whose code each unit is not 0, K. */
    public static final String USAGE_PER_UNIT = "usage_per_unit.npy";
    /** Some patches with their codes: see {@link PatchBrowser}. */
    public static final String PATCH_BROWSER = "patch_browser.json";
    /** Some validation patches and their reconstructions, 6n×D: see {@link VaeFiles}. */
    public static final String RECONSTRUCTIONS = "reconstructions.npy";
    /** Decoded samples from the prior, N×D. */
    public static final String SAMPLES = "samples.npy";
    /** Codes of patches, N×K. */
    public static final String CODES = "codes.npy";
    /** The encoder's posterior means, N×K. */
    public static final String AMORTIZED_RATES = "amortized_rates.npy";
    /** Rates that an iterative model infers without noise, N×K. */
    public static final String NOISELESS_RATES = "noiseless_rates.npy";
    /** Means of the best Poisson posterior, N×K; of an iterative model, its best rates. */
    public static final String OPTIMAL_RATES = "optimal_rates.npy";
    /** Points on each resample of the patches. */
    public static final String RESAMPLED = "resampled.npy";

    /** Points of the error–sparsity plane. */
    public static final String CURVE = "curve.csv";
    /** Measures of every run of a sweep, with its swept values. */
    public static final String SWEEP = "sweep.csv";
    /** Loss, error and divergence of a training by its iterations. */
    public static final String TRAINING = "training.csv";
    /** Epochs of dictionary learning. */
    public static final String HISTORY = "history.csv";
    /** Iterations of inference. */
    public static final String CONVERGENCE = "convergence.csv";
    /** The free-energy gap of each patch. */
    public static final String FREE_ENERGY = "free_energy.csv";
    /** The gap of each level of a model of two, patch by patch. */
    public static final String LEVEL_GAPS = "level_gaps.csv";
    /** The gap of an iterative model in its own objective and at equal L1, patch by patch. */
    public static final String OBJECTIVE_GAPS = "objective_gaps.csv";
    /** Iterations that close shares of a gap. */
    public static final String CLOSING = "closing.csv";
    /** Objective and certificate of each patch; of a gap of codes, its numbers. */
    public static final String PER_PATCH = "per_patch.csv";
    /** How a gap of codes is spread over the patches. */
    public static final String DISTRIBUTION = "distribution.csv";
    /** How good the gradients of estimators are. */
    public static final String GRADIENTS = "gradients.csv";
    /** Breakpoints of each patch's solution path. */
    public static final String PATH = "path.csv";
    /** The exact curve of each dictionary, at λ close to one another. */
    public static final String EXACT_CURVE = "exact_curve.csv";
    /** The points of exact curves that were asked for. */
    public static final String EXACT_POINTS = "exact_points.csv";
    /** Exact curves at each of their breakpoints. */
    public static final String BREAKPOINTS = "breakpoints.csv";

    /** State of dictionary learning after an epoch. */
    static final String LEARNING_CHECKPOINT = "checkpoint.bin";

    private FileNames() {}

    /**
     * {@return the name that a run's file of a model has in the folder of a comparison, such as
     * {@code dictionary_lca.npy}}
     *
     * @param file its name in the run's folder
     * @param model the name of the model; if empty, the name stays
     */
    public static String ofModel(String file, String model) {
        int ending = file.lastIndexOf('.');
        return model.isEmpty() ? file
                : file.substring(0, ending) + "_" + model + file.substring(ending);
    }
}
