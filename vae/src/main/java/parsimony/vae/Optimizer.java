package parsimony.vae;

import parsimony.signals.InputException;

/**
 * The optimizer: Adamax with a learning rate that rises linearly and then falls along a cosine.
 *
 * @param learningRate peak rate, &gt; 0
 * @param warmup       share of the iterations over which the rate rises, 0..1
 * @param lastRate     rate at the end of the cosine, from 0 to the peak rate
 * @param clip         largest norm of all gradients together, &gt; 0; infinity for none
 */
public record Optimizer(double learningRate, double warmup, double lastRate, double clip) {

    /** @throws InputException if a value is out of its range */
    public Optimizer {
        Training.require(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
                "learningRate", learningRate,
                "above 0, and finite");
        Training.require(warmup >= 0 && warmup <= 1, "warmup", warmup, "between 0 and 1");
        Training.require(lastRate >= 0 && lastRate <= learningRate, "lastRate", lastRate,
                "between 0 and the learning rate");
        Training.require(clip > 0, "clip", clip, "above 0");
    }

    /**
     * The same with another peak rate. If the last rate is above the new peak, it becomes the peak.
     */
    Optimizer withLearningRate(double value) {
        return new Optimizer(value, warmup, Math.min(lastRate, value), clip);
    }

    Optimizer withClip(double value) {
        return new Optimizer(learningRate, warmup, lastRate, value);
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
        double falling = (iteration - rising) / Math.max(iterations - rising, 1);
        return lastRate + (learningRate - lastRate) * 0.5 * (1 + Math.cos(Math.PI * falling));
    }
}
