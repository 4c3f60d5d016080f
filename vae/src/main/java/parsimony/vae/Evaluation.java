package parsimony.vae;

import java.util.OptionalDouble;
import org.ejml.data.FMatrixRMaj;

/**
 * How well a model describes patches it was not trained on, with hard samples as codes and weight 1
 * on the divergence.
 *
 * @param nelbo        mse + kl
 * @param mse          mean over patches of Σ_pixels (x − x̂)² from sampled codes, ≥ 0
 * @param kl           mean over patches of the divergence from the prior in nats, summed over
 *                     units, ≥ 0
 * @param mseMap       mse of the decoded posterior means, ≥ 0
 * @param r2           mean over patches of 1 − SS_res/SS_tot from sampled codes, ≤ 1; a few nearly
 *                     constant patches can dominate it
 * @param r2Pooled     1 − SS_res/SS_tot of all pixels together from sampled codes, ≤ 1
 * @param r2Median     median over patches of 1 − SS_res/SS_tot from sampled codes, ≤ 1
 * @param lifetime     mean over units of the Treves–Rolls sparsity of a unit across patches, 0..1
 * @param population   mean over patches of the same sparsity across units, 0..1
 * @param portionZeros share of sampled code entries that are 0, 0..1
 * @param active       share of units whose mean divergence is at least {@code activeThreshold},
 *                     0..1
 * @param activeThreshold nats, {@link Distribution#activeKl()} unless another was asked for
 * @param activeGap    share of units that are active by the {@link GapRule}, 0..1
 * @param klPerUnit    mean divergence of each unit in nats, K
 * @param meanActivity mean over patches and units of the expected magnitude E|z_k| of the code, ≥
 *                     0; of counts it is the rate; empty if it has no simple closed form
 * @param bitsPerSpike kl, in bits, per expected spike of all units, ≥ 0; empty unless codes are
 *                     spike counts, because the scale of other codes is arbitrary
 * @param level2       the second level of a model of two; null for one level. Then {@code nelbo}
 *                     and {@code kl} are those of both levels, and all that is about units is about
 *                     level 1
 */
public record Evaluation(double nelbo, double mse, double kl, double mseMap, double r2,
        double r2Pooled, double r2Median,
        double lifetime, double population, double portionZeros, double active,
        double activeThreshold, double activeGap, float[] klPerUnit, OptionalDouble meanActivity,
        OptionalDouble bitsPerSpike, Level2 level2) {

    /**
     * The second level of a model.
     *
     * @param kl           KL₂, mean over patches in nats, ≥ 0
     * @param active       share of its units whose mean divergence is at least the threshold, 0..1
     * @param portionZeros share of entries of sampled z₂ that are 0, 0..1
     * @param klPerUnit    mean divergence of each unit in nats, K₂
     */
    public record Level2(double kl, double active, double portionZeros, float[] klPerUnit) {

        static Level2 of(float[] klPerUnit, FMatrixRMaj codes, double threshold) {
            double kl = 0;
            for (float unit : klPerUnit) {
                kl += unit;
            }
            int zeros = 0;
            for (float count : codes.data) {
                zeros += count == 0 ? 1 : 0;
            }
            return new Level2(kl, Evaluation.active(klPerUnit, threshold),
                    (double) zeros / codes.data.length, klPerUnit);
        }

        private Level2 withActiveThreshold(double threshold) {
            return new Level2(kl, Evaluation.active(klPerUnit, threshold), portionZeros,
                    klPerUnit);
        }
    }

    /**
     * {@return the same evaluation, with active units counted from another threshold}
     *
     * @param threshold mean divergence in nats from which a unit is active
     */
    public Evaluation withActiveThreshold(double threshold) {
        return new Evaluation(nelbo, mse, kl, mseMap, r2, r2Pooled, r2Median, lifetime, population,
                portionZeros,
                active(klPerUnit, threshold), threshold, activeGap, klPerUnit, meanActivity,
                bitsPerSpike, level2 == null ? null : level2.withActiveThreshold(threshold));
    }

    /**
     * {@return what a spike tells, in bits: the divergence over the expected number of spikes, a
     * ratio of means over patches; empty without a spike}
     *
     * @param kl     mean over patches of the divergence of all units, in nats
     * @param spikes mean over patches of the sum of all units' rates
     */
    static OptionalDouble bitsPerSpike(double kl, double spikes) {
        return spikes > 0 ? OptionalDouble.of(kl / (Math.log(2) * spikes))
                : OptionalDouble.empty();
    }

    /**
     * {@return the share of units whose mean divergence is at least a threshold, 0..1}
     *
     * @param klPerUnit mean divergence of each unit in nats, K
     * @param threshold in nats
     */
    public static double active(float[] klPerUnit, double threshold) {
        int count = 0;
        for (float kl : klPerUnit) {
            if (kl >= threshold) {
                count++;
            }
        }
        return (double) count / klPerUnit.length;
    }
}
