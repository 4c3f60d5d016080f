package parsimony.compare.levels;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/**
 * A P-VAE of two levels: z₂ ~ Pois(r₂), r₂ = e^ρ₂; z₁ | z₂ ~ Pois(r₁(z₂)); x̂ = Φ₁z₁. The link is
 * additive, r₁(z₂) = e^ρ₁ + Φ₂z₂ with Φ₂ ≥ 0, or log-linear, r₁(z₂) = exp(ρ₁ + Φ₂z₂).
 *
 * @param dictionary Φ₁ᵀ, K₁×D
 * @param logPrior   ρ₁, K₁
 * @param level2     Φ₂ᵀ, K₂×K₁: a row is a unit of level 2
 * @param logPrior2  ρ₂, K₂
 * @param additive   whether the link is additive; else it is log-linear
 */
public record TwoLevelModel(Dictionary dictionary, float[] logPrior, FMatrixRMaj level2,
        float[] logPrior2, boolean additive) {

    /**
     * Checks the sizes.
     *
     * @throws InputException if the arrays do not agree, or a rate of an additive link is negative
     */
    public TwoLevelModel {
        if (logPrior.length != dictionary.size() || level2.numCols != dictionary.size()
                || level2.numRows != logPrior2.length) {
            throw new InputException("level2: " + level2.numRows + "×" + level2.numCols
                    + " between " + logPrior2.length + " units and " + logPrior.length + " of "
                    + dictionary.size() + " atoms; must be K₂×K₁");
        }
        for (float weight : level2.data) {
            if (!Float.isFinite(weight) || additive && weight < 0) {
                throw new InputException("level2: holds " + weight + "; must be finite"
                        + (additive ? ", and of an additive link not negative" : ""));
            }
        }
    }

    /** {@return K₁} */
    public int units1() {
        return logPrior.length;
    }

    /** {@return K₂} */
    public int units2() {
        return logPrior2.length;
    }

    /**
     * {@return what one spike of unit j of level 2 adds to the prior rate of unit k of level 1}
     *
     * @param j a unit of level 2, from 0
     * @param k a unit of level 1, from 0
     */
    public double excess(int j, int k) {
        double weight = level2.get(j, k);
        return additive ? weight : Math.exp(logPrior[k]) * Math.expm1(weight);
    }

    /**
     * {@return the image of each unit of level 2, K₂×D: what one of its spikes adds to the mean of
     * a patch under the prior, Σ_k excess(j, k)·φ_k}
     */
    public FMatrixRMaj images() {
        FMatrixRMaj added = new FMatrixRMaj(units2(), units1());
        for (int j = 0; j < units2(); j++) {
            for (int k = 0; k < units1(); k++) {
                added.set(j, k, (float) excess(j, k));
            }
        }
        return dictionary.decode(added);
    }

    /** M = E r₁(z₂) where z₂ has the rates λ₂, K₁. */
    double[] means(double[] rates2) {
        double[] means = new double[units1()];
        for (int k = 0; k < means.length; k++) {
            double drive = 0;
            for (int j = 0; j < rates2.length; j++) {
                double weight = level2.get(j, k);
                drive += rates2[j] * (additive ? weight : Math.expm1(weight));
            }
            double base = Math.exp(logPrior[k]);
            means[k] = additive ? base + drive : base * Math.exp(drive);
        }
        return means;
    }

    /**
     * E r₁k·r₁l / (M_k·M_l) − 1, the covariance of two prior rates relative to their means.
     *
     * @param rates2 λ₂
     * @param means  M of these
     */
    double relativeCovariance(double[] rates2, double[] means, int k, int l) {
        double sum = 0;
        for (int j = 0; j < rates2.length; j++) {
            double one = level2.get(j, k);
            double other = level2.get(j, l);
            sum += rates2[j]
                    * (additive ? one * other : Math.expm1(one) * Math.expm1(other));
        }
        return additive ? sum / (means[k] * means[l]) : Math.expm1(sum);
    }

    /** r₂, K₂. */
    double[] priorRates2() {
        double[] rates = new double[units2()];
        for (int j = 0; j < rates.length; j++) {
            rates[j] = Math.exp(logPrior2[j]);
        }
        return rates;
    }
}
