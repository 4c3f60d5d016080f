package parsimony.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.experiment.run.VaePlan;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Constraint;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Indicator;
import parsimony.vae.Inference;
import parsimony.vae.Levels;
import parsimony.vae.LinearNetwork;
import parsimony.vae.ListaNetwork;
import parsimony.vae.Network;
import parsimony.vae.Sae;
import parsimony.vae.Schedule;
import parsimony.vae.Training;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options that say which variational autoencoder is trained, and how. */
final class ModelOptions {
    private static final int UNITS = 512;

    @Option(names = {"--model", "--latent"}, paramLabel = "M",
            description = "Distribution of the latents: ${COMPLETION-CANDIDATES}. sae is a sparse"
                    + " autoencoder and lista an unrolled solver of the lasso; their codes have no"
                    + " noise.")
    private Distribution model;

    @Option(names = "--activation", paramLabel = "A", defaultValue = "none",
            showDefaultValue = Visibility.ALWAYS,
            description = "What a code of real numbers passes through: ${COMPLETION-CANDIDATES}."
                    + " sae has relu, for which none stands, and those from topk on.")
    private Activation activation;

    @Option(names = "--encoder", paramLabel = "N",
            description = "Network from patch to code: ${COMPLETION-CANDIDATES}. +b, as in conv+b,"
                    + " gives the layer next to the code a bias. Default: linear; linear+b for"
                    + " sae; lista for lista")
    private Network encoder;

    @Option(names = "--decoder", paramLabel = "N",
            description = "Network from code to patch: ${COMPLETION-CANDIDATES}, but for lista, and"
                    + " also with +b; for sae and lista linear or linear+b. Default: linear;"
                    + " linear+b for sae")
    private Network decoder;

    @Option(names = "--constraint", paramLabel = "C",
            description = "On the atoms of a linear decoder: ${COMPLETION-CANDIDATES}. Default:"
                    + " none; unit-norm for lista")
    private Constraint constraint;

    @Option(names = "--layers", paramLabel = "M",
            description = "Steps of a lista encoder. Default: 5")
    private Integer layers;

    @Option(names = "--lambda", paramLabel = "L",
            description = "Weight of the l1 norm for a lista encoder, above 0. Default: 0.5")
    private Double lambda;

    @Option(names = {"--nonzeros", "--k"}, paramLabel = "N",
            description = "Units that topk keeps for a patch, and batchtopk on average. Default:"
                    + " 32, but at most an eighth of the units")
    private Integer nonzeros;

    @Option(names = "--bandwidth", paramLabel = "E",
            description = "Window around a threshold of jumprelu in which it learns, above 0."
                    + " Default: 0.1")
    private Double bandwidth;

    @Option(names = "--revival", paramLabel = "A",
            description = "Weight of the loss that brings dead units of sae back; 0 for none."
                    + " Default: 0.03125")
    private Double revival;

    @Option(names = "--dead-after", paramLabel = "N",
            description = "Steps without a patch that turns a unit on, after which it is dead."
                    + " Default: 100")
    private Integer deadAfter;

    @Option(names = "--inference", paramLabel = "I",
            description = "How codes are found: ${COMPLETION-CANDIDATES}. amortized is an encoder"
                    + " in one shot. iterative has none: from the prior, natural-gradient steps on"
                    + " the likelihood (iP-VAE); semi-amortized takes such steps on the bound from"
                    + " where an encoder begins; refined lets a small network make them, from the"
                    + " prior. For poisson and gaussian, also with relu, and a linear decoder."
                    + " Default: amortized")
    private Inference.Kind inference;

    @Option(names = "--steps", paramLabel = "T",
            description = "Steps of inference in training, which gradients go through. 0 with"
                    + " semi-amortized takes them only at test. Default: 16 for iterative, else 5")
    private Integer steps;

    @Option(names = "--test-steps", paramLabel = "T",
            description = "Steps of inference in evaluation. Default: 1000 for iterative, else as"
                    + " many as --steps")
    private Integer testSteps;

    @Option(names = "--kl", paramLabel = "K",
            description = "KL in the loss of iterative poisson models: ${COMPLETION-CANDIDATES}."
                    + " published has a factor too much, as the authors' code. Default: exact")
    private Inference.Kl kl;

    @Option(names = "--estimator", paramLabel = "E",
            description = "Of the reconstruction error: ${COMPLETION-CANDIDATES}. mc is Monte"
                    + " Carlo; exact-uncorrelated is for categorical: exact without the covariances"
                    + " of the units, as in the authors' code; gumbel, score and coupling are for"
                    + " poisson (docs/gradients.md). Default, as in the paper: exact for"
                    + " a poisson model with a linear decoder and an encoder, else mc.")
    private Estimator estimator;

    @Option(names = "--indicator", paramLabel = "I",
            description = "Soft step of the relaxed Poisson: ${COMPLETION-CANDIDATES}. Default:"
                    + " sigmoid")
    private Indicator indicator;

    @Option(names = "--draws", paramLabel = "S",
            description = "Samples of each patch in a step, for estimator score; at least 2."
                    + " Default: 2")
    private Integer draws;

    @Option(names = {"--preset", "--plan"}, paramLabel = "P", defaultValue = "patches",
            showDefaultValue = Visibility.ALWAYS,
            description = "Plan of training: ${COMPLETION-CANDIDATES}. vh16, cifar16 and mnist are"
                    + " those behind the paper's numbers, -2026 those of its newest code,"
                    + " -iterative"
                    + " those of the iterative P-VAE, patches the newest code's for patches in"
                    + " 10000 iterations; the options below change it.")
    private VaePlan.Preset preset;

    @Option(names = {"--latents", "--atoms"}, paramLabel = "K",
            description = "Units of the code. Default: as many as --dictionary has atoms, or 512")
    private Integer latents;

    @Option(names = "--levels", paramLabel = "K1,K2", split = ",",
            description = "Units of level 1 and of a level 2 above it, in place of --latents: for"
                    + " poisson with a linear decoder (docs/levels.md).")
    private List<Integer> levels;

    @Option(names = "--link", paramLabel = "L",
            description = "How level 2 changes the prior rates of level 1:"
                    + " ${COMPLETION-CANDIDATES}."
                    + " Default: additive")
    private Levels.Link link;

    @Option(names = "--beta2", paramLabel = "B",
            description = "Weight of the KL of level 2, times --beta; above 0. Default: 1")
    private Double beta2;

    @Option(names = "--start2", paramLabel = "S",
            description = "Size of the entries that the matrix from level 2 to level 1 begins with,"
                    + " at least 0. Default: 0.01, or 0.05 for a log-linear link")
    private Double start2;

    /** What begins with groups of units. */
    enum Groups {
        MATRIX, ENCODER
    }

    @Option(names = "--groups", arity = "0..1", paramLabel = "G", fallbackValue = "matrix",
            description = "Begin the matrix from level 2 to level 1 with groups of units that"
                    + " --dictionary uses together: clusters of the sparse codes of the training"
                    + " patches. G is matrix, which may be left out, or encoder: that begins the"
                    + " linear encoder of level 2 with them, too. For an additive link.")
    private Groups groups;

    @Option(names = "--beta", paramLabel = "B", defaultValue = "1",
            showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the KL term, or of the penalty of sae, once annealed; at least"
                    + " 0. It rises over the first half; over the first tenth for sae and in the"
                    + " -iterative presets, where 24 suits 16 steps.")
    private double beta;

    @Option(names = "--anneal", paramLabel = "C", defaultValue = "linear",
            showDefaultValue = Visibility.ALWAYS,
            description = "How temperature and beta move: ${COMPLETION-CANDIDATES}.")
    private Schedule.Curve anneal;

    @Option(names = "--cycles", paramLabel = "N", defaultValue = "1",
            showDefaultValue = Visibility.ALWAYS,
            description = "How many times they do so.")
    private int cycles;

    @Option(names = "--temperature", paramLabel = "T", completionCandidates = Temperatures.class,
            description = "Of relaxed samples, once annealed: above 0. Default:"
                    + " ${COMPLETION-CANDIDATES}; .01 for iterative inference")
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
                    + " vh16, 1500 for cifar16, 1200 for mnist, 400 for mnist-2026 and"
                    + " mnist-iterative, 300 for vh16-iterative.")
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

    /**
     * The model.
     *
     * @param image shape of a patch
     * @param start what the decoder begins with; null for what is drawn
     * @throws InputException if two options do not go together
     */
    Architecture architecture(ImageShape image, Dictionary start) {
        Levels above = Levels.of(levels, link, beta2, start2);
        if (groups != null) {
            if (above == null || start2 != null) {
                throw new InputException("‹groups›: "
                        + (above == null ? "are those of a model with ‹levels›"
                                : "stand in place of ‹start2›")
                        + "; leave it out");
            }
            above = groups == Groups.ENCODER ? above.withGroupsSeen() : above.withGroups();
        }
        if (above != null && latents != null) {
            throw new InputException("‹latents›: " + latents + " beside ‹levels›, which say the"
                    + " units of both levels; leave it out");
        }
        Inference stepwise = Inference.of(model, inference, steps, testSteps, kl);
        if (encoder != null && stepwise != null && !stepwise.encodes()) {
            throw new InputException("‹encoder›: " + encoder.label() + "; a model with "
                    + Setting.word(inference) + " inference has none; leave it out");
        }
        int units = above != null ? levels.get(0)
                : latents != null ? latents : start != null ? start.size() : UNITS;
        return new Architecture(model, activation, encoder(), decoder(), image, units,
                Sae.of(model, activation, units, nonzeros, bandwidth, revival, deadAfter))
                .withInference(stepwise)
                .withLevels(above);
    }

    private Network encoder() {
        Network chosen = encoder != null ? encoder : model.encoder();
        if (layers == null && lambda == null) {
            return chosen;
        }
        if (!(chosen instanceof ListaNetwork lista)) {
            throw new InputException((layers != null ? "‹layers›" : "‹lambda›")
                    + ": is for a lista encoder, not " + chosen.label() + "; leave it out");
        }
        return new ListaNetwork(layers != null ? layers : lista.layers(),
                lambda != null ? lambda : lista.lambda());
    }

    private Network decoder() {
        Network chosen = decoder != null ? decoder : model.decoder();
        if (constraint == null) {
            return chosen;
        }
        if (!(chosen instanceof LinearNetwork linear)) {
            throw new InputException("‹constraint›: is for a linear decoder, not "
                    + chosen.label() + "; leave it out");
        }
        return linear.withConstraint(constraint);
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
        return plan.ofOnly(architecture,
                new VaePlan.Own(estimator, indicator, temperature, draws, beta),
                seed, patches);
    }
}
