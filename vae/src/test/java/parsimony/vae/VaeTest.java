package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.types.TFloat32;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Measures;

class VaeTest {
    // two chunks, one of them short
    private static final FMatrixRMaj VALIDATION = TrainerTest.sparseMixtures(1500, 2);
    private static Vae vae;

    @BeforeAll
    static void train() {
        vae = Trainer.train(Architecture.linear(Distribution.POISSON, 16, 24),
                Training.PATCHES.withIterations(100).withBatch(100).withLearningRate(0.02),
                TrainerTest.sparseMixtures(1000, 1),
                step -> {});
    }

    @AfterAll
    static void close() {
        vae.close();
    }

    @Test
    void posteriorMeanIsTheRateOfTheFormula() {
        FMatrixRMaj rates = vae.posteriorMean().encode(VALIDATION);
        FMatrixRMaj w = vae.encoderMatrix().orElseThrow();
        FMatrixRMaj prior = vae.priorLogRate().orElseThrow();
        assertEquals(1500, rates.numRows);
        for (int i : new int[] {0, 700, 1499}) {
            for (int k = 0; k < 24; k++) {
                double sum = 0;
                for (int d = 0; d < 16; d++) {
                    sum += (double) w.get(k, d) * VALIDATION.get(i, d);
                }
                double logRate = prior.data[k] + 10 - Math.log1p(Math.exp(10 - sum));
                double rate = Math.exp(5.3 - Math.log1p(Math.exp(5.3 - logRate))) + 1.2e-7;
                assertEquals(rate, rates.get(i, k), 1e-4 * rate);
            }
        }
    }

    @Test
    void sampledCodesAreCountsAroundTheRates() {
        FMatrixRMaj codes = vae.sampler(1).encode(VALIDATION);
        FMatrixRMaj rates = vae.posteriorMean().encode(VALIDATION);
        double count = 0;
        double rate = 0;
        for (int i = 0; i < codes.data.length; i++) {
            assertEquals(Math.rint(codes.data[i]), codes.data[i]);
            assertTrue(codes.data[i] >= 0);
            count += codes.data[i];
            rate += rates.data[i];
        }
        assertEquals(rate, count, 5 * Math.sqrt(rate));
        assertArrayEquals(codes.data, vae.sampler(1).encode(VALIDATION).data);
        assertFalse(Arrays.equals(codes.data, vae.sampler(2).encode(VALIDATION).data));
    }

    @Test
    void evaluationIsThatOfItsParts() {
        Evaluation evaluation = vae.evaluate(VALIDATION, 1);
        Measures sampled = Measures.of(VALIDATION, vae.sampler(1).encode(VALIDATION),
                vae.dictionary().orElseThrow());
        Measures mean = Measures.of(VALIDATION, vae.posteriorMean().encode(VALIDATION),
                vae.dictionary().orElseThrow());
        assertEquals(sampled.mse(), evaluation.mse(), 1e-4 * sampled.mse());
        assertEquals(mean.mse(), evaluation.mseMap(), 1e-4 * mean.mse());
        assertEquals(sampled.lifetime(), evaluation.lifetime(), 1e-9);
        assertEquals(sampled.portionZeros(), evaluation.portionZeros(), 1e-9);
        assertEquals(evaluation.mse() + evaluation.kl(), evaluation.nelbo(), 1e-9);

        FMatrixRMaj logGain = vae.features().encode(VALIDATION);
        double kl = 0;
        for (int i = 0; i < logGain.data.length; i++) {
            double delta = logGain.data[i];
            kl += Math.exp(vae.priorLogRate().orElseThrow().data[i % 24])
                    * (1 + Math.exp(delta) * (delta - 1));
        }
        assertEquals(kl / VALIDATION.numRows, evaluation.kl(), 1e-4 * evaluation.kl());

        double spikes = 0;
        for (float rate : vae.posteriorMean().encode(VALIDATION).data) {
            spikes += (double) rate / VALIDATION.numRows;
        }
        assertEquals(spikes / 24, evaluation.meanActivity().orElseThrow(), 1e-5 * spikes);
        assertEquals(kl / VALIDATION.numRows / spikes / Math.log(2),
                evaluation.bitsPerSpike().orElseThrow(), 1e-3);
        assertEquals(3, Evaluation.bitsPerSpike(6 * Math.log(2), 2).orElseThrow(), 1e-12);
        assertTrue(Evaluation.bitsPerSpike(1, 0).isEmpty());

        assertEquals(sampled.r2(), evaluation.r2(), 1e-4 * Math.abs(sampled.r2()));
        assertEquals(sampled.population(), evaluation.population(), 1e-6);
        assertEquals(1 / 3.0, Evaluation.active(new float[] {.01f, .2f, .0999f}, .1), 1e-12,
                "at least the threshold");
        assertEquals(Evaluation.active(evaluation.klPerUnit(), Distribution.POISSON.activeKl()),
                evaluation.active());
    }

    /**
     * W, Φ ~ N(0, .05²) and ρ ~ U(−6, −4) for a linear decoder; W ~ N(0, .1²) and ρ ~ U(−6, −2) for
     * another.
     */
    @Test
    void beginsWithTheWeightsOfThePaper() {
        for (Network decoder : ModelContractTest.networks()) {
            if (!decoder.decodes()) {
                continue;
            }
            Architecture wide = new Architecture(Distribution.POISSON, Activation.NONE,
                    new LinearNetwork(), decoder, new ImageShape(4, 4, 1), 400);
            try (Trainer trainer =
                    new Trainer(wide, Training.PATCHES.withBatch(100).withEstimator(Estimator.MC),
                            TrainerTest.sparseMixtures(100, 1), Device.CPU);
                    Vae untrained = trainer.model()) {
                assertEquals(decoder.linear() ? .05 : .1,
                        deviation(untrained.encoderMatrix().orElseThrow()), .002);
                if (decoder.linear()) {
                    assertEquals(.05, deviation(untrained.dictionary().orElseThrow().atoms()),
                            .002);
                }
                FMatrixRMaj prior = untrained.priorLogRate().orElseThrow();
                double highest = decoder.linear() ? -4 : -2;
                assertEquals(-6, CommonOps_FDRM.elementMin(prior), .1);
                assertEquals(highest, CommonOps_FDRM.elementMax(prior), .1);
                assertEquals((highest - 6) / 2, CommonOps_FDRM.elementSum(prior) / 400, .2);
            }
        }
    }

    private static double deviation(FMatrixRMaj weights) {
        double squares = 0;
        for (float weight : weights.data) {
            squares += weight * weight;
        }
        return Math.sqrt(squares / weights.getNumElements());
    }

    @Test
    void comesBackFromAFolderWhoseNameTensorFlowWouldTakeForAPattern(@TempDir Path home)
            throws Exception {
        for (String name : new String[] {"run[b=1]", "back\\slash", "[copy] of *?"}) {
            Path run = home.resolve(name);
            vae.save(run);
            try (Vae loaded = Vae.load(run)) {
                assertArrayEquals(vae.sampler(3).encode(VALIDATION).data,
                        loaded.sampler(3).encode(VALIDATION).data);
            }
        }
    }

    @Test
    void aDamagedCheckpointIsNamed(@TempDir Path run) throws Exception {
        vae.save(run);
        Path data;
        try (var files = Files.walk(run)) {
            data = files.filter(file -> file.getFileName().toString().startsWith("variables.data"))
                    .findAny().orElseThrow();
        }
        Files.write(data, Arrays.copyOf(Files.readAllBytes(data), 100));
        UncheckedIOException refused =
                assertThrows(UncheckedIOException.class, () -> Vae.load(run));
        assertTrue(refused.getMessage().contains(data.getParent().toString()),
                refused.getMessage());
    }

    @Test
    void comesBackFromItsRunFolder(@TempDir Path run) throws Exception {
        vae.save(run);
        vae.save(run); // over itself
        try (Vae loaded = Vae.load(run)) {
            assertEquals(vae.architecture(), loaded.architecture());
            assertArrayEquals(vae.sampler(3).encode(VALIDATION).data,
                    loaded.sampler(3).encode(VALIDATION).data);
        }
        try (var files = Files.list(run.resolve("checkpoint"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aRunOfBeforeShapesWereKeptIsLoaded(@TempDir Path run) throws Exception {
        vae.save(run);
        try (InputStream model = VaeTest.class.getResourceAsStream("before-shapes.json")) {
            Files.copy(model, run.resolve("checkpoint/0/model.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        try (Vae loaded = Vae.load(run)) {
            assertEquals(ImageShape.vector(16), loaded.architecture().image());
            assertArrayEquals(vae.sampler(3).encode(VALIDATION).data,
                    loaded.sampler(3).encode(VALIDATION).data);
        }
    }

    @Test
    void exportedModelServesTheSameCodesAndReconstructions(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("exported");
        vae.export(folder);
        FMatrixRMaj rates = vae.posteriorMean().encode(VALIDATION);
        try (SavedModelBundle served = SavedModelBundle.load(folder.toString(), "serve");
                TFloat32 patches = Tensors.rows(VALIDATION, 0, 10);
                Result answer =
                        served.function(Signature.DEFAULT_KEY).call(Map.of("patches", patches));
                TFloat32 codes = Tensors.rows(rates, 0, 10);
                Result decoded = served.function("decode").call(Map.of("codes", codes))) {
            assertArrayEquals(
                    Arrays.copyOf(rates.data, 240),
                    Tensors.matrix(answer.get("codes").orElseThrow()).data, 1e-5f);
            FMatrixRMaj expected = new FMatrixRMaj(10, 16);
            System.arraycopy(vae.decode(rates).data, 0, expected.data, 0, 160);
            assertArrayEquals(expected.data,
                    Tensors.matrix(answer.get("reconstructions").orElseThrow()).data, 1e-5f);
            assertArrayEquals(expected.data,
                    Tensors.matrix(decoded.get("reconstructions").orElseThrow()).data, 1e-5f);
        }
    }

    @Test
    void refusesWhatIsNotItsOwn(@TempDir Path empty) {
        assertThrows(IllegalArgumentException.class,
                () -> vae.posteriorMean().encode(new FMatrixRMaj(2, 15)));
        assertThrows(IllegalArgumentException.class, () -> vae.decode(new FMatrixRMaj(2, 23)));
        assertThrows(IllegalArgumentException.class, () -> vae.evaluate(new FMatrixRMaj(0, 16), 0));
        String message =
                assertThrows(NoSuchFileException.class, () -> Vae.load(empty)).getMessage();
        assertTrue(message.contains(empty.toString()), message);
    }

    /** Φ·E[z] is the mean of decoded samples from each prior, and their spread is that of z. */
    @ParameterizedTest
    @EnumSource(value = Distribution.class, names = {"SAE", "LISTA"}, mode = Mode.EXCLUDE)
    void priorSamplesHaveTheMeanOfTheDecodedPrior(Distribution latent) {
        int count = 4000;
        int units = 24;
        try (Vae model = Trainer.train(Architecture.linear(latent, 16, units),
                Training.PATCHES.forLatent(latent).withIterations(100).withBatch(100)
                        .withLearningRate(0.02),
                TrainerTest.sparseMixtures(1000, 1), step -> {})) {
            FMatrixRMaj samples = model.priorSamples(count, 5);
            assertArrayEquals(samples.data, model.priorSamples(count, 5).data);
            assertFalse(Arrays.equals(samples.data, model.priorSamples(count, 6).data));
            FMatrixRMaj atoms = model.dictionary().orElseThrow().atoms();
            for (int d = 0; d < 16; d++) {
                double expected = 0;
                double variance = 0;
                for (int k = 0; k < units; k++) {
                    double atom = atoms.get(k, d);
                    double mean = switch (latent) {
                        case POISSON -> Math.exp(model.priorLogRate().orElseThrow().data[k]);
                        case CATEGORICAL -> 1.0 / units;
                        default -> 0;
                    };
                    expected += atom * mean;
                    variance += atom * atom * switch (latent) {
                        case GAUSSIAN -> 1;
                        case LAPLACE -> 2;
                        default -> mean;
                    };
                }
                if (latent == Distribution.CATEGORICAL) {
                    variance -= expected * expected; // exactly one unit is on
                }
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < count; i++) {
                    sum += samples.get(i, d);
                    squares += samples.get(i, d) * samples.get(i, d);
                }
                double mean = sum / count;
                assertEquals(expected, mean, 4 * Math.sqrt(variance / count), "pixel " + d);
                assertEquals(1, (squares / count - mean * mean) / variance, .25, "pixel " + d);
            }
        }
        assertThrows(InputException.class, () -> vae.priorSamples(0, 1));
    }
}
