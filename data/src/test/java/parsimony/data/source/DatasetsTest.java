package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.image.Image;
import parsimony.signals.InputException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;

class DatasetsTest {
    @TempDir
    Path folder;

    static byte[] idx(int magic, int[] shape, byte[] values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(magic);
        for (int length : shape) {
            out.writeInt(length);
        }
        out.write(values);
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private String refusal(String data) {
        String message =
                assertThrows(InputException.class, () -> ImageSource.open(data, 0)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    @Test
    void mnistHasImagesLabelsAndATestPart() throws Exception {
        byte[] train = random(3 * 12);
        byte[] test = random(2 * 12);
        write("train-images-idx3-ubyte.gz", gzip(idx(0x803, new int[] {3, 4, 3}, train)));
        write("train-labels-idx1-ubyte", idx(0x801, new int[] {3}, new byte[] {7, 0, 9}));
        write("t10k-images.idx3-ubyte", idx(0x803, new int[] {2, 4, 3}, test));
        ImageSource source = ImageSource.open("mnist:" + folder, 0);
        assertEquals(5, source.size());
        Image third = source.read(2);
        assertEquals(9, third.label());
        assertFalse(third.heldOut());
        assertEquals(4, third.height());
        assertEquals((train[2 * 12 + 5] & 0xff) / 255f, third.pixels()[5]);
        Image last = source.read(4);
        assertEquals(Image.UNLABELLED, last.label());
        assertTrue(last.heldOut());
        assertEquals((test[12 + 11] & 0xff) / 255f, last.pixels()[11]);
    }

    @Test
    void emnistIsTurnedUpright() throws Exception {
        byte[] image = random(12);
        write("emnist-letters-train-images-idx3-ubyte.gz",
                gzip(idx(0x803, new int[] {1, 4, 3}, image)));
        Image upright = ImageSource.open("mnist:" + folder, 0).read(0);
        assertEquals(3, upright.height());
        assertEquals((image[2 * 3 + 1] & 0xff) / 255f, upright.pixels()[1 * 4 + 2]);
        write("emnist-digits-train-images-idx3-ubyte.gz",
                gzip(idx(0x803, new int[] {1, 4, 3}, image)));
        assertTrue(refusal("mnist:" + folder).contains("holds several datasets"));
    }

    @Test
    void damagedIdxFilesAreRefused() throws Exception {
        String data = "mnist:" + folder;
        String name = "train-images-idx3-ubyte";
        assertTrue(refusal(data).contains("holds no images"));
        write(name, new byte[0]);
        assertTrue(refusal(data).contains("was cut short"));
        write(name, idx(0x801, new int[] {3, 4, 3}, random(36)));
        assertTrue(refusal(data).contains("begins with 00000801"));
        write(name, idx(0x803, new int[] {3, 4, 3}, random(35)));
        assertTrue(refusal(data).contains("for which it is too short"));
        write(name, idx(0x803, new int[] {3, 4, 3}, random(37)));
        assertTrue(refusal(data).contains("something follows"));
        write(name, idx(0x803, new int[] {-1, 4, 3}, random(36)));
        assertTrue(refusal(data).contains("for which it is too short"));
        write(name, idx(0x803, new int[] {1 << 30, 1 << 30, 1 << 30}, random(36)));
        assertTrue(refusal(data).contains("for which it is too short"));
        write(name, gzip(idx(0x803, new int[] {1 << 20, 28, 28}, random(36))));
        assertTrue(refusal(data).contains("for which it is too short"));
        write(name, gzip("a poem".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(refusal(data).contains("begins with"));
        byte[] compressed = gzip(idx(0x803, new int[] {30, 4, 3}, random(360)));
        write(name, Arrays.copyOf(compressed, compressed.length - 20));
        assertTrue(refusal(data).contains("cut short"));
        write(name, idx(0x803, new int[] {3, 4, 3}, random(36)));
        write("train-labels-idx1-ubyte", idx(0x801, new int[] {2}, random(2)));
        assertTrue(refusal(data).contains("has 2 labels for 3 images"));
    }

    static byte[] tarGz(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                TarArchiveEntry entry = new TarArchiveEntry((String) namesAndContents[i], true);
                byte[] contents = (byte[]) namesAndContents[i + 1];
                entry.setSize(contents.length);
                tar.putArchiveEntry(entry);
                tar.write(contents);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] batch(int images) {
        byte[] batch = random(images * 3073);
        for (int i = 0; i < images; i++) {
            batch[i * 3073] = (byte) (i % 10);
        }
        return batch;
    }

    @Test
    void cifarReadsTheSameFromTheArchiveAFolderWithItAndAFolderOfBatches() throws Exception {
        byte[] train = batch(3);
        byte[] test = batch(2);
        write("a.tar.gz", tarGz("c/data_batch_1.bin", train, "c/readme.html", random(9),
                "c/test_batch.bin", test));
        Path inner = Files.createDirectories(folder.resolve("c"));
        Files.write(inner.resolve("data_batch_1.bin"), train);
        Files.write(inner.resolve("test_batch.bin"), test);
        Path withArchive = Files.createDirectories(folder.resolve("d"));
        Files.copy(folder.resolve("a.tar.gz"), withArchive.resolve("cifar-10-binary.tar.gz"));
        for (Path data : List.of(folder.resolve("a.tar.gz"), withArchive, inner)) {
            ImageSource source = ImageSource.open("cifar10:" + data, 0);
            assertEquals(5, source.size());
            Image image = source.read(4);
            assertEquals(1, image.label());
            assertTrue(image.heldOut());
            assertEquals(3, image.channels());
            assertEquals((test[3073 + 1 + 2 * 1024 + 35] & 0xff) / 255f,
                    image.pixels()[2 * 1024 + 35]);
            assertFalse(source.read(2).heldOut());
        }
    }

    @Test
    void damagedCifarArchivesAreRefused() throws Exception {
        String data = "cifar10:" + folder.resolve("a.tar.gz");
        assertTrue(refusal(data).contains("no such file"));
        write("a.tar.gz", random(100));
        assertTrue(refusal(data).contains("is not a .tar.gz archive"));
        write("a.tar.gz", tarGz("readme", random(9)));
        assertTrue(refusal(data).contains("holds no data_batch"));
        write("a.tar.gz", tarGz("../../data_batch_1.bin", batch(1)));
        assertTrue(refusal(data).contains("leads out of it"));
        write("a.tar.gz", tarGz("data_batch_1.bin", random(3072)));
        assertTrue(refusal(data).contains("has 3072 bytes"));
        byte[] wrong = batch(2);
        wrong[3073] = 10;
        write("a.tar.gz", tarGz("data_batch_1.bin", wrong));
        assertTrue(refusal(data).contains("image 1 has the label 10"));
        byte[] whole = tarGz("data_batch_1.bin", batch(4));
        write("a.tar.gz", Arrays.copyOf(whole, whole.length / 2));
        assertTrue(refusal(data).contains("cut short"));
        // without the checksum at its end
        write("a.tar.gz", Arrays.copyOf(whole, whole.length - 8));
        assertTrue(refusal(data).contains("cut short"));
        byte[] flipped = whole.clone();
        flipped[whole.length - 6] ^= 1; // of that checksum
        write("a.tar.gz", flipped);
        assertTrue(refusal(data).contains("damaged"));
        write("a.tar.gz", tarGz("bomb", new byte[64 << 20], "data_batch_1.bin", batch(1)));
        assertTrue(refusal(data).contains("a.tar.gz"));
    }

    @Test
    void vanHaterenImagesAreBigEndian() throws Exception {
        ByteBuffer pixels = ByteBuffer.allocate(2 * 1536 * 1024);
        pixels.putShort(2 * (3 * 1536 + 5), (short) 0xfff0);
        write("imk00001.iml", pixels.array());
        write("imk00002.IMC", new byte[100]);
        ImageSource source = ImageSource.open("van-hateren:" + folder, 0);
        assertEquals(2, source.size());
        Image image = source.read(0);
        assertEquals(1024, image.height());
        assertEquals(0xfff0 / 65535f, image.pixels()[3 * 1536 + 5]);
        assertTrue(assertThrows(InputException.class, () -> source.read(1)).getMessage()
                .contains("has 100 bytes"));
    }

    @Test
    void matlabArraysAreImagesByImages() throws Exception {
        Matrix images = Mat5.newMatrix(new int[] {5, 4, 3});
        for (int i = 0; i < 60; i++) {
            images.setDouble(i, i);
        }
        Path file = folder.resolve("IMAGES.mat");
        Mat5.writeToFile(
                Mat5.newMatFile().addArray("IMAGES", images).addArray("one", Mat5.newMatrix(2, 2)),
                file.toFile());
        ImageSource source = ImageSource.open("mat:" + file + "#IMAGES@hwn", 0);
        assertEquals(3, source.size());
        Image image = source.read(2);
        assertEquals(5, image.height());
        assertEquals(4, image.width());
        assertEquals(2 * 20 + 3 * 5 + 1, image.pixels()[1 * 4 + 3]);
        assertTrue(refusal("mat:" + file).contains("holds IMAGES (double 5×4×3), one (double"
                + " 2×2)"));
        assertTrue(refusal("mat:" + file + "#IMAGE").contains("has no array IMAGE; the file holds"
                + " IMAGES (double 5×4×3), one (double 2×2)"));
        Mat5.writeToFile(Mat5.newMatFile().addArray("IMAGES", images), file.toFile());
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 129; length < bytes.length; length += 5) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertTrue(refusal("mat:" + file + "#IMAGES").contains("was cut short"));
        }
        Files.writeString(file, "MATLAB 7.3 MAT-file, Platform: GLNXA64");
        assertTrue(refusal("mat:" + file).contains("is not an HDF5 file, or was cut short"));
        Files.writeString(file, "something else");
        assertTrue(refusal("mat:" + file).contains("holds no arrays that are known"));
    }

    static byte[] npy(String dtype, boolean fortran, String shape, byte[] values)
            throws IOException {
        String header =
                "{'descr': '" + dtype + "', 'fortran_order': " + (fortran ? "True" : "False")
                        + ", 'shape': " + shape + ", }\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(values);
        return out.toByteArray();
    }

    private static byte[] counted(int count, boolean doubles, ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.allocate(count * (doubles ? 8 : 4)).order(order);
        for (int i = 0; i < count; i++) {
            if (doubles) {
                buffer.putDouble(i);
            } else {
                buffer.putFloat(i);
            }
        }
        return buffer.array();
    }

    private ImageSource openNpy(byte[] bytes) throws Exception {
        return openNpy(bytes, "");
    }

    private ImageSource openNpy(byte[] bytes, String letters) throws Exception {
        write("a.npy", bytes);
        return ImageSource.open("npy:" + folder.resolve("a.npy") + letters, 0);
    }

    private static void assertShape(ImageSource source, int size, int height, int width)
            throws Exception {
        assertEquals(size, source.size());
        Image last = source.read(size - 1);
        assertEquals(height, last.height());
        assertEquals(width, last.width());
        for (int i = 0; i < height * width; i++) {
            assertEquals((size - 1) * height * width + i, last.pixels()[i]);
        }
    }

    @Test
    void arraysOfEveryShapeThatThePapersCodeMakesArePatches() throws Exception {
        byte[] floats = counted(2 * 5 * 256, false, ByteOrder.LITTLE_ENDIAN);
        for (String shape : new String[] {"(10, 256)", "(10, 16, 16)", "(10, 1, 16, 16)",
            "(2, 5, 256)", "(2, 5, 16, 16)",
            "(2, 5, 1, 16, 16)"}) {
            assertShape(openNpy(npy("<f4", false, shape, floats)), 10, 16, 16);
        }
        assertShape(openNpy(npy("<f4", false, "(80, 32)", floats), "@hw"), 1, 80, 32);
        assertEquals("patches(16, stride=16) | split(blocks)",
                openNpy(npy("<f4", false, "(10, 256)", floats)).pipeline());
    }

    @Test
    void arraysMayBeDoublesBytesBigEndianOrInFortranOrder() throws Exception {
        assertShape(
                openNpy(npy("<f8", false, "(3, 4, 5)", counted(60, true, ByteOrder.LITTLE_ENDIAN)),
                        "@nhw"),
                3, 4, 5);
        assertShape(
                openNpy(npy(">f4", false, "(3, 4, 5)", counted(60, false, ByteOrder.BIG_ENDIAN)),
                        "@nhw"),
                3, 4, 5);
        byte[] bytes = random(60);
        assertEquals((bytes[59] & 0xff) / 255f,
                openNpy(npy("|u1", false, "(3, 4, 5)", bytes), "@nhw").read(2).pixels()[19]);
        Image fortran =
                openNpy(npy("<f4", true, "(3, 4, 5)", counted(60, false, ByteOrder.LITTLE_ENDIAN)),
                        "@nhw").read(2);
        assertEquals(2 + 3 * 1 + 12 * 4, fortran.pixels()[1 * 5 + 4]);
    }

    @Test
    void arraysThatLieOrAreSomethingElseAreRefused() throws Exception {
        String data = "npy:" + folder.resolve("a.npy");
        for (String[] wrong : new String[][] {
            {"<f4", "(1152921504606846976,)", "impossible shape"},
            {"<f4", "(1073741824, 4)", "cut short"},
            {"|O", "(4, 4)", "never loaded"}, {"<c8", "(4, 2)", "complex numbers"},
            {"<f4", "(16,)", "images or patches are wanted"},
            {"<f4", "(4, 0, 4)", "the file has 64"},
            {"<f4", "(3, 4)", "something follows"}}) {
            write("a.npy", npy(wrong[0], false, wrong[1], new byte[64]));
            String message = refusal(data);
            assertTrue(message.contains(wrong[2]), message);
        }
    }

    static byte[] npz(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void archivesOfArraysAreReadByNameAndNotBelieved() throws Exception {
        byte[] array = npy("<f4", false, "(3, 4, 5)", counted(60, false, ByteOrder.LITTLE_ENDIAN));
        String data = "npz:" + folder.resolve("a.npz");
        write("a.npz", npz("x.npy", array));
        assertShape(ImageSource.open(data + "@nhw", 0), 3, 4, 5);
        write("a.npz", npz("y.npy", random(5), "x.npy", array));
        assertShape(ImageSource.open(data + "#x@nhw", 0), 3, 4, 5);
        assertTrue(refusal(data).contains("it holds y (not of plain numbers), x (3, 4, 5)"
                + " float32"));
        assertTrue(refusal(data + "#z").contains("has no array z"));
        write("a.npz", npz("x.npy", npy("<f4", false, "(1048576, 256)", new byte[8])));
        assertTrue(refusal(data).contains("cut short"));
        write("a.npz", random(100));
        assertTrue(refusal(data).contains("is not an .npz archive"));
    }

    @Test
    void barsShowTheirCodes() {
        Bars bars = new Bars(8, 0.125, 500, 1);
        FMatrixRMaj codes = bars.codes();
        int on = 0;
        for (int n = 0; n < 500; n++) {
            float[] pixels = bars.read(n).pixels();
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    assertEquals(codes.get(n, y) + codes.get(n, 8 + x) > 0 ? 1 : 0,
                            pixels[y * 8 + x]);
                }
            }
            for (int k = 0; k < 16; k++) {
                on += (int) codes.get(n, k);
            }
        }
        assertEquals(1000, on, 120); // 4 standard deviations
    }

    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() {
        assertTrue(refusal("imagenet:there")
                .contains("no such folder or dataset; data can be a folder of images, van-"));
        assertTrue(refusal("mnist:" + folder.resolve("none")).contains("no such file or folder"));
    }
}
