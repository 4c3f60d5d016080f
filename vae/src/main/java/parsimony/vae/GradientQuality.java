package parsimony.vae;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * How good the gradients of an estimator are. They are held against the exact gradient g of the
 * expected error in log-rates, and against its Hessian H. Gradients of several patches count as one
 * long gradient, so that norms and energies are sums over the patches. Numbers that have a standard
 * error have it from a jackknife over blocks of samples.
 *
 * @param combination  what was measured
 * @param samples      N, gradients drawn of each patch
 * @param draws        codes that are sampled for one gradient
 * @param gradientNorm ‖g‖
 * @param curvature    gᵀHg, by which energies are divided; it may be negative
 * @param bias         ‖Eĝ − g‖/‖g‖, without what noise adds to the norm of a mean; 0 where noise
 *                     would explain more than all of it
 * @param rawBias      ‖mean ĝ − g‖/‖g‖, noise of the mean included
 * @param noiseFloor   √(tr Σ/N)/‖g‖, the raw bias that noise alone gives
 * @param deviation    how far the raw bias lies above what noise alone gives, as a standard normal
 *                     deviation: of an unbiased estimator within 3; null for one without noise
 * @param variance     tr Σ/‖g‖²
 * @param cosineOfMean cosine between mean ĝ and g
 * @param meanCosine   mean over gradients and patches of the cosine with g, of which that of a
 *                     gradient of zeros is 0
 * @param biasEnergy   bᵀHb/gᵀHg with b = Eĝ − g, without what noise adds
 * @param noiseEnergy  tr(HΣ)/gᵀHg
 * @param milliseconds processor time of a gradient of a patch
 */
public record GradientQuality(@JsonUnwrapped GradientStudy.Combination combination, int samples,
        int draws, double gradientNorm, double curvature, Measured bias, double rawBias,
        double noiseFloor, Double deviation, Measured variance, Measured cosineOfMean,
        Measured meanCosine, Measured biasEnergy, Measured noiseEnergy, Measured milliseconds) {

    /**
     * A number with its standard error.
     *
     * @param value the number
     * @param error ≥ 0
     */
    public record Measured(double value, double error) {

        Measured times(double factor) {
            return new Measured(value * factor, error * Math.abs(factor));
        }
    }

    /** {@return the noise energy of the mean of so many gradients as take one sampled code} */
    public Measured noiseEnergyPerSample() {
        return noiseEnergy.times(draws);
    }

    /** {@return the noise energy of the mean of so many gradients as take a millisecond} */
    public Measured noiseEnergyPerMillisecond() {
        double product = noiseEnergy.value() * milliseconds.value();
        return new Measured(product,
                Math.hypot(noiseEnergy.error() * milliseconds.value(),
                        noiseEnergy.value() * milliseconds.error()));
    }
}
