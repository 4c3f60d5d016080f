package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The soft step s(v) that counts an arrival at time t with weight s((1 − t)/T): 0 far below v = 0,
 * 1 far above. All but the sigmoid are functions of u = clip(v/2 + ½, 0, 1), exactly 0 below v = −1
 * and 1 above v = 1.
 */
public enum Indicator {
    /** 1/(1 + e^−v). */
    SIGMOID,
    /** u. */
    LINEAR,
    /** 3u² − 2u³. */
    CUBIC,
    /** 6u⁵ − 15u⁴ + 10u³. */
    QUINTIC,
    /** ½(1 − cos πu). */
    COSINE;

    /** The v below which s(v) is less than 1e-7 of a count. */
    double reach() {
        return this == SIGMOID ? 17 : 1; // 1/(1 + e^17) is 4e-8
    }

    /** s(v). */
    <T extends TFloating> Operand<T> value(Blueprint<T> b, Operand<T> v) {
        Ops tf = b.tf;
        if (this == SIGMOID) {
            return tf.math.sigmoid(v);
        }
        Operand<T> u = position(b, v);
        Operand<T> uu = tf.math.square(u);
        return switch (this) {
            case CUBIC ->
                    tf.math.mul(uu, tf.math.sub(b.constant(3), tf.math.mul(b.constant(2), u)));
            case QUINTIC -> tf.math.mul(tf.math.mul(uu, u), tf.math.add(b.constant(10),
                    tf.math.mul(u, tf.math.sub(tf.math.mul(b.constant(6), u), b.constant(15)))));
            case COSINE -> tf.math.mul(b.constant(0.5),
                    tf.math.sub(b.constant(1), tf.math.cos(tf.math.mul(b.constant(Math.PI), u))));
            default -> u;
        };
    }

    /** ds/dv, times {@code weight}. */
    <T extends TFloating> Operand<T> slope(Blueprint<T> b, Operand<T> v, Operand<T> weight) {
        Ops tf = b.tf;
        if (this == SIGMOID) {
            return tf.math.sigmoidGrad(tf.math.sigmoid(v), weight);
        }
        Operand<T> u = position(b, v);
        // u(1 − u), 0 outside |v| < 1
        Operand<T> bump = tf.math.mul(u, tf.math.sub(b.constant(1), u));
        return tf.math.mul(weight, switch (this) {
            case CUBIC -> tf.math.mul(b.constant(3), bump);
            case QUINTIC -> tf.math.mul(b.constant(15), tf.math.square(bump));
            case COSINE -> tf.math.mul(b.constant(Math.PI / 4),
                    tf.math.sin(tf.math.mul(b.constant(Math.PI), u)));
            default -> tf.math.mul(b.constant(0.5), tf.math.sign(bump));
        });
    }

    private static <T extends TFloating> Operand<T> position(Blueprint<T> b, Operand<T> v) {
        Ops tf = b.tf;
        Operand<T> u = tf.math.add(tf.math.mul(b.constant(0.5), v), b.constant(0.5));
        return tf.math.minimum(b.constant(1), tf.math.maximum(b.constant(0), u));
    }
}
