package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import parsimony.vae.Annealing;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Indicator;
import parsimony.vae.Levels;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

/**
 * The settings that an experiment gives for the training of all VAEs: a preset, and changes to it.
 * A value that is left out is null, and the preset's is taken. Together they make the
 * {@link Training} of a model. A component has the same name in YAML and on the command line.
 *
 * @param preset what is changed; {@link Preset#PATCHES} if left out
 * @param iterations gradient steps
 * @param epochs passes through the patches, in place of iterations
 * @param batch patches per step
 * @param lr peak learning rate
 * @param warmup share of the iterations over which the rate rises to its peak
 * @param swings how often the rate then goes along a cosine between its peak and its last value
 * @param clip largest norm of the gradient
 * @param weightDecay how strongly weights are pulled to 0
 * @param anneal how temperature and β move
 * @param cycles how many times they do so
 * @param hottest temperature that annealing begins with
 */
public record VaePlan(@JsonAlias("plan") Preset preset, Long iterations, Integer epochs,
        Integer batch, @JsonAlias("rate") Double lr, Double warmup, Integer swings, Double clip,
        @JsonAlias("weight-decay") Double weightDecay, Schedule.Curve anneal, Integer cycles,
        Double hottest) {

    /** The plans of training that a user can start from. */
    public enum Preset {
        /**
         * The plan for patches in the paper's newest code, but shorter: it takes minutes; the paper
         * has 240,000 iterations.
         */
        PATCHES(Training.PATCHES.withIterations(10_000), 0),
        /** The plan behind the paper's numbers for van Hateren's photographs. */
        VH16(Training.VH16, 3000),
        /** The plan behind the paper's numbers for CIFAR-10. */
        CIFAR16(Training.VH16.withWarmup(5. / 1500), 1500),
        /** The plan behind the paper's numbers for MNIST. */
        MNIST(Training.MNIST, 1200),
        /** The plan for van Hateren's photographs in the paper's newest code. */
        @JsonProperty("vh16-2026")
        VH16_2026(Training.PATCHES, 3000),
        /** The plan for CIFAR-10 in the paper's newest code. */
        @JsonProperty("cifar16-2026")
        CIFAR16_2026(Training.PATCHES, 1500),
        /** The plan for MNIST in the paper's newest code. */
        @JsonProperty("mnist-2026")
        MNIST_2026(Training.MNIST_2026, 400),
        /** The plan of the iterative P-VAE for van Hateren's photographs. */
        @JsonProperty("vh16-iterative")
        VH16_ITERATIVE(Training.VH16_ITERATIVE, 300),
        /** The plan of the iterative P-VAE for MNIST. */
        @JsonProperty("mnist-iterative")
        MNIST_ITERATIVE(Training.MNIST_ITERATIVE, 400);

        private final Training training;
        /** Its length; 0 where the plan has it in iterations. */
        private final int epochs;

        Preset(Training training, int epochs) {
            this.training = training;
            this.epochs = epochs;
        }
    }

    /** The share of the training in which β waits in the paper for a decoder of several layers. */
    private static final double HOLD = 0.01;

    /**
     * The settings of one VAE's training. A value that is left out is null.
     *
     * @param estimator   of the reconstruction error; the paper's if left out, and Monte Carlo for
     *                    a decoder that is not a dictionary
     * @param indicator   soft step of the relaxed Poisson
     * @param temperature of relaxed samples once annealed
     * @param draws       samples of each patch in a step, of the estimator score
     * @param beta        weight of the KL term once annealed
     */
    public record Own(Estimator estimator, Indicator indicator, Double temperature,
            Integer draws, double beta) {
        /**
         * Settings without a number of draws.
         *
         * @param estimator   as above
         * @param indicator   as above
         * @param temperature as above
         * @param beta        as above
         */
        public Own(Estimator estimator, Indicator indicator, Double temperature, double beta) {
            this(estimator, indicator, temperature, null, beta);
        }
    }

    /** The preset for patches without changes. */
    public static final VaePlan DEFAULT = of(null);

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range, or there are two lengths
     */
    public VaePlan {
        if (epochs != null && iterations != null) {
            throw new InputException("‹epochs›: say how long training is, as iterations do;"
                    + " leave one out");
        }
        Training any = (preset != null ? preset : Preset.PATCHES).training;
        changed(any, iterations, epochs, batch, lr, warmup, swings, clip, weightDecay, anneal,
                cycles, hottest); // refuses what is out of its range
    }

    /**
     * {@return a preset without changes}
     *
     * @param preset null for the one of patches
     */
    public static VaePlan of(Preset preset) {
        return new VaePlan(preset, null, null, null, null, null, null, null, null, null, null,
                null);
    }

    private static Training changed(Training plan, Long iterations, Integer epochs, Integer batch,
            Double lr, Double warmup, Integer swings, Double clip, Double weightDecay,
            Schedule.Curve anneal, Integer cycles, Double hottest) {
        Training training = with(plan, "iterations", iterations, Training::withIterations);
        // Iterations, once the number of patches is known.
        training = with(training, "epochs", epochs, (p, number) -> p.withIterations(number));
        training = with(training, "batch", batch, Training::withBatch);
        training = with(training, "lr", lr, Training::withLearningRate);
        training = with(training, "warmup", warmup, Training::withWarmup);
        training = with(training, "swings", swings, Training::withSwings);
        training = with(training, "clip", clip, Training::withClip);
        training = with(training, "weight-decay", weightDecay, Training::withWeightDecay);
        training = with(training, "anneal", anneal,
                (p, curve) -> annealed(p, Schedule::withCurve, curve));
        training = with(training, "cycles", cycles,
                (p, number) -> annealed(p, Schedule::withCycles, number));
        return with(training, "hottest", hottest, (p, value) -> p
                .withTemperature(p.annealing().temperature().withStart(value)));
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
     * {@return the training of one model}
     *
     * @param model what is trained
     * @param own the model's own settings
     * @param seed of every random draw
     * @param patches how many there are to learn from; empty if not known yet
     * @throws InputException if a value is out of its range, the estimator does not exist for the
     *     model, training does not use a value in {@code own}, or a plan in epochs needs the number
     *     of patches
     */
    public Training of(Architecture model, Own own, long seed, OptionalInt patches) {
        Preset begun = preset != null ? preset : Preset.PATCHES;
        Training training = changed(begun.training, iterations, epochs, batch, lr, warmup, swings,
                clip, weightDecay, anneal, cycles, hottest).forModel(model);
        training = inIterations(training, begun, patches);
        training = begun == Preset.PATCHES ? training : forModel(training, model);
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
        requireHeard("temperature", own.temperature, relaxes,
                heardBy(Distribution::discrete, Estimator::relaxed));
        requireHeard("indicator", own.indicator,
                relaxes && model.latent().softened() && training.estimator().softened(),
                heardBy(Distribution::softened, Estimator::softened));
        requireHeard("draws", own.draws, training.estimator() == Estimator.SCORE,
                heardBy(Distribution::counts, estimator -> estimator == Estimator.SCORE));
        return with(training, "draws", own.draws, Training::withDraws);
    }

    /**
     * {@return the training of a model that has the plan for itself, so that it must use all of it}
     *
     * @param model what is trained
     * @param own the model's own settings
     * @param seed of every random draw
     * @param patches how many there are to learn from
     * @throws InputException as {@link #of} does, and if training does not use the hottest
     *     temperature
     */
    public Training ofOnly(Architecture model, Own own, long seed, int patches) {
        Training training = of(model, own, seed, OptionalInt.of(patches));
        requireHeard("hottest", hottest, relaxes(training, model),
                heardBy(Distribution::discrete, Estimator::relaxed));
        return training;
    }

    /** A plan whose length may be in epochs, in iterations. */
    private Training inIterations(Training plan, Preset begun, OptionalInt patches) {
        int passes = epochs != null ? epochs : iterations != null ? 0 : begun.epochs;
        if (passes == 0) {
            return plan;
        }
        int known = patches.orElseThrow(() -> new InputException(
                "‹iterations›: would follow from " + passes + " epochs, but how many patches there"
                        + " are to learn from is known only once they are cut; give a number"));
        // That a batch is larger than all patches is for those to say who make batches.
        return plan.withIterations((long) passes * Math.max(1, known / plan.batch()));
    }

    /** What the paper's plans have in common, for one model. */
    private static Training forModel(Training plan, Architecture model) {
        Training held = model.hasDictionary() ? plan
                : plan.withBeta(plan.annealing().beta().withHold(HOLD));
        return model.latent().discrete() ? held : held.withTemperature(Schedule.constant(1));
    }

    private static boolean relaxes(Training training, Architecture model) {
        return training.estimator().relaxes(model.latent())
                || model.levels() != null && model.levels().link() == Levels.Link.LOG_LINEAR;
    }

    private static void requireHeard(String setting, Object value, boolean heard, String by) {
        if (value != null && !heard) {
            throw new InputException(
                    Setting.marked(setting) + ": is for " + by + "; leave it out");
        }
    }

    /**
     * {@return the models, in words, that use a setting of samples}
     *
     * @param latents    those whose samples the setting changes
     * @param estimators those that draw such samples
     */
    public static String heardBy(Predicate<Distribution> latents,
            Predicate<Estimator> estimators) {
        return Distribution.names(latents, "and") + " models with estimator "
                + Estimator.names(estimators, "or");
    }
}
