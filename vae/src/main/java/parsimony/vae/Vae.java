package parsimony.vae;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.sparsecoding.Measures;

/**
 * A trained variational autoencoder. Holds native memory until closed; its encoders live no longer
 * than it does. Safe to share between threads.
 */
public final class Vae implements AutoCloseable {
    /** Rows that go through the graph at a time; it limits the memory. */
    private static final int CHUNK = 1000;

    private final Architecture architecture;
    private final Graph graph = new Graph();
    private final VaeGraph<TFloat32> model;
    private final Store<TFloat32> store;
    private final Session session;
    /** K, mean over the fed patches. */
    private final Optional<Operand<TFloat32>> activity;

    static {
        Devices.prepare();
    }

    private Vae(Architecture architecture) {
        this.architecture = architecture;
        Ops tf = Ops.create(graph);
        Operand<TFloat32> patches = tf.withName("patches").placeholder(
                TFloat32.class,
                Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, architecture.pixels())));
        this.model = new VaeGraph<>(new Blueprint<>(tf, TFloat32.class, false), architecture,
                Indicator.SIGMOID, patches);
        this.activity = model.activity();
        this.store = new Store<>(model.blueprint);
        this.session = Device.CPU.open(graph);
    }

    /** A model with given weights, by variable name; vectors are one row. */
    static Vae of(Architecture architecture, Map<String, FMatrixRMaj> weights) {
        Vae vae = new Vae(architecture);
        List<TFloat32> values = new ArrayList<>();
        Session.Runner runner = vae.session.runner();
        vae.model.blueprint.weights().forEach((name, slot) -> {
            TFloat32 value = Tensors.reshaped(weights.get(name), slot.variable().shape());
            values.add(value);
            runner.feed(slot.initial(), value).addTarget(slot.assign());
        });
        runner.run().close();
        values.forEach(TFloat32::close);
        return vae;
    }

    /**
     * {@return the model of a run folder: the one that a training finished with, or its last
     * checkpoint} The caller closes it.
     *
     * @param run folder of the run
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read
     */
    public static Vae load(Path run) throws IOException {
        Path folder = Checkpoint.latest(run);
        Vae vae = new Vae(Checkpoint.read(run).architecture());
        vae.store.restore(vae.session, folder);
        return vae;
    }

    /**
     * Saves this model in a run folder, in place of a checkpoint that may be there; {@link #load}
     * reads it. A {@link TrainingRun} has already saved its own model.
     *
     * @param run folder to write into
     * @throws IOException if it cannot be written
     */
    public void save(Path run) throws IOException {
        new Checkpoint(architecture, null, 0, 0, 0).write(run,
                folder -> store.save(session, folder));
    }

    /**
     * Writes a SavedModel that TensorFlow serves in any language. Its default signature takes
     * {@code patches} (N×D) and gives {@code codes} (N×K, posterior means) and
     * {@code reconstructions} (N×D, of those); {@code decode} takes {@code codes}.
     *
     * @param folder to create
     * @throws IOException if it cannot be written
     */
    public void export(Path folder) throws IOException {
        Signature encode = Signature.builder().key(Signature.DEFAULT_KEY)
                .methodName("tensorflow/serving/predict")
                .input("patches", model.patches).output("codes", model.posterior.mean())
                .output("reconstructions", model.reconstructed).build();
        Signature decode = Signature.builder().key("decode")
                .methodName("tensorflow/serving/predict")
                .input("codes", model.codes).output("reconstructions", model.decoded).build();
        SavedModelBundle.exporter(folder.toString()).withSession(session)
                .withSignatures(encode, decode).export();
    }

    /** {@return the structure of this model} */
    public Architecture architecture() {
        return architecture;
    }

    /** {@return how many numbers training changed: all weights, and a learned prior} */
    public long parameters() {
        return model.blueprint.trained().values().stream()
                .mapToLong(slot -> slot.variable().shape().size()).sum();
    }

    /** {@return the decoder Φ as a dictionary, K×D as learned; empty if it is not linear} */
    public Optional<Dictionary> dictionary() {
        return architecture.hasDictionary()
                ? Optional.of(new Dictionary(weight(VaeGraph.DECODER))) : Optional.empty();
    }

    /**
     * {@return the bias that is added to the decoded dictionary, 1×D; empty if there is none} Where
     * {@link #dictionary} is present, a reconstruction is bias + Φa.
     */
    public Optional<FMatrixRMaj> decoderBias() {
        return architecture.hasDictionary() && architecture.decoder().bias()
                ? Optional.of(weight(VaeGraph.DECODER + "_bias")) : Optional.empty();
    }

    /**
     * {@return the encoder's matrix W; empty if it is not linear, but for the code of an SAE or
     * LISTA it may have a bias} It has one row of D pixels per output: K rows, but 2K for Gaussian
     * and Laplace.
     */
    public Optional<FMatrixRMaj> encoderMatrix() {
        return affine() ? Optional.of(CommonOps_FDRM.transpose(weight(VaeGraph.ENCODER), null))
                : Optional.empty();
    }

    /** {@return the bias of {@link #encoderMatrix}, 1×K; empty if there is none} */
    public Optional<FMatrixRMaj> encoderBias() {
        return affine() && architecture.encoder().bias()
                ? Optional.of(weight(VaeGraph.ENCODER + "_bias")) : Optional.empty();
    }

    private boolean affine() {
        return architecture.encoder().linear() || architecture.latent().deterministic()
                && architecture.encoder() instanceof LinearNetwork;
    }

    /**
     * {@return what else a code without noise is computed with, by name; nothing of other models}
     *
     * <ul>
     * <li>SAE: {@code threshold}, 1×K of JUMPRELU and 1×1 of BATCHTOPK; {@code log_gain} and
     * {@code magnitude_bias}, 1×K each, of GATED.
     * <li>A {@link ListaNetwork}: {@code encoder_input}, K×D, {@code encoder_recurrent}, K×K, if it
     * has more than one layer, and {@code encoder_threshold}, 1×K.
     * </ul>
     */
    public Map<String, FMatrixRMaj> encoderWeights() {
        Map<String, FMatrixRMaj> weights = new LinkedHashMap<>();
        if (architecture.encoder() instanceof ListaNetwork lista) {
            weights.put("encoder_input",
                    CommonOps_FDRM.transpose(weight(VaeGraph.ENCODER), null));
            if (lista.layers() > 1) {
                weights.put(ListaNetwork.RECURRENT, weight(ListaNetwork.RECURRENT));
            }
            weights.put(ListaNetwork.THRESHOLD, weight(ListaNetwork.THRESHOLD));
        }
        weights.putAll(activationWeights());
        return weights;
    }

    private Map<String, FMatrixRMaj> activationWeights() {
        return switch (architecture.activation()) {
            case BATCHTOPK -> Map.of(SaeLatent.THRESHOLD, weight(SaeLatent.THRESHOLD));
            case JUMPRELU -> {
                FMatrixRMaj threshold = weight(SaeLatent.LOG_THRESHOLD);
                for (int k = 0; k < threshold.numCols; k++) {
                    threshold.data[k] = (float) Math.exp(threshold.data[k]);
                }
                yield Map.of(SaeLatent.THRESHOLD, threshold);
            }
            case GATED -> Map.of(SaeLatent.LOG_GAIN, weight(SaeLatent.LOG_GAIN),
                    SaeLatent.MAGNITUDE_BIAS, weight(SaeLatent.MAGNITUDE_BIAS));
            default -> Map.of();
        };
    }

    /** {@return the prior's log rates ρ, 1×K, of a Poisson model; empty for others} */
    public Optional<FMatrixRMaj> priorLogRate() {
        return architecture.latent().prior().map(this::weight);
    }

    /** {@return the amortized encoder} It gives posterior means: rates, for a Poisson model. */
    public Encoder posteriorMean() {
        return patches -> encode(patches, 0, List.of(model.posterior.mean())).get(0);
    }

    /**
     * {@return an encoder that draws codes from the posterior}
     *
     * @param seed the same seed and patches give the same codes
     */
    public Encoder sampler(long seed) {
        return patches -> encode(patches, seed, List.of(model.posterior.codes())).get(0);
    }

    /**
     * {@return an encoder that gives features for a classifier, N×K} They are log gains δ of a
     * Poisson model, locations, logits, or the pre-activations of an SAE.
     */
    public Encoder features() {
        return patches -> encode(patches, 0, List.of(model.posterior.feature())).get(0);
    }

    /**
     * Reconstructs patches from codes.
     *
     * @param codes N×K
     * @return N×D
     * @throws InputException if the codes do not have K columns
     */
    public FMatrixRMaj decode(FMatrixRMaj codes) {
        if (codes.numCols != architecture.latents()) {
            throw new InputException(
                    "codes: have " + codes.numCols + " units, the model has "
                            + architecture.latents());
        }
        FMatrixRMaj decoded = new FMatrixRMaj(codes.numRows, architecture.pixels());
        for (int row = 0; row < codes.numRows; row += CHUNK) {
            try (TFloat32 rows = Tensors.rows(codes, row, Math.min(row + CHUNK, codes.numRows));
                    Result result =
                            session.runner().feed(model.codes, rows).fetch(model.decoded).run()) {
                Tensors.read(result.get(0), decoded, row);
            }
        }
        return decoded;
    }

    /**
     * Draws codes from the prior and decodes them. The prior is the posterior of an encoder that
     * says nothing, whose outputs are all 0: the learned rates of a Poisson model, under the clamp
     * of all its rates; a standard normal or Laplace distribution, passed through the activation;
     * or each unit equally likely.
     *
     * @param count N, ≥ 1
     * @param seed  the same seed gives the same samples
     * @return N×D
     * @throws InputException if the count is below 1, or codes have no noise and so no prior
     */
    public FMatrixRMaj priorSamples(int count, long seed) {
        if (count < 1) {
            throw new InputException("count", count, "must be at least 1");
        }
        if (architecture.latent().deterministic()) {
            throw new InputException("samples: a code of " + architecture.latent().label()
                    + " has no prior to draw from");
        }
        FMatrixRMaj silence = new FMatrixRMaj(count,
                architecture.latent().outputsPerUnit() * architecture.latents());
        return decode(
                run(model.encoded, silence, seed, List.of(model.posterior.codes())).get(0));
    }

    /**
     * {@return how well this model describes patches}
     *
     * @param patches N×D, N ≥ 1, finite
     * @param seed    of the sampled codes
     * @throws InputException if shapes do not agree or there is no patch
     */
    public Evaluation evaluate(FMatrixRMaj patches, long seed) {
        List<FMatrixRMaj> codesAndMeans =
                encode(patches, seed,
                        List.of(model.posterior.codes(), model.posterior.mean()));
        FMatrixRMaj codes = codesAndMeans.get(0);
        FMatrixRMaj means = codesAndMeans.get(1);
        Measures sampled = Measures.of(patches, codes, decode(codes));
        double mseMap = Measures.of(patches, means, decode(means)).mse();
        float[] klPerUnit = meanPerUnit(patches, model.posterior.kl());
        double kl = sum(klPerUnit);
        OptionalDouble total = activity.isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(sum(meanPerUnit(patches, activity.get())));
        double threshold = architecture.latent().activeKl();
        return new Evaluation(sampled.mse() + kl, sampled.mse(), kl, mseMap, sampled.r2(),
                sampled.r2Pooled(),
                sampled.r2Median(), sampled.lifetime(), sampled.population(),
                sampled.portionZeros(),
                Evaluation.active(klPerUnit, threshold), threshold,
                GapRule.active(architecture, dictionary().map(Dictionary::atoms), klPerUnit),
                klPerUnit,
                total.isEmpty() ? total
                        : OptionalDouble.of(total.getAsDouble() / architecture.latents()),
                architecture.latent().counts() ? Evaluation.bitsPerSpike(kl, total.getAsDouble())
                        : OptionalDouble.empty());
    }

    private static double sum(float[] units) {
        double sum = 0;
        for (float unit : units) {
            sum += unit;
        }
        return sum;
    }

    /** A tensor that has a number for each unit, a mean over the batch: its mean over patches. */
    private float[] meanPerUnit(FMatrixRMaj patches, Operand<TFloat32> perUnit) {
        int latents = architecture.latents();
        double[] sums = new double[latents];
        for (int row = 0; row < patches.numRows; row += CHUNK) {
            int end = Math.min(row + CHUNK, patches.numRows);
            try (TFloat32 rows = Tensors.rows(patches, row, end);
                    Result result = session.runner().feed(model.patches, rows)
                            .fetch(perUnit).run()) {
                FMatrixRMaj means = Tensors.matrix(result.get(0));
                for (int k = 0; k < latents; k++) {
                    sums[k] += (double) means.data[k] * (end - row);
                }
            }
        }
        float[] mean = new float[latents];
        for (int k = 0; k < latents; k++) {
            mean[k] = (float) (sums[k] / patches.numRows);
        }
        return mean;
    }

    /** The N×K tensors asked for, of patches. */
    private List<FMatrixRMaj> encode(FMatrixRMaj patches, long seed,
            List<Operand<TFloat32>> fetches) {
        if (patches.numCols != architecture.pixels()) {
            throw new InputException(
                    "‹patches›: have " + patches.numCols + " pixels, the model's have "
                            + architecture.pixels());
        }
        return run(model.patches, patches, seed, fetches);
    }

    /**
     * The N×K tensors asked for, of the values of another tensor, chunk by chunk; each chunk draws
     * noise of its own.
     *
     * @param values N rows
     */
    private List<FMatrixRMaj> run(Operand<TFloat32> input, FMatrixRMaj values, long seed,
            List<Operand<TFloat32>> fetches) {
        List<FMatrixRMaj> results = new ArrayList<>();
        for (int i = 0; i < fetches.size(); i++) {
            results.add(new FMatrixRMaj(values.numRows, architecture.latents()));
        }
        for (int row = 0; row < values.numRows; row += CHUNK) {
            try (TFloat32 rows = Tensors.rows(values, row, Math.min(row + CHUNK, values.numRows));
                    Tensor noise = Tensors.seed(seed, row / CHUNK);
                    TFloat32 temperature = TFloat32.scalarOf(0)) {
                Session.Runner runner = session.runner()
                        .feed(input, rows).feed(model.blueprint.seed, noise)
                        .feed(model.temperature, temperature);
                for (Operand<TFloat32> fetch : fetches) {
                    runner.fetch(fetch);
                }
                try (Result result = runner.run()) {
                    for (int i = 0; i < fetches.size(); i++) {
                        Tensors.read(result.get(i), results.get(i), row);
                    }
                }
            }
        }
        return results;
    }

    private FMatrixRMaj weight(String name) {
        try (Result result =
                session.runner().fetch(model.blueprint.variables().get(name).value()).run()) {
            return Tensors.matrix(result.get(0));
        }
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
