package parsimony.compare.table;

import parsimony.data.DataException;
import parsimony.vae.Distribution;

/**
 * Units of a code that carry information: those whose mean divergence from the prior reaches a threshold, which
 * Vafaii, Galor &amp; Yates (2024, table 2) read off the gap in the histograms of linear models.
 */
public final class ActiveUnits {
    private static final double POISSON_ON_NATURAL_PATCHES = 0.0082;
    private static final double GAUSSIAN_ON_CIFAR = 0.085;

    private ActiveUnits() {
    }

    /**
     * The threshold for a model, in nats.
     *
     * @param data a dataset's name; with "mnist" or "cifar" in it, that of theirs, else that of natural images
     */
    public static double threshold(Distribution latent, String data) {
        return switch (latent) {
            case POISSON -> data.contains("mnist") ? latent.activeKl() : POISSON_ON_NATURAL_PATCHES;
            case GAUSSIAN -> data.contains("cifar") ? GAUSSIAN_ON_CIFAR : latent.activeKl();
            case LAPLACE, CATEGORICAL -> latent.activeKl();
        };
    }

    /** The threshold for a run. */
    static double threshold(TrainedVae run) {
        return threshold(run.settings().architecture().latent(), run.data());
    }

    /** The share of a run's units that are active, 0..1. */
    static double share(TrainedVae run) throws DataException {
        float[] divergence = run.klPerUnit();
        double threshold = threshold(run);
        int active = 0;
        for (float kl : divergence) {
            if (kl >= threshold) {
                active++;
            }
        }
        return (double) active / divergence.length;
    }
}
