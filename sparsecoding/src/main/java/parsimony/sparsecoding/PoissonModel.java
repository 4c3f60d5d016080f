package parsimony.sparsecoding;

import java.io.Serializable;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * What a Poisson VAE with a linear decoder has learned beside its dictionary.
 *
 * @param logPrior prior log-rates, 1×K: log r of a P-VAE, u_init of an iterative one
 * @param dynamics of an iterative P-VAE; null for one with an encoder
 */
public record PoissonModel(FMatrixRMaj logPrior, Dynamics dynamics) implements Serializable {

    /**
     * What the steps of an iterative P-VAE (iP-VAE) have learned.
     *
     * @param logBias  b, 1×K: the logarithm of the slope that every rate pays
     * @param logSigma log σ, 1×D: the noise of each pixel, as the model clamps it
     * @param logStep  η, the logarithm of the length of a step
     */
    public record Dynamics(FMatrixRMaj logBias, FMatrixRMaj logSigma, double logStep)
            implements
                Serializable {
    }

    /**
     * Checks that the prior is there.
     *
     * @throws InputException if it is not
     */
    public PoissonModel {
        Check.given("logPrior", logPrior);
    }

    /**
     * {@return a P-VAE with an encoder}
     *
     * @param logPrior prior log-rates, 1×K
     */
    public static PoissonModel of(FMatrixRMaj logPrior) {
        return new PoissonModel(logPrior, null);
    }

    /** The prior of a model, or null of none. */
    static FMatrixRMaj priorOf(PoissonModel model) {
        return model == null ? null : model.logPrior;
    }
}
