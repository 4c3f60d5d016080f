package parsimony.experiment.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.NamedArrays;
import parsimony.data.Npy;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** Encoders that make_encoders.py wrote, with what their libraries make of some inputs. */
class ImportedEncoderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private static Path fixtures() {
        try {
            return Path.of(ImportedEncoderTest.class.getResource("/encoders").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(fixtures())) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".expected.npz"))
                    .map(name -> name.replace(".expected.npz", "")).sorted().toList();
            assertTrue(names.size() >= 26, names.toString());
            return names.stream();
        }
    }

    static Path place(String name) {
        return Stream.of("", ".npz", ".pt").map(ending -> fixtures().resolve(name + ending))
                .filter(Files::exists).findFirst().orElseThrow();
    }

    private static void assertClose(FMatrixRMaj expected, FMatrixRMaj found) {
        assertEquals(expected.numRows, found.numRows);
        assertEquals(expected.numCols, found.numCols);
        for (int i = 0; i < expected.data.length; i++) {
            assertEquals(expected.data[i], found.data[i],
                    1e-5 * Math.max(1, Math.abs(expected.data[i])));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void codesAndReconstructionsAreTheLibrarys(String name) {
        NamedArrays expected = NamedArrays.open(fixtures().resolve(name + ".expected.npz"));
        ImportedEncoder encoder = ImportedEncoder.load(place(name));
        FMatrixRMaj inputs = expected.matrix("inputs");
        FMatrixRMaj codes = encoder.encoder().encode(inputs);
        assertClose(expected.matrix("codes"), codes);
        assertClose(expected.matrix("reconstructions"),
                encoder.encoder().reconstruct(inputs, codes));
        assertEquals(name.equals("gaussian"), encoder.signed());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aRunFolderHoldsTheSameEncoder(String name) throws IOException {
        EncoderImport made = EncoderImport.read(place(name), OptionalDouble.empty());
        made.write(home, List.of("import", name), null);
        RunRecord.writeMetrics(home, made.check(null, Monitor.SILENT));
        ImportedEncoder again = ImportedEncoder.load(home);
        FMatrixRMaj inputs = ArrayFile
                .matrix(fixtures().resolve(name + ".expected.npz") + "#inputs");
        assertArrayEquals(made.encoder().encoder().encode(inputs).data,
                again.encoder().encode(inputs).data);
        assertEquals(made.encoder().origin(), again.origin());
        assertEquals(made.encoder().encoder().settings().scaling(),
                again.encoder().settings().scaling());
    }

    /** A copy of a fixture's folder, in which settings may be changed. */
    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectories(home.resolve(name));
        try (Stream<Path> files = Files.list(fixtures().resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        return copy;
    }

    private static void set(Path folder, String file, String key, String value)
            throws IOException {
        Path path = folder.resolve(file);
        ObjectNode config = (ObjectNode) JSON.readTree(path.toFile());
        if (value.equals("-")) {
            config.remove(key);
        } else {
            config.set(key, JSON.readTree(value));
        }
        JSON.writeValue(path.toFile(), config);
    }

    private static String refusal(Path place) {
        String message =
                assertThrows(InputException.class, () -> ImportedEncoder.load(place)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "saelens-standard | cfg.json | architecture | \"crosscoder\" | known are standard, gated",
        "saelens-standard | cfg.json | activation_fn | \"gelu\" | known for standard is relu",
        "saelens-standard | cfg.json | activation_fn | \"topk\" | has no k",
        "saelens-standard | cfg.json | architecture | \"topk\" | has no k",
        "saelens-standard | cfg.json | architecture | \"jumprelu\" | has no array threshold",
        "saelens-jumprelu | cfg.json | architecture | \"standard\" | holds threshold (10,)",
        "saelens-gated | cfg.json | architecture | \"standard\" | has no array b_enc",
        "saelens-standard | cfg.json | sharpness | 2 | sharpness is 2; this setting is not known",
        "saelens-standard | cfg.json | normalize_activations | \"max\" | known are none",
        "saelens-standard | cfg.json | k | 32 | k is 32; this setting is not known",
        "saelens-standard | cfg.json | activation_fn_kwargs | {\"k\":4} | k belongs to topk",
        "saelens-standard | cfg.json | d_sae | 11 | the arrays have 10",
        "saelens-standard | cfg.json | normalize_activations | true | say it with scale",
        "saelens-finetuned | cfg.json | finetuning_scaling_factor | false | which is not 1",
        "saelens-topk-half | cfg.json | k | 11 | must be from 1 to the number of units",
        "saelens-topk-half | cfg.json | k | 2.5 | must be a whole number",
        "sparsify | cfg.json | skip_connection | true | only plain sparse autoencoders",
        "sparsify | cfg.json | activation | \"groupmax\" | topk is known",
        "sparsify | cfg.json | k | - | has no k",
        "AutoEncoder | config.json | trainer | {\"dict_class\":\"CrossCoder\"} | known are AutoEnc",
        "AutoEncoderTopK | config.json | trainer | {\"dict_class\":\"AutoEncoder\"} | has no array bi",
        "AutoEncoderTopK | config.json | trainer | {\"dict_class\":\"AutoEncoderTopK\",\"k\":4}"
                + " | the weights say 3"})
    void whatIsNotKnownIsRefusedByName(String name, String file, String key, String value,
            String reason) throws IOException {
        Path folder = copy(name);
        set(folder, file, key, value);
        String message = refusal(folder);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void aSettingThatIsOffDoesNotMatter() throws IOException {
        Path folder = copy("saelens-standard");
        set(folder, "cfg.json", "sharpness", "false");
        set(folder, "cfg.json", "lr_scheduler_name", "\"cosine\"");
        assertEquals("SAELens, standard", ImportedEncoder.load(folder).origin());
    }

    @Test
    void aScaleThatTheUserSaysIsThatOfTheFile() throws IOException {
        Path folder = copy("saelens-average");
        Files.delete(folder.resolve("activation_scaler.json"));
        assertTrue(refusal(folder).contains("say it with scale"));
        NamedArrays expected =
                NamedArrays.open(fixtures().resolve("saelens-average.expected.npz"));
        assertClose(expected.matrix("codes"),
                EncoderImport.read(folder, OptionalDouble.of(.37)).encoder().encoder()
                        .encode(expected.matrix("inputs")));
        assertThrows(InputException.class,
                () -> EncoderImport.read(folder, OptionalDouble.of(-1)));
    }

    @Test
    void arraysMustSayWhatMakesTheCode() throws IOException {
        Npy.write(home.resolve("dictionary.npy"), new FMatrixRMaj(3, 2, true, 1, 0, 0, 1, 1, 1));
        Npy.write(home.resolve("encoder.npy"), new FMatrixRMaj(2, 3, true, 1, 0, 1, 0, 1, 1));
        assertTrue(refusal(home).contains("holds neither threshold and k"), refusal(home));
        Npy.write(home.resolve("k.npy"), new float[] {1});
        EncoderImport made = EncoderImport.read(home, OptionalDouble.empty());
        assertEquals(List.of("encoder is 2×3; it was transposed to 3×2"), made.remarks());
        assertArrayEquals(new float[] {0, 0, 5, 0, 1, 0}, made.encoder().encoder()
                .encode(new FMatrixRMaj(2, 2, true, 2, 3, -4, 1)).data);
        Npy.write(home.resolve("scale.npy"), new float[] {2});
        assertTrue(refusal(home).contains("holds scale (1,) float32, which"),
                refusal(home));
    }

    @Test
    void whatIsNoEncoderIsRefused() throws IOException {
        assertTrue(refusal(home).contains("is no encoder in a form that is known"));
        assertTrue(refusal(home.resolve("nothing")).contains("no such file"));
        Path file = home.resolve("x.npy");
        Npy.write(file, new FMatrixRMaj(2, 2));
        assertTrue(refusal(file).contains("is no encoder in a form that is known"));
    }

    /** All measures by hand: atoms e₁ and 2e₂, W picks the positive coordinates. */
    @Test
    void theSelfCheckMeasuresWhatItSays() throws IOException {
        Path arrays = Files.createDirectories(home.resolve("arrays"));
        Npy.write(arrays.resolve("dictionary.npy"), new FMatrixRMaj(3, 2, true, 1, 0, 0, 2, 0, 0));
        Npy.write(arrays.resolve("encoder.npy"), new FMatrixRMaj(3, 2, true, 1, 0, 0, .25f, 0, 0));
        Npy.write(arrays.resolve("threshold.npy"), new float[] {0});
        Path inputs = home.resolve("inputs.npy");
        Npy.write(inputs, new FMatrixRMaj(2, 2, true, 3, 4, 1, -2));
        EncoderImport made = EncoderImport.read(arrays, OptionalDouble.empty());
        try (MatrixRows rows = ArrayFile.rows(inputs.toString())) {
            Map<String, Object> metrics = made.check(rows, Monitor.SILENT);
            // codes (3, 1, 0) and (1, 0, 0); reconstructions (3, 2) and (1, 0); errors 4 and 4
            assertEquals(1.5, (double) metrics.get("l0"), 1e-12);
            assertEquals(2.5, (double) metrics.get("l1"), 1e-12);
            assertEquals(4, (double) metrics.get("squared_error"), 1e-12);
            assertEquals(1 - 8 / 30., (double) metrics.get("explained_variance_about_zero"), 1e-12);
            // about the mean (2, 1): 1 + 9 each
            assertEquals(1 - 8 / 20., (double) metrics.get("explained_variance_pooled"), 1e-12);
            assertEquals(1 - .4, (double) metrics.get("explained_variance_mean"), 1e-12);
            assertEquals(1L, metrics.get("dead"));
            assertEquals(1L, metrics.get("zero_atoms"));
            assertEquals(1., (double) metrics.get("norm_least"), 1e-12);
            assertEquals(2., (double) metrics.get("norm_largest"), 1e-12);
            assertEquals(2 / 3., (double) metrics.get("encoder_cosine"), 1e-12);
        }
    }
}
