package parsimony.experiment.run;

import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Indicator;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

/**
 * How variational autoencoders are trained, as the command line and experiments say it: a plan of the paper's, and what is
 * changed in it; null where nothing is.
 *
 * @param plan       of the paper, patches if null
 * @param iterations gradient steps, ≥ 1
 * @param batch      patches per step, ≥ 1
 * @param rate       peak learning rate, &gt; 0
 * @param clip       largest norm of the gradient, &gt; 0
 * @param anneal     curve along which temperature and β move over the first half, a straight line if null
 * @param cycles     how many times they do so, once if null
 * @param hottest    temperature of relaxed samples to begin with, &gt; 0
 */
public record VaeTraining(Plan plan, Long iterations, Integer batch, Double rate, Double clip, Schedule.Curve anneal,
        Integer cycles, Double hottest) {

    /** The paper's plan for patches, but shorter. */
    public static final VaeTraining DEFAULT = new VaeTraining(null, null, null, null, null, null, null, null);

    /** Gradient steps for patches, minutes of work, where the paper takes 240,000. */
    private static final long ITERATIONS = 10_000;

    /** The paper's plans of training. */
    public enum Plan { PATCHES, MNIST }

    /**
     * The plan for one model.
     *
     * @param estimator   of the reconstruction error; if null exact for a Poisson model with a linear decoder, else Monte Carlo
     * @param indicator   soft step of the relaxed Poisson, a sigmoid if null
     * @param temperature of relaxed samples once annealed, &gt; 0; the paper's if null
     * @param beta        weight of the KL term once annealed, ≥ 0
     * @throws IllegalArgumentException if a value is out of its range, the estimator does not exist for the model, or training
     *                                  with it does not look at a temperature or indicator that is given
     */
    public Training of(Architecture model, Estimator estimator, Indicator indicator, Double temperature, double beta, long seed) {
        Training paper = plan == Plan.MNIST ? Training.MNIST : Training.PATCHES.withIterations(ITERATIONS);
        paper = paper.forLatent(model.latent());
        Estimator usual = model.hasDictionary() ? paper.estimator() : Estimator.MC;
        Training training = paper.withEstimator(estimator != null ? estimator : usual)
                .withIndicator(indicator != null ? indicator : Indicator.SIGMOID)
                .withIterations(iterations != null ? iterations : paper.iterations())
                .withBatch(batch != null ? batch : paper.batch())
                .withLearningRate(rate != null ? rate : paper.optimizer().learningRate())
                .withClip(clip != null ? clip : paper.optimizer().clip())
                .withTemperature(annealed("temperature", paper.annealing().temperature(),
                        hottest != null ? hottest : paper.annealing().temperature().start(),
                        temperature != null ? temperature : paper.annealing().temperature().end()))
                .withBeta(annealed("beta", paper.annealing().beta(), paper.annealing().beta().start(), beta))
                .withSeed(seed);
        training.estimator().requireFor(model);
        boolean relaxes = training.estimator().relaxes(model.latent());
        requireSuit("temperature", temperature, relaxes, "poisson and categorical models");
        requireSuit("indicator", indicator, relaxes && model.latent() == Distribution.POISSON, "poisson models");
        return training;
    }

    private static void requireSuit(String name, Object value, boolean suits, String models) {
        if (value != null && !suits) {
            throw new IllegalArgumentException(
                    name + ": is for " + models + " with estimator mc or straight-through; leave it out");
        }
    }

    private Schedule annealed(String name, Schedule paper, double start, double end) {
        try {
            return new Schedule(anneal != null ? anneal : Schedule.Curve.LINEAR, start, end, paper.portion(),
                    cycles != null ? cycles : 1);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
