package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * Learns a dictionary. Each step infers the codes of a mini-batch, then moves the atoms to describe
 * it better, and scales them back to unit norm. After each epoch, the residual of a random patch
 * replaces every atom that never fired.
 *
 * <p>Olshausen &amp; Field (1996), Nature 381; Mairal, Bach, Ponce &amp; Sapiro (2009), ICML.
 */
public final class DictionaryLearning {
    /**
     * Makes the encoder that infers codes under the current dictionary, K×D, at the λ of the epoch.
     */
    @FunctionalInterface
    public interface Inference {
        /**
         * {@return an encoder under the dictionary as it is now, with the λ of the epoch}
         *
         * @param dictionary K×D
         * @param lambda λ, the weight of the l1 norm
         */
        Encoder under(Dictionary dictionary, double lambda);
    }

    /**
     * How a dictionary is learned.
     *
     * @param atoms K, ≥ 1
     * @param epochs ≥ 1
     * @param batchesPerEpoch mini-batches in an epoch, ≥ 1
     * @param batch patches in a mini-batch, ≥ 1
     * @param lambda l1 weight by epoch, each &gt; 0
     * @param rate step of the gradient updates by epoch, each &gt; 0; the online update needs none
     * @param update how the atoms move
     * @param seed of the first atoms, of the mini-batches and of re-seeding
     */
    public record Settings(int atoms, int epochs, int batchesPerEpoch, int batch, Schedule lambda,
            Schedule rate, DictionaryUpdate update, long seed) {
        /**
         * Vafaii, Galor &amp; Yates (2024): 512 atoms, 100 epochs of 80 batches of 1000, λ from
         * 0.05 to 0.7, rate 0.01.
         */
        public static final Settings PAPER = new Settings(512, 100, 80, 1000, Schedule.paperRamp(),
                Schedule.constant(0.01), DictionaryUpdate.GRADIENT_PER_ATOM, 0);

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.atLeastOne("atoms", atoms);
            Check.atLeastOne("epochs", epochs);
            Check.atLeastOne("batchesPerEpoch", batchesPerEpoch);
            Check.atLeastOne("batch", batch);
            Check.given("lambda", lambda);
            Check.given("rate", rate);
            Check.given("update", update);
        }

        /**
         * {@return the same settings with another number of atoms}
         *
         * @param atoms K, ≥ 1
         */
        public Settings withAtoms(int atoms) {
            return new Settings(atoms, epochs, batchesPerEpoch, batch, lambda, rate, update, seed);
        }

        /**
         * {@return the same settings with other numbers of epochs and of batches in an epoch}
         *
         * @param epochs ≥ 1
         * @param batchesPerEpoch ≥ 1
         */
        public Settings withEpochs(int epochs, int batchesPerEpoch) {
            return new Settings(atoms, epochs, batchesPerEpoch, batch, lambda, rate, update, seed);
        }

        /**
         * {@return the same settings with another number of patches in a mini-batch}
         *
         * @param batch ≥ 1
         */
        public Settings withBatch(int batch) {
            return new Settings(atoms, epochs, batchesPerEpoch, batch, lambda, rate, update, seed);
        }

        /**
         * {@return the same settings with another λ}
         *
         * @param lambda λ of each epoch
         */
        public Settings withLambda(Schedule lambda) {
            return new Settings(atoms, epochs, batchesPerEpoch, batch, lambda, rate, update, seed);
        }

        /**
         * {@return the same settings with another update and its rate}
         *
         * @param update how a step changes the dictionary
         * @param rate of each epoch
         */
        public Settings withUpdate(DictionaryUpdate update, Schedule rate) {
            return new Settings(atoms, epochs, batchesPerEpoch, batch, lambda, rate, update, seed);
        }

        /**
         * {@return the same settings with another seed}
         *
         * @param seed of the first atoms and the order of patches
         */
        public Settings withSeed(long seed) {
            return new Settings(atoms, epochs, batchesPerEpoch, batch, lambda, rate, update, seed);
        }
    }

    /**
     * The outcome of an epoch.
     *
     * @param number    from 1
     * @param lambda    the epoch's λ
     * @param rate      the epoch's rate
     * @param objective mean over the held-out patches of ½‖x − Φa‖² + λ‖a‖₁ with the epoch's λ
     * @param change    ‖Φ − Φ_before‖/‖Φ_before‖, Frobenius
     * @param reseeded  atoms that never fired in it and were replaced at its end; 0 after the last
     *                  epoch
     */
    public record Epoch(int number, double lambda, double rate, double objective, double change,
            int reseeded) {}

    /**
     * What was learned.
     *
     * @param dictionary K×D, unit atoms
     * @param history every epoch that was completed
     * @param checkpoint the state after the last of them, to go on from; null if there was none
     */
    public record Result(Dictionary dictionary, List<Epoch> history, Checkpoint checkpoint) {}

    private final Settings settings;
    private final Inference inference;

    /**
     * Learning with a way of inference.
     *
     * @param settings how to learn
     * @param inference the encoder of each step
     * @throws InputException if an argument is missing
     */
    public DictionaryLearning(Settings settings, Inference inference) {
        Check.given("settings", settings);
        Check.given("inference", inference);
        this.settings = settings;
        this.inference = inference;
    }

    /**
     * Learns from random unit atoms.
     *
     * @param train N×D patches, N ≥ 1, finite, not all zero
     * @param heldOut M×D patches on which the objective is measured, M ≥ 1, finite
     * @param monitor told after every mini-batch; its note is the objective after the last epoch.
     *     The caller names the phase
     * @param keeper receives a checkpoint after every epoch, from which learning can go on
     * @return what was learned
     * @throws InputException if there are no patches, or shapes do not agree
     * @throws CancellationException if the thread was interrupted
     */
    public Result learn(FMatrixRMaj train, FMatrixRMaj heldOut, Monitor monitor,
            Consumer<Checkpoint> keeper) {
        requireRange("train", train);
        requireRange("heldOut", heldOut);
        return learn(PatchSource.of(train), PatchSource.of(heldOut), monitor, keeper);
    }

    /**
     * Learns from patches that may lie in a file. The result is bit for bit that of learning from
     * the same patches in memory. A patch is checked when it is drawn;
     * {@link #requireRange(String, PatchSource, Monitor) requireRange} checks all beforehand.
     *
     * @param train N patches, N ≥ 1, finite, not all zero
     * @param heldOut M patches on which the objective is measured, M ≥ 1, finite
     * @param monitor as for patches in memory
     * @param keeper as for patches in memory
     * @return what was learned
     * @throws InputException if there are no patches, shapes do not agree, or a patch is not finite
     * @throws CancellationException if the thread was interrupted
     */
    public Result learn(PatchSource train, PatchSource heldOut, Monitor monitor,
            Consumer<Checkpoint> keeper) {
        SplittableRandom random = new SplittableRandom(settings.seed);
        float[][] atoms = new float[settings.atoms][train.pixels()];
        for (float[] atom : atoms) {
            for (int d = 0; d < atom.length; d++) {
                atom[d] = (float) gaussian(random);
            }
            DictionaryUpdate.normalize(atom);
        }
        DictionaryUpdate.Statistics statistics =
                new DictionaryUpdate.Statistics(settings.atoms, train.pixels());
        return run(train, heldOut, monitor, keeper, atoms, statistics, new ArrayList<>(), null);
    }

    /**
     * Goes on from a checkpoint to the last epoch of the settings. With the settings, patches and
     * inference that led to the checkpoint, the result is bit for bit that of learning without a
     * break.
     *
     * @param checkpoint where to begin
     * @param train as for {@link #learn(FMatrixRMaj, FMatrixRMaj, Monitor, Consumer)}
     * @param heldOut as there
     * @param monitor as there
     * @param keeper as there
     * @return what was learned
     * @throws InputException as there, or if the checkpoint has other atoms or pixels
     * @throws CancellationException if the thread was interrupted
     */
    public Result resume(Checkpoint checkpoint, FMatrixRMaj train, FMatrixRMaj heldOut,
            Monitor monitor, Consumer<Checkpoint> keeper) {
        requireRange("train", train);
        requireRange("heldOut", heldOut);
        return resume(checkpoint, PatchSource.of(train), PatchSource.of(heldOut), monitor, keeper);
    }

    /**
     * Goes on from a checkpoint with patches that may lie in a file.
     *
     * @param checkpoint where to begin
     * @param train as for {@link #learn(PatchSource, PatchSource, Monitor, Consumer)}
     * @param heldOut as there
     * @param monitor as there
     * @param keeper as there
     * @return what was learned
     * @throws InputException as there, or if the checkpoint has other atoms or pixels
     * @throws CancellationException if the thread was interrupted
     */
    public Result resume(Checkpoint checkpoint, PatchSource train, PatchSource heldOut,
            Monitor monitor, Consumer<Checkpoint> keeper) {
        float[][] atoms = checkpoint.copyAtoms();
        if (atoms.length != settings.atoms || atoms[0].length != train.pixels()) {
            throw new InputException(
                    "checkpoint: has " + atoms.length + " atoms of " + atoms[0].length
                            + " pixels; must have " + settings.atoms + " of " + train.pixels());
        }
        return run(train, heldOut, monitor, keeper, atoms, checkpoint.copyStatistics(),
                new ArrayList<>(checkpoint.history()), checkpoint);
    }

    private Result run(PatchSource train, PatchSource heldOut, Monitor monitor,
            Consumer<Checkpoint> keeper, float[][] atoms, DictionaryUpdate.Statistics statistics,
            List<Epoch> history, Checkpoint last) {
        requirePatches("train", train, atoms[0].length);
        requirePatches("heldOut", heldOut, atoms[0].length);
        Checkpoint checkpoint = last;
        long begun = System.nanoTime();
        double earlier = last == null ? 0 : last.seconds();
        String note = "";
        for (int epoch = history.size(); epoch < settings.epochs; epoch++) {
            double lambda = settings.lambda.at(epoch);
            double rate = settings.rate.at(epoch);
            Check.positive("lambda of epoch " + (epoch + 1), lambda);
            Check.positive("rate of epoch " + (epoch + 1), rate);
            // A generator of its own makes an epoch the same whether or not learning was
            // interrupted before it.
            SplittableRandom random =
                    new SplittableRandom(settings.seed + 0x632BE59BD9B4E019L * (epoch + 1));
            Dictionary before = dictionary(atoms);
            MiniBatches batches =
                    new MiniBatches(train, settings.batchesPerEpoch, settings.batch, random);
            boolean[] fired = new boolean[atoms.length];
            FMatrixRMaj batch = null;
            FMatrixRMaj codes = null;
            for (int step = 0; step < settings.batchesPerEpoch; step++) {
                batch = batches.next();
                codes = inference.under(dictionary(atoms), lambda).encode(batch);
                markFired(codes, fired);
                settings.update.apply(atoms, batch, codes, rate, statistics);
                for (float[] atom : atoms) {
                    DictionaryUpdate.normalize(atom);
                }
                monitor.at((long) epoch * settings.batchesPerEpoch + step + 1, note);
            }
            // Not after the last epoch: nothing would train what is put in.
            int reseeded = epoch + 1 == settings.epochs ? 0
                    : reseed(atoms, fired, batch, codes, statistics, random);
            Dictionary now = dictionary(atoms);
            history.add(new Epoch(epoch + 1, lambda, rate, objective(now, lambda, heldOut),
                    change(before, now), reseeded));
            checkpoint = Checkpoint.of(atoms, statistics, history,
                    earlier + (System.nanoTime() - begun) * 1e-9);
            note = String.format(Locale.ROOT, "objective %.2f", history.get(epoch).objective());
            keeper.accept(checkpoint);
        }
        return new Result(dictionary(atoms), List.copyOf(history), checkpoint);
    }

    private static void requirePatches(String name, PatchSource patches, int pixels) {
        if (patches.size() < 1 || patches.pixels() != pixels) {
            throw new InputException(name + ": is " + patches.size() + "×" + patches.pixels()
                    + "; must have at least one patch, of " + pixels + " pixels");
        }
    }

    /**
     * Refuses patches that learning cannot use.
     *
     * @param name what the message calls the patches
     * @param patches N×D
     * @throws InputException if one is not finite, or has a norm above 1e15
     */
    public static void requireRange(String name, FMatrixRMaj patches) {
        Check.patches(name, patches);
    }

    /**
     * Refuses patches that learning cannot use. Reads all of them, in order.
     *
     * @param name what the message calls the patches
     * @param patches N patches
     * @param monitor is told how many have been read. The caller names the phase
     * @throws InputException if one is not finite, or has a norm above 1e15
     */
    public static void requireRange(String name, PatchSource patches, Monitor monitor) {
        forEachBlock(name, patches, patches.pixels(),
                (first, block) -> monitor.at(first + block.numRows));
    }

    /** Work on patches that follow one another, the first of which has a number. */
    private interface BlockTask {
        void block(long first, FMatrixRMaj patches);
    }

    /**
     * Goes through patches in order, and checks them.
     *
     * @param values how many values there are at once for a patch
     */
    private static void forEachBlock(String name, PatchSource patches, int values,
            BlockTask task) {
        int most = Math.max(1, MiniBatches.VALUES_AT_ONCE / values);
        for (long first = 0; first < patches.size(); first += most) {
            FMatrixRMaj block =
                    patches.read(first, (int) Math.min(most, patches.size() - first));
            try {
                Check.patches(name, block);
            } catch (PatchException e) {
                throw new InputException(e.message(first + e.patch()), e);
            }
            task.block(first, block);
        }
    }

    private static void markFired(FMatrixRMaj codes, boolean[] fired) {
        for (int i = 0; i < codes.getNumElements(); i++) {
            if (codes.data[i] != 0) {
                fired[i % codes.numCols] = true;
            }
        }
    }

    /**
     * Replaces the atoms that did not fire by residuals of the batch, and returns how many.
     * Residuals are drawn without replacement while any are left: two equal atoms would get the
     * same codes and stay equal.
     */
    private static int reseed(float[][] atoms, boolean[] fired, FMatrixRMaj batch,
            FMatrixRMaj codes, DictionaryUpdate.Statistics statistics, SplittableRandom random) {
        float[][] residuals = null;
        int reseeded = 0;
        int drawn = 0;
        for (int k = 0; k < atoms.length; k++) {
            if (!fired[k]) {
                if (residuals == null) {
                    residuals = DictionaryUpdate.residuals(atoms, batch, codes);
                }
                int other = random.nextInt(drawn, residuals.length);
                float[] residual = residuals[other];
                residuals[other] = residuals[drawn];
                residuals[drawn] = residual;
                drawn = (drawn + 1) % residuals.length;
                float[] atom = residual.clone();
                if (DictionaryUpdate.normalize(atom)) {
                    atoms[k] = atom;
                    statistics.forget(k);
                    reseeded++;
                }
            }
        }
        return reseeded;
    }

    private double objective(Dictionary dictionary, double lambda, PatchSource heldOut) {
        Encoder encoder = inference.under(dictionary, lambda);
        DoubleSummaryStatistics objectives = new DoubleSummaryStatistics(); // compensates its sum
        int values = Math.max(dictionary.pixels(), dictionary.size());
        forEachBlock("heldOut", heldOut, values, (first, block) -> {
            FMatrixRMaj codes = encoder.encode(block);
            double[] objective = new double[block.numRows];
            PatchLoop.run(block.numRows, () -> new Certificate(dictionary, lambda, Threshold.SOFT),
                    (certificate, i) -> {
                        certificate.evaluate(block.data, i, codes.data, i);
                        objective[i] = certificate.objective();
                    });
            for (double one : objective) {
                objectives.accept(one);
            }
        });
        return objectives.getAverage();
    }

    private static double change(Dictionary before, Dictionary now) {
        float[] old = before.atoms().data;
        float[] current = now.atoms().data;
        double moved = 0;
        double squares = 0;
        for (int i = 0; i < old.length; i++) {
            moved += ((double) current[i] - old[i]) * ((double) current[i] - old[i]);
            squares += (double) old[i] * old[i];
        }
        return Math.sqrt(moved / squares);
    }

    static Dictionary dictionary(float[][] atoms) {
        FMatrixRMaj matrix = new FMatrixRMaj(atoms.length, atoms[0].length);
        for (int k = 0; k < atoms.length; k++) {
            System.arraycopy(atoms[k], 0, matrix.data, k * matrix.numCols, matrix.numCols);
        }
        return new Dictionary(matrix);
    }

    /** A standard normal draw, by Box–Muller. */
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
