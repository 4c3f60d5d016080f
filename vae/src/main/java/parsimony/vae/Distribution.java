package parsimony.vae;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import parsimony.signals.Setting;
import parsimony.vae.LatentKind.Trait;

/**
 * The distribution of a unit of the code, given a patch. To add one, write its latent with a {@link
 * LatentKind}, and add a constant here.
 */
public enum Distribution {
    /** Spike counts, with learned prior rates. */
    POISSON(PoissonLatent.KIND),
    /** Real values, with a standard normal prior. */
    GAUSSIAN(LocationScaleLatent.GAUSSIAN),
    /** Real values, with a standard Laplace prior. */
    LAPLACE(LocationScaleLatent.LAPLACE),
    /** One unit of all K is on, with a uniform prior. */
    CATEGORICAL(CategoricalLatent.KIND),
    /** Non-negative values without noise: the code of a sparse autoencoder. */
    SAE(SaeLatent.KIND),
    /** Non-negative values without noise, trained on the lasso's objective. */
    LISTA(ListaLatent.KIND);

    private final LatentKind kind;

    Distribution(LatentKind kind) {
        this.kind = kind;
    }

    /** Its properties, and how to build it. */
    LatentKind kind() {
        return kind;
    }

    /** {@return the name for people: P-VAE, G-VAE, L-VAE, C-VAE, SAE or LISTA} */
    public String label() {
        return deterministic() ? kind.symbol() : kind.symbol() + "-VAE";
    }

    /**
     * {@return the mean KL, in nats, from which a unit of such a model counts as active} It holds
     * in training and in evaluation, unless another threshold is given. Vafaii, Galor &amp; Yates
     * (2024) take these values for linear models of digits.
     */
    public double activeKl() {
        return kind.activeKl();
    }

    /** {@return whether codes are counts} A sample then has a relaxed and a hard form. */
    public boolean discrete() {
        return kind.is(Trait.DISCRETE);
    }

    /** {@return whether a code that passes through no activation may be negative} */
    public boolean signed() {
        return kind.is(Trait.SIGNED);
    }

    /**
     * {@return whether a code is a function of the patch, without noise} Its units are not
     * negative, its decoder is a dictionary, and a penalty stands in place of the divergence.
     */
    public boolean deterministic() {
        return kind.is(Trait.DETERMINISTIC);
    }

    /** {@return the activation of a code if nothing else is said} */
    public Activation activation() {
        return kind.activation();
    }

    /** {@return the encoder if nothing else is said} */
    public Network encoder() {
        return kind.encoder();
    }

    /** {@return the decoder if nothing else is said} */
    public Network decoder() {
        return kind.decoder();
    }

    /**
     * {@return whether a code may pass through an activation}
     *
     * @param activation the activation
     */
    public boolean takes(Activation activation) {
        return this == SAE ? activation == Activation.RELU || !activation.elementwise()
                : activation == Activation.NONE
                        || activation.elementwise() && !discrete() && !deterministic();
    }

    /** {@return whether steps of inference can find codes, without an encoder or after it} */
    public boolean moves() {
        return kind.belief().isPresent();
    }

    /** Whether one unit of a code is 1 and the others are 0. */
    boolean oneHot() {
        return kind.is(Trait.ONE_HOT);
    }

    /** {@return whether an {@link Indicator} counts the arrivals of a relaxed sample} */
    public boolean softened() {
        return kind.is(Trait.SOFTENED);
    }

    /** {@return whether units are independent Poisson counts} */
    public boolean counts() {
        return kind.is(Trait.COUNTS);
    }

    /**
     * {@return the names of the distributions with a trait, in lower case, such as "poisson and
     * categorical"}
     *
     * @param trait       which distributions have it
     * @param conjunction stands before the last name: "and" or "or"
     */
    public static String names(Predicate<Distribution> trait, String conjunction) {
        List<String> names = Arrays.stream(values()).filter(trait)
                .map(Setting::word).toList();
        int last = names.size() - 1;
        return last < 1 ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " " + conjunction + " "
                        + names.get(last);
    }

    /** Whether the prior's log-rates are learned, one per unit. */
    boolean learnsPrior() {
        return kind.prior().isPresent();
    }

    /** How many numbers the encoder gives for a unit. */
    int outputsPerUnit() {
        return kind.outputsPerUnit();
    }

    /** The name of the variable that holds a learned prior. */
    Optional<String> prior() {
        return kind.prior();
    }
}
