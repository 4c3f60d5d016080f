package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Together they make the {@link Training} of a model.
 *
 * @param said values by the names of {@link #KNOBS}
 */
@JsonDeserialize(using = VaePlan.Reader.class)
public record VaePlan(@JsonValue Map<String, Object> said) {

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

    /** Settings of all VAEs together. */
    public static final Knobs<Training> KNOBS = new Knobs<>(List.of(
            new Knob<>("preset", List.of("plan"), Preset.class, (plan, preset) -> preset.training),
            Knob.of("iterations", Long.class, Training::withIterations),
            Knob.of("batch", Integer.class, Training::withBatch),
            new Knob<>("lr", List.of("rate"), Double.class, Training::withLearningRate),
            Knob.of("clip", Double.class, Training::withClip),
            Knob.of("anneal", Schedule.Curve.class,
                    (plan, curve) -> annealed(plan, Schedule::withCurve, curve)),
            Knob.of("cycles", Integer.class,
                    (plan, cycles) -> annealed(plan, Schedule::withCycles, cycles)),
            Knob.of("hottest", Double.class,
                    (plan, value) -> plan
                            .withTemperature(plan.annealing().temperature().withStart(value)))));

    /** Settings of each VAE. */
    public static final Knobs<Training> OWN = new Knobs<>(List.of(
            Knob.of("estimator", Estimator.class, Training::withEstimator),
            Knob.of("indicator", Indicator.class, Training::withIndicator),
            Knob.of("temperature", Double.class,
                    (plan, value) -> plan
                            .withTemperature(plan.annealing().temperature().withEnd(value))),
            Knob.of("beta", Double.class,
                    (plan, value) -> plan.withBeta(plan.annealing().beta().withEnd(value)))));

    /** The preset for patches without changes. */
    public static final VaePlan DEFAULT = new VaePlan(Map.of());

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public VaePlan {
        said = Collections.unmodifiableMap(new LinkedHashMap<>(said)); // keeps the order
        KNOBS.turn(Preset.PATCHES.training, said);
    }

    /** Reads a plan for Jackson. */
    static final class Reader extends Knobs.Reader<Training, VaePlan> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(VaePlan.class, KNOBS, VaePlan::new);
        }
    }

    private static <T> Training annealed(Training plan, BiFunction<Schedule, T, Schedule> change,
            T value) {
        Annealing annealing = plan.annealing();
        return plan.withTemperature(change.apply(annealing.temperature(), value))
                .withBeta(change.apply(annealing.beta(), value));
    }

    /**
     * {@return the training of one model} If no estimator is given, it is the paper's; for a
     * decoder that is not a dictionary, that is Monte Carlo.
     *
     * @param model what is trained
     * @param own values by the names of {@link #OWN}, and of other knobs that training must use
     * @param seed of every random draw
     * @throws InputException if a value is out of its range, the estimator does not exist for the
     *     model, or training does not use a value in {@code own}
     */
    public Training of(Architecture model, Map<String, ?> own, long seed) {
        Training paper = KNOBS.turn(Preset.PATCHES.training, said).forLatent(model.latent());
        Training training =
                OWN.turn(model.hasDictionary() ? paper : paper.withEstimator(Estimator.MC), own)
                        .withSeed(seed);
        training.estimator().requireFor(model);
        boolean relaxes = training.estimator().relaxes(model.latent());
        requireHeard(own.keySet(), "temperature", relaxes, Distribution::discrete);
        requireHeard(own.keySet(), "hottest", relaxes, Distribution::discrete);
        requireHeard(own.keySet(), "indicator", relaxes && model.latent().softened(),
                Distribution::softened);
        return training;
    }

    private static void requireHeard(Set<String> said, String knob, boolean heard,
            Predicate<Distribution> latents) {
        if (said.contains(knob) && !heard) {
            throw new InputException(
                    Setting.marked(knob) + ": is for " + heardBy(latents) + "; leave it out");
        }
    }

    /**
     * {@return the models, in words, that use a knob of relaxed samples}
     *
     * @param latents the models to name
     */
    public static String heardBy(Predicate<Distribution> latents) {
        return Distribution.names(latents, "and") + " models with estimator mc or straight-through";
    }
}
