package parsimony.vae;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.ejml.data.FMatrixRMaj;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import parsimony.signals.InputException;
import parsimony.signals.Stop;
import parsimony.sparsecoding.Dictionary;

/**
 * Trains a model. All patches lie in TensorFlow's memory, in an order drawn anew for every epoch; a
 * step is fed an offset into that order, a seed and a few scalars. A large batch goes through the
 * model in shares, in parallel on the cores, each within a core's cache. Most of a step is
 * arithmetic on batch×units numbers, and a single operation would not use several cores well.
 */
final class Trainer implements AutoCloseable {
    private final Architecture architecture;
    private final Training training;
    private final double activeThreshold;
    private final int patches;
    private final Graph graph = new Graph();
    private final Session session;
    private final VaeGraph<TFloat32> model;
    private final Adamax<TFloat32> optimizer;
    /** Moves all variables by one step. */
    private final Op step;
    /** Fed with 1 for hard and 0 for relaxed samples; empty where all are of one kind. */
    private final Optional<Placeholder<TFloat32>> hard;
    private final Placeholder<TInt64> offset;
    private final Placeholder<TInt64> newOrder;
    private final Op shuffle;
    private final Operand<TFloat32> report;
    private final Store<TFloat32> store;
    private final long checksum;
    private long iteration;
    private long shuffledFor = -1;
    private long kept = -1;
    private final long begun = System.nanoTime();
    private double earlier; // seconds of the sessions before this one

    static {
        Devices.prepare();
    }

    /**
     * @param patches N×D, finite, at least one batch of them
     * @throws InputException if the patches have another number of pixels than the model or are
     *                                  fewer than a batch, or the estimator does not exist for the
     *                                  architecture, or the device is not there
     */
    public Trainer(Architecture architecture, Training training, FMatrixRMaj patches,
            Device device) {
        this(architecture, training, patches, device, device.shares(training.batch()));
    }

    /** @param parts shares of a batch, a divisor of its size */
    Trainer(Architecture architecture, Training training, FMatrixRMaj patches, Device device,
            int parts) {
        this(architecture, training, patches, device, parts, architecture.latent().activeKl(),
                null, (done, starts) -> {});
    }

    /**
     * @param parts           shares of a batch, a divisor of its size
     * @param activeThreshold mean divergence in nats from which a step counts a unit as active
     * @param dictionary      that the decoder begins with, K×D; null for one that is drawn
     * @param grouping        is told how many starts of {@link UnitGroups} are done, if the model
     *                        begins with groups
     * @throws InputException also if the decoder is not a dictionary of that size
     */
    Trainer(Architecture architecture, Training training, FMatrixRMaj patches, Device device,
            int parts, double activeThreshold, Dictionary dictionary,
            UnitGroups.Progress grouping) {
        device.requireAvailable();
        training.estimator().requireFor(architecture);
        if (patches.numCols != architecture.pixels()) {
            throw new InputException(
                    "‹patches›: have " + patches.numCols + " pixels, the model's have "
                            + architecture.pixels());
        }
        if (patches.numRows < training.batch()) {
            throw new InputException("batch", training.batch(),
                    "must be at most the number of patches, "
                            + patches.numRows);
        }
        requireBeginning(architecture, dictionary);
        this.architecture = architecture;
        this.training = training;
        this.activeThreshold = activeThreshold;
        this.patches = patches.numRows;
        this.checksum = checksum(patches);
        Ops tf = Ops.create(graph);

        Shape shape = Shape.of(patches.numRows, patches.numCols);
        Variable<TFloat32> data = tf.variable(shape, TFloat32.class);
        Placeholder<TFloat32> values = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        Op fill = tf.assign(data, values);
        Variable<TInt64> order = tf.variable(Shape.of(patches.numRows), TInt64.class);
        newOrder = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(patches.numRows)));
        shuffle = tf.assign(order, newOrder);
        offset = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(1)));
        Operand<TInt64> rows =
                tf.slice(tf.identity(order), offset, tf.constant(new long[] {training.batch()}));
        Operand<TFloat32> all = tf.identity(data);
        List<Operand<TFloat32>> batch = new ArrayList<>();
        tf.split(tf.constant(0), rows, (long) parts).forEach(
                share -> batch.add(tf.gather(all, share, tf.constant(0))));

        Blueprint<TFloat32> blueprint = new Blueprint<>(tf, TFloat32.class, true);
        model = new VaeGraph<>(blueprint, architecture, training.indicator(), batch.get(0));
        List<VaeGraph<TFloat32>> shares = new ArrayList<>(List.of(model));
        batch.subList(1, batch.size()).forEach(share -> shares.add(model.of(share)));
        hard = training.annealing().relaxedFirst()
                && training.estimator() == Estimator.STRAIGHT_THROUGH
                        ? Optional.of(tf.placeholder(TFloat32.class,
                                Placeholder.shape(Shape.scalar())))
                        : Optional.empty();
        int draws = training.drawsOfAPatch();
        Operand<TFloat32> error =
                mean(tf, shares, share -> share.error(training.estimator(), draws, hard));
        Operand<TFloat32> mse = !model.alongTheWay() ? error
                : mean(tf, shares, share -> share.squaredError(training.estimator(), draws, hard));
        Operand<TFloat32> kl = mean(tf, shares, VaeGraph::divergence);
        Operand<TFloat32> sum = tf.math.add(error, tf.math.mul(model.feeds.beta(), kl));
        Operand<TFloat32> bound = model.scale() == 1 ? sum
                : tf.math.mul(sum, tf.constant((float) model.scale()));
        List<Operand<TFloat32>> auxiliary = new ArrayList<>();
        shares.forEach(share -> share.auxiliary().ifPresent(auxiliary::add));
        Operand<TFloat32> loss = auxiliary.isEmpty() ? bound
                : tf.math.add(bound, tf.math.mul(tf.math.addN(auxiliary),
                        tf.constant(1f / shares.size())));
        Operand<TFloat32> klPerUnit = mean(tf, shares, share -> share.posterior.kl());
        Operand<TFloat32> active = tf.math.mean(
                tf.dtypes.cast(
                        tf.math.greaterEqual(klPerUnit, tf.constant((float) activeThreshold)),
                        TFloat32.class),
                tf.constant(0));
        Operand<TFloat32> largest = tf.reduceMax(
                tf.stack(shares.stream().map(share -> share.posterior.largest()).toList()),
                tf.constant(0));
        Map<Blueprint.Slot<TFloat32>, Operand<TFloat32>> next = model.next(shares);
        List<Operand<TFloat32>> before = new ArrayList<>(List.of(mse, kl, active, largest, error));
        before.addAll(next.values());
        optimizer = new Adamax<>(blueprint, loss, training.optimizer(), before);
        List<Op> after = new ArrayList<>();
        next.forEach((slot, value) -> after.add(tf
                .withControlDependencies(List.of(optimizer.step)).assign(slot.variable(), value)));
        step = after.isEmpty() ? optimizer.step : tf.withControlDependencies(after).noOp();
        report = tf.stack(List.of(mse, kl, active, largest, optimizer.norm, error));

        store = new Store<>(blueprint);
        List<Op> initial =
                blueprint.variables().values().stream().map(Blueprint.Slot::assign).toList();
        Op initialize = tf.withControlDependencies(initial).noOp();
        session = device.open(graph);
        try (TFloat32 everything = Tensors.rows(patches, 0, patches.numRows);
                TInt64 seed = Tensors.seed(training.seed(), -1)) {
            Map<String, FMatrixRMaj> beginning =
                    beginning(dictionary, patches, seed, grouping);
            List<TFloat32> given = new ArrayList<>();
            Session.Runner runner =
                    session.runner().feed(values, everything).feed(blueprint.seed, seed)
                            .addTarget(fill).addTarget(initialize);
            beginning.forEach((name, value) -> {
                Blueprint.Slot<TFloat32> slot = blueprint.variables().get(name);
                TFloat32 tensor = Tensors.reshaped(value, slot.variable().shape());
                given.add(tensor);
                runner.feed(slot.initial(), tensor);
            });
            runner.run().close();
            given.forEach(TFloat32::close);
        }
    }

    /**
     * What variables begin with, by name, in place of what is drawn for them: a decoder that is
     * given, the groups of a second level under it, and the encoder of a code without noise, which
     * begins as one for its decoder.
     */
    private Map<String, FMatrixRMaj> beginning(Dictionary given, FMatrixRMaj patches,
            TInt64 seed, UnitGroups.Progress grouping) {
        Map<String, FMatrixRMaj> beginning = new LinkedHashMap<>();
        Dictionary first = given;
        if (architecture.decoder() instanceof LinearNetwork linear && given != null) {
            first = linear.constraint() == Constraint.UNIT_NORM ? given.normalized() : given;
            beginning.put(VaeGraph.DECODER, first.atoms());
        }
        if (given != null && grouped(architecture)) {
            FMatrixRMaj groups = UnitGroups.of(first, patches, architecture.levels().units(),
                    training.seed(), grouping);
            beginning.put(TwoLevelPoissonLatent.WEIGHTS, groups);
            if (architecture.levels().seen()) {
                architecture.encoder().start(UnitGroups.seen(groups, first))
                        .forEach((name, value) -> beginning
                                .put(TwoLevelPoissonLatent.LEVEL2 + name, value));
            }
        }
        if (architecture.latent().deterministic()) {
            if (first == null) {
                try (Result drawn = session.runner().feed(model.blueprint.seed, seed)
                        .fetch(model.blueprint.weights().get(VaeGraph.DECODER).initial()).run()) {
                    first = new Dictionary(Tensors.matrix(drawn.get(0)));
                }
            }
            beginning.putAll(architecture.encoder().start(first));
        }
        return beginning;
    }

    private static boolean grouped(Architecture model) {
        return model.levels() != null && model.levels().groups();
    }

    /** @throws InputException if a training lacks the dictionary whose groups it begins with */
    static void requireGroups(Architecture model, Dictionary dictionary) {
        if (dictionary == null && grouped(model)) {
            throw new InputException("‹groups›: are those of units of a given ‹dictionary›; give"
                    + " one, such as that of a model of one level");
        }
    }

    private static void requireBeginning(Architecture model, Dictionary dictionary) {
        if (dictionary == null) {
            return;
        }
        if (!(model.decoder() instanceof LinearNetwork)) {
            throw new InputException("‹dictionary›: is what a linear decoder begins with, not "
                    + model.decoder().kind() + "; leave it out");
        }
        if (dictionary.size() != model.latents() || dictionary.pixels() != model.pixels()) {
            throw new InputException("‹dictionary›: has " + dictionary.size() + " atoms of "
                    + dictionary.pixels() + " pixels; the model has " + model.latents()
                    + " units, and patches have " + model.pixels() + " pixels");
        }
    }

    /**
     * Trains a model from scratch to the end of the plan, on this machine's cores.
     *
     * @param progress sees every step
     * @throws CancellationException if the thread is interrupted, or the progress throws it
     * @throws DivergenceException   if the loss or its gradient stops being finite
     */
    public static Vae train(Architecture architecture, Training training, FMatrixRMaj patches,
            Consumer<Step> progress) {
        requireGroups(architecture, null);
        try (Trainer trainer = new Trainer(architecture, training, patches, Device.CPU)) {
            trainer.run(progress);
            return trainer.model();
        }
    }

    /**
     * Takes the remaining steps of the plan.
     *
     * @param progress sees every step
     * @throws CancellationException if the thread is interrupted, or the progress throws it
     * @throws DivergenceException   if the loss or its gradient stops being finite
     */
    public void run(Consumer<Step> progress) {
        while (iteration < training.iterations()) {
            Step step = advance();
            requireFinite(step);
            progress.accept(step);
            if (iteration < training.iterations()) {
                Stop.ifAsked("training stopped after iteration " + iteration);
            }
        }
    }

    /** A copy of the present model, which the caller closes. */
    public Vae model() {
        Map<String, Blueprint.Slot<TFloat32>> trained = model.blueprint.weights();
        Session.Runner runner = session.runner();
        trained.values().forEach(slot -> runner.fetch(slot.value()));
        Map<String, FMatrixRMaj> weights = new LinkedHashMap<>();
        try (Result result = runner.run()) {
            int i = 0;
            for (String name : trained.keySet()) {
                weights.put(name, Tensors.matrix(result.get(i++)));
            }
        }
        return Vae.of(architecture, weights);
    }

    /**
     * The present dictionary, if the decoder is linear.
     *
     * @throws DivergenceException if its atoms are no longer within range
     */
    Optional<Dictionary> dictionary() {
        if (!architecture.hasDictionary()) {
            return Optional.empty();
        }
        try (Result result = session.runner()
                .fetch(model.blueprint.weights().get(VaeGraph.DECODER).value()).run()) {
            return Optional.of(new Dictionary(Tensors.matrix(result.get(0))));
        } catch (InputException e) {
            throw new DivergenceException(iteration, e);
        }
    }

    /** Steps taken so far. */
    long iteration() {
        return iteration;
    }

    /** Whether this is a moment that is kept of such a model. */
    boolean isAt(TrainingMoment moment) {
        return architecture.hasDictionary() && architecture.latent().learnsPrior()
                && moment.is(iteration, training.iterations());
    }

    /**
     * Writes everything on which the remaining steps depend: weights, moments and iteration. The
     * rest follows from the plan.
     */
    void checkpoint(Path run) throws IOException {
        // Writing the same state again would first delete a whole checkpoint.
        if (kept != iteration) {
            double seconds = earlier + (System.nanoTime() - begun) * 1e-9;
            new Checkpoint(architecture, training, iteration, checksum, seconds).write(run,
                    folder -> store.save(session, folder));
            kept = iteration;
        }
    }

    /** @throws InputException if the checkpoint was made from other patches */
    void restore(Checkpoint checkpoint, Path folder) {
        if (checkpoint.patches() != checksum) {
            throw new InputException(
                    "‹patches›: not those that the run was begun with; a resumed run needs the"
                            + " same");
        }
        store.restore(session, folder);
        iteration = checkpoint.iteration();
        earlier = checkpoint.seconds();
        kept = iteration;
    }

    /** The mean over a batch, from the means over its shares, which are equally large. */
    private static Operand<TFloat32> mean(
            Ops tf, List<VaeGraph<TFloat32>> shares,
            Function<VaeGraph<TFloat32>, Operand<TFloat32>> term) {
        return tf.math.mul(tf.math.addN(shares.stream().map(term).toList()),
                tf.constant(1f / shares.size()));
    }

    private static long checksum(FMatrixRMaj patches) {
        CRC32C crc = new CRC32C();
        ByteBuffer row = ByteBuffer.allocate(Float.BYTES * patches.numCols);
        for (int i = 0; i < patches.numRows; i++) {
            row.clear().asFloatBuffer().put(patches.data, i * patches.numCols, patches.numCols);
            crc.update(row);
        }
        return crc.getValue();
    }

    /** Takes one step. */
    Step advance() {
        long batchesPerEpoch = patches / training.batch();
        long epoch = iteration / batchesPerEpoch;
        if (epoch != shuffledFor) {
            shuffle(epoch);
            shuffledFor = epoch;
        }
        return step((iteration % batchesPerEpoch) * training.batch());
    }

    private Step step(long from) {
        double learningRate = training.learningRateAt(iteration);
        double temperature = training.temperatureAt(iteration);
        double weight = training.betaAt(iteration);
        try (TInt64 start = TInt64.vectorOf(from);
                TInt64 seed = Tensors.seed(training.seed(), iteration);
                TFloat32 rate = TFloat32.scalarOf((float) learningRate);
                TFloat32 power = TFloat32.scalarOf((float) Adamax.power(iteration + 1));
                TFloat32 softness = TFloat32.scalarOf((float) temperature);
                TFloat32 betaNow = TFloat32.scalarOf((float) weight);
                TFloat32 eased = TFloat32.scalarOf((float) training.easedAt(iteration));
                TFloat32 most = TFloat32.scalarOf((float) training.clipAt(iteration));
                TFloat32 hardNow = TFloat32.scalarOf(training.hardAt(iteration) ? 1 : 0)) {
            Session.Runner runner =
                    session.runner().feed(offset, start).feed(model.blueprint.seed, seed)
                            .feed(optimizer.learningRate, rate).feed(optimizer.power, power)
                            .feed(model.feeds.temperature(), softness)
                            .feed(model.feeds.beta(), betaNow).feed(model.feeds.eased(), eased)
                            .addTarget(step).fetch(report);
            optimizer.clip.ifPresent(clip -> runner.feed(clip, most));
            hard.ifPresent(placeholder -> runner.feed(placeholder, hardNow));
            try (Result result = runner.run()) {
                iteration++;
                TFloat32 values = (TFloat32) result.get(0);
                return new Step(iteration, training.iterations(), values.getFloat(0),
                        values.getFloat(1), values.getFloat(2),
                        activeThreshold, values.getFloat(3), values.getFloat(4), learningRate,
                        temperature, weight, values.getFloat(5));
            }
        }
    }

    private static void requireFinite(Step step) {
        String term = !Double.isFinite(step.mse()) ? "mse" : !Double.isFinite(step.kl()) ? "kl"
                : !Double.isFinite(step.gradientNorm()) ? "gradient" : null;
        if (term != null) {
            throw new DivergenceException(step.iteration(), term, step.largest());
        }
    }

    /** A fresh random order of the patches, a function of the seed and the epoch alone. */
    private void shuffle(long epoch) {
        SplittableRandom random =
                new SplittableRandom(new SplittableRandom(training.seed()).nextLong() + epoch);
        long[] order = new long[patches];
        for (int i = 0; i < patches; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        try (TInt64 tensor = TInt64.vectorOf(order)) {
            session.runner().feed(newOrder, tensor).addTarget(shuffle).run().close();
        }
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
