package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static parsimony.figures.MosaicTest.assertMessage;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

class StripTest {
    private static final FMatrixRMaj ORIGINAL = new FMatrixRMaj(new float[][] {{2, -2}, {0, 4}});
    private static final FMatrixRMaj FAINT = new FMatrixRMaj(new float[][] {{1, -1}, {0, 8}});

    private static Strip strip() {
        return new Strip(1, 2, Column.SINGLE).row("original", ORIGINAL).row("amortized", FAINT);
    }

    /**
     * The four pixels of a row. Each is read in the middle of its tile, from right to left,
     * beginning at the edge of the paper.
     */
    private static int[] row(BufferedImage image, int row) {
        int label = (int) Math
                .ceil((Theme.metrics(Theme.FONT).stringWidth("amortized") + 5) / Theme.DOT);
        int dots = (1051 - label - 2 * 8) / 4;
        int y = row * (dots + 8) + dots / 2;
        return IntStream.range(0, 4)
                .map(i -> image.getRGB(label + i / 2 * (2 * dots + 8) + i % 2 * dots + dots / 2, y)
                        & 0xFF)
                .toArray();
    }

    @Test
    void allVersionsOfAPatchShareTheScaleOfTheFirst() {
        BufferedImage image = Png.render(strip(), false);
        assertArrayEquals(new int[] {255, 0, 128, 255}, row(image, 0));
        assertArrayEquals(new int[] {191, 64, 128, 255}, row(image, 1),
                "half the contrast; and twice is cut to the end");
    }

    @Test
    void captionsTakeALineOfTheirOwn() {
        double line = strip().captions("31.2", "30.8").heightMm() - strip().heightMm();
        assertEquals(42 * 25.4 / 300, line, 1e-9);
    }

    @Test
    void numbersStandBelowThePicturesOfTheirRow() throws Exception {
        Strip numbered = new Strip(1, 2, Column.SINGLE).row("original", ORIGINAL)
                .row("amortized", FAINT, "12", "34");
        assertEquals(32 * 25.4 / 300, numbered.heightMm() - strip().heightMm(), 1e-9);
        List<String> texts = FormatsTest.texts(FormatsTest.parse(
                numbered.captionLabel("gap").captions("5", "6").svg()).getDocumentElement());
        assertEquals(List.of("original", "amortized", "gap", "5", "6", "12", "34"), texts);
    }

    @Test
    void refusesWhatItCannotShow() {
        assertMessage("3×2", () -> new Strip(2, 2, Column.SINGLE).row("a", new FMatrixRMaj(3, 2)));
        assertMessage("must be as many as in \"original\", 2",
                () -> strip().row("more", new FMatrixRMaj(3, 2)));
        assertMessage("do not fit",
                () -> new Strip(1, 2, Column.SINGLE).row("many", new FMatrixRMaj(500, 2)));
        assertMessage("numbers: 1", () -> strip().row("more", FAINT, "one"));
        assertMessage("captions: 1", () -> strip().captions("one"));
        assertThrows(IllegalStateException.class, () -> new Strip(1, 2, Column.SINGLE).png(false));
    }
}
