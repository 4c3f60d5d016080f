package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A training of any model that was killed goes on to the bits of the one that was not. A class of
 * its own, so that it runs beside {@link ModelContractTest}. {@link TrainingRunTest} has stops.
 */
class ResumeContractTest {
    private static final TrainingRun.Traces TRACES = new TrainingRun.Traces(18, 20, 60);

    @TempDir
    private Path folder;

    /**
     * Those with two networks of one kind and no activation, and all codes without noise, of
     * patches that there are.
     */
    static Stream<Arguments> trained() {
        return ModelContractTest.withEstimators(
                ModelContractTest.architectures(new ImageShape(4, 4, 1), 24).filter(
                        model -> model.latent().deterministic()
                                ? model.encoder().equals(model.latent().encoder())
                                : model.encoder().equals(model.decoder())
                                        && model.activation() == Activation.NONE));
    }

    @ParameterizedTest
    @MethodSource("trained")
    void aRunThatWasKilledEndsWithTheOtherOnesBits(Architecture model, Estimator estimator)
            throws IOException {
        Training plan = TrainingRunTest.PLAN.withEstimator(estimator);
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        float[] codes;
        try (Vae vae = TrainingRun.start(whole, model, plan, TrainingRunTest.PATCHES, Device.CPU,
                TRACES, step -> {
                    if (step.iteration() == 20) {
                        copy(whole, killed); // what a kill would leave there
                    }
                })) {
            codes = vae.sampler(1).encode(TrainingRunTest.PATCHES).data;
        }
        List<Step> resumed = new ArrayList<>();
        TrainingRun.resume(killed, TrainingRunTest.PATCHES, Device.CPU, TRACES, resumed::add)
                .close();
        assertEquals(19, resumed.get(0).iteration());
        assertEquals(22, resumed.size());
        assertArrayEquals(variables(whole), variables(killed));
        try (Vae vae = Vae.load(killed)) {
            assertArrayEquals(codes, vae.sampler(1).encode(TrainingRunTest.PATCHES).data);
        }
    }

    /** The weights and the moments of the optimizer, as TensorFlow has written them. */
    private static byte[] variables(Path run) throws IOException {
        Path checkpoint = Checkpoint.latest(run);
        assertEquals(40, Checkpoint.read(run).iteration());
        try (Stream<Path> files = Files.list(checkpoint)) {
            Path data = files.filter(file -> file.toString().contains(".data-")).findFirst()
                    .orElseThrow();
            return Files.readAllBytes(data);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
