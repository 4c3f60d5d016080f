package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/** Sparse autoencoders against their formulas in plain Java, and what training makes of them. */
class SaeTest {
    private static final int BATCH = 6;
    private static final int PIXELS = 5;
    private static final int LATENTS = 8;
    private static final int NONZEROS = 3;
    private static final double BANDWIDTH = 0.8;
    private static final Network BIASED = new LinearNetwork().withBias();

    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final double[][] batch = new double[BATCH][PIXELS];

    SaeTest() {
        SplittableRandom random = new SplittableRandom(3);
        weights.put("encoder", random.doubles(PIXELS * LATENTS, -1, 1).toArray());
        weights.put("encoder_bias", random.doubles(LATENTS, -.5, .5).toArray());
        weights.put("decoder", random.doubles(LATENTS * PIXELS, -1, 1).toArray());
        weights.put("decoder_bias", random.doubles(PIXELS, -1, 1).toArray());
        weights.put("log_threshold", random.doubles(LATENTS, -2, 0).toArray());
        weights.put("log_gain", random.doubles(LATENTS, -1, 1).toArray());
        weights.put("magnitude_bias", random.doubles(LATENTS, -1, 1).toArray());
        for (double[] row : batch) {
            Arrays.setAll(row, i -> random.nextDouble(-2, 2));
        }
    }

    private static Architecture sae(Activation activation, Network encoder, Network decoder,
            int pixels, int latents, Sae settings) {
        return new Architecture(Distribution.SAE, activation, encoder, decoder,
                ImageShape.vector(pixels), latents, settings);
    }

    private DoubleModel model(Activation activation, boolean training) {
        DoubleModel model = new DoubleModel(sae(activation, BIASED, BIASED, PIXELS, LATENTS,
                new Sae(NONZEROS, BANDWIDTH, 0, 1)), Estimator.EXACT, Indicator.SIGMOID, training);
        weights.keySet().retainAll(model.parameters());
        model.set(weights);
        return model;
    }

    /** u, B×K. */
    private double[][] preActivations() {
        double[][] u = new double[BATCH][LATENTS];
        for (int i = 0; i < BATCH; i++) {
            for (int k = 0; k < LATENTS; k++) {
                u[i][k] = weights.get("encoder_bias")[k];
                for (int d = 0; d < PIXELS; d++) {
                    u[i][k] += batch[i][d] * weights.get("encoder")[d * LATENTS + k];
                }
            }
        }
        return u;
    }

    private double[][] codes(Activation activation) {
        double[][] u = preActivations();
        double[][] codes = new double[BATCH][LATENTS];
        double[] all =
                Arrays.stream(u).flatMapToDouble(Arrays::stream).map(v -> Math.max(v, 0)).sorted()
                        .toArray();
        for (int i = 0; i < BATCH; i++) {
            double[] sorted = Arrays.stream(u[i]).sorted().toArray();
            for (int k = 0; k < LATENTS; k++) {
                double positive = Math.max(0, u[i][k]);
                codes[i][k] = switch (activation) {
                    case RELU -> positive;
                    case TOPK -> u[i][k] >= sorted[LATENTS - NONZEROS] ? positive : 0;
                    case BATCHTOPK -> positive >= all[all.length - BATCH * NONZEROS] ? positive : 0;
                    case JUMPRELU ->
                            u[i][k] > Math.exp(weights.get("log_threshold")[k]) ? u[i][k] : 0;
                    case GATED -> u[i][k] <= 0 ? 0
                            : Math.max(0, Math.exp(weights.get("log_gain")[k]) * u[i][k]
                                    + weights.get("magnitude_bias")[k]);
                    default -> throw new AssertionError(activation);
                };
            }
        }
        return codes;
    }

    private double[] penalty(Activation activation) {
        double[][] u = preActivations();
        double[][] codes = codes(activation);
        double[] penalty = new double[LATENTS];
        for (int k = 0; k < LATENTS; k++) {
            double norm = 0;
            for (int d = 0; d < PIXELS; d++) {
                norm += Math.pow(weights.get("decoder")[k * PIXELS + d], 2);
            }
            for (int i = 0; i < BATCH; i++) {
                penalty[k] += switch (activation) {
                    case RELU, GATED -> Math.sqrt(norm) * Math.max(0, u[i][k]);
                    default -> codes[i][k] > 0 ? 1 : 0;
                } / BATCH;
            }
        }
        return penalty;
    }

    /** Mean over the batch of ‖x − b − Φa‖². */
    private double error(double[][] codes) {
        double total = 0;
        for (int i = 0; i < BATCH; i++) {
            for (int d = 0; d < PIXELS; d++) {
                double rest = batch[i][d] - weights.get("decoder_bias")[d];
                for (int k = 0; k < LATENTS; k++) {
                    rest -= codes[i][k] * weights.get("decoder")[k * PIXELS + d];
                }
                total += rest * rest;
            }
        }
        return total / BATCH;
    }

    @ParameterizedTest
    @EnumSource(value = Activation.class,
            names = {"RELU", "TOPK", "BATCHTOPK", "JUMPRELU", "GATED"})
    void codesPenaltyAndErrorAreThoseOfTheFormulas(Activation activation) {
        try (DoubleModel model = model(activation, true)) {
            List<double[]> values = model.run(batch, 1,
                    List.of(model.posterior().mean(), model.posterior().kl()));
            double[][] codes = codes(activation);
            double[] expected =
                    Arrays.stream(codes).flatMapToDouble(Arrays::stream).toArray();
            assertArrayEquals(expected, values.get(0), 1e-12);
            long on = Arrays.stream(expected).filter(a -> a > 0).count();
            assertTrue(on > 4 && on < expected.length - 4, on + " are on");
            assertArrayEquals(penalty(activation), values.get(1), 1e-9);
            double[] loss = model.loss(batch, 1);
            assertEquals(error(codes), loss[0], 1e-10);
            assertEquals(Arrays.stream(penalty(activation)).sum(), loss[1], 1e-9);
        }
    }

    @Test
    void topKKeepsAtMostKOfEqualUnitsToo() {
        try (DoubleModel model = model(Activation.TOPK, true)) {
            double[] same = new double[PIXELS * LATENTS];
            Arrays.fill(same, 1);
            model.set(Map.of("encoder", same, "encoder_bias", new double[LATENTS]));
            double[] codes = model.run(new double[][] {{1, 1, 1, 1, 1}, new double[PIXELS]}, 1,
                    List.of(model.posterior().mean())).get(0);
            assertEquals(NONZEROS, Arrays.stream(codes).filter(a -> a > 0).count());
            assertEquals(0, Arrays.stream(codes, LATENTS, 2 * LATENTS).sum());
        }
    }

    /** ∂a/∂θ = −θ/ε and ∂penalty/∂θ = −1/ε in the window; times θ, for ln θ. */
    @Test
    void thresholdsOfJumpReluHaveStraightThroughGradients() {
        try (DoubleModel model = model(Activation.JUMPRELU, true)) {
            double[] gradient =
                    model.gradients(batch, 1).get(model.parameters().indexOf("log_threshold"));
            double[][] u = preActivations();
            double[][] codes = codes(Activation.JUMPRELU);
            int within = 0;
            for (int k = 0; k < LATENTS; k++) {
                double theta = Math.exp(weights.get("log_threshold")[k]);
                double expected = 0;
                for (int i = 0; i < BATCH; i++) {
                    if (Math.abs(u[i][k] - theta) >= BANDWIDTH / 2) {
                        continue;
                    }
                    within++;
                    double slope = 0; // of the squared error by a
                    for (int d = 0; d < PIXELS; d++) {
                        double rest = batch[i][d] - weights.get("decoder_bias")[d];
                        for (int j = 0; j < LATENTS; j++) {
                            rest -= codes[i][j] * weights.get("decoder")[j * PIXELS + d];
                        }
                        slope -= 2 * rest * weights.get("decoder")[k * PIXELS + d];
                    }
                    expected += (-theta / BANDWIDTH * slope - 1 / BANDWIDTH) / BATCH;
                }
                assertEquals(expected * theta, gradient[k], 1e-9 * (1 + Math.abs(expected)));
            }
            assertTrue(within > 3, within + " within the window");
        }
    }

    /** ‖x − decode(max(0, u))‖² moves the encoder, and not the decoder. */
    @Test
    void theGateHasALossOfItsOwnThatLeavesTheDecoderAlone() {
        try (DoubleModel model = model(Activation.GATED, true)) {
            double[][] gate = codes(Activation.RELU);
            assertEquals(error(gate), model.auxiliary(batch), 1e-10);
            List<double[]> plain = model.gradients(batch, 1);
            List<double[]> with = model.auxiliaryGradients(batch);
            for (String name : model.parameters()) {
                int p = model.parameters().indexOf(name);
                double[] values = weights.get(name);
                for (int i = 0; i < values.length; i++) {
                    double expected = 0;
                    if (name.startsWith("encoder")) {
                        double kept = values[i];
                        values[i] = kept + 1e-6;
                        double above = error(codes(Activation.RELU));
                        values[i] = kept - 1e-6;
                        double below = error(codes(Activation.RELU));
                        values[i] = kept;
                        expected = (above - below) / 2e-6;
                    }
                    assertEquals(expected, with.get(p)[i] - plain.get(p)[i],
                            1e-6 * (1 + Math.abs(expected)), name + " " + i);
                }
            }
        }
    }

    /** Of held-out patches, by the threshold that was learned along the way. */
    @Test
    void batchTopKHasAboutKUnitsOnByItsThreshold() {
        FMatrixRMaj train = TrainerTest.sparseMixtures(2000, 1);
        FMatrixRMaj validation = TrainerTest.sparseMixtures(1000, 2);
        Architecture model = sae(Activation.BATCHTOPK, BIASED, BIASED, 16, 24,
                Sae.of(24, 4, null, null, null));
        try (Vae vae = Trainer.train(model, plan(model, 1000), train, step -> {})) {
            float threshold = vae.encoderWeights().get("threshold").data[0];
            assertTrue(threshold > 0.1);
            FMatrixRMaj codes = vae.posteriorMean().encode(validation);
            assertEquals(4, nonzeros(codes), 0.4);
            for (float code : codes.data) {
                assertTrue(code == 0 || code > threshold);
            }
            double[] each = new double[codes.numRows];
            for (int i = 0; i < codes.data.length; i++) {
                each[i / 24] += codes.data[i] > 0 ? 1 : 0;
            }
            assertTrue(Arrays.stream(each).distinct().count() > 2, "patches differ in number");
        }
    }

    private static double nonzeros(FMatrixRMaj codes) {
        int count = 0;
        for (float code : codes.data) {
            count += code != 0 ? 1 : 0;
        }
        return (double) count / codes.numRows;
    }

    private static Training plan(Architecture model, int iterations) {
        return Training.PATCHES.withIterations(iterations).withBatch(100).withLearningRate(0.02)
                .forLatent(model.latent());
    }

    @ParameterizedTest
    @CsvSource({"RELU, 792", "TOPK, 792", "BATCHTOPK, 792", "JUMPRELU, 816", "GATED, 840"})
    void countsItsParametersAndKeepsAtomsAtNormOne(Activation activation, int parameters,
            @TempDir Path run) throws IOException {
        // 24·16 + 24 of the encoder, 24·16 of the decoder
        Network unit = new LinearNetwork().withConstraint(Constraint.UNIT_NORM);
        Architecture model = sae(activation, BIASED, unit, 16, 24, null);
        FMatrixRMaj train = TrainerTest.sparseMixtures(1000, 1);
        float[] atoms;
        try (Vae vae = TrainingRun.start(run, model, plan(model, 60), train, Device.CPU,
                TrainingRun.Traces.DEFAULT, step -> {})) {
            assertThrows(InputException.class, () -> vae.priorSamples(1, 0));
            assertEquals(parameters, vae.parameters());
            assertTrue(vae.decoderBias().isEmpty());
            atoms = vae.dictionary().orElseThrow().atoms().data;
            for (int k = 0; k < 24; k++) {
                double norm = 0;
                for (int d = 0; d < 16; d++) {
                    norm += Math.pow(atoms[k * 16 + d], 2);
                }
                assertEquals(1, norm, 1e-6);
            }
        }
        try (Vae loaded = Vae.load(run)) {
            assertArrayEquals(atoms, loaded.dictionary().orElseThrow().atoms().data);
        }
    }

    /**
     * One atom of two looks away from all patches, so its unit is never on. Patches have two
     * directions, so both units are needed.
     */
    @ParameterizedTest
    @EnumSource(value = Activation.class,
            names = {"RELU", "TOPK", "BATCHTOPK", "JUMPRELU", "GATED"})
    void aDeadUnitComesBackByTheRevivalLossAndNotWithoutIt(Activation activation) {
        SplittableRandom random = new SplittableRandom(5);
        FMatrixRMaj patches = new FMatrixRMaj(400, 2);
        for (int i = 0; i < 400; i++) {
            patches.data[2 * i + i % 2] = (float) random.nextDouble(1, 3);
        }
        Dictionary start = new Dictionary(new FMatrixRMaj(2, 2, true, 1, 0, 0, -1));
        Network linear = new LinearNetwork();
        double[] use = new double[2];
        double[] error = new double[2];
        for (int revived = 0; revived < 2; revived++) {
            Architecture model = sae(activation, linear, linear, 2, 2,
                    new Sae(1, 0.1, revived / 32., 20));
            Training plan = plan(model, 1000).withLearningRate(0.05)
                    .withBeta(Schedule.constant(1e-3));
            try (Trainer trainer =
                    new Trainer(model, plan, patches, Device.CPU, 1, 1e-6, start,
                            (done, starts) -> {})) {
                trainer.run(step -> {});
                try (Vae vae = trainer.model()) {
                    FMatrixRMaj codes = vae.posteriorMean().encode(patches);
                    for (int i = 0; i < 400; i++) {
                        use[revived] += codes.data[2 * i + 1] > 0 ? 1 : 0;
                    }
                    error[revived] = vae.evaluate(patches, 0).mse();
                }
            }
        }
        assertEquals(0, use[0]);
        assertTrue(error[0] > 1.9, error[0] + " without the second direction");
        assertTrue(use[1] > 100, use[1] + " of 200");
        assertTrue(error[1] < 0.1, error[1] + " with it");
    }

    /** The state of dead units and thresholds is in the checkpoint. */
    @ParameterizedTest
    @EnumSource(value = Activation.class, names = {"RELU", "BATCHTOPK"})
    void aRunWithDeadUnitsResumesWithTheSameBits(Activation activation, @TempDir Path run)
            throws IOException {
        TrainingRunTest.requireTheSameBitsWhenResumed(run, sae(activation, BIASED, BIASED, 16, 24,
                new Sae(2, 0.1, 1, 3)), Estimator.EXACT, Device.CPU);
    }

    @Test
    void aFixedDecoderStaysAndIsNoParameter() {
        FMatrixRMaj train = TrainerTest.sparseMixtures(500, 1);
        Architecture model = sae(Activation.RELU, BIASED,
                new LinearNetwork().withConstraint(Constraint.FIXED), 16, 4, null);
        FMatrixRMaj atoms = TrainerTest.sparseMixtures(4, 8);
        try (Trainer trainer = new Trainer(model, plan(model, 20), train, Device.CPU, 1, 1e-6,
                new Dictionary(atoms), (done, starts) -> {})) {
            trainer.run(step -> {});
            try (Vae vae = trainer.model()) {
                assertArrayEquals(atoms.data, vae.dictionary().orElseThrow().atoms().data);
                assertEquals(4 * 16 + 4, vae.parameters());
                assertFalse(Arrays.equals(atoms.data, vae.encoderMatrix().orElseThrow().data));
            }
        }
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertEquals(Activation.RELU,
                Architecture.linear(Distribution.SAE, 4, 8).activation());
        assertThrows(InputException.class, () -> sae(Activation.EXP, BIASED, BIASED, 4, 8, null));
        assertThrows(InputException.class,
                () -> sae(Activation.RELU, BIASED, new MlpNetwork(), 4, 8, null));
        assertThrows(InputException.class, () -> sae(Activation.TOPK, BIASED, BIASED, 4, 8,
                Sae.of(8, 9, null, null, null)));
        assertThrows(InputException.class, () -> new Architecture(Distribution.GAUSSIAN,
                Activation.TOPK, BIASED, BIASED, ImageShape.vector(4), 8));
        assertThrows(InputException.class, () -> new Architecture(Distribution.POISSON,
                Activation.NONE, BIASED, new ListaNetwork(), ImageShape.vector(4), 8));
        assertThrows(InputException.class, () -> Estimator.MC
                .requireFor(Architecture.linear(Distribution.SAE, 4, 8)));
    }
}
