package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import parsimony.vae.Annealing;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Indicator;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

/**
 * The settings that an experiment gives for the training of all VAEs: a preset, and changes to it.
 * A value that is left out is null, and the preset's is taken. Together they make the
 * {@link Training} of a model. A component has the same name in YAML and on the command line.
 *
 * @param preset     what is changed; {@link Preset#PATCHES} if left out
 * @param iterations gradient steps
 * @param batch      patches per step
 * @param lr         peak learning rate
 * @param clip       largest norm of the gradient
 * @param anneal     how temperature and β move
 * @param cycles     how many times they do so
 * @param hottest    temperature that annealing begins with
 */
public record VaePlan(@JsonAlias("plan") Preset preset, Long iterations, Integer batch,
        @JsonAlias("rate") Double lr, Double clip, Schedule.Curve anneal, Integer cycles,
        Double hottest) {

    /** The plans of training that a user can start from. */
    public enum Preset {
        /**
         * The paper's plan for patches, but shorter: it takes minutes; the paper has 240,000
         * iterations.
         */
        PATCHES(Training.PATCHES.withIterations(10_000)),
        /** The paper's plan for MNIST. */
        MNIST(Training.MNIST);

        private final Training training;

        Preset(Training training) {
            this.training = training;
        }
    }

    /**
     * The settings of one VAE's training. A value that is left out is null.
     *
     * @param estimator   of the reconstruction error; the paper's if left out, and Monte Carlo for
     *                    a decoder that is not a dictionary
     * @param indicator   soft step of the relaxed Poisson
     * @param temperature of relaxed samples once annealed
     * @param beta        weight of the KL term once annealed
     */
    public record Own(Estimator estimator, Indicator indicator, Double temperature, double beta) {
    }

    /** The preset for patches without changes. */
    public static final VaePlan DEFAULT =
            new VaePlan(null, null, null, null, null, null, null, null);

    /** @throws InputException if a value is out of its range */
    public VaePlan(Preset preset, Long iterations, Integer batch, Double lr, Double clip,
            Schedule.Curve anneal, Integer cycles, Double hottest) {
        this.preset = preset;
        this.iterations = iterations;
        this.batch = batch;
        this.lr = lr;
        this.clip = clip;
        this.anneal = anneal;
        this.cycles = cycles;
        this.hottest = hottest;
        training(); // refuses what is out of its range
    }

    /** The training of a Poisson VAE without settings of its own. */
    private Training training() {
        Training training = (preset != null ? preset : Preset.PATCHES).training;
        training = with(training, "iterations", iterations, Training::withIterations);
        training = with(training, "batch", batch, Training::withBatch);
        training = with(training, "lr", lr, Training::withLearningRate);
        training = with(training, "clip", clip, Training::withClip);
        training = with(training, "anneal", anneal,
                (plan, curve) -> annealed(plan, Schedule::withCurve, curve));
        training = with(training, "cycles", cycles,
                (plan, number) -> annealed(plan, Schedule::withCycles, number));
        return with(training, "hottest", hottest, (plan, value) -> plan
                .withTemperature(plan.annealing().temperature().withStart(value)));
    }

    private static <T> Training annealed(Training plan, BiFunction<Schedule, T, Schedule> change,
            T value) {
        Annealing annealing = plan.annealing();
        return plan.withTemperature(change.apply(annealing.temperature(), value))
                .withBeta(change.apply(annealing.beta(), value));
    }

    /**
     * A plan with one value changed, or as it is if the value is null.
     *
     * @throws InputException if the value is out of its range; the message begins with the
     *     setting's name
     */
    private static <T> Training with(Training plan, String setting, T value,
            BiFunction<Training, T, Training> change) {
        try {
            return value == null ? plan : change.apply(plan, value);
        } catch (InputException e) { // its message names a component of Training
            String said = e.getMessage();
            throw new InputException(Setting.marked(setting)
                    + (said.startsWith("schedule") ? ": " + said
                            : said.substring(said.indexOf(':'))),
                    e);
        }
    }

    /**
     * The training of one model.
     *
     * @throws InputException if a value is out of its range, the estimator does not exist for the
     *     model, or training does not use a value in {@code own}
     */
    public Training of(Architecture model, Own own, long seed) {
        Training training = training().forLatent(model.latent());
        training = model.hasDictionary() ? training : training.withEstimator(Estimator.MC);
        training = with(training, "estimator", own.estimator, Training::withEstimator);
        training = with(training, "indicator", own.indicator, Training::withIndicator);
        training = with(training, "temperature", own.temperature, (plan, value) -> plan
                .withTemperature(plan.annealing().temperature().withEnd(value)));
        training = with(training, "beta", own.beta,
                (plan, value) -> plan.withBeta(plan.annealing().beta().withEnd(value)))
                .withSeed(seed);
        training.estimator().requireFor(model);
        boolean relaxes = relaxes(training, model);
        requireHeard("temperature", own.temperature, relaxes, Distribution::discrete);
        requireHeard("indicator", own.indicator, relaxes && model.latent().softened(),
                Distribution::softened);
        return training;
    }

    /**
     * The training of a model that has the plan for itself, so that it must use all of it.
     *
     * @throws InputException as {@link #of} does, and if training does not use the hottest
     *     temperature
     */
    public Training ofOnly(Architecture model, Own own, long seed) {
        Training training = of(model, own, seed);
        requireHeard("hottest", hottest, relaxes(training, model), Distribution::discrete);
        return training;
    }

    private static boolean relaxes(Training training, Architecture model) {
        return training.estimator().relaxes(model.latent());
    }

    private static void requireHeard(String setting, Object value, boolean heard,
            Predicate<Distribution> latents) {
        if (value != null && !heard) {
            throw new InputException(
                    Setting.marked(setting) + ": is for " + heardBy(latents) + "; leave it out");
        }
    }

    /** The models, in words, that use a setting of relaxed samples. */
    public static String heardBy(Predicate<Distribution> latents) {
        return Distribution.names(latents, "and") + " models with estimator mc or straight-through";
    }
}
