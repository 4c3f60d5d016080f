package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.ResultFolder;

/**
 * Whatever is wrong with the input: exit 2, one line that names it, no stack trace, and no trace of
 * a result.
 */
class BadInputTest {
    @TempDir
    private Path home;
    @TempDir
    private Path other;
    private Path patches;
    private Path dictionary;

    @BeforeEach
    void goodInput() throws Exception {
        patches = home.resolve("patches.npy");
        dictionary = home.resolve("dictionary.npy");
        FMatrixRMaj ones = new FMatrixRMaj(20, 16);
        Arrays.fill(ones.data, 1);
        Npy.write(patches, ones);
        Npy.write(dictionary, ones);
    }

    @Test
    void folderWithoutImages() throws IOException {
        Path empty = Files.createDirectory(home.resolve("empty"));
        refused("empty", "prepare", empty);
        refused("empty", "compare", "--data", empty);
    }

    @Test
    void emptyName() throws IOException {
        refused("RUN: names no place", "plot", "");
    }

    @Test
    void folderThatIsNotThere() throws IOException {
        refused("nowhere", "prepare", home.resolve("nowhere"));
    }

    @Test
    void onlyAnImageSmallerThanAPatch() throws IOException {
        Path folder = Files.createDirectory(home.resolve("photographs"));
        ImageIO.write(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), "png",
                folder.resolve("tiny.png").toFile());
        refused("tiny.png", "prepare", folder, "--strict");
        refused("photographs", "prepare", folder);
    }

    @Test
    void textNamedJpg() throws IOException {
        Path folder = Files.createDirectory(home.resolve("photographs"));
        Files.writeString(folder.resolve("notes.jpg"), "not a photograph");
        refused("notes.jpg", "prepare", folder, "--strict");
        refused("photographs", "prepare", folder);
    }

    @Test
    void arraysThatCanBeReadInTwoWays() throws Exception {
        Npy.write(patches, new FMatrixRMaj(100, 144));
        refused("1 image of 100×144 (npy:" + patches
                + "@hw), or 100 patches of 12×12, in order, each a row (npy:" + patches
                + "@nd)", "prepare", "npy:" + patches);
        refused("patches.npy@hw", "compare", "--data", "npy:" + patches);
        refused("@hwn names 3 axes, the array has 2, 100×144", "prepare",
                "npy:" + patches + "@hwn");
        refused("patch: must be a side or HEIGHTxWIDTH in pixels", "prepare", "bars", "--patch",
                "4by8");
    }

    @Test
    void npyOfWrongRank() throws Exception {
        Npy.write(patches, new float[] {1, 2, 3});
        refused("patches.npy", infer());
    }

    @Test
    void npyOfWrongType() throws IOException {
        npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1, 16), }", 128);
        refused("patches.npy: holds complex numbers", infer());
    }

    @Test
    void npyCutShort() throws IOException {
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 16), }", 40);
        refused("patches.npy", infer());
    }

    @Test
    void npyThatIsNone() throws IOException {
        Files.writeString(patches, "x,y\n1,2\n");
        refused("patches.npy", infer());
    }

    @Test
    void pixelsThatAreNotFinite() throws Exception {
        FMatrixRMaj matrix = new FMatrixRMaj(3, 16);
        matrix.set(1, 2, Float.NaN);
        Npy.write(patches, matrix);
        refused("patches.npy", infer());
        matrix.set(1, 2, Float.POSITIVE_INFINITY);
        Npy.write(patches, matrix);
        refused("patches.npy", infer());
    }

    /**
     * Patches are coded in blocks of some thousands; a patch is called by its number in the file.
     */
    @Test
    void patchTooLargeToCode() throws Exception {
        FMatrixRMaj matrix = new FMatrixRMaj(2100, 16);
        matrix.set(2090, 3, 1e20f);
        Npy.write(patches, matrix);
        refused("patch 2090 has norm 1.00e+20; must be at most 1e15", infer());
        refused("patch 2090 has norm 1.00e+20; must be at most 1e15", "infer", "--method", "omp",
                "--nonzeros", 3,
                "--dictionary", dictionary, "--patches", patches);
    }

    @Test
    void atomTooLargeOrTooSmall() throws Exception {
        for (float value : new float[] {1e20f, 1e-20f, 1e-42f}) {
            FMatrixRMaj matrix = new FMatrixRMaj(3, 16);
            matrix.set(1, 2, value);
            Npy.write(dictionary, matrix);
            for (String method : new String[] {"lca", "ista", "fista", "lasso", "homotopy",
                "lsm"}) {
                refused("atom 1 has norm 1.00e", "infer", "--method", method, "--lambda", .5,
                        "--dictionary", dictionary,
                        "--patches", patches);
            }
            for (String method : new String[] {"mp", "omp", "iht"}) {
                refused("atom 1 has norm 1.00e", "infer", "--method", method, "--nonzeros", 2,
                        "--dictionary", dictionary,
                        "--patches", patches);
            }
        }
    }

    @Test
    void pixelsTooLargeToLearnFrom() throws Exception {
        FMatrixRMaj matrix = new FMatrixRMaj(20, 16);
        Arrays.fill(matrix.data, 1e25f);
        matrix.set(1, 2, -1e25f);
        Npy.write(patches, matrix);
        refused("patches.npy: patch 0 has norm 4.00e+25", "learn", "--method", "lca", "--train",
                patches, "--atoms", 4,
                "--batches", 1, "--batch", 8);
    }

    @Test
    void dictionaryOfOtherPixels() throws Exception {
        Npy.write(dictionary, new FMatrixRMaj(5, 9));
        refused("dictionary.npy", infer());
    }

    @Test
    void arraysOfWhichTheTransposeFits() throws Exception {
        Path transposed = home.resolve("transposed.npy");
        String hint = "; the transpose of " + transposed + " fits (numpy.ascontiguousarray(a.T))";
        Npy.write(transposed, new FMatrixRMaj(16, 5));
        refused(hint, "infer", "--method", "lca", "--dictionary", transposed, "--patches",
                dictionary, "--lambda", 1);
        Npy.write(patches, new FMatrixRMaj(16, 9));
        refused("transpose of " + transposed + " and that of " + patches, "infer", "--method",
                "lca", "--dictionary", transposed,
                "--patches", patches, "--lambda", 1);
        Npy.write(dictionary, new FMatrixRMaj(5, 16));
        Npy.write(patches, new FMatrixRMaj(40, 16));
        Npy.write(transposed, new FMatrixRMaj(16, 30));
        refused(hint, "infer", "--method", "lca", "--dictionary", dictionary, "--patches",
                transposed, "--lambda", 1);
        refused(hint, "learn", "--method", "lca", "--train", transposed, "--validation", patches);
        refused(hint, "learn", "--method", "lca", "--train", patches, "--validation", transposed);
        refused(hint, "train", "--model", "poisson", "--train", transposed, "--validation",
                patches);
        refused(hint, "train", "--model", "poisson", "--train", patches, "--validation",
                transposed);
        Npy.write(transposed, new FMatrixRMaj(5, 40));
        refused(hint, "infer", "--method", "lca", "--dictionary", dictionary, "--patches", patches,
                "--lambda", 1, "--start",
                transposed);
        Npy.write(home.resolve("prior.npy"), new float[16]);
        refused("the transpose of the dictionary fits", "infer", "--method", "poisson",
                "--dictionary", dictionary, "--patches",
                patches, "--prior", home.resolve("prior.npy"));
    }

    @Test
    void numbersOutOfRange() throws IOException {
        refused("lambda", "infer", "--method", "lca", "--dictionary", dictionary, "--patches",
                patches, "--lambda", 0);
        refused("lambda", "infer", "--method", "ista", "--dictionary", dictionary, "--patches",
                patches, "--lambda", -1);
        refused("lambda", "learn", "--method", "lca", "--train", patches, "--lambda", 0);
        refused("--ramp", "learn", "--method", "lca", "--train", patches, "--lambda", .1, "--ramp");
        refused("atoms", "learn", "--method", "lca", "--train", patches, "--atoms", 0);
        refused("batch", "train", "--model", "poisson", "--train", patches, "--validation", patches,
                "--batch", 1000);
        refused("latents", "train", "--model", "poisson", "--train", patches, "--validation",
                patches, "--latents", 0);
        refused("and finite", "train", "--model", "poisson", "--train", patches, "--validation",
                patches, "--batch", 10,
                "--lr", "Infinity");
        refused("beta: ", "train", "--model", "poisson", "--train", patches, "--validation",
                patches, "--batch", 10,
                "--anneal", "exponential", "--beta", 0);
        refused("beta: ", "train", "--model", "poisson", "--train", patches, "--validation",
                patches, "--batch", 10,
                "--beta", "Infinity");
        refused("--iterations", "infer", "--method", "lca", "--dictionary", dictionary, "--patches",
                patches, "--lambda", 1,
                "--iterations", "many");
    }

    @Test
    void optionsOfAnotherMethod() throws IOException {
        refused("--tau", "infer", "--method", "lasso", "--dictionary", dictionary, "--patches",
                patches, "--lambda", 1, "--tau", 50);
        refused("--lambda", "infer", "--method", "omp", "--dictionary", dictionary, "--patches",
                patches, "--nonzeros", 3,
                "--lambda", 1);
        refused("--gap", "infer", "--method", "lca", "--dictionary", dictionary, "--patches",
                patches, "--lambda", 1, "--gap", 0);
        refused("--rate", "learn", "--method", "lca", "--train", patches, "--rate", .1);
        refused("temperature: is for poisson and categorical models", "train", "--model",
                "gaussian", "--train", patches,
                "--validation", patches, "--batch", 10, "--temperature", .5);
        refused("indicator: is for poisson models", "train", "--model", "poisson", "--train",
                patches,
                "--validation", patches, "--batch", 10, "--indicator", "cubic");
    }

    @Test
    void unknownNames() throws IOException {
        refused("lca, ista", "infer", "--method", "lasagne", "--dictionary", dictionary,
                "--patches", patches, "--lambda", 1);
        refused("poisson", "train", "--model", "fish", "--train", patches, "--validation", patches);
        Spoken spoken = Spoken.run("comapre");
        assertEquals(2, spoken.status());
        assertTrue(
                spoken.err().contains("comapre") && spoken.err().contains("did you mean compare?"),
                spoken.err());
        refused("names no place", "prepare", "");
        refused("names no place", "prepare", "mnist:");
    }

    @Test
    void imagesAmongWhichTheResultWouldLie() throws IOException {
        ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY), "png",
                home.resolve("photograph.png").toFile());
        refused("among the images", "compare", "--data", home);
    }

    @Test
    void aResultThatWouldReplaceWhatItIsMadeFrom() throws IOException {
        Files.writeString(home.resolve("config.json"),
                "{\"parsimony\": \"0.1.0\", \"command\": []}");
        Path elsewhere = Files.copy(patches, other.resolve("patches.npy"));
        Path experiment =
                Files.writeString(home.resolve("mine.yaml"), "dictionaries: [{method: lca}]\n");
        for (Object[] command : new Object[][] {
            {"learn", "--method", "lca", "--train", patches},
            {"train", "--model", "poisson", "--train", patches, "--validation", patches},
            infer(),
            {"prepare", "npy:" + patches},
            {"gap", home},
            {"gradients", home},
            {"import", home},
            {"import", elsewhere, "--patches", patches},
            {"infer", "--method", "poisson", "--dictionary", elsewhere, "--patches", elsewhere,
                "--prior", patches},
            {"compare", experiment, "--data", "bars"},
        }) {
            Spoken spoken = Spoken.run(Stream
                    .concat(Stream.of(command), Stream.of("--out", home, "--force")).toArray());
            assertEquals(2, spoken.status(), spoken.err());
            assertTrue(spoken.err().contains("would replace"), spoken.err());
            assertTrue(
                    Files.exists(patches) && Files.exists(dictionary) && Files.exists(experiment));
        }
    }

    @Test
    void anEarlierResultOutlivesARunThatIsRefused() throws Exception {
        Path out = Files.createDirectory(home.resolve("out"));
        Files.writeString(out.resolve("config.json"),
                "{\"parsimony\": \"0.1.0\", \"command\": []}");
        Files.writeString(Files.createDirectory(out.resolve("checkpoint")).resolve("kept"), "kept");
        refused("batch", "train", "--model", "poisson", "--train", patches, "--validation", patches,
                "--batch", 1000, "--force");
        // A lambda that learning cannot use is found by its first inference, when the folder is
        // already its own.
        refused("lambda: 1.0E31", "learn", "--method", "lca", "--train", patches, "--atoms", 4,
                "--lambda", 1e31, "--force");
        assertEquals("kept", Files.readString(out.resolve("checkpoint/kept")));
    }

    @Test
    void whatWouldNotBeHeard() throws Exception {
        Path experiment =
                Files.writeString(home.resolve("e.yaml"), "dictionaries: [{method: lca}]\n");
        refused("--beta: the experiment trains no VAE", "compare", experiment, "--data", "bars",
                "--beta", .5);
        Files.writeString(experiment, "vaes: [{latent: poisson}]\n");
        refused("--lambda: the experiment learns no dictionary", "compare", experiment, "--data",
                "bars", "--lambda", .5);
        Files.writeString(experiment, "vaes: [{latent: poisson}]\ntraining: {hottest: .5}\n");
        refused("hottest", "compare", experiment, "--data", "bars");
        refused("--out: not with --again", "compare", "--again", home);
        Spoken spoken = Spoken.run("compare", "quick", "--again", home, "--jobs", 1);
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains("quick: not with --again"), spoken.err());
        refused("--fit: not for table nelbo", "table", "nelbo", home, "--fit", 7);
    }

    @Test
    void moreAtomsThanMemoryHolds() {
        Spoken spoken = Spoken.run("learn", "--method", "lca", "--train", patches, "--atoms",
                Integer.MAX_VALUE, "--out",
                home.resolve("out"));
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("memory") && spoken.err().lines().count() == 1,
                spoken.err());
    }

    @Test
    void outputFolderThatIsTaken() throws IOException {
        Path taken = Files.createDirectory(home.resolve("taken"));
        Files.writeString(taken.resolve("precious.txt"), "precious");
        for (Object[] command : new Object[][] {
            {"prepare", "dead-leaves"},
            {"import", home},
            infer(),
            {"learn", "--method", "lca", "--train", patches, "--atoms", 4},
            {"train", "--model", "poisson", "--train", patches, "--validation", patches, "--batch",
                10},
        }) {
            Spoken spoken = Spoken
                    .run(Stream.concat(Stream.of(command), Stream.of("--out", taken)).toArray());
            assertEquals(2, spoken.status());
            assertTrue(spoken.err().contains("taken") && spoken.err().contains("--force"),
                    spoken.err());
            assertEquals("precious", Files.readString(taken.resolve("precious.txt")));
        }
    }

    @Test
    void aFolderThatAnotherIsWritingIsLeftAlone() throws Exception {
        Path out = home.resolve("busy");
        Object[][] commands = {
            {"learn", "--method", "lca", "--train", patches, "--atoms", 4, "--out", out},
            {"train", "--model", "poisson", "--train", patches, "--validation", patches, "--batch",
                10, "--out", out},
            {"prepare", "bars", "--out", out},
            {"infer", "--method", "lca", "--dictionary", dictionary, "--patches", patches,
                "--lambda", 1, "--out", out},
            {"gap", other, "--out", out},
            {"gradients", other, "--out", out},
            {"import", other, "--out", out},
            {"compare", "--data", "bars", "--out", out, "--runs", other.resolve("runs")},
            {"plot", other, "--out", out},
            {"download", "mnist", "--to", out},
        };
        try (Closeable writing = ResultFolder.clear(out, false)) { // as learn and train do
            Files.writeString(Files.createDirectory(out.resolve(".replaced")).resolve("earlier"),
                    "earlier");
            for (Object[] command : commands) {
                refusedAsBusy(command);
            }
        }
        ResultFolder.delete(out);
        for (boolean there : new boolean[] {false, true}) {
            try (ResultFolder writing = new ResultFolder(out, false)) { // as the others do
                Path half = Files.writeString(writing.file("half"), "half");
                for (Object[] command : commands) {
                    if (there || !command[0].equals("plot") && !command[0].equals("download")) {
                        refusedAsBusy(command);
                        assertTrue(Files.exists(half));
                    }
                }
            }
            assertFalse(!there && Files.exists(out), "what was refused left nothing behind");
            Files.createDirectories(out);
        }
    }

    private void refusedAsBusy(Object[] command) throws IOException {
        List<Path> before = entries();
        Spoken spoken = Spoken.run(command);
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("another parsimony is at work there"), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertEquals(before, entries());
    }

    @Test
    void verboseShowsWhereItWentWrong() {
        Spoken spoken = Spoken.run("prepare", home.resolve("nowhere"), "--out", home.resolve("out"),
                "--verbose");
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains("\tat parsimony."), spoken.err());
    }

    private Object[] infer() {
        return new Object[] {"infer", "--method", "lca", "--dictionary", dictionary, "--patches",
            patches, "--lambda", 1};
    }

    private void refused(String named, Object... arguments) throws IOException {
        List<Path> before = entries();
        Object[] all = Stream.concat(Stream.of(arguments), Stream.of("--out", home.resolve("out")))
                .toArray();
        Spoken spoken = Spoken.run(all);
        assertEquals(2, spoken.status(), spoken.err());
        List<String> lines = spoken.err().lines()
                .filter(line -> !line.startsWith("parsimony: warning: ")).toList();
        assertEquals(1, lines.size(), spoken.err());
        assertTrue(lines.get(0).startsWith("parsimony: ") && lines.get(0).contains(named),
                spoken.err());
        assertEquals("", spoken.out());
        assertEquals(before, entries(), "nothing half-written");
        assertFalse(spoken.err().contains("\tat "), "no stack trace");
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.sorted().toList();
        }
    }

    private void npy(String header, int bytes) throws IOException {
        byte[] text = (header + " ".repeat(117 - header.length()) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file =
                ByteBuffer.allocate(10 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1)
                .put((byte) 0);
        file.putShort((short) text.length).put(text);
        Files.write(patches, file.array());
    }
}
