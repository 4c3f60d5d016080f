package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MosaicTest {
    /** Three atoms of 2×3 pixels; the middle one is a hundred times fainter. */
    private static final FMatrixRMaj ATOMS = new FMatrixRMaj(new float[][] {
        {4, -4, 0, 2, -2, 1},
        {.01f, .02f, .03f, .04f, -.02f, 0},
        {0, 0, 0, 0, 0, 0},
    });
    // Three tiles of 3 pixels in 1051 dots, with gaps of at least half a pixel: with 95 dots a
    // pixel, 855 + 4·48 = 1047 fit, and what is left widens the gaps; with 96, 864 + 4·48 = 1056
    // do not.
    private static final int DOTS = 95;
    private static final int GAP = 49;

    private static Mosaic mosaic() {
        return new Mosaic(ATOMS, 2, 3, Column.SINGLE).perRow(3);
    }

    /** The colour in the middle of pixel (row, column) of the tile in a place, 0xRRGGBB. */
    private static int pixel(BufferedImage image, int place, int row, int column) {
        int x = GAP + place * (3 * DOTS + GAP) + column * DOTS + DOTS / 2;
        return image.getRGB(x, GAP + row * DOTS + DOTS / 2) & 0xFFFFFF;
    }

    private static BufferedImage draw(Mosaic mosaic) {
        return Png.render(mosaic, false);
    }

    private static int[] tile(BufferedImage image, int place) {
        return IntStream.range(0, 6).map(d -> pixel(image, place, d / 3, d % 3) & 0xFF).toArray();
    }

    @Test
    void atomsThatAreAlikeAreScaledByTheLargestMagnitudeOfAll() {
        BufferedImage image = draw(mosaic().alike());
        assertArrayEquals(new int[] {255, 0, 128, 191, 64, 159}, tile(image, 0));
        assertArrayEquals(new int[] {128, 128, 128, 129, 127, 128}, tile(image, 1));
    }

    @Test
    void eachAtomIsScaledAboutZeroByItsOwnLargestMagnitude() {
        BufferedImage image = draw(mosaic());
        assertArrayEquals(new int[] {255, 0, 128, 191, 64, 159}, tile(image, 0));
        assertArrayEquals(new int[] {159, 191, 223, 255, 64, 128}, tile(image, 1));
        assertArrayEquals(new int[] {128, 128, 128, 128, 128, 128}, tile(image, 2),
                "a zero atom is the gray of zero");
    }

    @Test
    void tilesAreAsHighAndWideAsTheirAtoms() {
        FMatrixRMaj atoms = new FMatrixRMaj(6, 12 * 20);
        for (int k = 0; k < atoms.numRows; k++) {
            atoms.set(k, 19, 1); // the last pixel of the first row
            atoms.set(k, 20, -1); // the first of the second
        }
        Mosaic mosaic = new Mosaic(atoms, 12, 20, Column.SINGLE);
        BufferedImage image = draw(mosaic.perRow(2));
        int dots = (image.getWidth() - 3) / 40; // before gaps of half a pixel or less
        while (2 * 20 * dots + 3 * ((dots + 1) / 2) > image.getWidth()) {
            dots--;
        }
        int gap = (image.getWidth() - 2 * 20 * dots) / 3;
        assertEquals(4 * gap + 3 * 12 * dots, image.getHeight());
        for (int place = 0; place < 6; place++) {
            int x = gap + place % 2 * (20 * dots + gap);
            int y = gap + place / 2 * (12 * dots + gap);
            assertEquals(0xFFFFFF, image.getRGB(x + 20 * dots - 1, y) & 0xFFFFFF);
            assertEquals(0x000000, image.getRGB(x, y + dots) & 0xFFFFFF);
            assertEquals(0x808080, image.getRGB(x, y + 2 * dots) & 0xFFFFFF);
        }
    }

    @Test
    void pixelsAreWholeDotsWithHardEdges() {
        BufferedImage image = draw(mosaic());
        assertEquals(3 * 3 * DOTS + 4 * GAP, image.getWidth());
        assertEquals(2 * GAP + 2 * DOTS, image.getHeight());
        for (int x = 0; x < image.getWidth(); x++) {
            int within = (x - GAP) % (3 * DOTS + GAP);
            int expected = x < GAP || within >= 3 * DOTS || x >= 3 * (3 * DOTS + GAP)
                    ? 255 : new int[][] {{255, 0, 128}, {159, 191, 223}, {128, 128, 128}}[(x - GAP)
                            / (3 * DOTS + GAP)][within / DOTS];
            assertEquals(expected, image.getRGB(x, GAP + 5) & 0xFF, "dot " + x);
        }
    }

    @Test
    void divergingShadeIsWhiteAtZeroAndBlueOrVermilionAtTheEnds() {
        BufferedImage image = draw(mosaic().shade(Shade.DIVERGING));
        assertEquals(0xD55E00, pixel(image, 0, 0, 0));
        assertEquals(0x0072B2, pixel(image, 0, 0, 1));
        assertEquals(0xFFFFFF, pixel(image, 0, 0, 2));
        assertEquals(0xEAAF80, pixel(image, 0, 1, 0), "half way from white to vermilion");
    }

    @Test
    void orderChoosesAtomsAndTheirPlaces() {
        BufferedImage image = draw(mosaic().order(2, 0));
        assertArrayEquals(new int[] {128, 128, 128, 128, 128, 128}, tile(image, 0));
        assertArrayEquals(new int[] {255, 0, 128, 191, 64, 159}, tile(image, 1));
        assertEquals(0xFFFFFF, pixel(image, 2, 0, 0), "there is no third tile");
        BufferedImage byRate = draw(mosaic().orderBy(0.1, 0.3, 0.3));
        assertArrayEquals(new int[] {159, 191, 223, 255, 64, 128}, tile(byRate, 0),
                "largest first, ties in order");
        assertArrayEquals(new int[] {255, 0, 128, 191, 64, 159}, tile(byRate, 2));
    }

    @Test
    void deadAtomsAreStruckOutAndOnlyThey() {
        BufferedImage plain = draw(mosaic());
        BufferedImage marked = draw(mosaic().dead(false, false, true));
        int x = GAP + 2 * (3 * DOTS + GAP) + 3 * DOTS / 2;
        assertEquals(0xD55E00, marked.getRGB(x, GAP + DOTS) & 0xFFFFFF,
                "the stroke passes the middle of the tile");
        for (int y = 0; y < plain.getHeight(); y++) {
            for (int i = 0; i < GAP + 2 * (3 * DOTS + GAP) - 5; i++) {
                assertEquals(plain.getRGB(i, y), marked.getRGB(i, y));
            }
        }
    }

    @Test
    void svgAndPdfCarryTheVeryDotsAndForbidSmoothing() throws IOException {
        BufferedImage expected = draw(mosaic());
        String svg = mosaic().svg();
        assertTrue(svg.contains("image-rendering:pixelated"));
        Matcher data = Pattern.compile("data:image/png;base64,([^\"]*)").matcher(svg);
        assertTrue(data.find());
        byte[] png = Base64.getDecoder().decode(data.group(1));
        BufferedImage inSvg = ImageIO.read(new ByteArrayInputStream(png));
        try (PDDocument document = Loader.loadPDF(mosaic().pdf())) {
            PDImageXObject image = null;
            PDResources page = document.getPage(0).getResources();
            for (COSName form : page.getXObjectNames()) {
                PDResources inner = ((PDFormXObject) page.getXObject(form)).getResources();
                for (COSName name : inner.getXObjectNames()) {
                    image = (PDImageXObject) inner.getXObject(name);
                }
            }
            assertEquals(false, image.getInterpolate());
            BufferedImage inPdf = image.getImage();
            for (BufferedImage embedded : new BufferedImage[] {inSvg, inPdf}) {
                assertEquals(expected.getWidth(), embedded.getWidth());
                assertEquals(expected.getHeight(), embedded.getHeight());
                for (int y = 0; y < embedded.getHeight(); y++) {
                    for (int x = 0; x < embedded.getWidth(); x++) {
                        assertEquals(expected.getRGB(x, y) & 0xFFFFFF,
                                embedded.getRGB(x, y) & 0xFFFFFF);
                    }
                }
            }
        }
    }

    @Test
    void fillsTheColumnByItself() {
        for (int[] shape : new int[][] {{512, 16, 16}, {512, 28, 28}, {1, 12, 12}, {7, 8, 8},
            {100, 5, 11}, {2048, 16, 16}}) {
            for (Column column : Column.values()) {
                FMatrixRMaj atoms = new FMatrixRMaj(shape[0], shape[1] * shape[2]);
                BufferedImage image = draw(new Mosaic(atoms, shape[1], shape[2], column));
                int gray = 0;
                for (int y = 0; y < Math.min(image.getHeight(), 100); y++) {
                    int inRow = 0;
                    for (int x = 0; x < image.getWidth(); x++) {
                        inRow += (image.getRGB(x, y) & 0xFF) == 128 ? 1 : 0;
                    }
                    gray = Math.max(gray, inRow);
                }
                double dots = column.millimetres() / 25.4 * 300;
                assertTrue(gray > 0.6 * dots, shape[0] + " atoms cover " + gray + " of " + dots);
                assertTrue(image.getWidth() <= dots + 0.5,
                        image.getWidth() + " dots in a column of " + dots);
            }
        }
    }

    @Test
    void aLastRowHasNoGapWhereThatCostsLittle() {
        BufferedImage paper = draw(new Mosaic(new FMatrixRMaj(512, 256), 16, 16, Column.DOUBLE));
        int width = paper.getWidth();
        assertEquals(128, paper.getRGB(width - 10, paper.getHeight() - 10) & 0xFF,
                "the last atom stands in the corner");
        BufferedImage narrow = draw(new Mosaic(new FMatrixRMaj(512, 256), 16, 16, Column.SINGLE));
        assertTrue(narrow.getWidth() > 900,
                "32 in a row would take half the column, one dot a pixel: " + narrow.getWidth());
    }

    @Test
    void refusesWhatItCannotShow() {
        FMatrixRMaj broken = ATOMS.copy();
        broken.set(1, 4, Float.NaN);
        assertMessage("row 1, pixel 4 is NaN", () -> new Mosaic(broken, 2, 3, Column.SINGLE));
        assertMessage("3×6", () -> new Mosaic(ATOMS, 2, 2, Column.SINGLE));
        assertMessage("0×6", () -> new Mosaic(new FMatrixRMaj(0, 6), 2, 3, Column.SINGLE));
        assertMessage("do not fit",
                () -> new Mosaic(new FMatrixRMaj(1, 1051), 1, 1051, Column.SINGLE));
        assertMessage("order: 3", () -> mosaic().order(0, 3));
        assertMessage("order: 0", () -> mosaic().order(0, 0));
        assertMessage("order", () -> mosaic().order());
        assertMessage("values: 2", () -> mosaic().orderBy(1, 2));
        assertMessage("none NaN", () -> mosaic().orderBy(1, 2, Double.NaN));
        assertMessage("unused: 1", () -> mosaic().dead(true));
        assertMessage("perRow: 0", () -> mosaic().perRow(0));
        assertMessage("at most 262", () -> mosaic().perRow(263));
    }

    static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
