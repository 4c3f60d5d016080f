package parsimony.data.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.Npy;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;

/**
 * Pictures against what PIL reads. src/test/python/make_images.py made the pictures and the
 * numbers.
 */
class ImageFileTest {
    @TempDir
    Path folder;

    private static Path resource(String name) throws Exception {
        return Path.of(ImageFileTest.class.getResource("/images/" + name).toURI());
    }

    private static Image picture(Path file, int index) {
        return ImageFile.open(file).pictures().get(index).read();
    }

    private static void assertReads(String name, float tolerance) throws Exception {
        Image image = picture(resource(name), 0);
        FMatrixRMaj expected = Npy.read(resource(name + ".npy"));
        assertEquals(expected.numCols, image.width());
        assertEquals(expected.numRows, image.channels() * image.height());
        assertArrayEquals(expected.data, image.pixels(), tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "rgb.bmp", "rgb.tif", "lzw.tiff", "gray.png", "gray.pgm",
        "rgb.ppm", "alpha.png",
        "gray-alpha.png", "palette.png", "palette.gif", "bits.png", "deep.png", "deep.tif",
        "deep.pgm", "deep-rgb.png",
        "deep-rgb.tif", "real.tif", "wide.tif", "turned.tif", "turned-1.png", "turned-2.png",
        "turned-3.png", "turned-4.png", "turned-5.png", "turned-6.png", "turned-7.png",
        "turned-8.png",
        "lzw-16-noise.tif", "lzw-16.tif", "lzw-rgb-2.tif", "deflate-rgb.tif", "deflate-real-2.tif",
        "deflate-real-3.tif",
        "lzw-real-3.tif", "packbits-rgb.tif", "fax.tif"})
    void readsEveryPixelAsItIs(String name) throws Exception {
        assertReads(name, 1e-6f);
    }

    /**
     * Decoders may round differently. Both turn CMYK into colours by 255 − …, without a profile.
     */
    @ParameterizedTest
    @ValueSource(strings = {"rgb.JPG", "gray.jpeg", "turned.jpg", "cmyk.jpg"})
    void readsJpegsAsOthersDo(String name) throws Exception {
        assertReads(name, 6 / 255f);
    }

    private static String refusal(Path file) {
        String message = assertThrows(InputException.class, () -> picture(file, 0)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @Test
    void refusesWhatIsNoImage() throws Exception {
        assertTrue(refusal(Files.writeString(folder.resolve("a.jpg"), "no photograph"))
                .contains("is not an image"));
        assertTrue(refusal(Files.createFile(folder.resolve("a.png"))).contains("is not an image"));
        assertTrue(refusal(folder.resolve("none.png")).contains("no such file"));
        byte[] png = Files.readAllBytes(resource("rgb.png"));
        refusal(Files.write(folder.resolve("short.png"), Arrays.copyOf(png, png.length / 2)));
    }

    @Test
    void refusesAFormatThatIsNotReadByName() throws Exception {
        Files.copy(resource("rgb.png"), folder.resolve("a.png"));
        // in such a file a small picture comes first
        Files.copy(resource("rgb.tif"), folder.resolve("b.NEF"));
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(2, source.size());
        String said = assertThrows(InputException.class, () -> source.read(1)).getMessage();
        assertTrue(said.endsWith(
                "b.NEF: is in a format that is not read here; save it as TIFF, PNG or JPEG"), said);
    }

    @Test
    void realNumbersAboveOneStayWhatTheyAre() throws Exception {
        assertReads("bright.tif", 1e-6f);
        ByteBuffer pfm = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN)
                .put("Pf\n1 2\n-1.0\n".getBytes(US_ASCII))
                .putFloat(0.25f).putFloat(7.5f);
        Path file =
                Files.write(folder.resolve("real.pgm"), Arrays.copyOf(pfm.array(), pfm.position()));
        assertArrayEquals(new float[] {7.5f, 0.25f}, picture(file, 0).pixels(), 1e-6f,
                "the lowest row comes first");
    }

    @Test
    void realNumbersOf16And64BitsAreRead() throws Exception {
        short[] halves = {0, 1, 0x3c00, 0x3555, (short) 0xc000, 0x7bff};
        double[] meant = {0, 0x1p-24, 1, 0.333251953125, -2, 65504}; // what Python's struct unpacks as "e"
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (short half : halves) {
            bytes.putShort(half);
        }
        Path file = Files.write(folder.resolve("half.tif"),
                tiff(bytes.array(), 256, 6, 257, 1, 258, 16, 339, 3));
        assertArrayEquals(floats(meant), picture(file, 0).pixels());
        double[] doubles = {-1e-3, 0, Math.PI * 1000};
        bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : doubles) {
            bytes.putDouble(value);
        }
        file = Files.write(folder.resolve("double.tif"),
                tiff(bytes.array(), 256, 3, 257, 1, 258, 64, 339, 3));
        assertArrayEquals(floats(doubles), picture(file, 0).pixels());
        file = Files.write(folder.resolve("white.tif"),
                tiff(bytes.array(), 256, 3, 257, 1, 258, 64, 339, 3, 262, 0));
        assertArrayEquals(floats(1.001, 1, 1 - Math.PI * 1000), picture(file, 0).pixels(), 1e-3f,
                "where 0 is white");
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "259 | 50000 | is compressed with Zstandard, which is not read; save it with deflate, LZW"
                + " or no compression",
        "259 | 9 | is compressed with method 9, which is not read",
        "262 | 32803 | holds a camera's raw mosaic, which is not read; save it as gray or RGB",
        "339 | 6 | its samples are complex numbers of 16 bits",
        "277 | 2 | has 2 channels; gray or red, green and blue are read, with alpha or without;"
                + " save each channel as a page",
        "277 | 5 | has 5 channels",
        "262 | 2 | has 1 samples per pixel, too few for its colours",
        "258 | 65 | its samples are whole numbers of 65 bits; whole ones of 1 to 64"})
    void refusesByNameATiffOfAKindThatIsNotRead(int tag, int value, String said) throws Exception {
        byte[] tiff = tiff(new byte[64], 256, 4, 257, 2, 258, 16, tag, value);
        String message = refusal(Files.write(folder.resolve("a.tif"), tiff));
        assertTrue(message.contains(said), message);
    }

    /**
     * A little-endian TIFF of one page. Its fields are pairs of a tag and a value; these bytes are
     * its samples.
     */
    private static byte[] tiff(byte[] samples, int... tagsAndValues) {
        TreeMap<Integer, Integer> fields =
                new TreeMap<>(Map.of(259, 1, 262, 1, 273, 512, 279, samples.length));
        for (int k = 0; k < tagsAndValues.length; k += 2) {
            fields.put(tagsAndValues[k], tagsAndValues[k + 1]);
        }
        ByteBuffer bytes = ByteBuffer.allocate(512 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("II*\0".getBytes(US_ASCII)).putInt(8).putShort((short) fields.size());
        fields.forEach((tag, value) -> bytes.putShort((short) (int) tag).putShort((short) 4)
                .putInt(1).putInt(value));
        return bytes.putInt(0).put(512, samples).array();
    }

    @Test
    void pagesMadeOfAnotherArePassedOverWithARemark() throws Exception {
        ImageFile file = ImageFile.open(resource("reduced.tif"));
        assertEquals(1, file.pictures().size());
        assertEquals(List.of(resource("reduced.tif")
                + ": 2 of its 3 pages are marked as reduced copies or masks of others;"
                + " passed over"), file.remarks());
        assertEquals(1, ImageFile.open(resource("all-reduced.tif")).pictures().size(),
                "there is nothing that they are made of");
        byte[] pyramid = tiff(new byte[8], 256, 4, 257, 2, 258, 8, 330, 8);
        assertEquals(1,
                ImageFile.open(Files.write(folder.resolve("a.tif"), pyramid)).remarks().size());
    }

    @Test
    void aStackOfImageJWithOneDirectoryIsReadWholeOrRefused() throws Exception {
        float[] pages = Npy.read(resource("imagej.tif.npy")).data;
        ImageFile stack = ImageFile.open(resource("imagej.tif"));
        assertEquals(3, stack.pictures().size());
        for (int i = 0; i < 3; i++) {
            float[] page =
                    Arrays.copyOfRange(pages, i * pages.length / 3, (i + 1) * pages.length / 3);
            assertArrayEquals(page, stack.pictures().get(i).read().pixels(), 1e-6f);
        }
        byte[] whole = Files.readAllBytes(resource("imagej.tif"));
        String said = refusal(
                Files.write(folder.resolve("short.tif"), Arrays.copyOf(whole, whole.length - 10)));
        assertTrue(said.endsWith(
                "says that it has 3 images after one directory, but has room for 2; save it as a"
                        + " stack with a directory for each page"),
                said);
        String text = "ImageJ=1.53k\nimages=3\nslices=3\nloop=false\n";
        String json = "{\"shape\":[3,24,32],\"truncated\": true}";
        String other = new String(whole, ISO_8859_1).replace(text,
                json + " ".repeat(text.length() - json.length()));
        Path shaped = Files.write(folder.resolve("shaped.tif"), other.getBytes(ISO_8859_1));
        assertEquals(3, ImageFile.open(shaped).pictures().size(), "as tifffile says it");
    }

    @Test
    void everyPageOfALongStackIsFoundByItsOwnPlace() throws Exception {
        int pages = 300;
        ByteBuffer bytes = ByteBuffer.allocate(16 + pages * 128).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("II*\0".getBytes(US_ASCII)).putInt(16).putLong(0);
        for (int page = 0; page < pages; page++) {
            int start = bytes.position();
            bytes.putShort((short) 6);
            for (int[] field : new int[][] {{256, 1}, {257, 1}, {258, 16}, {259, 1}, {262, 1},
                {273, start + 100}}) {
                bytes.putShort((short) field[0]).putShort((short) 4).putInt(1).putInt(field[1]);
            }
            bytes.putInt(page == pages - 1 ? 0 : start + 128).putShort(start + 100, (short) page)
                    .position(start + 128);
        }
        Path file = Files.write(folder.resolve("many.tif"), bytes.array());
        List<Picture> pictures = ImageFile.open(file).pictures();
        assertEquals(pages, pictures.size());
        for (int page = 0; page < pages; page++) {
            assertEquals(page / 65535f, pictures.get(page).read().pixels()[0], 1e-7f);
        }
    }

    @Test
    void aBinaryNetpbmFileMayHoldSeveralPictures() throws Exception {
        byte[] two = "P5 2 1 3 \0\3P6 1 1 7\n\1\2\7\n".getBytes(US_ASCII);
        ImageFile file = ImageFile.open(Files.write(folder.resolve("two.pnm"), two));
        assertEquals(List.of(), file.remarks());
        assertEquals(2, file.pictures().size());
        assertArrayEquals(new float[] {0, 1}, file.pictures().get(0).read().pixels());
        assertArrayEquals(new float[] {1 / 7f, 2 / 7f, 1}, file.pictures().get(1).read().pixels());
        file = ImageFile.open(
                Files.writeString(folder.resolve("more.pgm"), "P5 2 1 3 \0\3and something else"));
        assertEquals(
                List.of(folder.resolve("more.pgm")
                        + ": something follows its samples, from byte 11; passed over"),
                file.remarks());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "P5 2 1 3 AB | row 0, column 0 has the sample 65, above the maxval 3",
        "P2 2 1 3 1 4 | row 0, column 1 has the sample 4, above the maxval 3",
        "P2 2 1 3 1 | was cut short in its samples",
        "P2 2 1 3 1 x | has 'x' where a whole number up to 65535 is wanted",
        "P1 2 1 1 2 | has '2' where 0 or 1 is wanted",
        "P5 2 2 255 AB | was cut short: 2 bytes of samples are there, and 4 are wanted",
        "P5 2 1 70000 AB | its maxval is '70000'; a whole number from 1 to 65535 is wanted",
        "P5 0 1 255 AB | its width is '0'; a whole number from 1 to",
        "P6 2 1 | has no whole header"})
    void refusesANetpbmFileThatIsWrong(String text, String said) throws Exception {
        String message = refusal(Files.writeString(folder.resolve("a.pnm"),
                text + (text.endsWith("AB") ? "" : "\n")));
        assertTrue(message.contains(said), message);
    }

    @Test
    void refusesAPamOfSeveralChannelsThatAreNoColours() throws Exception {
        String said = refusal(Files.writeString(folder.resolve("a.pam"),
                "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nENDHDR\nAB"));
        assertTrue(said.contains(
                "has 2 samples per pixel of the kind '' and the maxval 255; gray or RGB is read"),
                said);
    }

    @Test
    void anAnimationIsSpokenOf() throws Exception {
        byte[] gif = Files.readAllBytes(resource("palette.gif"));
        int frame = 13 + (3 << (gif[10] & 7) + 1); // after the header and the colours
        byte[] twice = Arrays.copyOf(gif, gif.length - 1 + gif.length - frame);
        System.arraycopy(gif, frame, twice, gif.length - 1, gif.length - frame);
        Path file = Files.write(folder.resolve("moving.gif"), twice);
        assertEquals(List.of(file + ": is an animation; only the first of its frames is read"),
                ImageFile.open(file).remarks());
        assertEquals(List.of(), ImageFile.open(resource("palette.gif")).remarks());
        assertEquals(List.of(), ImageFile.open(resource("rgb.png")).remarks());
        byte[] png = Files.readAllBytes(resource("rgb.png"));
        ByteBuffer moving = ByteBuffer.allocate(png.length + 20).put(png, 0, 33).putInt(8)
                .put("acTL".getBytes(US_ASCII)).putLong(0)
                .putInt(0).put(png, 33, png.length - 33);
        assertEquals(1, ImageFile.open(Files.write(folder.resolve("moving.png"), moving.array()))
                .remarks().size());
    }

    @Test
    void everyPageOfAStackIsAnImageAndPagesOfAnotherSizeAreSpokenOf() throws Exception {
        Files.copy(resource("rgb.png"), folder.resolve("a.png"));
        Files.copy(resource("stack.tif"), folder.resolve("b.tif"));
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(4, source.size());
        float[] pages = Npy.read(resource("stack.tif.npy")).data;
        assertArrayEquals(Arrays.copyOf(pages, pages.length / 2), source.read(1).pixels(), 1e-6f);
        assertEquals(6, source.read(2).height());
        assertArrayEquals(Arrays.copyOfRange(pages, pages.length / 2, pages.length),
                source.read(3).pixels(), 1e-6f);
        assertEquals(folder.resolve("b.tif") + ", page 3", source.read(3).name());
        assertEquals(List.of(folder.resolve("b.tif")
                + ": its pages differ in size: page 1 has 24×32 pixels, page 2 6×8;"
                + " each is read as an image of its own"), source.remarks());
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
                () -> assertEquals(3, ImageFile.open(Files.write(folder.resolve("a.tif"), stack))
                        .pictures().size()));
    }

    @Test
    void aPageLargerThanTheFirstIsAnImageToo() throws Exception {
        Path file = Files.write(folder.resolve("growing.tif"), stack(4, 8));
        assertEquals(2, ImageFile.open(file).pictures().size());
        assertEquals(8, picture(file, 1).width());
    }

    @Test
    void aPageWithoutASizeIsNotPassedOverInSilence() throws Exception {
        byte[] stack = stack(8, 8);
        ByteBuffer bytes = ByteBuffer.wrap(stack)
                .order(stack[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int first = bytes.getInt(4);
        int second = bytes.getInt(first + 2 + 12 * bytes.getShort(first));
        for (int entry = second + 2; entry < second + 2 + 12 * bytes.getShort(second);
                entry += 12) {
            if (bytes.getShort(entry) == TIFF.TAG_IMAGE_WIDTH) {
                bytes.putShort(entry, (short) 0);
            }
        }
        Path file = Files.write(folder.resolve("damaged.tif"), stack);
        assertEquals(2, ImageFile.open(file).pictures().size());
        assertThrows(InputException.class, () -> picture(file, 1));
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
                        new IIOImage(new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY),
                                null, null),
                        null);
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
        assertTrue(assertThrows(InputException.class, () -> source.read(2)).getMessage()
                .contains("gone.png: no such file"));
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
        String said = assertThrows(InputException.class, () -> source.read(1)).getMessage();
        assertTrue(said.endsWith("closed: permission denied"), said);
    }
}
