package parsimony.data.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.signals.InputException;

/** Which axes of an array are height and width. */
class ArrayShapesTest {

    private static ArrayReading read(String shape, boolean matlab, String letters) {
        long[] lengths = Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
        return ArrayGuess.settle("npy:F", lengths, matlab, letters == null ? "" : letters);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "1000x256; nd; 1000 patches of 16×16, in order",
        "1x256; nd; 1 patch of 16×16",
        "60000x784; nd; 60000 patches of 28×28, in order",
        "100x784; nd; 100 patches of 28×28, in order",
        "80x64; nd; 80 patches of 8×8, in order",
        "256x50000; dn; 50000 patches of 16×16, in order",
        "480x640; hw; 1 image of 480×640",
        "321x481; hw; 1 image of 321×481",
        "256x256; hw; 1 image of 256×256",
        "800x1200; hw; 1 image of 800×1200",
        "40x512x512; nhw; 40 images of 512×512",
        "1000x12x20; nhw; 1000 patches of 12×20, in order",
        "5x12x20; nhw; 5 patches of 12×20, in order",
        "1000x8x40; nhw; 1000 patches of 8×40, in order",
        "6x1024x1024; nhw; 6 images of 1024×1024",
        "512x512x10; hwn; 10 images of 512×512",
        "28x28x1000; hwn; 1000 patches of 28×28, in order",
        "12x20x1000; hwn; 1000 patches of 12×20, in order",
        "50x2000x256; nnd; 100000 patches of 16×16, in order",
        "480x640x1; hwc; 1 image of 480×640",
        "60000x32x32x3; nhwc; 60000 colour images of 32×32×3",
        "50000x3x32x32; nchw; 50000 colour images of 32×32×3",
        "32x32x3x73257; hwcn; 73257 colour images of 32×32×3",
        "7x12x20x4; nhwc; 7 colour images of 12×20×3, transparency left out",
        "10x1x12x20; nnhw; 10 patches of 12×20, in order",
        "10x100x16x16; nnhw; 1000 patches of 16×16, in order",
    })
    void whatIsNotAmbiguousIsReadRightly(String shape, String letters, String said)
            throws Exception {
        assertEquals(said, read(shape, false, "").describe());
        assertEquals("@" + letters, read(shape, false, "").letters());
        assertEquals(said, read(shape, false, letters).describe());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "512x512x10; hwn; 10 images of 512×512",
        "12x20x300; hwn; 300 patches of 12×20, in order",
        "10x512x512; nhw; 10 images of 512×512",
        "256x10000; dn; 10000 patches of 16×16, in order",
        "512x512; hw; 1 image of 512×512",
        "28x28x10x100; hwnn; 1000 patches of 28×28, in order",
    })
    void ofMatlabsArraysImagesAreCountedLast(String shape, String letters, String said)
            throws Exception {
        assertEquals(said, read(shape, true, "").describe());
        assertEquals("@" + letters, read(shape, true, "").letters());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "768x1024; @hw; @nd; 1 image of 768×1024; 768 patches of 32×32",
        "512x256; @hw; @nd; 1 image of 512×256; 512 patches of 16×16",
        "2x768x1024; @nhw; @nnd; 2 images of 768×1024; 1536 patches of 32×32",
        "1000x3072; @n,chw; @hw; 1000 colour images of 32×32×3; 1 image of 1000×3072",
        "50000x3072; @n,chw; @n,hwc; all red values before; the colours of each pixel together",
        "200x321x481; @nhw; @hwn; 200 images of 321×481; 481 images of 200×321",
        "64x64x64; @nhw; @hwn; 64 patches; 64 patches",
        "20x12x20; @nhw; @hwn; 20 patches of 12×20; 20 patches of 20×12",
        "480x640x3; @hwc; @hwn; 1 colour image of 480×640×3; 3 images of 480×640",
        "3x480x640; @chw; @nhw; 1 colour image of 480×640×3; 3 images of 480×640",
        "1000x240; @hw; @nd15x16; 1 image of 1000×240; 1000 patches in rows of 240 pixels",
        "1000x10x300; @nhw; @hwn; 1000 images of 10×300; 300 images of 1000×10",
    })
    void whatIsAmbiguousIsRefusedWithBothReadings(String shape, String one, String other,
            String first, String second) {
        String message =
                assertThrows(InputException.class, () -> read(shape, false, "")).getMessage();
        for (String part : new String[] {"npy:F: ", one, other, first, second}) {
            assertTrue(message.contains(part), message);
        }
        assertEquals(message.indexOf("npy:F: "), message.lastIndexOf("npy:F: "), message);
        assertEquals(1, message.lines().count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "512x512x10; nhw; 512 images of 512×10",
        "1000x240; nd12x20; 1000 patches of 12×20, in order",
        "240x1000; dn12x20; 1000 patches of 12×20, in order",
        "1000x240; n,hw12x20; 1000 patches of 12×20, in order",
        "1000x3072; hw; 1 image of 1000×3072",
        "1000x3072; N,CHW; 1000 colour images of 32×32×3",
        "1000x720; n,hwc12x20; 1000 colour images of 12×20×3",
        "480x640x3; hwn; 3 images of 480×640",
    })
    void lettersSettleIt(String shape, String letters, String said) throws Exception {
        assertEquals(said, read(shape, false, letters).describe());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "512x512x10; hw; @hw names 2 axes, the array has 3, 512×512×10",
        "10x10; nx; another letter than n, h, w, c and d",
        "10x10; nh; must have h and w, or d",
        "10x10x10; nhh; must have h and w, or d",
        "10x10; nh,w; only h and w, with or without c, can share",
        "10x240; nd; 240 values are not a square number of pixels; add their HEIGHTxWIDTH, as in"
                + " @nd12x20",
        "10x256; nd12x20; 256 values are not 12×20 pixels",
        "10x12x20; nhw12x20; says a size",
        "10x12x20x5; nhwc; takes 5 values for colours",
        "10x12; ,; another letter",
    })
    void lettersThatDoNotFitAreRefused(String shape, String letters, String why) {
        String message =
                assertThrows(InputException.class, () -> read(shape, false, letters)).getMessage();
        assertTrue(message.startsWith("npy:F: ") && message.contains(why), message);
    }

    /** Every element holds its own position, so each reading is checked against its definition. */
    @Test
    void pixelsAreThoseThatTheLettersName() throws Exception {
        // element (y, x, i) of NumPy's lies at 12y + 4x + i
        ArrayReading hwn = read("2x3x4", false, "hwn");
        assertArrayEquals(new float[] {1, 5, 9, 13, 17, 21}, hwn.image(1, at -> at, "").pixels());
        ArrayReading matlab = read("2x3x4", true, "hwn"); // and of MATLAB's at y + 2x + 6i
        assertArrayEquals(new float[] {6, 8, 10, 7, 9, 11}, matlab.image(1, at -> at, "").pixels());
        ArrayReading colour = read("2x4x5x3", false, "nhwc");
        float[] pixels = colour.image(1, at -> at, "").pixels();
        assertEquals(60 + 1 + 3 * (5 * 2 + 4), pixels[20 + 5 * 2 + 4]);
        ArrayReading columns = read("6x7", false, "dn2x3"); // pixel p of image i lies at 7p + i
        assertArrayEquals(new float[] {2, 9, 16, 23, 30, 37},
                columns.image(2, at -> at, "").pixels());
        // MATLAB's x(:): down the first column first
        ArrayReading byColumn = read("7x6", false, "n,wh2x3");
        assertArrayEquals(new float[] {6, 8, 10, 7, 9, 11},
                byColumn.image(1, at -> at, "").pixels());
        ArrayReading rows = read("2x12", false, "n,chw2x2");
        assertArrayEquals(new float[] {12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23},
                rows.image(1, at -> at, "").pixels());
        ArrayReading pairs = read("2x3x4x5", false, "nnhw");
        assertEquals(20 * 4, pairs.image(4, at -> at, "").pixels()[0]);
    }

    @Test
    void patchesThatAreNotSquareAreTakenWhole() throws Exception {
        assertEquals("patches(12x20, stride=12x20) | split(blocks)",
                read("1000x12x20", false, "").pipeline());
        assertEquals("gray | patches(32, stride=32) | split(blocks)",
                read("1000x32x32x3", false, "").pipeline());
    }
}
