package parsimony.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.experiment.run.VaePlan;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Indicator;
import parsimony.vae.Network;
import parsimony.vae.Schedule;
import parsimony.vae.Training;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options that say which variational autoencoder is trained, and how. */
final class ModelOptions {
    @Option(names = {"--model", "--latent"}, paramLabel = "M",
            description = "Distribution of the latents: ${COMPLETION-CANDIDATES}.")
    private Distribution model;

    @Option(names = "--activation", paramLabel = "A", defaultValue = "none",
            showDefaultValue = Visibility.ALWAYS,
            description = "What a code of real numbers passes through: ${COMPLETION-CANDIDATES}.")
    private Activation activation;

    @Option(names = "--encoder", paramLabel = "N", defaultValue = "linear",
            showDefaultValue = Visibility.ALWAYS,
            description = "Network from patch to code: ${COMPLETION-CANDIDATES}. +b, as in conv+b,"
                    + " gives the layer next to the code a bias.")
    private Network encoder;

    @Option(names = "--decoder", paramLabel = "N", defaultValue = "linear",
            showDefaultValue = Visibility.ALWAYS,
            description = "Network from code to patch: ${COMPLETION-CANDIDATES}, also with +b.")
    private Network decoder;

    @Option(names = "--estimator", paramLabel = "E",
            description = "Of the reconstruction error: ${COMPLETION-CANDIDATES}. mc is Monte"
                    + " Carlo; exact-uncorrelated is for categorical: exact without the covariances"
                    + " of the units, as in the authors' code. Default, as in the paper: exact for"
                    + " a poisson model with a linear decoder, else mc.")
    private Estimator estimator;

    @Option(names = "--indicator", paramLabel = "I",
            description = "Soft step of the relaxed Poisson: ${COMPLETION-CANDIDATES}. Default:"
                    + " sigmoid")
    private Indicator indicator;

    @Option(names = {"--preset", "--plan"}, paramLabel = "P", defaultValue = "patches",
            showDefaultValue = Visibility.ALWAYS,
            description = "Plan of training: ${COMPLETION-CANDIDATES}. vh16, cifar16 and mnist are"
                    + " those behind the paper's numbers, -2026 those of its newest code, patches"
                    + " the newest code's for patches in 10000 iterations; the options below"
                    + " change it.")
    private VaePlan.Preset preset;

    @Option(names = {"--latents", "--atoms"}, paramLabel = "K", defaultValue = "512",
            showDefaultValue = Visibility.ALWAYS,
            description = "Units of the code.")
    private int latents;

    @Option(names = "--beta", paramLabel = "B", defaultValue = "1",
            showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the KL term once annealed, at least 0.")
    private double beta;

    @Option(names = "--anneal", paramLabel = "C", defaultValue = "linear",
            showDefaultValue = Visibility.ALWAYS,
            description = "How temperature and beta move over the first half:"
                    + " ${COMPLETION-CANDIDATES}.")
    private Schedule.Curve anneal;

    @Option(names = "--cycles", paramLabel = "N", defaultValue = "1",
            showDefaultValue = Visibility.ALWAYS,
            description = "How many times they do so.")
    private int cycles;

    @Option(names = "--temperature", paramLabel = "T", completionCandidates = Temperatures.class,
            description = "Of relaxed samples, once annealed: above 0. Default:"
                    + " ${COMPLETION-CANDIDATES}")
    private Double temperature;

    @Option(names = "--hottest", paramLabel = "T",
            description = "Temperature that annealing begins with, above 0. Default: 1")
    private Double hottest;

    @Option(names = "--iterations", paramLabel = "N",
            description = "Gradient steps. Default: 10000 for patches, else as many as --epochs"
                    + " have.")
    private Long iterations;

    @Option(names = "--epochs", paramLabel = "N",
            description = "Passes through the patches, in place of --iterations. Default: 3000 for"
                    + " vh16, 1500 for cifar16, 1200 for mnist, 400 for mnist-2026.")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Patches per step.")
    private Integer batch;

    @Option(names = {"--lr", "--rate"}, paramLabel = "R",
            description = "Peak learning rate of Adamax.")
    private Double learningRate;

    @Option(names = "--warmup", paramLabel = "S",
            description = "Share of the iterations over which the rate rises to its peak, 0 to 1."
                    + " Default: that of 5 epochs for vh16, cifar16 and mnist, else .01.")
    private Double warmup;

    @Option(names = "--swings", paramLabel = "N",
            description = "How often the rate then goes along a cosine between its peak and 1e-5:"
                    + " 1 falls, 3 falls, rises and falls, 0 stays. Default: 5 for mnist, else 1.")
    private Integer swings;

    @Option(names = "--clip", paramLabel = "C",
            description = "Largest norm of the gradient. Default: 500 for vh16 and cifar16, 1000"
                    + " for mnist and mnist-2026, while the rate rises three times that; else"
                    + " none.")
    private Double clip;

    @Option(names = "--weight-decay", paramLabel = "W",
            description = "How strongly weights are pulled to 0: added to the gradient as W times"
                    + " a weight. Default: 3e-4 for mnist, else 0.")
    private Double weightDecay;

    /**
     * The defaults of a number by latent, for the help: ".01 for poisson and categorical".
     */
    abstract static class PerLatent extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        PerLatent(Stream<Distribution> latents, Function<Distribution, Double> number) {
            latents.collect(Collectors.groupingBy(number, LinkedHashMap::new, Collectors.toList()))
                    .forEach((value, those) -> add(value.toString().replaceFirst("^0", "") + " for "
                            + Distribution.names(those::contains, "and")));
        }
    }

    /** Default temperatures to which relaxed samples are annealed. */
    static final class Temperatures extends PerLatent {
        private static final long serialVersionUID = 1;

        Temperatures() {
            super(Stream.of(Distribution.values()).filter(Distribution::discrete),
                    latent -> Training.PATCHES.forLatent(latent).annealing().temperature().end());
        }
    }

    /** Default divergences in nats from which a unit counts as active. */
    static final class Thresholds extends PerLatent {
        private static final long serialVersionUID = 1;

        Thresholds() {
            super(Stream.of(Distribution.values()), Distribution::activeKl);
        }
    }

    boolean given() {
        return model != null;
    }

    Architecture architecture(ImageShape image) {
        return new Architecture(model, activation, encoder, decoder, image, latents);
    }

    /**
     * The settings of training.
     *
     * @param patches number of patches to learn from
     * @throws parsimony.signals.InputException if a value is out of its range, or training would
     *     not use it
     */
    Training training(Architecture architecture, long seed, int patches) {
        VaePlan plan = new VaePlan(preset, iterations, epochs, batch, learningRate, warmup, swings,
                clip, weightDecay, anneal, cycles, hottest);
        return plan.ofOnly(architecture, new VaePlan.Own(estimator, indicator, temperature, beta),
                seed, patches);
    }
}
