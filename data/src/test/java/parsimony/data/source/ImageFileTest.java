package parsimony.data.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.DataException;
import parsimony.data.Npy;

/** Against what PIL reads; src/test/python/make_images.py made the pictures and the numbers. */
class ImageFileTest {
    @TempDir
    Path folder;

    private static Path resource(String name) throws Exception {
        return Path.of(ImageFileTest.class.getResource("/images/" + name).toURI());
    }

    private static void assertReads(String name, float tolerance) throws Exception {
        Image image = ImageFile.read(resource(name), 0);
        FMatrixRMaj expected = Npy.read(resource(name + ".npy"));
        assertEquals(expected.numCols, image.width());
        assertEquals(expected.numRows, image.channels() * image.height());
        assertArrayEquals(expected.data, image.pixels(), tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "rgb.bmp", "rgb.tif", "lzw.tiff", "gray.png", "gray.pgm", "rgb.ppm", "alpha.png",
        "gray-alpha.png", "palette.png", "palette.gif", "bits.png", "deep.png", "deep.tif", "deep.pgm", "deep-rgb.png",
        "deep-rgb.tif", "real.tif", "wide.tif", "turned.tif", "turned-1.png", "turned-2.png",
        "turned-3.png", "turned-4.png", "turned-5.png", "turned-6.png", "turned-7.png", "turned-8.png"})
    void readsEveryPixelAsItIs(String name) throws Exception {
        assertReads(name, 1e-6f);
    }

    /** Decoders may round differently; CMYK is turned into colours either way by 255 − …, without a profile. */
    @ParameterizedTest
    @ValueSource(strings = {"rgb.JPG", "gray.jpeg", "turned.jpg", "cmyk.jpg"})
    void readsJpegsAsOthersDo(String name) throws Exception {
        assertReads(name, 6 / 255f);
    }

    private static String refusal(Path file) {
        String message = assertThrows(DataException.class, () -> ImageFile.read(file, 0)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @Test
    void refusesWhatIsNoImage() throws Exception {
        assertTrue(refusal(Files.writeString(folder.resolve("a.jpg"), "no photograph")).contains("is not an image"));
        assertTrue(refusal(Files.createFile(folder.resolve("a.png"))).contains("is not an image"));
        assertTrue(refusal(folder.resolve("none.png")).contains("no such file"));
        byte[] png = Files.readAllBytes(resource("rgb.png"));
        refusal(Files.write(folder.resolve("short.png"), Arrays.copyOf(png, png.length / 2)));
    }

    @Test
    void refusesAFormatThatIsNotReadByName() throws Exception {
        Files.copy(resource("rgb.png"), folder.resolve("a.png"));
        Files.copy(resource("rgb.tif"), folder.resolve("b.NEF")); // in such a file a small picture comes first
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(2, source.size());
        String said = assertThrows(DataException.class, () -> source.read(1)).getMessage();
        assertTrue(said.endsWith("b.NEF: is in a format that is not read here; save it as TIFF, PNG or JPEG"), said);
    }

    @Test
    void realNumbersAboveOneStayWhatTheyAre() throws Exception {
        assertReads("bright.tif", 1e-6f);
        ByteBuffer pfm = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).put("Pf\n2 1\n-1.0\n".getBytes(US_ASCII))
                .putFloat(0.25f).putFloat(0.75f);
        Path file = Files.write(folder.resolve("real.pgm"), Arrays.copyOf(pfm.array(), pfm.position()));
        assertArrayEquals(new float[] {0.25f, 0.75f}, ImageFile.read(file, 0).pixels(), 1e-6f);
    }

    @Test
    void thePagesOfAStackAreImagesOfTheirOwnButForSmallerOnes() throws Exception {
        Files.copy(resource("rgb.png"), folder.resolve("a.png"));
        Files.copy(resource("stack.tif"), folder.resolve("b.tif"));
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(3, source.size());
        float[] pages = Npy.read(resource("stack.tif.npy")).data;
        assertArrayEquals(Arrays.copyOf(pages, pages.length / 2), source.read(1).pixels(), 1e-6f);
        assertArrayEquals(Arrays.copyOfRange(pages, pages.length / 2, pages.length), source.read(2).pixels(), 1e-6f);
        assertEquals(folder.resolve("b.tif") + ", page 3", source.read(2).name());
    }

    @Test
    void aStackWhoseLastPageLeadsBackToItsFirstEnds() throws Exception {
        byte[] stack = Files.readAllBytes(resource("stack.tif"));
        ByteBuffer bytes = ByteBuffer.wrap(stack).order(ByteOrder.LITTLE_ENDIAN);
        int next = 4;
        while (bytes.getInt(next) != 0) {
            next = bytes.getInt(next) + 2 + 12 * bytes.getShort(bytes.getInt(next));
        }
        bytes.putInt(next, bytes.getInt(4));
        assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertTrue(ImageFile.pages(Files.write(folder.resolve("a.tif"), stack)).length <= 2));
    }

    @Test
    void aPageLargerThanTheFirstIsAnImageToo() throws Exception {
        Path file = Files.write(folder.resolve("growing.tif"), stack(4, 8));
        assertArrayEquals(new int[] {0, 1}, ImageFile.pages(file));
        assertEquals(8, ImageFile.read(file, 1).width());
    }

    @Test
    void aPageWithoutASizeIsNotPassedOverInSilence() throws Exception {
        byte[] stack = stack(8, 8);
        ByteBuffer bytes = ByteBuffer.wrap(stack).order(stack[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int first = bytes.getInt(4);
        int second = bytes.getInt(first + 2 + 12 * bytes.getShort(first));
        for (int entry = second + 2; entry < second + 2 + 12 * bytes.getShort(second); entry += 12) {
            if (bytes.getShort(entry) == TIFF.TAG_IMAGE_WIDTH) {
                bytes.putShort(entry, (short) 0);
            }
        }
        Path file = Files.write(folder.resolve("damaged.tif"), stack);
        assertArrayEquals(new int[] {0, 1}, ImageFile.pages(file));
        assertThrows(DataException.class, () -> ImageFile.read(file, 1));
    }

    /** A TIFF of gray squares of these sizes. */
    private static byte[] stack(int... sizes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int size : sizes) {
                writer.writeToSequence(
                        new IIOImage(new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    void believesNoHeaderThatClaimsMorePixelsThanItsBytesCanHold() throws Exception {
        Path file = Files.writeString(folder.resolve("huge.pgm"), "P5\n60000 60000\n255\n\0");
        assertTrue(refusal(file).contains("claims 60000×60000 pixels in 20 bytes"));
        file = Files.writeString(folder.resolve("large.pgm"), "P5\n8000 8000\n255\n\0");
        assertTrue(refusal(file).contains("claims 8000×8000 pixels"));
    }

    @Test
    void readsAFolderInOrderWithoutLoopingForEver() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("b/c"));
        Files.copy(resource("rgb.png"), inner.resolve("2.png"));
        Files.copy(resource("gray.pgm"), folder.resolve("b/1.PGM"));
        Files.copy(resource("rgb.JPG"), folder.resolve("z.jpeg"));
        Files.copy(resource("rgb.png"), folder.resolve(".hidden.png"));
        Files.writeString(folder.resolve("notes.txt"), "not looked at");
        Files.createSymbolicLink(inner.resolve("up"), folder);
        Files.createSymbolicLink(folder.resolve("self"), folder.resolve("self"));
        Files.createSymbolicLink(folder.resolve("gone.png"), folder.resolve("nowhere"));
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(4, source.size());
        assertTrue(assertThrows(DataException.class, () -> source.read(2)).getMessage().contains("gone.png: no such file"));
        assertTrue(source.read(0).name().endsWith("b/1.PGM"));
        assertTrue(source.read(1).name().endsWith("b/c/2.png"));
        assertTrue(source.read(3).name().endsWith("z.jpeg"));
    }

    @Test
    void aSubfolderClosedToUsIsNotPassedOverInSilence() throws Exception {
        Files.copy(resource("rgb.png"), folder.resolve("a.png"));
        Path closed = Files.createDirectories(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, Set.of());
        Assumptions.assumeFalse(Files.isReadable(closed), "root may read anything");
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(2, source.size());
        String said = assertThrows(DataException.class, () -> source.read(1)).getMessage();
        assertTrue(said.endsWith("closed: permission denied"), said);
    }
}
