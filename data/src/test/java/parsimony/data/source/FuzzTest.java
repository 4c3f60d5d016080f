package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.NamedArrays;
import parsimony.data.ArrayFile;
import parsimony.data.CsrRowWriter;
import parsimony.data.Npy;
import parsimony.data.image.ImageFile;
import parsimony.data.image.Picture;
import parsimony.signals.InputException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Every reader gets damaged copies of whole files. It gives an array or throws an {@link
 * InputException}, and nothing else. {@code -Dfuzz=…} sets the number of files per reader; the
 * default keeps the build quick.
 */
@Timeout(600)
class FuzzTest {
    private static final int FILES = Integer.getInteger("fuzz", 1000);

    @TempDir
    Path folder;

    /** Reads a file to its last pixel. */
    private interface Reader {
        void read(Path file);
    }

    private void fuzz(String name, byte[] whole, Reader reader) throws IOException {
        Path file = folder.resolve(name);
        SplittableRandom random = new SplittableRandom(42);
        int refused = 0;
        long slowest = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = mutated(whole, random);
            overwrite(file, bytes);
            long start = System.nanoTime();
            try {
                reader.read(file);
            } catch (InputException e) {
                refused++;
                assertFalse(e.getMessage().contains("\n"), e.getMessage());
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        name + ", file " + i + " of seed 42: " + Arrays.toString(bytes), e);
            }
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        assertTrue(refused > 0, "no file was refused: the damage does not reach the reader");
        if (FILES >= 100_000) {
            System.out.printf("%s: %d files, %d refused, slowest %.0f ms%n", name, FILES, refused,
                    slowest / 1e6);
        }
    }

    /** Writes in place, because some file systems are slow to empty a file and fill it again. */
    private static void overwrite(Path file, byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(bytes);
            out.setLength(bytes.length);
        }
    }

    /**
     * Damages a file in one to four places: a changed byte, an extreme number, a cut, or a piece
     * that is left out, doubled or overwritten with noise.
     */
    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int wounds = random.nextInt(1, 5); wounds > 0 && bytes.length > 8; wounds--) {
            int head = Math.min(bytes.length, 512); // where most of the structure is
            int place = random.nextInt(random.nextBoolean() ? head : bytes.length);
            int length = Math.min(bytes.length - place, 1 + random.nextInt(16));
            switch (random.nextInt(6)) {
                case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(bytes, place, Math.min(bytes.length, place + 4),
                        (byte) (random.nextBoolean() ? 0xff : 0x7f));
                case 2 -> bytes = Arrays.copyOf(bytes, place);
                case 3 -> {
                    System.arraycopy(bytes, place + length, bytes, place,
                            bytes.length - place - length);
                    bytes = Arrays.copyOf(bytes, bytes.length - length);
                }
                case 4 -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, place, longer, place + length, bytes.length - place);
                    bytes = longer;
                }
                default -> {
                    for (int k = place; k < place + length; k++) {
                        bytes[k] = (byte) random.nextInt();
                    }
                }
            }
        }
        return bytes;
    }

    private static void readAll(String data) {
        ImageSource source = ImageSource.open(data, 0);
        for (int i = 0; i < Math.min(source.size(), 10); i++) {
            source.read(i);
        }
    }

    @Test
    void npyMatrices() throws Exception {
        Path file = folder.resolve("whole.npy");
        Npy.write(file, new FMatrixRMaj(10, 16));
        fuzz("a.npy", Files.readAllBytes(file), Npy::read);
    }

    @Test
    void npyImages() throws Exception {
        fuzz("a.npy", DatasetsTest.npy("<f4", true, "(5, 8, 8)", DatasetsTest.random(1280)),
                file -> readAll("npy:" + file));
    }

    @Test
    void npyHeaders() throws Exception {
        fuzz("a.npy", DatasetsTest.npy("<f8", true, "(2L, 4)", new byte[64]), Npy::read);
    }

    @Test
    void sparseMatrices() throws Exception {
        Path file = folder.resolve("whole.npz");
        FMatrixRMaj sparse = new FMatrixRMaj(10, 16);
        for (int i = 0; i < sparse.getNumElements(); i += 3) {
            sparse.data[i] = i;
        }
        try (CsrRowWriter writer = CsrRowWriter.create(file, 16)) {
            writer.write(sparse);
            writer.commit();
        }
        fuzz("a.npz", Files.readAllBytes(file), f -> ArrayFile.matrix(f.toString()));
    }

    @Test
    void npzArchives() throws Exception {
        fuzz("a.npz",
                DatasetsTest.npz("x.npy",
                        DatasetsTest.npy("<f4", false, "(5, 8, 8)", DatasetsTest.random(1280))),
                file -> readAll("npz:" + file));
    }

    @Test
    void idxFiles() throws Exception {
        fuzz("train-images-idx3-ubyte",
                DatasetsTest.idx(0x803, new int[] {5, 8, 8}, DatasetsTest.random(320)),
                file -> readAll("mnist:" + file.getParent()));
    }

    @Test
    void gzippedIdxFiles() throws Exception {
        fuzz("train-images-idx3-ubyte.gz",
                DatasetsTest.gzip(
                        DatasetsTest.idx(0x803, new int[] {5, 8, 8}, DatasetsTest.random(320))),
                file -> readAll("mnist:" + file.getParent()));
    }

    @Test
    void cifarBatches() throws Exception {
        fuzz("data_batch_1.bin", DatasetsTest.batch(1),
                file -> readAll("cifar10:" + file.getParent()));
    }

    @Test
    void cifarArchives() throws Exception {
        fuzz("a.tar.gz", DatasetsTest.tarGz("c/data_batch_1.bin", DatasetsTest.batch(1)),
                file -> readAll("cifar10:" + file));
    }

    @Test
    void vanHaterenImages() throws Exception {
        fuzz("a.iml", new byte[1000], file -> new VanHateren(file.getParent()).read(0));
    }

    @Test
    void matlabFiles() throws Exception {
        Matrix images = Mat5.newMatrix(new int[] {5, 4, 3});
        for (int i = 0; i < 60; i++) {
            images.setDouble(i, Math.sin(i));
        }
        Path file = folder.resolve("whole.mat");
        Mat5.writeToFile(Mat5.newMatFile().addArray("IMAGES", images), file.toFile());
        fuzz("a.mat", Files.readAllBytes(file), broken -> readAll("mat:" + broken));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v4.mat", "v5.mat", "v7.mat", "v4-big.mat", "no-images.mat", "v73.mat"})
    void matlabFilesOfEveryKind(String name) throws Exception {
        byte[] whole = Files.readAllBytes(Path.of(FuzzTest.class.getResource("/arrays/"
                + name).toURI()));
        for (String variable : List.of("", "#sparse", "#nested.images.left", "#records(2).pixels",
                "#cells{2}", "#logical")) {
            fuzz("a.mat", whole, broken -> readAll(
                    "mat:" + broken + variable + (variable.equals("#logical") ? "@hwn" : "@hw")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"named/named.npz", "named/named.safetensors", "torch/tensors.pt",
        "torch/module.pt", "arrays/v5.mat", "arrays/v73.mat", "hdf5/arrays.h5",
        "hdf5/latest.h5", "hdf5/block.hdf5"})
    void namedArrays(String name) throws Exception {
        byte[] whole = Files.readAllBytes(Path.of(FuzzTest.class.getResource("/"
                + name).toURI()));
        fuzz("arrays", whole, file -> {
            NamedArrays arrays = NamedArrays.open(file);
            InputException refused = null;
            for (NamedArrays.Entry entry : arrays.entries()) {
                try {
                    if (entry.shape().size() < 2) {
                        arrays.vector(entry.name());
                    } else if (!entry.name().equals("none")) { // which is empty
                        arrays.matrix(entry.name());
                    }
                } catch (InputException e) {
                    refused = e; // and the next one
                }
            }
            if (refused != null) {
                throw refused;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "turned-6.png", "rgb.JPG", "cmyk.jpg", "turned.jpg",
        "lzw.tiff", "turned.tif", "stack.tif",
        "rgb.bmp", "deep.pgm", "rgb.ppm", "palette.gif", "lzw-rgb-2.tif", "deflate-real-3.tif",
        "packbits-rgb.tif", "imagej.tif"})
    void photographs(String name) throws Exception {
        byte[] whole =
                Files.readAllBytes(Path.of(FuzzTest.class.getResource("/images/" + name).toURI()));
        fuzz(name, whole, file -> {
            for (Picture picture : ImageFile.open(file).pictures()) {
                picture.read();
            }
        });
    }
}
