package parsimony.command;

import parsimony.experiment.run.VaeTraining;
import parsimony.signals.InputException;
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
import picocli.CommandLine.TypeConversionException;

/** Which variational autoencoder, and how it is trained. */
final class ModelOptions {
    @Option(names = "--model", paramLabel = "M",
            description = "Distribution of the latents: poisson, gaussian, laplace, categorical.")
    private Distribution model;

    @Option(names = "--activation", paramLabel = "A", defaultValue = "none", showDefaultValue = Visibility.ALWAYS,
            description = "What a gaussian or laplace code passes through: none, relu, softplus, exp or square.")
    private Activation activation;

    @Option(names = "--encoder", paramLabel = "N", defaultValue = "linear", showDefaultValue = Visibility.ALWAYS,
            description = "linear or mlp.")
    private Network encoder;

    @Option(names = "--decoder", paramLabel = "N", defaultValue = "linear", showDefaultValue = Visibility.ALWAYS,
            description = "linear or mlp.")
    private Network decoder;

    @Option(names = "--estimator", paramLabel = "E",
            description = "Of the reconstruction error: exact, mc (Monte Carlo) or straight-through. Default, as in the paper: exact"
                    + " for a poisson model with a linear decoder, else mc.")
    private Estimator estimator;

    @Option(names = "--indicator", paramLabel = "I",
            description = "Soft step of the relaxed Poisson: sigmoid, linear, cubic, quintic or cosine. Default: sigmoid")
    private Indicator indicator;

    @Option(names = "--preset", paramLabel = "P", defaultValue = "patches", showDefaultValue = Visibility.ALWAYS,
            description = "The paper's plan for patches (batches of 1000, rate .005) or mnist (240000 batches of 100, rate .002,"
                    + " clipped at 1000); the options below change it.")
    private VaeTraining.Plan preset;

    @Option(names = "--latents", paramLabel = "K", defaultValue = "512", showDefaultValue = Visibility.ALWAYS,
            description = "Units of the code.")
    private int latents;

    @Option(names = "--beta", paramLabel = "B", defaultValue = "1", showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the KL term once annealed, at least 0.")
    private double beta;

    @Option(names = "--anneal", paramLabel = "C", defaultValue = "linear", showDefaultValue = Visibility.ALWAYS,
            description = "How temperature and beta move over the first half: linear, exponential or cosine.")
    private Schedule.Curve anneal;

    @Option(names = "--cycles", paramLabel = "N", defaultValue = "1", showDefaultValue = Visibility.ALWAYS,
            description = "How many times they do so.")
    private int cycles;

    @Option(names = "--temperature", paramLabel = "T",
            description = "Of relaxed samples, once annealed: above 0. Default: .05, for a categorical model .1")
    private Double temperature;

    @Option(names = "--hottest", paramLabel = "T", description = "Temperature that annealing begins with, above 0. Default: 1")
    private Double hottest;

    @Option(names = "--iterations", paramLabel = "N",
            description = "Gradient steps. Default: 10000 for patches, where the paper takes 240000; 240000 for mnist.")
    private Long iterations;

    @Option(names = "--batch", paramLabel = "N", description = "Patches per step.")
    private Integer batch;

    @Option(names = "--lr", paramLabel = "R", description = "Peak learning rate of Adamax.")
    private Double learningRate;

    @Option(names = "--clip", paramLabel = "C", description = "Largest norm of the gradient.")
    private Double clip;

    /** Reads a network by the name of its kind. */
    static Network network(String kind) {
        try {
            return Network.of(kind);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    boolean given() {
        return model != null;
    }

    Architecture architecture(int pixels) {
        return new Architecture(model, activation, encoder, decoder, ImageShape.vector(pixels), latents);
    }

    /** @throws IllegalArgumentException if a value is bad, or one that training does not look at is given */
    Training training(int pixels, long seed) {
        Training training = new VaeTraining(preset, iterations, batch, learningRate, clip, anneal, cycles, hottest)
                .of(architecture(pixels), estimator, indicator, temperature, beta, seed);
        if (hottest != null && !training.estimator().relaxes(model)) {
            throw new InputException(
                    "--hottest: is for poisson and categorical models with estimator mc or straight-through; leave it out");
        }
        return training;
    }
}
