package parsimony.vae;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import parsimony.signals.InputException;

/**
 * How a model is trained.
 *
 * @param estimator  estimator of the reconstruction error
 * @param indicator  soft step of the relaxed Poisson
 * @param iterations gradient steps, ≥ 1
 * @param batch      patches per step, ≥ 1; a last, smaller batch of an epoch is left out
 * @param optimizer  how weights move
 * @param annealing  how the objective changes during training
 * @param seed       seed of initial weights, batches and samples
 * @param draws      samples of each patch in a step, ≥ 2, for {@link Estimator#SCORE}, where null
 *                   stands for {@link #DRAWS}; null for all others
 */
public record Training(Estimator estimator, Indicator indicator, long iterations, int batch,
        @JsonUnwrapped Optimizer optimizer, @JsonUnwrapped Annealing annealing, long seed,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer draws) {
    /** Samples of each patch in a step if nothing else is said: the fewest that can be. */
    public static final int DRAWS = 2;

    /**
     * The plan for 16×16 patches in the paper's newest code: 240,000 iterations of 1000 patches,
     * with exact gradients.
     */
    public static final Training PATCHES =
            new Training(Estimator.EXACT, Indicator.SIGMOID, 240_000, 1000,
                    new Optimizer(0.005, 0.01, 1e-5, 1, Double.POSITIVE_INFINITY, 1.0, 0),
                    new Annealing(Schedule.linear(1, 0.05, 0.5), Schedule.linear(1e-4, 1, 0.5),
                            false),
                    0, null);

    /**
     * The plan for MNIST in the paper's newest code: 400 epochs of 600 batches of 100, gradients
     * clipped at 1000.
     */
    public static final Training MNIST_2026 =
            PATCHES.withBatch(100).withLearningRate(0.002).withClip(1000).withClipWarmup(3);

    /**
     * The plan behind the paper's numbers for van Hateren's 16×16 patches: 3000 epochs of 80
     * batches of 1000, of which the first 5 warm up.
     */
    public static final Training VH16 = PATCHES.withWarmup(5. / 3000).withClip(500)
            .withClipWarmup(3).withRelaxedFirst(true);

    /**
     * The plan behind the paper's numbers for MNIST: 1200 epochs of 300 batches of 200, of which
     * the first 5 warm up. Then the rate falls, rises, falls, rises and falls, 239 epochs each.
     */
    public static final Training MNIST = VH16.withIterations(360_000).withBatch(200)
            .withLearningRate(0.002).withWarmup(5. / 1200).withSwings(5).withClip(1000)
            .withWeightDecay(3e-4);

    /**
     * The plan of the iterative P-VAE for van Hateren's 16×16 patches: 300 epochs of 400 batches
     * of 200. The paper's model has 16 steps and β = 24.
     */
    public static final Training VH16_ITERATIVE = PATCHES.withIterations(120_000).withBatch(200)
            .withWarmup(0.005).withClip(300).withClipWarmup(3).withWeightDecay(3e-4)
            .withBeta(Schedule.linear(1e-4, 1, 0.1));

    /** The plan of the iterative P-VAE for MNIST: 400 epochs of 600 batches of 100. */
    public static final Training MNIST_ITERATIVE = VH16_ITERATIVE.withIterations(240_000)
            .withBatch(100).withLearningRate(0.002).withClip(3000);

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public Training {
        Objects.requireNonNull(estimator, "estimator");
        Objects.requireNonNull(indicator, "indicator");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(annealing, "annealing");
        require(iterations >= 1, "iterations", iterations, "at least 1");
        require(batch >= 1, "batch", batch, "at least 1");
        require(draws == null || estimator == Estimator.SCORE, "draws", draws,
                "left out, but for estimator score");
        require(draws == null || draws >= 2, "draws", draws,
                "at least 2, as each sample is compared with the others");
        draws = draws == null && estimator == Estimator.SCORE ? Integer.valueOf(DRAWS) : draws;
    }

    static void require(boolean met, String name, Object value, String allowed) {
        if (!met) {
            throw new InputException(name, value, "must be " + allowed);
        }
    }

    /**
     * {@return this plan with the paper's changes for a latent} For every latent but Poisson,
     * gradients are sampled; for a categorical one, the last temperature is 0.1.
     *
     * @param latent of the model
     */
    public Training forLatent(Distribution latent) {
        return latent.kind().plan().apply(this);
    }

    /**
     * {@return this plan with the paper's changes for a model: those for its latent, and those for
     * iterative inference} There gradients are sampled, and the temperature goes to .01.
     *
     * @param model what is trained
     */
    public Training forModel(Architecture model) {
        Training plan = forLatent(model.latent());
        return model.inference() == null ? plan : model.inference().plan(plan, model.latent());
    }

    /**
     * {@return the learning rate of a step}
     *
     * @param iteration steps already taken, 0 to iterations − 1
     */
    public double learningRateAt(long iteration) {
        return optimizer.rateAt(iteration, iterations);
    }

    /**
     * {@return the temperature of relaxed samples in a step}
     *
     * @param iteration steps already taken, 0 to iterations − 1
     */
    public double temperatureAt(long iteration) {
        return annealing.temperature().at((double) iteration / iterations);
    }

    /**
     * {@return the weight of the divergence in a step}
     *
     * @param iteration steps already taken, 0 to iterations − 1
     */
    public double betaAt(long iteration) {
        return annealing.beta().at((double) iteration / iterations);
    }

    /** How far β has risen for the first time, 0 to 1, and with it the limits of a belief. */
    double easedAt(long iteration) {
        Schedule beta = annealing.beta();
        double rise = (beta.hold() + beta.portion()) / beta.cycles();
        return rise == 0 ? 1 : Math.min(1, (double) iteration / iterations / rise);
    }

    double clipAt(long iteration) {
        return optimizer.clipAt(iteration, iterations);
    }

    /** How many samples of a patch a graph for this plan may draw. */
    int drawsOfAPatch() {
        return draws != null ? draws : DRAWS;
    }

    /** Whether a straight-through sample of a step is hard, not relaxed. */
    boolean hardAt(long iteration) {
        return !annealing.relaxedFirst()
                || temperatureAt(iteration) == annealing.temperature().end();
    }

    /**
     * {@return the same plan with another estimator}
     *
     * @param value the estimator of the reconstruction error
     */
    public Training withEstimator(Estimator value) {
        return new Training(value, indicator, iterations, batch, optimizer, annealing, seed,
                value == Estimator.SCORE ? draws : null);
    }

    /**
     * {@return the same plan with another soft step}
     *
     * @param value the soft step of the relaxed Poisson
     */
    public Training withIndicator(Indicator value) {
        return new Training(estimator, value, iterations, batch, optimizer, annealing, seed,
                draws);
    }

    /**
     * {@return the same plan with another number of steps}
     *
     * @param value ≥ 1
     * @throws InputException if it is out of its range
     */
    public Training withIterations(long value) {
        return new Training(estimator, indicator, value, batch, optimizer, annealing, seed,
                draws);
    }

    /**
     * {@return the same plan with another number of patches in a mini-batch}
     *
     * @param value ≥ 1
     * @throws InputException if it is out of its range
     */
    public Training withBatch(int value) {
        return new Training(estimator, indicator, iterations, value, optimizer, annealing, seed,
                draws);
    }

    /**
     * {@return the same plan with another peak rate} If the last rate is above the new peak, it
     * becomes the peak.
     *
     * @param value &gt; 0, finite
     * @throws InputException if it is out of its range
     */
    public Training withLearningRate(double value) {
        return withOptimizer(optimizer.withLearningRate(value));
    }

    /**
     * {@return the same plan with another share of the iterations over which the rate rises}
     *
     * @param value 0..1
     * @throws InputException if it is out of its range
     */
    public Training withWarmup(double value) {
        return withOptimizer(optimizer.withWarmup(value));
    }

    /**
     * {@return the same plan with another number of swings of the rate}
     *
     * @param value as {@link Optimizer#swings}, ≥ 0
     * @throws InputException if it is out of its range
     */
    public Training withSwings(int value) {
        return withOptimizer(optimizer.withSwings(value));
    }

    /**
     * {@return the same plan with another largest norm of the gradients}
     *
     * @param value &gt; 0; infinity for none
     * @throws InputException if it is out of its range
     */
    public Training withClip(double value) {
        return withOptimizer(optimizer.withClip(value));
    }

    /**
     * {@return the same plan with another factor on the largest norm while the rate rises}
     *
     * @param value &gt; 0, finite
     * @throws InputException if it is out of its range
     */
    public Training withClipWarmup(double value) {
        return withOptimizer(optimizer.withClipWarmup(value));
    }

    /**
     * {@return the same plan with another decay of the weights}
     *
     * @param value as {@link Optimizer#weightDecay}, ≥ 0, finite
     * @throws InputException if it is out of its range
     */
    public Training withWeightDecay(double value) {
        return withOptimizer(optimizer.withWeightDecay(value));
    }

    /**
     * {@return the same plan with another schedule of the temperature}
     *
     * @param value above 0 throughout
     * @throws InputException if it is out of its range
     */
    public Training withTemperature(Schedule value) {
        return withAnnealing(new Annealing(value, annealing.beta(), annealing.relaxedFirst()));
    }

    /**
     * {@return the same plan with another schedule of the weight β of the divergence}
     *
     * @param value at least 0 throughout
     * @throws InputException if it is out of its range
     */
    public Training withBeta(Schedule value) {
        return withAnnealing(
                new Annealing(annealing.temperature(), value, annealing.relaxedFirst()));
    }

    /**
     * {@return the same plan with straight-through samples relaxed at first, or not}
     *
     * @param value whether they are relaxed until the temperature has come to its end
     */
    public Training withRelaxedFirst(boolean value) {
        return withAnnealing(new Annealing(annealing.temperature(), annealing.beta(), value));
    }

    /**
     * {@return the same plan with another number of samples of each patch in a step}
     *
     * @param value ≥ 2
     * @throws InputException if it is out of its range, or the estimator is not
     *                          {@link Estimator#SCORE}
     */
    public Training withDraws(int value) {
        return new Training(estimator, indicator, iterations, batch, optimizer, annealing, seed,
                value);
    }

    /**
     * {@return the same plan with another seed}
     *
     * @param value any number
     */
    public Training withSeed(long value) {
        return new Training(estimator, indicator, iterations, batch, optimizer, annealing, value,
                draws);
    }

    private Training withOptimizer(Optimizer value) {
        return new Training(estimator, indicator, iterations, batch, value, annealing, seed,
                draws);
    }

    private Training withAnnealing(Annealing value) {
        return new Training(estimator, indicator, iterations, batch, optimizer, value, seed,
                draws);
    }
}
