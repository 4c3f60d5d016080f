package parsimony.vae;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
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
import parsimony.signals.Setting;
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
    /** Null where an encoder gives codes in one shot. */
    private final StepwiseInference stepwise;
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
        this.stepwise = model.inferring.isEmpty() ? null
                : new StepwiseInference(session, model, CHUNK);
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
        return load(run, Checkpoint.read(run).architecture());
    }

    /**
     * {@return the same model, with another number of steps of inference} The caller closes it.
     *
     * @param run       folder of the run
     * @param testSteps steps in evaluation, ≥ 0
     * @throws InputException if an encoder gives its codes in one shot
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read
     */
    public static Vae load(Path run, int testSteps) throws IOException {
        Architecture architecture = Checkpoint.read(run).architecture();
        if (architecture.inference() == null) {
            throw new InputException("‹test-steps›: " + run + " holds a model whose encoder gives"
                    + " codes in one shot; leave it out");
        }
        return load(run, architecture
                .withInference(architecture.inference().withTestSteps(testSteps)));
    }

    private static Vae load(Path run, Architecture architecture) throws IOException {
        Path folder = Checkpoint.latest(run);
        Vae vae = new Vae(architecture);
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
     * @throws InputException if codes are found step by step
     * @throws IOException if it cannot be written
     */
    public void export(Path folder) throws IOException {
        if (stepwise != null) {
            throw new InputException("‹export›: a saved model gives codes in one shot, and "
                    + Setting.word(architecture.inference().kind())
                    + " inference does not; leave it out");
        }
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
        if (stepwise != null && !architecture.inference().encodes()) {
            return false;
        }
        return architecture.encoder().linear() || architecture.latent().deterministic()
                && architecture.encoder() instanceof LinearNetwork;
    }

    /**
     * {@return what else a code is computed with, by name}
     *
     * <ul>
     * <li>SAE: {@code threshold}, 1×K of JUMPRELU and 1×1 of BATCHTOPK; {@code log_gain} and
     * {@code magnitude_bias}, 1×K each, of GATED.
     * <li>A {@link ListaNetwork}: {@code encoder_input}, K×D, {@code encoder_recurrent}, K×K, if it
     * has more than one layer, and {@code encoder_threshold}, 1×K.
     * <li>Iterative inference: {@code log_bias} b, 1×K; {@code log_sigma}, 1×D, the pixels' log σ
     * after their limit; {@code log_step} η, one for each tensor of a belief; of a Gaussian model
     * also {@code prior_location}, {@code prior_log_scale} and, with relu, {@code log_gain}, 1×K
     * each.
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
        if (architecture.inference() != null && architecture.inference().iterative()) {
            weights.putAll(dynamicsWeights());
        }
        return weights;
    }

    private Map<String, FMatrixRMaj> dynamicsWeights() {
        Map<String, FMatrixRMaj> weights = new LinkedHashMap<>();
        for (String name : model.blueprint.weights().keySet()) {
            if (!name.equals(VaeGraph.DECODER) && !name.equals(PoissonLatent.PRIOR)) {
                weights.put(name, weight(name));
            }
        }
        FMatrixRMaj logSigma = weights.get(IterativeDynamics.LOG_SIGMA);
        double most = IterativeDynamics.MAX_LOG_SIGMA;
        for (int d = 0; d < logSigma.numCols; d++) {
            logSigma.data[d] = (float) (most * Math.tanh(logSigma.data[d] / most));
        }
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

    /**
     * {@return the second level's arrays, by name; nothing of a model of one level}
     *
     * <ul>
     * <li>{@code level2}: Φ₂ᵀ, K₂×K₁. A row is a unit of level 2: what it adds to the rates of
     * level 1, or to their logarithms.
     * <li>{@code level2_prior_log_rate}: ρ₂, 1×K₂.
     * <li>{@code level2_encoder}: the encoder's matrix for level 2, K₂×D, if it is linear.
     * </ul>
     */
    public Map<String, FMatrixRMaj> level2() {
        Map<String, FMatrixRMaj> arrays = new LinkedHashMap<>();
        if (architecture.levels() != null) {
            arrays.put(TwoLevelPoissonLatent.WEIGHTS, weight(TwoLevelPoissonLatent.WEIGHTS));
            String prior = TwoLevelPoissonLatent.LEVEL2 + PoissonLatent.PRIOR;
            arrays.put(prior, weight(prior));
            if (architecture.encoder().linear()) {
                String matrix = TwoLevelPoissonLatent.LEVEL2 + VaeGraph.ENCODER;
                arrays.put(matrix, CommonOps_FDRM.transpose(weight(matrix), null));
            }
        }
        return arrays;
    }

    /**
     * What the encoder of a model of two levels says of patches: everything that its free energy
     * depends on.
     *
     * @param means2 λ₂, N×K₂
     * @param gains1 δ₁, N×K₁
     * @param rates1 E z₁ = δ₁⊙M, N×K₁
     * @param codes1 a sample of z₁, N×K₁
     * @param codes2 the sample of z₂ that it was drawn given, N×K₂
     */
    public record TwoLevelCodes(FMatrixRMaj means2, FMatrixRMaj gains1, FMatrixRMaj rates1,
            FMatrixRMaj codes1, FMatrixRMaj codes2) {}

    /**
     * {@return the codes of both levels}
     *
     * @param patches N×D
     * @param seed    of the samples; those of level 1 are those of {@link #sampler}
     * @throws InputException if the model has one level, or patches another number of pixels
     */
    public TwoLevelCodes twoLevels(FMatrixRMaj patches, long seed) {
        Posterior.Upper<TFloat32> upper = model.posterior.upper().orElseThrow(
                () -> new InputException("‹levels›: the model has one level"));
        List<FMatrixRMaj> all = encode(patches, seed, List.of(upper.mean(), upper.gains(),
                model.posterior.mean(), model.posterior.codes(), upper.codes()));
        return new TwoLevelCodes(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4));
    }

    /** {@return the amortized encoder} It gives posterior means: rates, for a Poisson model. */
    public Encoder posteriorMean() {
        return posteriorMean(0);
    }

    /**
     * {@return the same, with noise from a seed in the steps of models whose codes are found step
     * by step}
     *
     * @param seed the same seed and patches give the same codes
     */
    public Encoder posteriorMean(long seed) {
        return patches -> encode(patches, seed, List.of(model.posterior.mean())).get(0);
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
     * {@return an encoder that goes without noise: in each step the mean of the belief stands in
     * place of a sample} It gives the mean of the last belief.
     *
     * @param steps ≥ 0
     * @param limited whether beliefs of iterative models have the limits that they have in
     *                training: of log rates, a floor of −8 and a soft ceiling of 10. Without them,
     *                and with steps of a fiftieth of their length, rates go to the optimum of a
     *                weighted lasso
     * @throws InputException if codes are not found step by step, or the number is out of its range
     */
    public Encoder noiseless(int steps, boolean limited) {
        if (stepwise == null) {
            throw new InputException("noiseless: is for codes that are found step by step");
        }
        Training.require(steps >= 0, "steps", steps, "at least 0");
        Dynamics.Draw draw = limited ? Dynamics.Draw.MEAN
                : Dynamics.Draw.MEAN_UNLIMITED;
        return patches -> {
            requirePixels(patches);
            return run(inputs(),
                    fed(patches, stepwise.infer(patches, 0, steps, draw, taken -> {}).belief()), 0,
                    List.of(model.posterior.mean())).get(0);
        };
    }

    /**
     * {@return how well codes describe patches after more and more steps of inference, up to those
     * of an evaluation; nothing where an encoder gives codes in one shot}
     *
     * @param patches N×D, N ≥ 1, finite
     * @param seed    of the sampled codes
     * @throws InputException if shapes do not agree or there is no patch
     */
    public List<InferenceStep> convergence(FMatrixRMaj patches, long seed) {
        return convergence(patches, seed, taken -> {});
    }

    /**
     * {@return the same}
     *
     * @param patches N×D, N ≥ 1, finite
     * @param seed    of the sampled codes
     * @param taken   is told after each step how many are done, up to those of an evaluation
     * @throws InputException if shapes do not agree or there is no patch
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public List<InferenceStep> convergence(FMatrixRMaj patches, long seed, IntConsumer taken) {
        requirePixels(patches);
        if (stepwise == null) {
            return List.of();
        }
        Measures.of(patches, patches, patches); // refuses no patch
        return stepwise.infer(patches, seed, architecture.inference().testSteps(),
                Dynamics.Draw.SAMPLE, taken).convergence();
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
     * or each unit equally likely. With two levels, z₂ is drawn first, and z₁ given it.
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
        List<FMatrixRMaj> silence = stepwise != null ? stepwise.prior(count)
                : List.of(new FMatrixRMaj(count, architecture.outputs()));
        return decode(
                run(model.belief, silence, seed, List.of(model.posterior.codes())).get(0));
    }

    /**
     * {@return how well this model describes patches}
     *
     * @param patches N×D, N ≥ 1, finite
     * @param seed    of the sampled codes
     * @throws InputException if shapes do not agree or there is no patch
     */
    public Evaluation evaluate(FMatrixRMaj patches, long seed) {
        List<Operand<TFloat32>> asked =
                new ArrayList<>(List.of(model.posterior.codes(), model.posterior.mean()));
        model.posterior.upper().ifPresent(upper -> asked.add(upper.codes()));
        List<FMatrixRMaj> codesAndMeans = encode(patches, seed, asked);
        FMatrixRMaj codes = codesAndMeans.get(0);
        FMatrixRMaj means = codesAndMeans.get(1);
        Measures sampled = Measures.of(patches, codes, decode(codes));
        double mseMap = Measures.of(patches, means, decode(means)).mse();
        float[] klPerUnit = meanPerUnit(patches, seed, model.posterior.kl());
        OptionalDouble total = activity.isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(sum(meanPerUnit(patches, seed, activity.get())));
        double threshold = architecture.latent().activeKl();
        Evaluation.Level2 level2 = model.posterior.upper().map(upper -> Evaluation.Level2.of(
                meanPerUnit(patches, seed, upper.kl()), codesAndMeans.get(2), threshold))
                .orElse(null);
        double kl = sum(klPerUnit) + (level2 == null ? 0 : level2.kl());
        return new Evaluation(sampled.mse() + kl, sampled.mse(), kl, mseMap, sampled.r2(),
                sampled.r2Pooled(),
                sampled.r2Median(), sampled.lifetime(), sampled.population(),
                sampled.portionZeros(),
                Evaluation.active(klPerUnit, threshold), threshold,
                GapRule.active(architecture, dictionary().map(Dictionary::atoms), klPerUnit),
                klPerUnit,
                total.isEmpty() ? total
                        : OptionalDouble.of(total.getAsDouble() / architecture.latents()),
                architecture.latent().counts() ? Evaluation.bitsPerSpike(sum(klPerUnit),
                        total.getAsDouble()) : OptionalDouble.empty(),
                level2);
    }

    private static double sum(float[] units) {
        double sum = 0;
        for (float unit : units) {
            sum += unit;
        }
        return sum;
    }

    /**
     * A tensor that has a number for each unit of a level, a mean over the batch: its mean over
     * patches.
     *
     * @param seed of the noise, if codes are found step by step
     */
    private float[] meanPerUnit(FMatrixRMaj patches, long seed, Operand<TFloat32> perUnit) {
        int latents = (int) perUnit.shape().get(0);
        double[] sums = new double[latents];
        eachChunk(inputs(), found(patches, seed), (runner, row, rows) -> {
            try (Result result = runner.fetch(perUnit).run()) {
                FMatrixRMaj means = Tensors.matrix(result.get(0));
                for (int k = 0; k < latents; k++) {
                    sums[k] += (double) means.data[k] * rows;
                }
            }
        });
        float[] mean = new float[latents];
        for (int k = 0; k < latents; k++) {
            mean[k] = (float) (sums[k] / patches.numRows);
        }
        return mean;
    }

    /** The tensors of N rows that are asked for, of patches. */
    private List<FMatrixRMaj> encode(FMatrixRMaj patches, long seed,
            List<Operand<TFloat32>> fetches) {
        requirePixels(patches);
        return run(inputs(), found(patches, seed), seed, fetches);
    }

    private void requirePixels(FMatrixRMaj patches) {
        if (patches.numCols != architecture.pixels()) {
            throw new InputException(
                    "‹patches›: have " + patches.numCols + " pixels, the model's have "
                            + architecture.pixels());
        }
    }

    /** What is fed for patches: the patches, and the belief about them where steps find it. */
    private List<Operand<TFloat32>> inputs() {
        List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(model.patches));
        if (stepwise != null) {
            inputs.addAll(model.belief);
        }
        return inputs;
    }

    /** The values of {@link #inputs}, after the steps of an evaluation if there are such. */
    private List<FMatrixRMaj> found(FMatrixRMaj patches, long seed) {
        return stepwise == null ? List.of(patches)
                : fed(patches, stepwise.infer(patches, seed,
                        architecture.inference().testSteps(), Dynamics.Draw.SAMPLE,
                        taken -> {}).belief());
    }

    private static List<FMatrixRMaj> fed(FMatrixRMaj patches, List<FMatrixRMaj> belief) {
        List<FMatrixRMaj> values = new ArrayList<>(List.of(patches));
        values.addAll(belief);
        return values;
    }

    /**
     * The N×K tensors asked for, of the values of other tensors, chunk by chunk; each chunk draws
     * noise of its own.
     *
     * @param values N rows each
     */
    private List<FMatrixRMaj> run(List<Operand<TFloat32>> inputs, List<FMatrixRMaj> values,
            long seed, List<Operand<TFloat32>> fetches) {
        List<FMatrixRMaj> results = new ArrayList<>();
        for (int i = 0; i < fetches.size(); i++) {
            results.add(new FMatrixRMaj(values.get(0).numRows, architecture.latents()));
        }
        eachChunk(inputs, values, (runner, row, rows) -> {
            try (Tensor noise = Tensors.seed(seed, row / CHUNK);
                    TFloat32 temperature = TFloat32.scalarOf(0)) {
                runner.feed(model.blueprint.seed, noise).feed(model.feeds.temperature(),
                        temperature);
                fetches.forEach(runner::fetch);
                try (Result result = runner.run()) {
                    for (int i = 0; i < fetches.size(); i++) {
                        int columns = (int) result.get(i).shape().get(1); // K₂ of level 2
                        if (columns != results.get(i).numCols) {
                            results.set(i, new FMatrixRMaj(values.get(0).numRows, columns));
                        }
                        Tensors.read(result.get(i), results.get(i), row);
                    }
                }
            }
        });
        return results;
    }

    /** Carries out a call of the graph. */
    private interface Call {
        /**
         * @param runner that is fed with a chunk
         * @param row    the chunk's first row
         * @param rows   how many rows it has
         */
        void run(Session.Runner runner, int row, int rows);
    }

    private void eachChunk(List<Operand<TFloat32>> inputs, List<FMatrixRMaj> values, Call call) {
        int count = values.get(0).numRows;
        for (int row = 0; row < count; row += CHUNK) {
            int end = Math.min(row + CHUNK, count);
            Session.Runner runner = session.runner();
            List<TFloat32> tensors = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                TFloat32 tensor = Tensors.rows(values.get(i), row, end);
                tensors.add(tensor);
                runner.feed(inputs.get(i), tensor);
            }
            try {
                call.run(runner, row, end - row);
            } finally {
                tensors.forEach(TFloat32::close);
            }
        }
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
