package parsimony.vae;

import parsimony.signals.InputException;

/**
 * The optimizer: Adamax with a learning rate that rises linearly and then swings along a cosine
 * between its peak and its last rate.
 *
 * @param learningRate peak rate, &gt; 0
 * @param warmup       share of the iterations over which the rate rises, 0..1
 * @param lastRate     rate at the lower end of the cosine, from 0 to the peak rate
 * @param swings       how often the rate goes from one end to the other after it has risen, ≥ 0.
 *                     With 1 it falls; with 3 it falls, rises and falls; with 0 it stays at the
 *                     peak. Null for 1
 * @param clip         largest norm of all gradients together, &gt; 0; infinity for none
 * @param clipWarmup   factor on {@code clip} while the rate rises, &gt; 0; null for 1
 * @param weightDecay  so many times a weight is added to its clipped gradient, ≥ 0; it pulls all
 *                     weights and a learned prior to 0
 */
public record Optimizer(double learningRate, double warmup, double lastRate, Integer swings,
        double clip, Double clipWarmup, double weightDecay) {

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public Optimizer {
        // Files of older versions lack these two.
        swings = swings != null ? swings : 1;
        clipWarmup = clipWarmup != null ? clipWarmup : 1;
        Training.require(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
                "learningRate", learningRate,
                "above 0, and finite");
        Training.require(warmup >= 0 && warmup <= 1, "warmup", warmup, "between 0 and 1");
        Training.require(lastRate >= 0 && lastRate <= learningRate, "lastRate", lastRate,
                "between 0 and the learning rate");
        Training.require(swings >= 0, "swings", swings, "at least 0");
        Training.require(clip > 0, "clip", clip, "above 0");
        Training.require(clipWarmup > 0 && clipWarmup < Double.POSITIVE_INFINITY, "clipWarmup",
                clipWarmup, "above 0, and finite");
        Training.require(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY, "weightDecay",
                weightDecay, "at least 0, and finite");
    }

    /**
     * The same with another peak rate. If the last rate is above the new peak, it becomes the peak.
     */
    Optimizer withLearningRate(double value) {
        return new Optimizer(value, warmup, Math.min(lastRate, value), swings, clip, clipWarmup,
                weightDecay);
    }

    Optimizer withWarmup(double value) {
        return new Optimizer(learningRate, value, lastRate, swings, clip, clipWarmup, weightDecay);
    }

    Optimizer withSwings(int value) {
        return new Optimizer(learningRate, warmup, lastRate, value, clip, clipWarmup, weightDecay);
    }

    Optimizer withClip(double value) {
        return new Optimizer(learningRate, warmup, lastRate, swings, value, clipWarmup,
                weightDecay);
    }

    Optimizer withClipWarmup(double value) {
        return new Optimizer(learningRate, warmup, lastRate, swings, clip, value, weightDecay);
    }

    Optimizer withWeightDecay(double value) {
        return new Optimizer(learningRate, warmup, lastRate, swings, clip, clipWarmup, value);
    }

    /**
     * The rate of a step.
     *
     * @param iteration  steps already taken, 0 to iterations − 1
     * @param iterations of the whole training
     */
    double rateAt(long iteration, long iterations) {
        double rising = warmup * iterations;
        if (iteration < rising) {
            // at most 1: the rise need not be a whole number of steps
            return learningRate * Math.min(1, (iteration + 1) / rising);
        }
        double rest = (iteration - rising) / Math.max(iterations - rising, 1);
        return lastRate
                + (learningRate - lastRate) * 0.5 * (1 + Math.cos(Math.PI * (swings * rest)));
    }

    /**
     * The norm at which the gradients of a step are clipped, before weights decay.
     *
     * @param iteration  as for {@link #rateAt}
     * @param iterations as for {@link #rateAt}
     */
    double clipAt(long iteration, long iterations) {
        return iteration < warmup * iterations ? clip * clipWarmup : clip;
    }

    boolean clips() {
        return clip < Double.POSITIVE_INFINITY;
    }

    /** Whether the norm to clip at is not the same in all steps. */
    boolean clipMoves() {
        return clips() && clipWarmup != 1;
    }
}
