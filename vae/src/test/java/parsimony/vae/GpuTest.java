package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs where TensorFlow can use a GPU, which takes Maven's {@code gpu} profile and an NVIDIA card.
 */
class GpuTest {
    private static final Device GPU = Device.parse("gpu");

    @TempDir
    Path run;

    @BeforeAll
    static void thereIsAGpu() {
        assumeTrue(Devices.list().stream().anyMatch(entry -> entry.name().equals("gpu:0")),
                Devices::gpuDiagnosis);
    }

    /** Its noise is the processor's: what TensorFlow draws for a seed is the same on both. */
    @ParameterizedTest
    @CsvSource({"POISSON, EXACT, LINEAR", "POISSON, MC, LINEAR", "POISSON, STRAIGHT_THROUGH, MLP",
        "GAUSSIAN, MC, LINEAR",
        "LAPLACE, MC, MLP", "CATEGORICAL, STRAIGHT_THROUGH, LINEAR"})
    void trainsAsTheProcessorDoes(Distribution latent, Estimator estimator, Network decoder) {
        Architecture architecture = new Architecture(latent, Activation.NONE, new LinearNetwork(),
                decoder, ImageShape.vector(16), 24);
        Training plan = TrainingRunTest.PLAN.withEstimator(estimator);
        try (Trainer gpu = new Trainer(architecture, plan, TrainingRunTest.PATCHES, GPU, 1);
                Trainer cpu =
                        new Trainer(architecture, plan, TrainingRunTest.PATCHES, Device.CPU, 1)) {
            for (int i = 0; i < 20; i++) {
                Step expected = cpu.advance();
                Step actual = gpu.advance();
                assertEquals(expected.mse(), actual.mse(), 1e-3 * expected.mse(),
                        "mse of step " + i);
                assertEquals(expected.kl(), actual.kl(), 1e-3 * expected.kl() + 1e-5,
                        "kl of step " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"POISSON, EXACT, LINEAR", "POISSON, MC, LINEAR", "LAPLACE, MC, MLP"})
    void resumedRunEndsWithTheUninterruptedOnesBits(Distribution latent, Estimator estimator,
            Network decoder)
            throws IOException {
        TrainingRunTest.requireTheSameBitsWhenResumed(run,
                new Architecture(latent, Activation.NONE, new LinearNetwork(), decoder,
                        ImageShape.vector(16), 24),
                estimator, GPU);
    }
}
