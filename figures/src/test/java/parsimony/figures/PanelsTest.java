package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
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
    void whatIsNoPanelIsRefused() {
        assertThrows(InputException.class, () -> new Panels(0));
        assertThrows(InputException.class, () -> new Panels(1).panel("empty"));
    }

    @Test
    void theSamePanelsGiveTheSameBytes() {
        assertArrayEquals(new Panels(1).panel("x", mosaic(), chart()).pdf(),
                new Panels(1).panel("x", mosaic(), chart()).pdf());
    }
}
