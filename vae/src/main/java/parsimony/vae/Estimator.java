package parsimony.vae;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * How the expected reconstruction error E‖x − decode(z)‖² and its gradient are estimated. Those
 * after {@link #STRAIGHT_THROUGH} are for Poisson counts; {@link CountGradients} has their
 * formulas.
 */
public enum Estimator {
    /**
     * In closed form: ‖x − Φm‖² + Σ_k v_k‖φ_k‖², with a code's mean m and variances v, and for a
     * one-hot code also the covariances −m_j·m_k of its units. Needs a linear decoder. For a code
     * without noise it is ‖x − decode(m)‖². For a code of two levels see {@link Levels}.
     */
    EXACT,
    /**
     * {@link #EXACT} for a one-hot code, but without the covariances of its units, as in the
     * authors' code of Vafaii, Galor &amp; Yates (2024). It is not the expected error: it is too
     * large by Σ_{j≠k} m_j·m_k·φ_jᵀφ_k.
     */
    EXACT_UNCORRELATED,
    /** From one relaxed sample. */
    MC,
    /** From one hard sample, with the relaxed one's gradient. */
    STRAIGHT_THROUGH,
    /**
     * From one relaxed sample of the Gumbel-softmax over the counts of a truncated Poisson
     * distribution. Biased.
     */
    GUMBEL,
    /**
     * From several hard samples of a patch, with the gradient of the score function and a
     * leave-one-out baseline. Unbiased, for any decoder, but noisy.
     */
    SCORE,
    /**
     * From one hard sample, with the gradient by finite differences of coupled counts: what one
     * more spike of a unit would change. Unbiased. Needs a linear decoder.
     */
    COUPLING;

    /**
     * Checks that this estimator exists for a model.
     *
     * @param a the model
     * @throws InputException if it does not
     */
    public void requireFor(Architecture a) {
        if (a.latent().deterministic()) {
            if (this != EXACT) {
                throw new InputException("‹estimator›: " + Setting.word(this) + " is not for "
                        + Distribution.names(Distribution::deterministic, "or")
                        + ", whose code has no noise; leave it out, or use exact");
            }
            return;
        }
        if (a.inference() != null && a.inference().iterative()) {
            if (this != MC) {
                throw new InputException(
                        "‹estimator›: " + Setting.word(this) + " is not for iterative inference,"
                                + " whose steps draw samples; leave it out, or use mc");
            }
            return;
        }
        if (ofCounts() && (a.inference() != null || a.levels() != null)) {
            throw new InputException(
                    "‹estimator›: " + Setting.word(this) + " is for a model of one level whose"
                            + " encoder gives codes in one shot; use mc");
        }
        if ((!samples() || this == COUPLING)
                && !(a.hasDictionary() && a.activation() == Activation.NONE)) {
            throw new InputException(
                    "‹estimator›: " + Setting.word(this) + " needs a linear decoder and a code"
                            + " without activation, not " + a.decoder().kind() + ", "
                            + Setting.word(a.activation())
                            + "; use mc");
        }
        if (this == EXACT_UNCORRELATED && !a.latent().oneHot()) {
            throw new InputException("‹estimator›: exact-uncorrelated needs a "
                    + Distribution.names(Distribution::oneHot, "or") + " code, not "
                    + Setting.word(a.latent())
                    + "; use exact");
        }
        if (this == STRAIGHT_THROUGH && !a.latent().discrete()) {
            throw new InputException("‹estimator›: straight-through needs a "
                    + Distribution.names(Distribution::discrete, "or") + " code, not "
                    + Setting.word(a.latent())
                    + "; use mc");
        }
        if (ofCounts() && !a.latent().counts()) {
            throw new InputException("‹estimator›: " + Setting.word(this) + " needs a "
                    + Distribution.names(Distribution::counts, "or") + " code, not "
                    + Setting.word(a.latent())
                    + "; use mc");
        }
    }

    /** {@return whether samples are drawn; otherwise the error is in closed form} */
    public boolean samples() {
        return this != EXACT && this != EXACT_UNCORRELATED;
    }

    /**
     * {@return whether the gradient comes from relaxed samples, which a temperature softens} It is
     * then biased. Samples of a code of real numbers are never relaxed.
     */
    public boolean relaxed() {
        return softened() || this == GUMBEL;
    }

    /** {@return whether an {@link Indicator} softens the arrivals of Poisson counts} */
    public boolean softened() {
        return this == MC || this == STRAIGHT_THROUGH;
    }

    /** {@return whether the mean of its gradients is the exact gradient} */
    public boolean unbiased() {
        return this == EXACT || ofCounts() && !relaxed();
    }

    /** Whether it is for Poisson counts alone. */
    private boolean ofCounts() {
        return this == GUMBEL || this == SCORE || this == COUPLING;
    }

    /**
     * {@return whether a training with this draws relaxed samples, which a temperature softens}
     *
     * @param latent of the model
     */
    public boolean relaxes(Distribution latent) {
        return relaxed() && latent.discrete();
    }

    /**
     * {@return the names of some estimators as users write them, such as "mc or straight-through"}
     *
     * @param which       those that are named
     * @param conjunction stands before the last name: "and" or "or"
     */
    public static String names(Predicate<Estimator> which, String conjunction) {
        List<String> names = Arrays.stream(values()).filter(which)
                .map(Setting::word).toList();
        int last = names.size() - 1;
        return last < 1 ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " " + conjunction + " "
                        + names.get(last);
    }

    /**
     * Mean over the batch of the expected squared error, a scalar.
     *
     * @param temperature of relaxed samples, a scalar
     * @param draws       samples of each patch that {@link #SCORE} takes, ≥ 2
     */
    <T extends TFloating> Operand<T> error(Blueprint<T> b, Operand<T> patches,
            Posterior<T> posterior, Layer<T> decoder, Operand<T> temperature, int draws) {
        return switch (this) {
            // A code without noise has no variance.
            case EXACT -> posterior.upper().isPresent()
                    ? twoLevels(b, patches, posterior.upper().get(), decoder)
                    : posterior.variance().isEmpty()
                            ? squaredError(b, patches, decoder.apply(posterior.mean()))
                            : posterior.oneHot()
                                    ? b.tf.math.add(uncorrelated(b, patches, posterior, decoder),
                                            covariance(b, posterior.mean(), decoder))
                                    : uncorrelated(b, patches, posterior, decoder);
            case EXACT_UNCORRELATED -> uncorrelated(b, patches, posterior, decoder);
            case MC -> squaredError(b, patches, decoder.apply(posterior.relaxed()));
            case STRAIGHT_THROUGH ->
                    squaredError(b, patches, decoder.apply(posterior.straightThrough()));
            case GUMBEL -> squaredError(b, patches, decoder
                    .apply(new GumbelCounts<>(b).sample(posterior.mean(), temperature)));
            case SCORE -> new CountGradients<>(b, posterior.mean())
                    .score(patches, decoder, draws);
            case COUPLING -> new CountGradients<>(b, posterior.mean())
                    .coupling(patches, decoder);
        };
    }

    /** The expected error of a code whose units do not depend on each other. */
    private static <T extends TFloating> Operand<T> uncorrelated(Blueprint<T> b,
            Operand<T> patches, Posterior<T> posterior, Layer<T> decoder) {
        return b.tf.math.add(squaredError(b, patches, decoder.apply(posterior.mean())),
                spread(b, posterior.variance().orElseThrow(), decoder.matrix().orElseThrow()));
    }

    private static <T extends TFloating> Operand<T> twoLevels(Blueprint<T> b,
            Operand<T> patches, Posterior.Upper<T> upper, Layer<T> decoder) {
        return b.tf.math.add(
                b.tf.math.add(squaredError(b, patches, decoder.apply(upper.rates())),
                        spread(b, upper.rates(), decoder.matrix().orElseThrow())),
                upper.covariance());
    }

    /**
     * What the covariances of a one-hot code add: −Σ_{j≠k} p_j·p_k·φ_jᵀφ_k = Σ_k p_k²‖φ_k‖² −
     * ‖Φp‖².
     */
    private static <T extends TFloating> Operand<T> covariance(Blueprint<T> b,
            Operand<T> probability, Layer<T> decoder) {
        Operand<T> decoded = decoder.apply(probability);
        return b.tf.math.sub(
                spread(b, b.tf.math.square(probability), decoder.matrix().orElseThrow()),
                squaredError(b, decoded, b.constant(0)));
    }

    /** Mean over the batch of the squared error, a scalar. */
    static <T extends TFloating> Operand<T> squaredError(
            Blueprint<T> b, Operand<T> patches, Operand<T> reconstruction) {
        Ops tf = b.tf;
        Operand<T> batch = tf.dtypes
                .cast(tf.gather(tf.shape(patches), tf.constant(0), tf.constant(0)), b.type);
        Operand<T> half = tf.nn.l2Loss(tf.math.sub(patches, reconstruction));
        return tf.math.div(tf.math.mul(b.constant(2), half), batch);
    }

    private static <T extends TFloating> Operand<T> spread(Blueprint<T> b, Operand<T> variance,
            Operand<T> dictionary) {
        Ops tf = b.tf;
        Operand<T> norms = tf.sum(tf.math.square(dictionary), tf.constant(1));
        return tf.sum(tf.math.mul(b.meanOfRows(variance), norms), tf.constant(0));
    }
}
