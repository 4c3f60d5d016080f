package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;

class HeatMapTest {
    private static final double NONE = Double.NaN;

    private static HeatMap map(double[][] values) {
        return new HeatMap("atoms", List.of("16", "32", "64"), "β", List.of("0.5", "1"), values,
                Column.SINGLE);
    }

    private static List<String> texts(Figure figure) throws Exception {
        return FormatsTest.texts(FormatsTest.parse(figure.svg()).getDocumentElement());
    }

    @Test
    void eachCellHasItsNumberAndTheBarItsEnds() throws Exception {
        List<String> texts = texts(map(new double[][] {{1, 2, 3}, {4, 5, NONE}}));
        assertTrue(texts.containsAll(List.of("atoms", "β", "16", "64", "0.5", "1.0", "2.0",
                "3.0", "4.0", "5.0")), texts.toString());
        assertEquals(1, texts.stream().filter("2.0"::equals).count(), "in its cell alone");
        assertEquals(2, texts.stream().filter("1.0"::equals).count(), "and at the bar");
        assertEquals(2, texts.stream().filter("3.0"::equals).count(), "the middle of the bar");
    }

    /** The first row is the lowest, and equal values have equal colours. */
    @Test
    void coloursGoFromTheLeastToTheLargestValue() {
        HeatMap map = map(new double[][] {{0, 0, 0}, {10, 10, NONE}});
        Ink low = Ink.of(map, Ramp.color(0).getRGB() & 0xFFFFFF);
        Ink high = Ink.of(map, Ramp.color(1).getRGB() & 0xFFFFFF);
        assertTrue(low.meanY() > high.meanY());
        assertEquals(1.5, (double) low.count() / high.count(), .1, "three cells and two");
        assertEquals(low.left(), high.left());
        assertTrue(high.right() < low.right(), "the last cell is empty");
    }

    @Test
    void mapsWithCommonEndsHaveCommonColours() {
        HeatMap one = map(new double[][] {{1, 1, 1}, {1, 1, 1}}).between(0, 2);
        assertTrue(Ink.of(one, Ramp.color(.5).getRGB() & 0xFFFFFF).count() > 10_000);
        assertThrows(InputException.class,
                () -> map(new double[][] {{1, 1, 1}, {1, 1, 3}}).between(0, 2));
    }

    @Test
    void numbersAreShorterWhereThereIsLittleRoomAndLeftOutWhereThereIsNone() throws Exception {
        List<String> many = IntStream.range(0, 40).mapToObj(String::valueOf).toList();
        double[][] row = {IntStream.range(0, 40).mapToDouble(i -> i * 1.2345).toArray()};
        List<String> texts =
                texts(new HeatMap("x", many, "y", List.of("1"), row, Column.SINGLE));
        assertFalse(texts.contains("1.2"), texts.toString());
        assertTrue(texts.contains("39"), "columns have their names, which stand upright");
        double[][] alike = {{1234567, 1234568, 1234567}};
        texts = texts(new HeatMap("x", List.of("a", "b", "c"), "y", List.of("1"), alike,
                Column.SINGLE));
        assertTrue(texts.contains("1.23e+06"), texts.toString());
    }

    @Test
    void valuesThatAreNoRectangleAreRefused() {
        for (double[][] wrong : new double[][][] {{{1, 2, 3}}, {{1, 2}, {3, 4}},
            {{NONE, NONE, NONE}, {NONE, NONE, NONE}},
            {{1, 2, 3}, {4, 5, Double.POSITIVE_INFINITY}}}) {
            assertThrows(InputException.class, () -> map(wrong));
        }
    }

    @Test
    void itIsAsWideAsItsShareOfPanels() {
        Panels panels = new Panels(3, Column.DOUBLE);
        for (int i = 0; i < 3; i++) {
            panels.panel("", map(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        }
        assertEquals(Column.DOUBLE.millimetres(), panels.widthMm(), .2);
    }

    /**
     * Held against CIE L*, another measure of lightness than that the colours are made in: it rises
     * throughout, by steps that hardly differ, and every colour can be shown.
     */
    @Test
    void lightnessRisesEvenly() {
        double[] lightness = IntStream.rangeClosed(0, 100)
                .mapToDouble(i -> cieLightness(Ramp.color(i / 100.0))).toArray();
        double step = (lightness[100] - lightness[0]) / 10;
        assertTrue(step > 5, "from dark to light: " + step);
        for (int i = 0; i <= 90; i += 10) {
            assertEquals(step, lightness[i + 10] - lightness[i], .2 * step, "at " + i);
        }
        for (int i = 0; i <= 100; i++) {
            boolean black = Ramp.letters(i / 100.0).equals(Theme.INK);
            double contrast = black ? (luminance(Ramp.color(i / 100.0)) + .05) / .05
                    : 1.05 / (luminance(Ramp.color(i / 100.0)) + .05);
            assertTrue(contrast > 4, "letters can be read at " + i + ": " + contrast);
        }
    }

    private static double cieLightness(Color color) {
        return 116 * Math.cbrt(luminance(color)) - 16;
    }

    /** Relative luminance by sRGB. */
    private static double luminance(Color color) {
        return .2126 * linear(color.getRed()) + .7152 * linear(color.getGreen())
                + .0722 * linear(color.getBlue());
    }

    private static double linear(int level) {
        double s = level / 255.0;
        return s <= .04045 ? s / 12.92 : Math.pow((s + .055) / 1.055, 2.4);
    }
}
