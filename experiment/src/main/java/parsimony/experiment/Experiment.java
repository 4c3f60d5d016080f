package parsimony.experiment;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import parsimony.data.ArrayFile;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.PatchShape;
import parsimony.data.source.ImageSource;
import parsimony.experiment.run.Learning;
import parsimony.experiment.run.LearningPlan;
import parsimony.experiment.run.VaePlan;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Indicator;
import parsimony.vae.Inference;
import parsimony.vae.Levels;
import parsimony.vae.Network;
import parsimony.vae.Sae;

/**
 * What is compared with what, as a YAML file describes it. Every model is trained with every seed,
 * and a VAE also with every β. Iterative inference is measured on every dictionary at every λ. A
 * value that is left out takes its default.
 *
 * @param data         images to patches
 * @param seeds        of the models, all different; 0 if left out
 * @param atoms        K of every dictionary and latents of every VAE, 512 if left out
 * @param training     what all VAEs are trained with
 * @param vaes         the VAEs
 * @param learning     what all dictionaries are learned with
 * @param dictionaries dictionaries learned by sparse coding, or given
 * @param encoders     encoders from elsewhere, as they are
 * @param measure      what is measured
 * @param interval     confidence of the intervals, above 0 and below 1; .95 if left out
 * @param draw         how it is drawn
 */
public record Experiment(Data data, List<Long> seeds, @JsonAlias("latents") Integer atoms,
        VaePlan training,
        List<Vae> vaes, LearningPlan learning,
        List<Learned> dictionaries, List<Given> encoders, Measure measure, Double interval,
        Draw draw) {
    /** Forms of data that say nothing but how a file is written. */
    private static final Set<String> ARRAYS = Set.of("npy", "npz", "mat", "h5", "safetensors");
    private static final String LEARNING =
            Solver.names(Solver.Trait.LEARNS).replaceFirst(", (?=[^,]*$)", " or ");

    /**
     * Checks the values.
     *
     * @throws InputException if there is nothing to compare, or a name or seed comes twice
     */
    public Experiment {
        data = data != null ? data : new Data(null, null, null, null, null, null);
        seeds = seeds != null ? List.copyOf(seeds) : List.of(0L);
        atoms = atoms != null ? atoms : 512;
        training = training != null ? training : VaePlan.DEFAULT;
        vaes = vaes != null ? List.copyOf(vaes) : List.of();
        learning = learning != null ? learning : LearningPlan.DEFAULT;
        dictionaries = dictionaries != null ? List.copyOf(dictionaries) : List.of();
        encoders = encoders != null ? List.copyOf(encoders) : List.of();
        measure = measure != null ? measure
                : new Measure(null, null, null, null, null, null, null);
        interval = interval != null ? interval : SampleMean.LEVEL;
        draw = draw != null ? draw : new Draw(null, null);
        require(atoms >= 1, "atoms", atoms, "at least 1");
        SampleMean.requireLevel("interval", interval);
        requireDistinct("seeds", seeds);
        for (Learned dictionary : dictionaries) {
            if (dictionary.file == null) {
                dictionary.learning(learning, atoms, 0);
            }
        }
        if (vaes.isEmpty() && dictionaries.isEmpty() && encoders.isEmpty()) {
            throw new InputException(
                    "vaes, dictionaries: both are empty; at least one model is needed");
        }
        List<String> names = Stream.of(vaes.stream().map(Vae::name),
                dictionaries.stream().map(Learned::name), encoders.stream().map(Given::name))
                .flatMap(all -> all).toList();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new InputException(
                        "name: two models are called " + name + "; give one a name: of its own");
            }
        }
    }

    /**
     * The images, and how patches are made of them.
     *
     * @param images   where they are, in the form of {@code --data}
     * @param pipeline from images to patches; what the paper does with such data if left out
     * @param patch    height and width of a patch in pixels, or the side of a square; as the
     *                 pipeline has it if left out
     * @param count    number of patches from random places; as the pipeline has it if left out
     * @param seed     of generated images and of random places; the first of the models' seeds if
     *                 left out
     * @param strict   whether an image that cannot be used is an error; else it is skipped with a
     *                 warning
     */
    public record Data(String images, String pipeline, PatchShape patch, Integer count, Long seed,
            Boolean strict) {
        /** Fills in what is left out. */
        public Data {
            strict = strict != null && strict;
        }

        /** For YAML that names only the place of the images: {@code data: dead-leaves}. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Data at(String images) {
            return new Data(images, null, null, null, null, null);
        }

        /** What tables call the images: the dataset, or the name of a file or folder. */
        String name() {
            String prefix = images.replaceAll("(?s)[:#].*", "");
            boolean dataset = images.startsWith(prefix + ":") && !ARRAYS.contains(prefix);
            return nameOf(dataset ? prefix : images.substring(images.indexOf(':') + 1));
        }

        private Data fromAnywhere() {
            return new Data(ImageSource.absolute(images), pipeline, patch, count, seed, strict);
        }
    }

    /**
     * A variational autoencoder.
     *
     * @param name what tables and files call it; latent and activation if left out
     * @param latent the kind of the latents
     * @param activation none if left out
     * @param encoder if left out linear, linear+b for an SAE, lista for LISTA
     * @param decoder if left out linear, linear+b for an SAE
     * @param estimator of the reconstruction error; exact for a linear Poisson model, else Monte
     *     Carlo, if left out
     * @param indicator soft step of the relaxed Poisson; a sigmoid if left out
     * @param temperature of relaxed samples once annealed; if left out .05, for a categorical model
     *     .1
     * @param draws samples of each patch in a step, of the estimator score; 2 if left out
     * @param beta weights of the KL term; one model is trained for each; 1 if left out
     * @param atoms units of its code; those of the experiment if left out
     * @param drawn whether figures show it, with other inference on its dictionary; if not, it is
     *     in the tables alone; true if left out
     * @param nonzeros of an SAE, with the other three: as {@link Sae} has it
     * @param bandwidth likewise
     * @param revival likewise
     * @param deadAfter likewise
     * @param inference how codes are found; by an encoder in one shot if left out
     * @param steps of inference in training, with the other two: as {@link Inference} has it
     * @param testSteps likewise, in evaluation
     * @param kl likewise
     * @param levels units of level 1 and of a level 2 above it, in place of atoms; one level if
     *     left out
     * @param link as {@link Levels} has it
     * @param beta2 weight of the KL of level 2, times β; 1 if left out
     * @param start2 as {@link Levels#start}
     */
    public record Vae(String name, @JsonAlias("model") Distribution latent, Activation activation,
            Network encoder, Network decoder,
            Estimator estimator, Indicator indicator, Double temperature, Integer draws,
            List<Double> beta,
            @JsonAlias("latents") Integer atoms, Boolean drawn, @JsonAlias("k") Integer nonzeros,
            Double bandwidth, Double revival, @JsonAlias("dead-after") Integer deadAfter,
            Inference.Kind inference, Integer steps, @JsonAlias("test-steps") Integer testSteps,
            Inference.Kl kl, List<Integer> levels, Levels.Link link, Double beta2,
            Double start2) {

        /**
         * Checks the values.
         *
         * @throws InputException if the latent is missing, the name cannot be a file's, or the
         *     temperature or a β is out of its range
         */
        public Vae {
            if (latent == null) {
                throw new InputException(
                        "‹latent›: is missing; " + Distribution.names(kind -> true, "or"));
            }
            activation = activation != null ? activation : Activation.NONE;
            encoder = encoder != null ? encoder : latent.encoder();
            decoder = decoder != null ? decoder : latent.decoder();
            beta = beta != null ? List.copyOf(beta) : List.of(1.0);
            name = name != null ? requireName(name)
                    : lower(latent)
                            + (activation == Activation.NONE ? "" : "-" + lower(activation))
                            + (inference == null || inference == Inference.Kind.AMORTIZED ? ""
                                    : "-" + lower(inference));
            require(temperature == null
                    || temperature > 0 && temperature < Double.POSITIVE_INFINITY, "temperature",
                    temperature,
                    "above 0");
            require(atoms == null || atoms >= 1, "atoms", atoms, "at least 1");
            levels = levels != null ? List.copyOf(levels) : null;
            require(atoms == null || levels == null, "atoms", atoms,
                    "left out beside levels, which say the units of both levels");
            Levels.of(levels, link, beta2, start2);
            drawn = drawn == null || drawn;
            requireDistinct("beta", beta);
            for (double b : beta) {
                require(b >= 0 && b < Double.POSITIVE_INFINITY, "beta", b, "at least 0");
            }
        }

        Architecture architecture(ImageShape image, int usualAtoms) {
            int units = levels != null ? levels.get(0) : atoms != null ? atoms : usualAtoms;
            return new Architecture(latent, activation, encoder, decoder, image, units,
                    Sae.of(latent, activation, units, nonzeros, bandwidth, revival, deadAfter))
                    .withInference(stepwise())
                    .withLevels(Levels.of(levels, link, beta2, start2));
        }

        /** How codes are found step by step; null where an encoder gives them in one shot. */
        Inference stepwise() {
            return Inference.of(latent, inference, steps, testSteps, kl);
        }

        /** The settings of its own training with one of its β. */
        VaePlan.Own own(double trained) {
            return new VaePlan.Own(estimator, indicator, temperature, draws, trained);
        }

        /**
         * The β that is shown where there is room for only one: 1 if it is among them, else the
         * last.
         */
        double shownBeta() {
            return beta.contains(1.0) ? 1 : beta.get(beta.size() - 1);
        }

        /**
         * Whether its codes can be negative. Then iterative inference on its dictionary may use
         * negative codes, too.
         */
        boolean signed() {
            return latent.signed() && activation == Activation.NONE;
        }
    }

    /**
     * A dictionary learned by sparse coding, or given. The same method infers the codes under it.
     *
     * @param name   what tables and files call it; the method if left out, or the file's name
     * @param method one that learns dictionaries, and then infers; of a given dictionary lca if
     *               left out
     * @param rate   its own learning rate; that of all dictionaries if left out
     * @param file   an array with a dictionary that is given, and not learned: FILE or FILE#NAME
     */
    public record Learned(String name, Solver<?> method, Double rate, String file) {

        /**
         * Checks the values.
         *
         * @throws InputException if the method is missing or learns no dictionary, the name cannot
         *     be a file's, or a given dictionary has a rate
         */
        public Learned {
            method = method == null && file != null ? Solver.of("lca") : method;
            if (method == null || !method.is(Solver.Trait.LEARNS)) {
                throw new InputException("‹method›: "
                        + (method == null ? "is missing" : method.name() + " learns none")
                        + "; must be one of " + Solver.names(Solver.Trait.LEARNS));
            }
            require(file == null || rate == null, "rate", rate,
                    "left out, as a dictionary in a file is not learned");
            require(file == null || !file.isBlank(), "file", file, "the name of a file");
            name = name != null ? requireName(name)
                    : file != null ? requireName(nameOf(file)) : method.name();
        }

        private Learned fromAnywhere() {
            return file == null ? this
                    : new Learned(name, method, null, ArrayFile.absolute(file));
        }

        Learning learning(LearningPlan all, int atoms, long seed) {
            return (rate != null ? all.withRate(rate) : all).of(method, atoms, seed);
        }
    }

    /**
     * An encoder from elsewhere, with its linear decoder.
     *
     * @param name what tables and files call it; the file's name if left out
     * @param file where it is, in a form that {@code import} reads
     */
    public record Given(String name, String file) {
        /**
         * Checks the values.
         *
         * @throws InputException if the file is missing, or the name cannot be a file's
         */
        public Given {
            if (file == null || file.isBlank()) {
                throw new InputException("file: is missing; name the file or folder of an encoder");
            }
            name = requireName(name != null ? name : nameOf(file));
        }

        private Given fromAnywhere() {
            return new Given(name, Path.of(file).toAbsolutePath().toString());
        }
    }

    /** The name of a file without its folder and its ending, as a name may be. */
    private static String nameOf(String file) {
        String name = file.replaceAll("[/\\\\]+$", "").replaceAll(".*[/\\\\]", "")
                .replaceAll("\\.(npy|npz|safetensors|pt)(?=#|$)", "")
                .replaceAll("[^A-Za-z0-9+.-]", "-");
        return name.substring(0, Math.min(40, name.length()));
    }

    /**
     * What is measured.
     *
     * @param patches   most validation patches to measure on, spread evenly, ≥ 2; 500 if left out
     * @param inference methods to run on the dictionary of every linear VAE; lca if left out
     * @param lambdas   weights of the l1 norm, rising, &gt; 0; those of the paper's figure 3 if
     *                  left out
     * @param activeThreshold mean divergence in nats from which a unit of a VAE counts as active,
     *                  &gt; 0; that of its latent if left out
     * @param freeEnergy whether it is measured how much of its objective the encoder of every
     *                  linear Poisson VAE loses, with a proof; false if left out
     * @param excess    most of these patches on which every point's excess over the least error at
     *                  its own L1 is certified, ≥ 0; 0, for none, if left out
     * @param elsewhere other images, on whose patches all models are measured, too; none if left
     *                  out
     */
    public record Measure(@JsonProperty("measured") @JsonAlias("patches") Integer patches,
            List<Solver<?>> inference,
            List<Double> lambdas, @JsonAlias("active-threshold") Double activeThreshold,
            @JsonAlias("free-energy") Boolean freeEnergy, Integer excess,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Data> elsewhere) {
        /**
         * Checks the values.
         *
         * @throws InputException if a number is out of its range or a method does not go by λ
         */
        public Measure {
            patches = patches != null ? patches : 500;
            inference = inference != null ? List.copyOf(inference) : List.of(Solver.of("lca"));
            lambdas = lambdas != null ? List.copyOf(lambdas) : SparseCodingCurve.LAMBDAS;
            freeEnergy = freeEnergy != null && freeEnergy;
            excess = excess != null ? excess : 0;
            elsewhere = elsewhere != null ? List.copyOf(elsewhere) : List.of();
            require(excess >= 0, "excess", excess, "at least 0");
            require(patches >= 2, "measured", patches,
                    "at least 2, as sparsity is measured across patches");
            requireDistinct("inference", inference);
            requireDistinct("lambdas", lambdas);
            double last = 0;
            for (double lambda : lambdas) {
                require(lambda > last && lambda < Double.POSITIVE_INFINITY, "lambdas", lambda,
                        "above 0 and rising");
                last = lambda;
            }
            require(activeThreshold == null
                    || activeThreshold > 0 && activeThreshold < Double.POSITIVE_INFINITY,
                    "active_threshold", activeThreshold, "above 0");
            for (Solver<?> method : inference) {
                require(method.is(Solver.Trait.LEARNS), "inference", method.name(),
                        "one of " + Solver.names(Solver.Trait.LEARNS));
            }
        }

        private Measure fromAnywhere() {
            return new Measure(patches, inference, lambdas, activeThreshold, freeEnergy, excess,
                    elsewhere.stream().map(Data::fromAnywhere).toList());
        }
    }

    /**
     * How figures are drawn.
     *
     * @param sparsity the measure on the horizontal axis of the planes; lifetime if left out
     * @param error    the measure on the vertical axis; squared error if left out
     */
    public record Draw(Sparsity sparsity,
            Error error) {
        /** Fills in what is left out. */
        public Draw {
            sparsity = sparsity != null ? sparsity : Sparsity.LIFETIME;
            error = error != null ? error : Error.SQUARED_ERROR;
        }
    }

    /** The measures of error that a plane can be drawn with. */
    public enum Error {
        /** Squared error per patch, of the mean. */
        @JsonAlias("squared_error")
        SQUARED_ERROR,
        /** R² of all pixels pooled, of a VAE that of sampled codes; it rises. */
        R2;

        parsimony.compare.ErrorMeasure measure() {
            return parsimony.compare.ErrorMeasure.valueOf(name());
        }
    }

    /** The measures of sparsity that a plane can be drawn over. */
    public enum Sparsity {
        /** Mean over units of the sparsity of a unit across patches. */
        LIFETIME,
        /** Mean over patches of the sparsity of a patch across units. */
        POPULATION,
        /** Share of zeros. Metrics also call it {@code portion_zeros}. */
        @JsonAlias("portion_zeros")
        PORTION_ZEROS;

        parsimony.compare.Sparsity measure() {
            return parsimony.compare.Sparsity.valueOf(name());
        }
    }

    /**
     * The same experiment with an absolute path of its images, so that it can be read from any
     * folder.
     *
     * @throws InputException if their place is not a valid path
     */
    Experiment fromAnywhere() {
        return new Experiment(data.fromAnywhere(), seeds, atoms, training, vaes, learning,
                dictionaries.stream().map(Learned::fromAnywhere).toList(),
                encoders.stream().map(Given::fromAnywhere).toList(), measure.fromAnywhere(),
                interval, draw);
    }

    /** The VAEs that figures show. */
    List<Vae> drawnVaes() {
        return vaes.stream().filter(Vae::drawn).toList();
    }

    /**
     * How a VAE finds codes step by step; null where an encoder gives them in one shot.
     *
     * @param model name of a VAE, or of anything else that has an encoder
     */
    Inference stepwise(String model) {
        return vaes.stream().filter(vae -> vae.name().equals(model)).findFirst()
                .map(Vae::stepwise).orElse(null);
    }

    /** The seed of generated images and of the random places of patches. */
    long dataSeed() {
        return data.seed != null ? data.seed : seeds.get(0);
    }

    static String lower(Enum<?> constant) {
        return Setting.word(constant);
    }

    private static String requireName(String name) {
        // After what a user may write, the values of swept keys: poisson-atoms=64.
        require(name.matches("[A-Za-z0-9+.-]{1,40}(-[a-z_.]+=[A-Za-z0-9+._-]+)*"), "name", name,
                "1 to 40 letters, digits, +, - or .");
        return name;
    }

    private static void requireDistinct(String name, List<?> values) {
        if (values.isEmpty()) {
            throw new InputException(name + ": is empty; must hold at least one value");
        }
        Set<Object> seen = new HashSet<>();
        for (Object value : values) {
            if (!seen.add(value)) {
                throw new InputException(
                        name + ": " + value + " comes twice; each must be named once");
            }
        }
    }

    private static void require(boolean met, String name, Object value, String allowed) {
        if (!met) {
            throw new InputException(name, value, "must be " + allowed);
        }
    }
}
