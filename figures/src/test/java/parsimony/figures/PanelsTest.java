package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;

class PanelsTest {
    private static final int LINE = 50;

    private static Mosaic mosaic() {
        FMatrixRMaj atoms = new FMatrixRMaj(4, 6);
        for (int i = 0; i < atoms.getNumElements(); i++) {
            atoms.data[i] = (float) Math.sin(i);
        }
        return new Mosaic(atoms, 2, 3, Column.SINGLE);
    }

    private static Curves chart() {
        return new Curves(Axis.linear("x"), Axis.linear("y"), Palette.of("a"), Column.SINGLE)
                .curve(Series.of("a", new double[] {0, 1}, new double[] {0, 1}));
    }

    @Test
    void aFigureIsDrawnInItsPanelDotForDot() {
        BufferedImage alone = Png.render(mosaic(), false);
        BufferedImage panels = Png.render(
                new Panels(2).panel("first", mosaic()).panel("second", mosaic(), mosaic()), false);
        int width = alone.getWidth();
        int beside = panels.getWidth() - width;
        for (int x : new int[] {0, beside}) {
            assertArrayEquals(dots(alone, 0, 0, alone), dots(panels, x, LINE, alone), "at " + x);
        }
        assertArrayEquals(dots(alone, 0, 0, alone),
                dots(panels, beside, LINE + alone.getHeight() + 16, alone), "below");
    }

    private static int[] dots(BufferedImage image, int x, int y, BufferedImage size) {
        return image.getRGB(x, y, size.getWidth(), size.getHeight(), null, 0, size.getWidth());
    }

    @Test
    void twoSingleColumnsMakeADoubleOneAndRowsStandBelowOneAnother() {
        Panels row = new Panels(2).panel("", chart()).panel("", chart());
        assertEquals(Column.DOUBLE.millimetres(), row.widthMm(), .2);
        double height = row.heightMm();
        assertEquals(2 * height + 20 / 300.0 * 25.4, row.panel("", chart()).heightMm(), .2);
        assertEquals(Column.SINGLE.millimetres(), new Panels(3).panel("", chart()).widthMm(), .2);
    }

    @Test
    void panelsHaveLettersAndHeadings() {
        String svg = new Panels(1).panel("The one", mosaic()).panel("The other", chart()).svg();
        for (String text : new String[] {">a<", ">b<", ">The one<", ">The other<"}) {
            assertTrue(svg.contains(text), text);
        }
        assertFalse(svg.contains(">c<"));
    }

    @Test
    void aChartIsLowerInAPanel() {
        Curves chart = chart();
        double alone = chart.heightMm();
        new Panels(1).panel("", chart);
        assertTrue(chart.heightMm() < .7 * alone);
    }

    @Test
    void panelsOfAColumnShareItsWidthALegendAndANote() throws Exception {
        Panels panels = new Panels(3, Column.DOUBLE).sharedLegend().note("n = 100 patches");
        for (int i = 0; i < 6; i++) {
            panels.panel("", named("one", i).curve(
                    Series.of("other", new double[] {0, 1}, new double[] {i, 1})));
        }
        assertEquals(Column.DOUBLE.millimetres(), panels.widthMm(), .2);
        List<String> texts =
                FormatsTest.texts(FormatsTest.parse(panels.svg()).getDocumentElement());
        for (String once : List.of("a", "f", "one", "other", "n = 100 patches")) {
            assertEquals(1, Collections.frequency(texts, once), once + " in " + texts);
        }
        assertEquals(6, Collections.frequency(texts, "x"), "each has its axes");
        assertEquals(-1, texts.indexOf("g"));
    }

    @Test
    void aNoteIsBrokenIntoLinesAsWideAsTheFigure() throws Exception {
        String note = "n = 100 patches, ".repeat(12).strip();
        Panels panels = new Panels(1, Column.SINGLE).panel("", chart());
        double without = panels.heightMm();
        List<String> texts = FormatsTest.texts(
                FormatsTest.parse(panels.note(note).svg()).getDocumentElement());
        List<String> lines = texts.stream().filter(text -> text.contains("patches")).toList();
        assertTrue(lines.size() > 2, lines::toString);
        assertEquals(note, String.join(" ", lines));
        for (String line : lines) {
            assertTrue(Theme.metrics(Theme.FONT).stringWidth(line) < panels.widthPoints(), line);
        }
        assertEquals(without + lines.size() * 42 / 300.0 * 25.4, panels.heightMm(), 1e-9);
    }

    @Test
    void aLoneFigureHasNoLetter() throws Exception {
        Panels panels = new Panels(1).panel("one", mosaic());
        assertFalse(FormatsTest.texts(FormatsTest.parse(panels.svg()).getDocumentElement())
                .contains("a"));
    }

    @Test
    void aLetterIsBolderThanTheTypefaceAndStillText() throws Exception {
        Panels panels = new Panels(1).panel("", mosaic()).panel("", mosaic());
        assertTrue(FormatsTest.texts(FormatsTest.parse(panels.svg()).getDocumentElement())
                .contains("a"));
        BufferedImage bold = Png.render(panels, false);
        BufferedImage plain = new BufferedImage(40, LINE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = plain.createGraphics();
        g.setColor(Theme.PAPER);
        g.fillRect(0, 0, 40, LINE);
        Theme.sharpen(g);
        g.scale(1 / Theme.DOT, 1 / Theme.DOT);
        g.setColor(Theme.INK);
        g.setFont(Theme.FONT.deriveFont(9f));
        g.drawString("a", .5f, 9);
        g.dispose();
        assertTrue(ink(bold) > 1.25 * ink(plain), ink(bold) + " against " + ink(plain));
    }

    private static long ink(BufferedImage image) {
        long ink = 0;
        for (int y = 0; y < LINE; y++) {
            for (int x = 0; x < 40; x++) {
                ink += 255 - (image.getRGB(x, y) & 255);
            }
        }
        return ink;
    }

    private static Curves named(String name, double end) {
        return new Curves(Axis.linear("x"), Axis.linear("y"), Palette.of(name, "other"),
                Column.SINGLE)
                .curve(Series.of(name, new double[] {0, 1}, new double[] {0, end + 1}));
    }

    @Test
    void whatIsNoPanelIsRefused() {
        assertThrows(InputException.class, () -> new Panels(0));
        assertThrows(InputException.class, () -> new Panels(0, Column.DOUBLE));
        assertThrows(InputException.class, () -> new Panels(1).panel("empty"));
    }

    @Test
    void theSamePanelsGiveTheSameBytes() {
        assertArrayEquals(new Panels(1).panel("x", mosaic(), chart()).pdf(),
                new Panels(1).panel("x", mosaic(), chart()).pdf());
    }
}
