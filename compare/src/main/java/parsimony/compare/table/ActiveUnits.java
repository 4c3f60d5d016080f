package parsimony.compare.table;

import parsimony.data.DataException;
import parsimony.vae.Architecture;
import parsimony.vae.Evaluation;

/**
 * Units of a code that carry information: those whose mean divergence from the prior reaches a threshold, which Vafaii, Galor
 * &amp; Yates (2024, table 2) set for linear models. They have none for a categorical code; it takes that of a Poisson one.
 *
 * <p>Of a linear Gaussian model without biases the share says little: the objective is the same when its latents are rotated, so
 * that training spreads the divergence over all of them, and the share is decided by whether the mean is above the threshold.
 */
final class ActiveUnits {
    private static final int MNIST_PIXELS = 28 * 28;
    private static final double COUNTS_ON_NATURAL_PATCHES = 0.0082;
    private static final double GAUSSIAN_ON_CIFAR = 0.085;

    private ActiveUnits() {
    }

    /**
     * The threshold for a model, in nats.
     *
     * @param data name of the images; "cifar" or "mnist" in it says that they are those, as 28×28 pixels do of MNIST
     */
    static double threshold(Architecture model, String data) {
        double usual = model.latent().activeKl();
        boolean mnist = data.contains("mnist") || model.pixels() == MNIST_PIXELS;
        return switch (model.latent()) {
            case POISSON, CATEGORICAL -> mnist ? usual : COUNTS_ON_NATURAL_PATCHES;
            case GAUSSIAN -> data.contains("cifar") ? GAUSSIAN_ON_CIFAR : usual;
            case LAPLACE -> usual;
        };
    }

    /** The threshold for a run. */
    static double threshold(TrainedVae run) {
        return threshold(run.settings().architecture(), run.data());
    }

    /** The share of a run's units that are active, 0..1. */
    static double share(TrainedVae run) throws DataException {
        return Evaluation.active(run.klPerUnit(), threshold(run));
    }
}
