package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/** Commands take arrays of other number types, byte orders and memory orders for what they are. */
class ArraysTest {
    @TempDir
    private Path home;

    /** Whole numbers, which every type holds. */
    private static FMatrixRMaj whole(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(7);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = random.nextInt(-9, 10);
        }
        return matrix;
    }

    private Path plain(String name, FMatrixRMaj matrix) throws Exception {
        Path file = home.resolve(name);
        Npy.write(file, matrix);
        return file;
    }

    /** Big-endian float64 in Fortran order, as {@code numpy.save(f, D.T)} writes a C-ordered D. */
    private Path other(String name, FMatrixRMaj matrix) throws Exception {
        ByteBuffer values = ByteBuffer.allocate(matrix.getNumElements() * 8);
        for (int column = 0; column < matrix.numCols; column++) {
            for (int row = 0; row < matrix.numRows; row++) {
                values.putDouble(matrix.get(row, column));
            }
        }
        return npy(name, "{'descr': '>f8', 'fortran_order': True, 'shape': (" + matrix.numRows
                + "L, " + matrix.numCols + "L), }",
                values);
    }

    private Path bytes(String name, FMatrixRMaj matrix) throws Exception {
        ByteBuffer values = ByteBuffer.allocate(matrix.getNumElements());
        for (float value : matrix.data) {
            values.put((byte) value);
        }
        return npy(name, "{\"descr\": \"|i1\", \"fortran_order\": False, \"shape\": ("
                + matrix.numRows + ", " + matrix.numCols
                + ")}", values);
    }

    private Path npy(String name, String header, ByteBuffer values) throws Exception {
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(10 + text.length + values.capacity());
        file.order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        file.put((byte) 0).putShort((short) text.length).put(text).put(values.array());
        return Files.write(home.resolve(name), file.array());
    }

    private Path run(String name, Object... arguments) throws Exception {
        Path out = home.resolve(name);
        Spoken spoken = Spoken.run(Stream.concat(Stream.of(arguments),
                Stream.of("--out", out)).toArray());
        assertEquals(0, spoken.status(), spoken.err());
        return out;
    }

    private static void assertSame(Path expected, Path actual, String file) throws Exception {
        assertArrayEquals(Npy.read(expected.resolve(file)).data,
                Npy.read(actual.resolve(file)).data);
    }

    @Test
    void inferReadsDictionaryPatchesAndStartInBlocksOfRows() throws Exception {
        FMatrixRMaj atoms = whole(12, 16);
        FMatrixRMaj patches = whole(5000, 16); // more than a block
        FMatrixRMaj start = whole(5000, 12);
        Object[] common = {"infer", "--method", "ista", "--signed", "--lambda", 1, "--iterations",
            3};
        Path expected = run("expected", Stream.concat(Stream.of(common),
                Stream.of("--dictionary", plain("d.npy", atoms),
                        "--patches", plain("p.npy", patches), "--start", plain("s.npy", start)))
                .toArray());
        Path actual = run("actual", Stream.concat(Stream.of(common),
                Stream.of("--dictionary", other("D.npy", atoms),
                        "--patches", other("P.npy", patches), "--start", bytes("S.npy", start)))
                .toArray());
        assertSame(expected, actual, "codes.npy");
        actual = run("third", Stream.concat(Stream.of(common),
                Stream.of("--dictionary", bytes("B.npy", atoms),
                        "--patches", bytes("Q.npy", patches), "--start", other("R.npy", start)))
                .toArray());
        assertSame(expected, actual, "codes.npy");
    }

    @Test
    void inferReadsThePrior() throws Exception {
        Path dictionary = plain("d.npy", whole(12, 16));
        Path patches = plain("p.npy", whole(20, 16));
        Path plain = home.resolve("prior.npy");
        Npy.write(plain, whole(1, 12).data);
        ByteBuffer doubles = ByteBuffer.allocate(12 * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : whole(1, 12).data) {
            doubles.putDouble(value);
        }
        Path other = npy("other.npy", "{'descr': '<f8', 'fortran_order': True, 'shape': (12,), }",
                doubles);
        Object[] common = {"infer", "--method", "poisson", "--dictionary", dictionary, "--patches",
            patches};
        assertSame(run("expected", Stream.concat(Stream.of(common),
                Stream.of("--prior", plain)).toArray()),
                run("actual", Stream.concat(Stream.of(common),
                        Stream.of("--prior", other)).toArray()),
                "codes.npy");
    }

    @Test
    void learnReadsTrainingAndValidation() throws Exception {
        FMatrixRMaj train = whole(60, 16);
        FMatrixRMaj validation = whole(30, 16);
        Object[] common = {"learn", "--method", "ista", "--atoms", 8, "--epochs", 1, "--batches",
            2, "--batch", 10};
        Path expected = run("expected", Stream.concat(Stream.of(common),
                Stream.of("--train", plain("t.npy", train),
                        "--validation", plain("v.npy", validation)))
                .toArray());
        Path actual = run("actual", Stream.concat(Stream.of(common),
                Stream.of("--train", other("T.npy", train),
                        "--validation", bytes("V.npy", validation)))
                .toArray());
        assertSame(expected, actual, "dictionary.npy");
        // all but the seconds
        assertEquals(Files.readString(expected.resolve("history.csv")).split(",")[8],
                Files.readString(actual.resolve("history.csv")).split(",")[8]);
    }

    @Test
    void prepareReadsAnArrayWhosePrefixWasForgotten() throws Exception {
        FMatrixRMaj images = whole(40, 64);
        Object[] pipeline = {"--pipeline", "patches(8, stride=8) | split(random)"};
        Path expected = run("expected", Stream.concat(Stream.of("prepare", "npy:"
                + plain("i.npy", images)),
                Stream.of(pipeline)).toArray());
        Path actual = run("actual", Stream.concat(Stream.of("prepare", other("I.npy", images)),
                Stream.of(pipeline)).toArray());
        assertSame(expected, actual, "train.npy");
        assertSame(expected, actual, "validation.npy");
        assertTrue(Files.readString(actual.resolve("config.json")).contains("npy:"
                + home.toAbsolutePath()));
    }

    @Test
    void plotDrawsADictionaryMadeElsewhere() throws Exception {
        Path learned = run("learned", "learn", "--method", "ista", "--atoms", 8, "--epochs", 1,
                "--batches", 1, "--batch", 10,
                "--train", plain("t.npy", whole(60, 16)));
        Path mosaic = learned.resolve("figures/dictionary.svg");
        assertEquals(0, Spoken.run("plot", learned).status());
        String expected = Files.readString(mosaic);
        FMatrixRMaj atoms = Npy.read(learned.resolve("dictionary.npy"));
        Files.copy(other("D.npy", atoms), learned.resolve("dictionary.npy"),
                StandardCopyOption.REPLACE_EXISTING);
        Spoken spoken = Spoken.run("plot", learned);
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(expected, Files.readString(mosaic));
    }
}
