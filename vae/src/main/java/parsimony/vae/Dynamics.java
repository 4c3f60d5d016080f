package parsimony.vae;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The steps by which inference moves a belief about the codes of a batch. A belief is a list of
 * tensors, B×K each, as its {@link Belief} has them.
 */
interface Dynamics<T extends TFloating> {
    /** What a step takes for codes. */
    enum Draw {
        /** A sample. */
        SAMPLE,
        /** Their mean. */
        MEAN,
        /** Their mean, and beliefs have no limits. */
        MEAN_UNLIMITED
    }

    /**
     * The dynamics of a model whose codes are found step by step.
     *
     * @param encoder null where there is none
     * @param decoder a dictionary
     */
    static <T extends TFloating> Dynamics<T> of(Blueprint<T> blueprint, Architecture architecture,
            Indicator indicator, Layer<T> encoder, Layer<T> decoder, VaeGraph.Feeds<T> feeds) {
        Belief<T> belief = architecture.latent().kind().belief().orElseThrow().build(blueprint,
                architecture, indicator);
        return architecture.inference().iterative()
                ? new IterativeDynamics<>(blueprint, architecture, belief, decoder,
                        feeds.eased())
                : new BoundDynamics<>(blueprint, architecture, belief, encoder, decoder,
                        feeds.beta());
    }

    /** The belief before anything is known of the patches, B×D. */
    List<Operand<T>> prior(Operand<T> patches);

    /** The belief before the first step. */
    List<Operand<T>> start(Operand<T> patches);

    /**
     * The belief after a step.
     *
     * @param patches     B×D
     * @param belief      before the step
     * @param temperature of the relaxed sample, scalar
     * @param draw        what is taken for codes
     */
    List<Operand<T>> step(Operand<T> patches, List<Operand<T>> belief, Operand<T> temperature,
            Draw draw);

    /** What a belief says of the codes, with its divergence from an earlier belief. */
    Posterior<T> posterior(List<Operand<T>> belief, List<Operand<T>> earlier,
            Operand<T> temperature);

    /** Values that variables have after a step of training. */
    Map<Blueprint.Slot<T>, Operand<T>> next();
}
