package parsimony.vae;

import java.util.Objects;

/**
 * How a model is trained: Adamax under a learning rate that rises linearly and then falls along a cosine, with annealed
 * temperature and KL weight.
 *
 * @param estimator       of the reconstruction error
 * @param indicator       soft step of the relaxed Poisson
 * @param iterations      gradient steps, ≥ 1
 * @param batch           patches per step, ≥ 1; a last, smaller batch of an epoch is left out
 * @param learningRate    peak rate, &gt; 0
 * @param warmup          share of the iterations over which the rate rises, 0..1
 * @param lastRate        rate that the cosine ends at, ≥ 0
 * @param temperature     of relaxed samples, ends above 0
 * @param beta            weight of the divergence, ≥ 0
 * @param clip            largest norm of all gradients together, &gt; 0; infinity for none
 * @param seed            of initial weights, batches and samples
 */
public record Training(Estimator estimator, Indicator indicator, long iterations, int batch, double learningRate, double warmup,
        double lastRate, Schedule temperature, Schedule beta, double clip, long seed) {

    /** The paper's plan for 16×16 patches, 240,000 iterations of 1000 patches, with exact gradients. */
    public static final Training PATCHES = new Training(Estimator.EXACT, Indicator.SIGMOID, 240_000, 1000, 0.005, 0.01, 1e-5,
            Schedule.linear(1, 0.05, 0.5), Schedule.linear(1e-4, 1, 0.5), Double.POSITIVE_INFINITY, 0);

    /** The paper's plan for MNIST: 400 epochs of 600 batches of 100, gradients clipped at 1000. */
    public static final Training MNIST = PATCHES.withIterations(240_000).withBatch(100).withLearningRate(0.002).withClip(1000);

    /**
     * This plan with what the paper changes in it for a latent other than Poisson: sampled gradients, and for a categorical one
     * temperatures from 1 to 0.1.
     */
    public Training forLatent(Distribution latent) {
        return switch (latent) {
            case POISSON -> this;
            case GAUSSIAN, LAPLACE -> withEstimator(Estimator.MC);
            case CATEGORICAL -> withEstimator(Estimator.MC).withTemperature(Schedule.linear(1, 0.1, 0.5));
        };
    }

    /** @throws IllegalArgumentException if a value is out of its range */
    public Training {
        Objects.requireNonNull(estimator, "estimator");
        Objects.requireNonNull(indicator, "indicator");
        Objects.requireNonNull(temperature, "temperature");
        Objects.requireNonNull(beta, "beta");
        require(iterations >= 1, "iterations", iterations, "at least 1");
        require(batch >= 1, "batch", batch, "at least 1");
        require(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", learningRate, "above 0, and finite");
        require(warmup >= 0 && warmup <= 1, "warmup", warmup, "between 0 and 1");
        require(lastRate >= 0 && lastRate <= learningRate, "lastRate", lastRate, "between 0 and the learning rate");
        require(temperature.start() > 0 && temperature.end() > 0, "temperature", ends(temperature), "above 0 throughout");
        require(beta.start() >= 0 && beta.end() >= 0, "beta", ends(beta), "at least 0 throughout");
        require(clip > 0, "clip", clip, "above 0");
    }

    private static String ends(Schedule schedule) {
        return schedule.start() + " to " + schedule.end();
    }

    private static void require(boolean met, String name, Object value, String allowed) {
        if (!met) {
            throw new IllegalArgumentException(name + ": " + value + "; must be " + allowed);
        }
    }

    /** @param iteration steps already taken, 0 to iterations − 1 */
    double learningRateAt(long iteration) {
        double rising = warmup * iterations;
        if (iteration < rising) {
            return learningRate * Math.min(1, (iteration + 1) / rising); // the last step of a rise may be a part of one
        }
        double falling = (iteration - rising) / Math.max(iterations - rising, 1);
        return lastRate + (learningRate - lastRate) * 0.5 * (1 + Math.cos(Math.PI * falling));
    }

    double temperatureAt(long iteration) {
        return temperature.at((double) iteration / iterations);
    }

    double betaAt(long iteration) {
        return beta.at((double) iteration / iterations);
    }

    public Training withEstimator(Estimator value) {
        return new Training(
                value, indicator, iterations, batch, learningRate, warmup, lastRate, temperature, beta, clip, seed);
    }

    public Training withIndicator(Indicator value) {
        return new Training(
                estimator, value, iterations, batch, learningRate, warmup, lastRate, temperature, beta, clip, seed);
    }

    public Training withIterations(long value) {
        return new Training(
                estimator, indicator, value, batch, learningRate, warmup, lastRate, temperature, beta, clip, seed);
    }

    public Training withBatch(int value) {
        return new Training(
                estimator, indicator, iterations, value, learningRate, warmup, lastRate, temperature, beta, clip, seed);
    }

    /** Another peak rate; where that is below the rate that the cosine ends at, it ends at the peak. */
    public Training withLearningRate(double value) {
        return new Training(
                estimator, indicator, iterations, batch, value, warmup, Math.min(lastRate, value), temperature, beta, clip, seed);
    }

    public Training withTemperature(Schedule value) {
        return new Training(
                estimator, indicator, iterations, batch, learningRate, warmup, lastRate, value, beta, clip, seed);
    }

    public Training withBeta(Schedule value) {
        return new Training(
                estimator, indicator, iterations, batch, learningRate, warmup, lastRate, temperature, value, clip, seed);
    }

    public Training withClip(double value) {
        return new Training(
                estimator, indicator, iterations, batch, learningRate, warmup, lastRate, temperature, beta, value, seed);
    }

    public Training withSeed(long value) {
        return new Training(
                estimator, indicator, iterations, batch, learningRate, warmup, lastRate, temperature, beta, clip, value);
    }
}
