package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
        MNIST_2026(Training.MNIST_2026, 400);

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

    /** Settings of all VAEs together. */
    public static final Knobs<Training> KNOBS = new Knobs<>(List.of(
            new Knob<>("preset", List.of("plan"), Preset.class, (plan, preset) -> preset.training),
            Knob.of("iterations", Long.class, Training::withIterations),
            // Iterations, once the number of patches is known.
            Knob.of("epochs", Integer.class, (plan, epochs) -> plan.withIterations(epochs)),
            Knob.of("batch", Integer.class, Training::withBatch),
            new Knob<>("lr", List.of("rate"), Double.class, Training::withLearningRate),
            Knob.of("warmup", Double.class, Training::withWarmup),
            Knob.of("swings", Integer.class, Training::withSwings),
            Knob.of("clip", Double.class, Training::withClip),
            new Knob<>("weight_decay", List.of("weight-decay"), Double.class,
                    Training::withWeightDecay),
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

    /** @throws InputException if a value is out of its range, or there are two lengths */
    public VaePlan {
        said = Collections.unmodifiableMap(new LinkedHashMap<>(said)); // keeps the order
        KNOBS.turn(Preset.PATCHES.training, said);
        if (said.containsKey("epochs") && said.containsKey("iterations")) {
            throw new InputException("‹epochs›: say how long training is, as iterations do;"
                    + " leave one out");
        }
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
     * The training of one model. If no estimator is given, it is the paper's; for a decoder that is
     * not a dictionary, that is Monte Carlo.
     *
     * @param own     values by the names of {@link #OWN}, and of other knobs that training must use
     * @param patches to learn from, which say how many iterations an epoch has; empty if their
     *                number is not known
     * @throws InputException if a value is out of its range, the estimator does not exist for the
     *     model, training does not use a value in {@code own}, or a plan in epochs meets an unknown
     *     number of patches
     */
    public Training of(Architecture model, Map<String, ?> own, long seed, OptionalInt patches) {
        Preset preset = (Preset) said.getOrDefault("preset", Preset.PATCHES);
        Training turned = KNOBS.turn(Preset.PATCHES.training, said).forLatent(model.latent());
        Training whole = inIterations(turned, preset, patches);
        Training paper = preset == Preset.PATCHES ? whole : forModel(whole, model);
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

    /** A plan whose length may be in epochs, in iterations. */
    private Training inIterations(Training plan, Preset preset, OptionalInt patches) {
        int usual = said.containsKey("iterations") ? 0 : preset.epochs;
        int epochs = (Integer) said.getOrDefault("epochs", usual);
        if (epochs == 0) {
            return plan;
        }
        int known = patches.orElseThrow(() -> new InputException(
                "‹iterations›: would follow from " + epochs + " epochs, but how many patches there"
                        + " are to learn from is known only once they are cut; give a number"));
        // That a batch is larger than all patches is for those to say who make batches.
        return plan.withIterations((long) epochs * Math.max(1, known / plan.batch()));
    }

    /** What the paper's plans have in common, for one model. */
    private static Training forModel(Training plan, Architecture model) {
        Training held = model.hasDictionary() ? plan
                : plan.withBeta(plan.annealing().beta().withHold(HOLD));
        return model.latent().discrete() ? held : held.withTemperature(Schedule.constant(1));
    }

    private static void requireHeard(Set<String> said, String knob, boolean heard,
            Predicate<Distribution> latents) {
        if (said.contains(knob) && !heard) {
            throw new InputException(
                    Setting.marked(knob) + ": is for " + heardBy(latents) + "; leave it out");
        }
    }

    /** The models, in words, that use a knob of relaxed samples. */
    public static String heardBy(Predicate<Distribution> latents) {
        return Distribution.names(latents, "and") + " models with estimator mc or straight-through";
    }
}
