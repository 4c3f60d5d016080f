package parsimony.vae;

import java.util.Optional;
import org.tensorflow.types.family.TFloating;

/** The properties of a latent that need no graph. Each latent's file has its kind. */
interface LatentKind {

    /** The letter before "-VAE". */
    String symbol();

    /** How many numbers the encoder gives for a unit. */
    int outputsPerUnit();

    /** The mean KL, in nats, from which a unit of a linear model counts as active. */
    double activeKl();

    /** Whether codes are counts. A sample then has a relaxed and a hard form. */
    boolean discrete();

    /** Whether a code without activation may be negative. */
    boolean signed();

    /**
     * Whether units are independent with variances in closed form, so that a linear decoder's
     * expected error has a closed form, too.
     */
    boolean closedForm();

    /** Whether an {@link Indicator} counts the arrivals of a relaxed sample. */
    default boolean softened() {
        return false;
    }

    /** Name of the variable that holds the prior's parameters, 1×K, if they are learned. */
    default Optional<String> prior() {
        return Optional.empty();
    }

    /** The paper's plan for this latent, from its plan for Poisson models. */
    Training plan(Training poisson);

    /** Builds the latent in a graph. */
    <T extends TFloating> Latent<T> build(Blueprint<T> blueprint, Architecture architecture,
            Indicator indicator);
}
