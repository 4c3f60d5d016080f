package parsimony.vae;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.types.family.TFloating;

/**
 * The properties of a latent that need no graph. Each latent's file has its kind.
 *
 * @param symbol         the letter before "-VAE", or the whole name of what is no VAE
 * @param outputsPerUnit how many numbers the encoder gives for a unit
 * @param activeKl       the mean KL, in nats, from which a unit of a linear model counts as active
 * @param prior          name of the variable that holds the prior's parameters, 1×K, if they are
 *                       learned
 * @param traits         what the latent is; what it is not is left out
 * @param plan           makes the paper's plan for this latent from its plan for Poisson models
 * @param builder        builds the latent in a graph
 * @param activation     what a code passes through if nothing else is said
 * @param encoder        the network from patches if nothing else is said
 * @param decoder        the network to patches if nothing else is said
 * @param belief         what steps of inference need of it; empty if it has only encoders
 */
record LatentKind(String symbol, int outputsPerUnit, double activeKl, Optional<String> prior,
        Set<Trait> traits, UnaryOperator<Training> plan, Builder builder, Activation activation,
        Network encoder, Network decoder, Optional<Belief.Builder> belief) {

    /** A kind with linear networks and no activation. */
    static LatentKind of(String symbol, int outputsPerUnit, double activeKl,
            Optional<String> prior, Set<Trait> traits, UnaryOperator<Training> plan,
            Builder builder) {
        return new LatentKind(symbol, outputsPerUnit, activeKl, prior, traits, plan, builder,
                Activation.NONE, new LinearNetwork(), new LinearNetwork(), Optional.empty());
    }

    /** The same kind with other defaults. */
    LatentKind usually(Activation passing, Network from, Network to) {
        return new LatentKind(symbol, outputsPerUnit, activeKl, prior, traits, plan, builder,
                passing, from, to, belief);
    }

    /** The same kind with beliefs that steps of inference can move. */
    LatentKind moved(Belief.Builder steps) {
        return new LatentKind(symbol, outputsPerUnit, activeKl, prior, traits, plan, builder,
                activation, encoder, decoder, Optional.of(steps));
    }

    /** What a latent may be. */
    enum Trait {
        /** Codes are counts. A sample then has a relaxed and a hard form. */
        DISCRETE,
        /** An {@link Indicator} counts the arrivals of a relaxed sample. */
        SOFTENED,
        /** Units are independent Poisson counts, whose mean is the rate. */
        COUNTS,
        /** A code without activation may be negative. */
        SIGNED,
        /** One unit of a code is 1, the others are 0. Otherwise units are independent. */
        ONE_HOT,
        /**
         * A code is a function of the patch, without noise, and never negative. In place of the
         * divergence stands a penalty. The decoder is a dictionary.
         */
        DETERMINISTIC
    }

    /** A constructor of a latent. */
    interface Builder {
        <T extends TFloating> Latent<T> build(Blueprint<T> blueprint, Architecture architecture,
                Indicator indicator, Layer<T> decoder);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }
}
