package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A residual block of two dense layers: norm(x + dense(dropout(relu(dense(x))))). The first dense
 * layer makes a row several times as wide. In training, a tenth of its units is dropped at random.
 */
final class ResidualDense<T extends TFloating> implements Layer<T> {
    /** Share of the hidden units that is dropped in training, as in the paper. */
    private static final double DROPPED = 0.1;

    private final Blueprint<T> blueprint;
    private final Dense<T> inner;
    private final Dense<T> outer;
    private final LayerNorm<T> norm;

    /**
     * @param d      width of a row, in and out
     * @param expand the hidden width as a multiple of d
     */
    ResidualDense(Blueprint<T> blueprint, String name, int d, int expand) {
        this.blueprint = blueprint;
        inner = Dense.uniform(blueprint, name + "_inner", d, expand * d);
        outer = Dense.uniform(blueprint, name + "_outer", expand * d, d);
        norm = new LayerNorm<>(blueprint, name + "_norm", d);
    }

    @Override
    public Operand<T> apply(Operand<T> x) {
        Operand<T> hidden = blueprint.dropout(blueprint.tf.nn.relu(inner.apply(x)), DROPPED);
        return norm.apply(blueprint.tf.math.add(x, outer.apply(hidden)));
    }
}
