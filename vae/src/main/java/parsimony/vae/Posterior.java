package parsimony.vae;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The posterior of a batch's codes, as tensors.
 *
 * @param mean            B×K, the mean of the posterior: rates, activated locations, or
 *                        probabilities
 * @param variance        B×K, variances of the units; empty where there is no closed form, and for
 *                        a code without noise
 * @param oneHot          whether one unit of a code is 1 and the others are 0; otherwise units are
 *                        independent
 * @param kl              K, divergence from the prior in nats, mean over the batch
 * @param relaxed         B×K, a sample that gradients pass through, at the fed temperature
 * @param straightThrough B×K, a hard sample with the relaxed one's gradient
 * @param codes           B×K, a hard sample, as at temperature 0
 * @param feature         B×K, features for a classifier: log gains, locations, or logits
 * @param largest         scalar, the largest entry of the mean in absolute value
 * @param upper           what a second level adds; empty for one level. All the rest is then of
 *                        level 1
 */
record Posterior<T extends TFloating>(Operand<T> mean, Optional<Operand<T>> variance,
        boolean oneHot, Operand<T> kl, Operand<T> relaxed,
        Operand<T> straightThrough, Operand<T> codes, Operand<T> feature, Operand<T> largest,
        Optional<Upper<T>> upper) {

    /**
     * The second level of a code, and what it does to the first.
     *
     * @param mean       B×K₂, λ₂
     * @param gains      B×K₁, δ₁
     * @param codes      B×K₂, a hard sample z₂: the one that the sample of level 1 is drawn given
     * @param kl         K₂, divergence from the prior in nats, mean over the batch
     * @param rates      B×K₁, means of level 1, over z₂ or given a relaxed sample of z₂, that the
     *                   exact error is taken at
     * @param covariance scalar, mean over the batch of what the covariances of level 1 add to the
     *                   exact error
     */
    record Upper<T extends TFloating>(Operand<T> mean, Operand<T> gains, Operand<T> codes,
            Operand<T> kl, Operand<T> rates, Operand<T> covariance) {}

    /** A posterior of one level. */
    Posterior(Operand<T> mean, Optional<Operand<T>> variance, boolean oneHot, Operand<T> kl,
            Operand<T> relaxed, Operand<T> straightThrough, Operand<T> codes, Operand<T> feature,
            Operand<T> largest) {
        this(mean, variance, oneHot, kl, relaxed, straightThrough, codes, feature, largest,
                Optional.empty());
    }

    /**
     * The posterior of a code that is a function of the patch: every sample is the mean.
     *
     * @param code    B×K
     * @param penalty K, what stands in place of a divergence, mean over the batch
     * @param feature B×K, features for a classifier
     */
    static <T extends TFloating> Posterior<T> deterministic(Blueprint<T> b, Operand<T> code,
            Operand<T> penalty, Operand<T> feature) {
        // Of its own, because a tensor can be fetched only once.
        Operand<T> sample = b.tf.identity(code);
        return new Posterior<>(code, Optional.empty(), false, penalty, sample, sample, sample,
                feature, b.tf.reduceMax(code, b.tf.constant(new int[] {0, 1})));
    }

    /**
     * The same with a straight-through sample that is only sometimes hard.
     *
     * @param hard scalar, 1 for the hard sample, 0 for the relaxed one
     */
    Posterior<T> hardened(Blueprint<T> b, Operand<T> hard) {
        Operand<T> either = b.tf.math.add(b.tf.math.mul(hard, straightThrough),
                b.tf.math.mul(b.tf.math.sub(b.constant(1), hard), relaxed));
        return new Posterior<>(mean, variance, oneHot, kl, relaxed, either, codes, feature,
                largest, upper);
    }
}
