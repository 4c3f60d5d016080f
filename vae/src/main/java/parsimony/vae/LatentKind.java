package parsimony.vae;

import java.util.Optional;
import org.tensorflow.types.family.TFloating;

/**
 * What is known of a latent before there is a graph. Each kind says it in the file of its latent.
 */
interface LatentKind {

    /** The letter before "-VAE". */
    String symbol();

    /** How many numbers the encoder gives for a unit. */
    int outputsPerUnit();

    /** The mean KL, in nats, from which a unit of a linear model counts as active. */
    double activeKl();

    /** Whether codes are counts, so that a relaxed sample has a hard one behind it. */
    boolean discrete();

    /** Whether a code without activation may be negative. */
    boolean signed();

    /**
     * Whether units are independent with variances in closed form, so that a linear decoder's error
     * has one, too.
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

    /** The paper's plan for Poisson models with what it changes for this latent. */
    Training plan(Training poisson);

    /** Draws the latent. */
    <T extends TFloating> Latent<T> build(Blueprint<T> blueprint, Architecture architecture,
            Indicator indicator);
}
