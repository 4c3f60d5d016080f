package parsimony.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import parsimony.data.PatchShape;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.source.ImageSource;
import parsimony.experiment.encoder.EncoderRun;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.ElsewhereRun;
import parsimony.experiment.run.ExcessRun;
import parsimony.experiment.run.FreeEnergyRun;
import parsimony.experiment.run.GivenDictionaryRun;
import parsimony.experiment.run.LearnRun;
import parsimony.experiment.run.Learning;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.SweepRun;
import parsimony.experiment.run.TrainRun;
import parsimony.experiment.run.VaePlan;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Training;

/** The runs that follow from an experiment, none of them begun. */
public class Plan {

    /** The run that trains a model, and the runs on its dictionary, which must wait for it. */
    record Cell(Run model, List<Run> inference) {
        /** All runs, in the order in which they are done. */
        List<Run> runs() {
            return Stream.concat(Stream.of(model), inference.stream()).toList();
        }
    }

    /**
     * Patches that are to be made of images.
     *
     * @param data     the images
     * @param name     of the images, for people
     * @param seed     of what is drawn
     * @param pipeline from images to patches
     * @param checksum of the images
     * @param reading  how they are read, in words
     * @param key      SHA-256 of all that the patches depend on
     */
    record Prepared(Experiment.Data data, String name, long seed, Pipeline pipeline,
            String checksum, String reading, String key) {
    }

    private final Experiment experiment;
    private final Prepared home;
    private final List<Prepared> elsewhere;
    private final Pipeline pipeline;
    private final List<Cell> cells = new ArrayList<>();

    /**
     * Plans the runs of an experiment.
     *
     * @param experiment what to compare
     * @throws InputException if the experiment does not say where its images are, two of its
     *     settings do not go together, or the images cannot be read
     */
    public Plan(Experiment experiment) {
        this(experiment, new HashMap<>());
        ExperimentPlanes.palette(experiment);
    }

    /**
     * One of several plans; figures need not tell all of its models apart.
     *
     * @param checksums of images that were read before, by place and seed; the plan adds its own
     */
    Plan(Experiment experiment, Map<List<Object>, String> checksums) {
        this.experiment = experiment;
        if (experiment.data().images() == null) {
            throw new InputException("data: images: is missing; say ‹data› " + ImageSource.forms());
        }
        ImageSource source =
                ImageSource.open(experiment.data().images(), experiment.dataSeed());
        pipeline = pipeline(experiment.data(), source, experiment.dataSeed(),
                experiment.data().patch());
        requireTemperatureIsHeard();
        // All settings are checked before the images are read, because reading them takes time.
        experiment.vaes().forEach(this::requireSound);
        if (!experiment.vaes().isEmpty()) {
            pipeline.requireTraining(training(experiment.vaes().get(0), 1, 0).batch());
        }
        experiment.dictionaries().stream().filter(d -> d.file() == null)
                .forEach(d -> d.learning(experiment.learning(), experiment.atoms(), 0).settings());
        home = prepared(experiment.data(), source, pipeline, experiment.dataSeed(), checksums);
        elsewhere = experiment.measure().elsewhere().stream()
                .map(other -> elsewhere(other, checksums)).toList();
        Set<String> names = new HashSet<>(Set.of(home.name));
        for (Prepared other : elsewhere) {
            if (!names.add(other.name)) {
                throw new InputException("measure: elsewhere: two sets of images are called "
                        + other.name + "; name each once, and another than data");
            }
        }
        for (long seed : experiment.seeds()) {
            experiment.vaes()
                    .forEach(vae -> vae.beta().forEach(beta -> cells.add(cell(vae, beta, seed))));
            experiment.dictionaries().forEach(dictionary -> cells.add(cell(dictionary, seed)));
            experiment.encoders().forEach(encoder -> cells.add(cell(encoder, seed)));
        }
    }

    private static Pipeline pipeline(Experiment.Data data, ImageSource source, long seed,
            PatchShape patch) {
        Pipeline steps =
                Pipeline.parse(data.pipeline() != null ? data.pipeline() : source.pipeline(),
                        seed);
        steps = patch != null ? steps.withPatch(patch) : steps;
        return data.count() != null ? steps.withCount(data.count()) : steps;
    }

    private Prepared prepared(Experiment.Data data, ImageSource source, Pipeline steps, long seed,
            Map<List<Object>, String> checksums) {
        String checksum = checksums.computeIfAbsent(List.of(data.images(), seed),
                place -> Checksum.ofImages(data.images(), seed));
        return new Prepared(data, data.name(), seed, steps, checksum,
                source.origin() + ": read as " + source.reading(),
                Run.key("patches", checksum, steps.toString(), experiment.measure().patches()));
    }

    /** Other images by their own pipeline, in patches of the shape that the models know. */
    private Prepared elsewhere(Experiment.Data data, Map<List<Object>, String> checksums) {
        if (data.images() == null) {
            throw new InputException("measure: elsewhere: images: is missing; say "
                    + ImageSource.forms());
        }
        long seed = data.seed() != null ? data.seed() : experiment.dataSeed();
        ImageSource source = ImageSource.open(data.images(), seed);
        PatchShape patch = data.patch() != null || data.pipeline() != null ? data.patch()
                : pipeline.shape().orElse(null);
        Pipeline steps = pipeline(data, source, seed, patch);
        if (steps.columns() != pipeline.columns()) {
            throw new InputException("measure: elsewhere: " + data.images() + ": has patches of "
                    + steps.columns() + " numbers, the models are of " + pipeline.columns()
                    + "; say patch: or pipeline: of it");
        }
        return prepared(data, source, steps, seed, checksums);
    }

    private void requireTemperatureIsHeard() {
        if (experiment.training().hottest() != null
                && experiment.vaes().stream().noneMatch(vae -> training(vae, 1, 0).estimator()
                        .relaxes(vae.latent()))) {
            throw new InputException(
                    "training: hottest: is for "
                            + VaePlan.heardBy(Distribution::discrete, Estimator::relaxed)
                            + ", of which there is none; leave it out");
        }
    }

    private void requireSound(Experiment.Vae vae) {
        try {
            vae.beta().forEach(beta -> training(vae, beta, 0));
        } catch (InputException e) {
            throw new InputException("vaes: " + vae.name() + ": " + e.getMessage(), e);
        }
    }

    private Training training(Experiment.Vae vae, double beta, long seed) {
        return experiment.training().of(architecture(vae), vae.own(beta), seed,
                pipeline.training());
    }

    private Architecture architecture(Experiment.Vae vae) {
        return vae.architecture(
                PictureShape.image(pipeline.shape().orElse(null), pipeline.columns()),
                experiment.atoms());
    }

    private Cell cell(Experiment.Vae vae, double beta, long seed) {
        Architecture architecture = architecture(vae);
        Training training = training(vae, beta, seed);
        Double activeThreshold = experiment.measure().activeThreshold();
        Run model = new TrainRun(vae.name(), vae.name() + "-beta" + beta + "-seed" + seed,
                Run.key("vae", home.key, architecture, training, activeThreshold,
                        TrainRun.THREADS),
                architecture, training, activeThreshold);
        List<Solver<?>> methods =
                vae.drawn() && architecture.hasDictionary() ? experiment.measure().inference()
                        : List.of();
        return cell(model, methods, vae.signed(), architecture.hasDictionary(),
                freeEnergy(model, architecture));
    }

    /**
     * The best rates of a Poisson VAE are unique, and so worth a comparison, for β above 0. Those
     * of other objectives are not rates that one encoder gives in one shot.
     */
    private Stream<Run> freeEnergy(Run model, Architecture architecture) {
        return experiment.measure().freeEnergy() && architecture.latent() == Distribution.POISSON
                && architecture.hasDictionary() && architecture.inference() == null
                && architecture.levels() == null && model.beta() > 0
                        ? Stream.of(new FreeEnergyRun(model, model.name() + "-free-energy",
                                Run.key("free-energy", model.key(), FreeEnergyRun.GAP)))
                        : Stream.of();
    }

    private Cell cell(Experiment.Learned dictionary, long seed) {
        if (dictionary.file() != null) {
            String given = GivenDictionaryRun.requireAtoms(dictionary.file(), pipeline.columns());
            Run model =
                    new GivenDictionaryRun(dictionary.name(), dictionary.name() + "-seed" + seed,
                            Run.key("given", home.key, dictionary.file(), given, seed),
                            dictionary.file(), seed);
            return cell(model, List.of(dictionary.method()), false, true, Stream.of());
        }
        Learning learning = dictionary.learning(experiment.learning(), experiment.atoms(), seed);
        Run model = new LearnRun(dictionary.name(), dictionary.name() + "-seed" + seed,
                Run.key("dictionary", home.key, learning), learning);
        return cell(model, List.of(dictionary.method()), false, true, Stream.of());
    }

    private Cell cell(Experiment.Given encoder, long seed) {
        boolean signed =
                EncoderRun.requireFitting(encoder.file(), pipeline.columns()).signed();
        Run model = new EncoderRun(encoder.name(), encoder.name() + "-seed" + seed,
                Run.key("encoder", home.key, encoder.file(),
                        EncoderRun.checksum(encoder.file()), seed),
                encoder.file(), seed);
        return cell(model, experiment.measure().inference(), signed, true, Stream.of());
    }

    /**
     * A model with inference on its dictionary, the excess of all points, and other images.
     *
     * @param more what else is measured of it
     */
    private Cell cell(Run model, List<Solver<?>> methods, boolean signed, boolean dictionary,
            Stream<Run> more) {
        List<SweepRun> sweeps =
                methods.stream().map(method -> inference(model, method, signed)).toList();
        List<Run> runs = new ArrayList<>(sweeps);
        more.forEach(runs::add);
        List<String> keys = sweeps.stream().map(SweepRun::key).toList();
        int excess = experiment.measure().excess();
        if (excess > 0 && dictionary) {
            runs.add(new ExcessRun(model, model.name() + "-excess",
                    Run.key("excess", model.key(), keys, excess), sweeps, excess));
        }
        for (Prepared other : elsewhere) {
            runs.add(new ElsewhereRun(model, model.name() + "-on-" + other.name,
                    Run.key("elsewhere", model.key(), keys, other.key, excess), sweeps,
                    other.name, other.key, excess));
        }
        return new Cell(model, List.copyOf(runs));
    }

    private SweepRun inference(Run on, Solver<?> method, boolean signed) {
        List<Double> lambdas = experiment.measure().lambdas();
        return new SweepRun(on, on.name() + "-by-" + method.name(),
                Run.key("inference", on.key(), method, signed, lambdas), method, signed, lambdas);
    }

    /** {@return the experiment that this plan is made from} */
    public Experiment experiment() {
        return experiment;
    }

    /** {@return the {@link Checksum} of the images} */
    public String checksum() {
        return home.checksum;
    }

    /** {@return a line on how the images were read} */
    public String reading() {
        return home.reading;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** The key of the prepared patches: a checksum of what they are made from. */
    String patchesKey() {
        return home.key;
    }

    /** The patches that models learn from and are measured on. */
    Prepared home() {
        return home;
    }

    /** The patches of other images, which models are measured on, too. */
    List<Prepared> elsewhere() {
        return elsewhere;
    }

    List<Cell> cells() {
        return cells;
    }

    /**
     * One cell per model, whose dictionary is shown: that of the first seed, for a VAE with its
     * {@linkplain Experiment.Vae#shownBeta shown β}.
     */
    List<Cell> shown() {
        long first = experiment.seeds().get(0);
        return cells
                .stream().filter(cell -> cell.model.seed() == first && (cell.model.beta() == null
                        || experiment.vaes().stream()
                                .anyMatch(vae -> vae.name().equals(cell.model.model())
                                        && vae.shownBeta() == cell.model.beta())))
                .toList();
    }

    /** How large the work is. */
    Run.Size size() {
        return new Run.Size(pipeline.columns(), experiment.atoms(), experiment.measure().patches());
    }

    /** Every run. A run comes after the run that it builds on. */
    List<Run> runs() {
        return cells().stream().flatMap(cell -> cell.runs().stream()).toList();
    }
}
