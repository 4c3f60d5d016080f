package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static parsimony.figures.MosaicTest.assertMessage;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartsTest {
    private static final Palette PALETTE = Palette.of("blue", "vermilion", "green");
    private static final int BLUE = 0x0072B2;
    private static final int VERMILION = 0xD55E00;

    @Test
    void aVariantHasTheColourOfItsModelASmallerMarkAndALineOfItsOwn() {
        Palette palette = Palette.of("P-VAE", "LCA").variant("LCA on P-VAE", "P-VAE")
                .variant("Lasso on P-VAE", "P-VAE");
        assertEquals(palette.color("P-VAE"), palette.color("LCA on P-VAE"));
        assertTrue(palette.style("P-VAE").mark().getBounds2D().getWidth()
                > palette.style("LCA on P-VAE").mark().getBounds2D().getWidth());
        assertFalse(Arrays.equals(palette.style("LCA on P-VAE").dashes(),
                palette.style("Lasso on P-VAE").dashes()));
        assertMessage("LCA", () -> palette.variant("LCA", "P-VAE"));
        assertMessage("G-VAE", () -> palette.variant("new", "G-VAE"));
    }

    @Test
    void aBandSpansTheIntervalsOfACurve() {
        Axis unit = Axis.linear("x").between(0, 1);
        List<Estimate> x = List.of(Estimate.exact(0), Estimate.exact(1));
        List<Estimate> y = List.of(Estimate.of(.5, .4), Estimate.of(.5, .4));
        Curves banded =
                new Curves(unit, unit, PALETTE, Column.SINGLE).curve(new Series("blue", x, y));
        Curves diagonal = new Curves(unit, unit, PALETTE, Column.SINGLE)
                .curve(Series.of("blue", new double[] {0, 1}, new double[] {0, 1}));
        double unitDots = Ink.of(diagonal, BLUE).bottom() - Ink.of(diagonal, BLUE).top();
        Ink band = Ink.of(banded, 0xCCE3F0); // a fifth of the blue on white
        assertEquals(0.8 * unitDots, band.bottom() - band.top(), 5);
    }

    @Test
    void aDistributionRisesByAnEqualShareAtEveryValueAndBeginsAtWhatLiesBelowTheAxis() {
        Axis share = Axis.linear("share").between(0, 1);
        Curves free = new Curves(Axis.log("x"), share, PALETTE, Column.SINGLE)
                .distribution("blue", 4, 1, 2, 2);
        assertEquals(List.of("1.0 0.25", "2.0 0.25", "2.0 0.5", "2.0 0.5", "2.0 0.75", "4.0 0.75",
                "4.0 1.0"), points(free));
        Curves cut = new Curves(Axis.log("x").between(2, 8), share, PALETTE, Column.SINGLE)
                .distribution("blue", 4, 0, 1, 2);
        assertEquals(List.of("2.0 0.75", "4.0 0.75", "4.0 1.0", "8.0 1.0"), points(cut));
        assertMessage("has none", () -> new Curves(Axis.log("x"), share, PALETTE, Column.SINGLE)
                .distribution("blue"));
    }

    private static List<String> points(Curves curves) {
        Series only = curves.series.get(0);
        return IntStream.range(0, only.size())
                .mapToObj(i -> only.x().get(i).value() + " " + only.y().get(i).value()).toList();
    }

    @Test
    void aMarkedValueIsADashedLineInTheGrayBandOfItsIntervalWithItsNameInTheLegend()
            throws Exception {
        Axis unit = Axis.linear("x").between(0, 1);
        Curves marked = new Curves(unit, unit, PALETTE, Column.SINGLE)
                .curve(Series.of("blue", new double[] {0, 1}, new double[] {0, 0}))
                .mark(Estimate.of(.5, .2), "mean 0.5");
        Curves whole = new Curves(unit, unit, PALETTE, Column.SINGLE)
                .curve(Series.of("blue", new double[] {0, 1}, new double[] {0, 0}));
        BufferedImage image = Png.render(marked, false);
        int gray = 0xFFE3E3E3; // 28 of 255 of black on white
        long band = IntStream.range(0, image.getWidth())
                .filter(x -> image.getRGB(x, image.getHeight() / 5) == gray).count();
        double unitDots = Ink.of(whole, BLUE).right() - Ink.of(whole, BLUE).left();
        assertEquals(.4 * unitDots, band, 8);
        assertTrue(FormatsTest.texts(FormatsTest.parse(marked.svg()).getDocumentElement())
                .contains("mean 0.5"));
        assertMessage("has no place", () -> new Curves(Axis.log("x"), unit, PALETTE,
                Column.SINGLE).mark(Estimate.of(1, 2), "mean"));
    }

    @Test
    void aLevelRunsAcrossTheChartAndFewPointsHaveMarks() throws Exception {
        Axis unit = Axis.linear("x").between(0, 1);
        Series points = Series.of("blue", new double[] {.2, .8}, new double[] {.2, .8});
        Curves plain = new Curves(unit, unit, PALETTE, Column.SINGLE).curve(points);
        Curves marked = new Curves(unit, unit, PALETTE, Column.SINGLE).marks(points);
        Curves level = new Curves(unit, unit, PALETTE, Column.SINGLE).curve(points)
                .level(.5, "optimum");
        assertTrue(Ink.of(marked, BLUE).count() > 1.1 * Ink.of(plain, BLUE).count());
        String dashed = "stroke-dasharray";
        assertTrue(level.svg().split(dashed).length > plain.svg().split(dashed).length + 1,
                "the line and its legend");
        assertTrue(FormatsTest.texts(FormatsTest.parse(level.svg()).getDocumentElement())
                .contains("optimum"));
        assertMessage("has no place", () -> new Curves(unit, Axis.log("y"), PALETTE,
                Column.SINGLE).level(0, "optimum"));
    }

    @Test
    void valuesOfAnySizeThatAreAllTheSameStandOnALogarithmicAxis() {
        for (double value : new double[] {1e-20, 1, 1e20}) {
            double[] same = {value, value};
            Curves curves = new Curves(Axis.log("x"), Axis.log("y"), PALETTE, Column.SINGLE)
                    .curve(Series.of("blue", same, same));
            assertTrue(curves.pdf().length > 0 && !curves.svg().contains("NaN"), "at " + value);
        }
    }

    @Test
    void aSinglePointIsSeenAndItsAxesSayWhereItIs() throws Exception {
        Curves one = new Curves(Axis.linear("x"), Axis.linear("y"), PALETTE, Column.SINGLE)
                .curve(Series.of("blue", new double[] {1}, new double[] {7.391}));
        assertTrue(Ink.of(one, BLUE).right() > Ink.of(one, BLUE).left(), "a mark");
        List<String> texts = FormatsTest.texts(FormatsTest.parse(one.svg()).getDocumentElement());
        assertEquals(texts.size(), texts.stream().distinct().count(), texts::toString);
    }

    @Test
    void groupsStandInOrderWithTheirNamesInOrder() throws Exception {
        Comparison comparison = new Comparison(Axis.linear("NELBO"), PALETTE, Column.SINGLE)
                .estimate("exact", "blue", Estimate.of(168, .5))
                .estimate("exact", "vermilion", Estimate.of(160, .5))
                .estimate("straight-through", "vermilion", Estimate.of(179, .5));
        Ink blue = Ink.of(comparison, BLUE);
        Ink vermilion = Ink.of(comparison, VERMILION);
        assertTrue(vermilion.right() - vermilion.left() > 300, "one mark in each group");
        assertTrue(blue.right() < vermilion.meanX() && blue.meanY() > vermilion.top(),
                "in the first group, and lower");
        List<String> texts =
                FormatsTest.texts(FormatsTest.parse(comparison.svg()).getDocumentElement());
        assertTrue(texts.containsAll(List.of("exact", "straight-through")), texts::toString);
        assertMessage("in group \"exact\" already",
                () -> comparison.estimate("exact", "blue", Estimate.exact(1)));
        assertMessage("no colour", () -> comparison.estimate("exact", "red", Estimate.exact(1)));
    }

    @Test
    void sectionsHaveGroupsOfTheSameNamesAndAStripBelowHasSingleValues() throws Exception {
        Comparison plain = new Comparison(Axis.linear("NELBO"), PALETTE, Column.SINGLE)
                .section("linear").estimate("P-VAE", "blue", Estimate.of(168, .5))
                .section("conv").estimate("P-VAE", "vermilion", Estimate.of(160, .5));
        assertTrue(Ink.of(plain, BLUE).right() < Ink.of(plain, VERMILION).left());
        double height = plain.heightMm();
        double bottom = Ink.of(plain, VERMILION).bottom();
        plain.strip(Axis.linear("%")).dots("P-VAE", "vermilion", 0, 1);
        assertTrue(plain.heightMm() > height);
        assertTrue(Ink.of(plain, VERMILION).bottom() > bottom + 50, "dots are below");
        List<String> texts = FormatsTest.texts(FormatsTest.parse(plain.svg()).getDocumentElement());
        assertTrue(texts.containsAll(List.of("linear", "conv", "%")), texts::toString);
        assertMessage("before", () -> plain.dots("P-VAE", "blue", 1));
        assertMessage("first group",
                () -> new Comparison(Axis.linear("y"), PALETTE, Column.SINGLE)
                        .estimate("P-VAE", "blue", Estimate.exact(1)).section("late"));
    }

    @Test
    void aTitleThatIsWiderThanItsSectionStaysInThePlot() throws Exception {
        Comparison plain = new Comparison(Axis.linear("NELBO"), PALETTE, Column.SINGLE)
                .section("convolutional encoder").estimate("A", "blue", Estimate.exact(1))
                .section("linear encoder");
        for (String group : List.of("A", "B", "C", "D", "E", "F")) {
            plain.estimate(group, "blue", Estimate.exact(2));
        }
        plain.section("residual encoder").estimate("A", "blue", Estimate.exact(1));
        NodeList texts = FormatsTest.parse(plain.svg()).getElementsByTagName("text");
        int titles = 0;
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            if (text.getTextContent().endsWith(" encoder")) {
                double left = Double.parseDouble(text.getAttribute("x"));
                double width = Theme.metrics(Theme.FONT).stringWidth(text.getTextContent());
                assertTrue(left > 0 && left + width < plain.widthPoints(),
                        text.getTextContent() + " from " + left + " on");
                titles++;
            }
        }
        assertEquals(3, titles);
    }

    @Test
    void longNamesOfGroupsGetRoomOfTheirOwn() {
        String name = "a model with so many settings that its name is long";
        Comparison brief = new Comparison(Axis.linear("NELBO"), Palette.of("exact"), Column.SINGLE)
                .estimate("P-VAE", "exact", Estimate.exact(1));
        Comparison wordy = new Comparison(Axis.linear("NELBO"), Palette.of("exact"), Column.SINGLE)
                .estimate("P-VAE", "exact", Estimate.exact(1))
                .estimate(name, "exact", Estimate.exact(2));
        double room = Theme.metrics(Theme.FONT).stringWidth(name) / Theme.POINTS_PER_MM;
        assertEquals(brief.plotHeightMm() + room, wordy.plotHeightMm(), 1e-9);
    }

    @Test
    void anAtomStandsAtItsAngleAndFrequency() {
        Ink right = Ink.of(polar(0, 0.2), BLUE);
        Ink up = Ink.of(polar(Math.PI / 2, 0.2), BLUE);
        Ink left = Ink.of(polar(Math.PI - 1e-9, 0.2), BLUE);
        Ink half = Ink.of(polar(Math.PI / 2, 0.1, 0.0, 0.2), BLUE);
        double radius = (right.meanX() - left.meanX()) / 2;
        assertEquals((right.meanX() + left.meanX()) / 2, up.meanX(), 1);
        assertEquals(radius, right.meanY() - up.meanY(), 2);
        assertEquals(right.meanY() - radius / 2, half.top() + (up.bottom() - up.top()) / 2.0, 3);
    }

    @Test
    void oppositeOrientationsAreOne() {
        assertArrayEquals(polar(1, 0.2).png(false), polar(1 - Math.PI, 0.2).png(false));
        assertArrayEquals(polar(1, 0.2).png(false), polar(1 + Math.PI, 0.2).png(false));
    }

    @Test
    void aHalfDiscWithoutAtomsSaysSo() throws Exception {
        assertTrue(FormatsTest.texts(FormatsTest.parse(polar().svg()).getDocumentElement())
                .contains("none"));
        assertFalse(FormatsTest.texts(FormatsTest.parse(polar(1, 0.2).svg()).getDocumentElement())
                .contains("none"));
    }

    @Test
    void polarRefusesWhatItCannotShow() {
        assertMessage("2 orientations and 1 frequencies",
                () -> new Polar(PALETTE, Column.SINGLE).atoms("blue", new double[2],
                        new double[1]));
        assertMessage("atom 0 has orientation 1.0 and frequency -0.1", () -> polar(1, -0.1));
        assertMessage("atom 0 has orientation NaN", () -> polar(Double.NaN, 1));
        assertMessage("there already",
                () -> polar(0, 0).atoms("blue", new double[0], new double[0]));
    }

    /** One atom, or more from pairs of orientation and frequency. */
    private static Polar polar(double... pairs) {
        double[] orientations = new double[pairs.length / 2];
        double[] frequencies = new double[pairs.length / 2];
        for (int k = 0; k < orientations.length; k++) {
            orientations[k] = pairs[2 * k];
            frequencies[k] = pairs[2 * k + 1];
        }
        return new Polar(PALETTE, Column.SINGLE).atoms("blue", orientations, frequencies);
    }
}
