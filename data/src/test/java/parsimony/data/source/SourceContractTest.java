package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.image.Image;
import parsimony.data.preprocess.Pipeline;
import parsimony.signals.InputException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;

/**
 * What holds for every kind of source; one that reads files needs a tiny input in {@link #INPUTS}.
 */
class SourceContractTest {
    @TempDir
    Path folder;

    /** Writes the place that an example names. */
    private interface Input {
        void write(Path place) throws Exception;
    }

    private static final Map<SourceKind, Input> INPUTS = Map.of(
            ArrayImages.HDF5, place -> Files.copy(Path.of(SourceContractTest.class
                    .getResource("/hdf5/photographs.h5").toURI()), place),
            ArrayImages.SAFETENSORS, place -> Files.write(place, safetensors()),
            PhotographFolder.KIND, place -> ImageIO.write(
                    new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY), "png",
                    Files.createDirectory(place).resolve("a.png").toFile()),
            VanHateren.KIND, place -> Files.write(Files.createDirectory(place).resolve("imk1.iml"),
                    DatasetsTest.random(2 * 1536 * 1024)),
            Mnist.KIND, place -> Files.write(Files.createDirectory(place)
                    .resolve("train-images-idx3-ubyte"),
                    DatasetsTest.idx(0x803,
                            new int[] {3, 4, 5}, DatasetsTest.random(60))),
            Cifar10.KIND, place -> Files.write(Files.createDirectory(place)
                    .resolve("data_batch_1.bin"), DatasetsTest.batch(2)),
            ArrayImages.MAT, place -> {
                Matrix images = Mat5.newMatrix(new int[] {20, 24, 5});
                IntStream.range(0, 2400).forEach(i -> images.setDouble(i, i));
                Mat5.writeToFile(Mat5.newMatFile().addArray("IMAGES", images), place.toFile());
            },
            ArrayImages.NPY, place -> Files.write(place, DatasetsTest.npy("|u1", false,
                    "(10, 12, 3)", DatasetsTest.random(360))),
            ArrayImages.NPZ, place -> Files.write(place, DatasetsTest.npz("train.npy",
                    DatasetsTest.npy("|u1", false, "(5, 256)", DatasetsTest.random(1280)))));

    private static byte[] safetensors() {
        String header =
                "{\"train\":{\"dtype\":\"U8\",\"shape\":[5,256],\"data_offsets\":[0,1280]}}";
        return ByteBuffer.allocate(8 + header.length() + 1280).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII))
                .put(DatasetsTest.random(1280)).array();
    }

    static List<SourceKind> kinds() {
        return ImageSource.kinds();
    }

    private Path place(SourceKind kind) {
        return folder.resolve(DataName.parse(kind.example()).place());
    }

    /** The example, whose input is written into our folder, but with another way to that place. */
    private String example(SourceKind kind, Path place) throws Exception {
        if (kind.isMade()) {
            return kind.example();
        }
        Path here = place(kind);
        if (!Files.exists(here)) {
            Files.createDirectories(here.getParent());
            assertNotNull(INPUTS.get(kind), "no tiny input for " + kind);
            INPUTS.get(kind).write(here);
        }
        DataName example = DataName.parse(kind.example());
        return new DataName(kind, place.toString(), example.variable(), example.letters())
                .toString();
    }

    private String example(SourceKind kind) throws Exception {
        return example(kind, place(kind));
    }

    private static String refusal(String data) {
        String message = assertThrows(InputException.class, () -> {
            ImageSource source = ImageSource.open(data, 0);
            for (int i = 0; i < source.size(); i++) {
                source.read(i);
            }
        }, data).getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private List<Path> files(SourceKind kind) throws IOException {
        try (Stream<Path> files = Files.walk(place(kind))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void everyKindHasAPrefixAndAFormOfItsOwn() {
        Set<String> prefixes = new HashSet<>();
        for (SourceKind kind : kinds()) {
            assertTrue(prefixes.add(kind.prefix()), kind.form());
            assertTrue(ImageSource.forms().contains(kind.form()));
            assertEquals(kind, DataName.parse(kind.example()).kind());
            assertFalse(kind.summary().isBlank() || kind.summary().contains("\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theExampleOpensAndSaysWhatWasFound(SourceKind kind) throws Exception {
        ImageSource source = ImageSource.open(example(kind), 3);
        assertTrue(source.size() >= 1);
        assertTrue(source.reading().startsWith(source.size() + " "), source.reading());
        assertTrue(source.origin().startsWith(kind.beforePlace().replaceFirst(":$", "")));
        Pipeline.parse(source.pipeline());
        assertTrue(source.remarks().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void imagesAreTheSameAgainInAnyOrderAndFromAnyThread(SourceKind kind) throws Exception {
        ImageSource source = ImageSource.open(example(kind), 3);
        ImageSource again = ImageSource.open(example(kind), 3);
        int[] some = {source.size() - 1, 0, source.size() / 2};
        Image[] parallel = new Image[some.length];
        IntStream.range(0, some.length).parallel().forEach(i -> {
            try {
                parallel[i] = again.read(some[i]);
            } catch (InputException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < some.length; i++) {
            Image image = source.read(some[i]);
            assertArrayEquals(image.pixels(), parallel[i].pixels());
            assertEquals(image.name(), parallel[i].name());
            for (float pixel : image.pixels()) {
                assertTrue(Float.isFinite(pixel));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theAbsoluteFormNamesTheSameImages(SourceKind kind) throws Exception {
        Path relative = Path.of("").toAbsolutePath().relativize(place(kind));
        String data = example(kind, relative);
        String absolute = ImageSource.absolute(data);
        assertEquals(absolute, ImageSource.absolute(absolute));
        assertEquals(ImageSource.form(data), ImageSource.form(absolute));
        assertEquals(kind.isMade(), ImageSource.place(absolute).isEmpty());
        ImageSource.place(absolute).ifPresent(place -> assertTrue(place.isAbsolute()));
        assertArrayEquals(ImageSource.open(data, 3).read(0).pixels(),
                ImageSource.open(absolute, 3).read(0).pixels());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void thePrefixMayBeLeftOut(SourceKind kind) throws Exception {
        String data = example(kind);
        assertEquals(DataName.parse(data),
                DataName.parse(data.substring(kind.isMade() ? 0 : kind.beforePlace().length())));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aMisspeltPrefixIsSetRight(SourceKind kind) throws Exception {
        assumeFalse(kind.prefix().isEmpty());
        String misspelt = kind.prefix().replaceFirst("(.)$", "x$1");
        if (kind.isMade()) {
            assertTrue(refusal(misspelt).contains("did you mean " + kind.prefix() + "?"));
            return;
        }
        String rest = example(kind).substring(kind.prefix().length());
        assertTrue(refusal(misspelt + rest).contains(" or say " + kind.prefix() + ":; "),
                refusal(misspelt + rest));
        assertTrue(refusal(misspelt + ":none").contains("did you mean " + kind.prefix()
                + ":none? "), refusal(misspelt + ":none"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsMissingEmptyOrDamagedIsNamed(SourceKind kind) throws Exception {
        assumeFalse(kind.isMade());
        String data = example(kind);
        for (Path file : files(kind)) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
            assertTrue(refusal(data).contains(file.toString()), refusal(data));
            Files.write(file, new byte[0]);
            assertTrue(refusal(data).contains(file.toString()), refusal(data));
            Files.delete(file);
            assertTrue(refusal(data).contains(place(kind).toString()), refusal(data));
        }
    }
}
