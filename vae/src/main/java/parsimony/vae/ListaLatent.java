package parsimony.vae;

import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.vae.LatentKind.Trait;

/**
 * A non-negative code a that is trained on the lasso's objective. The code is what the encoder
 * gives, or 0 where that is negative. In place of a divergence a unit has the penalty 2λ·a_k, so
 * that squared error and penalty together are twice ½‖x − Φa‖² + λ‖a‖₁. λ is that of a
 * {@link ListaNetwork}. For another encoder it is ½, and the weight β of the penalty is 2λ.
 */
final class ListaLatent<T extends TFloating> implements Latent<T> {
    /** Its properties; λ does not rise during training, as the encoder begins with it. */
    static final LatentKind KIND = LatentKind.of("LISTA", 1, SaeLatent.ACTIVE, Optional.empty(),
            Set.of(Trait.DETERMINISTIC),
            plan -> plan.withEstimator(Estimator.EXACT).withBeta(Schedule.constant(1)),
            ListaLatent::new).usually(Activation.NONE, new ListaNetwork(),
                    new LinearNetwork(false, Constraint.UNIT_NORM));

    private final Blueprint<T> blueprint;
    private final double lambda;

    ListaLatent(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Layer<T> decoder) {
        this.blueprint = blueprint;
        this.lambda =
                architecture.encoder() instanceof ListaNetwork lista ? lista.lambda() : 0.5;
    }

    @Override
    public Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature) {
        Ops tf = blueprint.tf;
        Operand<T> code = tf.nn.relu(encoded);
        Operand<T> penalty =
                tf.math.mul(blueprint.constant(2 * lambda), blueprint.meanOfRows(code));
        return Posterior.deterministic(blueprint, code, penalty, encoded);
    }
}
