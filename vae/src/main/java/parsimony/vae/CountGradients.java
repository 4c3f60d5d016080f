package parsimony.vae;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * Unbiased gradients of the expected squared error of Poisson counts, from hard samples z ~
 * Poisson(λ) alone. Each is a loss whose value is the sampled error, and whose gradient is the
 * estimator's in the rates, and the ordinary one at the sample in the decoder's weights.
 *
 * @param b    draws the noise
 * @param rate λ &gt; 0, B×K
 */
record CountGradients<T extends TFloating>(Blueprint<T> b, Operand<T> rate) {

    /**
     * The score function (Williams 1992) with a leave-one-out baseline: with L_s the error of
     * sample s, ∂λ = 1/S·Σ_s (L_s − mean of the others)·(z_s/λ − 1), and so (L_s − …)·(z_s − λ) in
     * log λ. A sample does not stand in its own baseline, which would make the mean too small by
     * (S − 1)/S.
     *
     * @param draws S, samples of each patch, ≥ 2
     */
    Operand<T> score(Operand<T> patches, Layer<T> decoder, int draws) {
        Ops tf = b.tf;
        List<Operand<T>> errors = new ArrayList<>();
        List<Operand<T>> scores = new ArrayList<>();
        for (int s = 0; s < draws; s++) {
            Operand<T> counts = counts();
            errors.add(tf.sum(tf.math.squaredDifference(patches, decoder.apply(counts)),
                    tf.constant(1), Sum.keepDims(true)));
            scores.add(tf.math.sub(tf.math.div(counts, rate), b.constant(1)));
        }
        Operand<T> mean = tf.math.div(b.sum(errors), b.constant(draws));
        List<Operand<T>> slopes = new ArrayList<>();
        for (int s = 0; s < draws; s++) {
            // L − mean of the others = (L − mean of all)·S/(S − 1), and a mean over S is taken.
            slopes.add(tf.math.mul(tf.math.sub(errors.get(s), mean), scores.get(s)));
        }
        return withSlope(tf.math.mean(mean, tf.constant(new int[] {0, 1})),
                tf.math.div(b.sum(slopes), b.constant(draws - 1)));
    }

    /**
     * Finite differences of coupled counts: ∂_λk E f(z) = E[f(z + e_k) − f(z)], which is exact for
     * Poisson counts. With a linear decoder Φ the difference is ‖φ_k‖² − 2φ_kᵀ(x − Φz), for all
     * units from one residual.
     */
    Operand<T> coupling(Operand<T> patches, Layer<T> decoder) {
        Ops tf = b.tf;
        Operand<T> dictionary = decoder.matrix().orElseThrow();
        Operand<T> decoded = decoder.apply(counts());
        Operand<T> norms = tf.sum(tf.math.square(dictionary), tf.constant(1));
        Operand<T> pull = tf.linalg.matMul(tf.math.sub(patches, decoded), dictionary,
                MatMul.transposeB(true));
        return withSlope(Estimator.squaredError(b, patches, decoded),
                tf.math.sub(norms, tf.math.mul(b.constant(2), pull)));
    }

    /** A new sample. At temperature 0 no arrival after time 1 is drawn. */
    private Operand<T> counts() {
        return new ArrivalSampler<>(b, Indicator.LINEAR).sample(rate, b.constant(0)).counts();
    }

    /**
     * A mean over the batch, with a gradient in the rates.
     *
     * @param slope of each patch's error in its rates, B×K
     */
    private Operand<T> withSlope(Operand<T> value, Operand<T> slope) {
        Ops tf = b.tf;
        // 0 in the forward pass, like the slope of a relaxed sample.
        Operand<T> still = tf.math.sub(rate, tf.stopGradient(rate));
        return tf.math.add(value, tf.sum(b.meanOfRows(tf.math.mul(tf.stopGradient(slope), still)),
                tf.constant(0)));
    }
}
