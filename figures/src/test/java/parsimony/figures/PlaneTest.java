package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static parsimony.figures.MosaicTest.assertMessage;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaneTest {
    private static final Axis X = Axis.linear("x");
    private static final Axis Y = Axis.linear("y");

    private static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void aNameKeepsItsColourWhateverElseIsDrawn() {
        Palette palette = Palette.of("a", "b", "c");
        Plane alone = new Plane(X, Y, palette, Column.SINGLE)
                .curve(Series.of("c", new double[] {0, 1}, new double[] {0, 1}));
        Plane among = new Plane(X, Y, palette, Column.SINGLE)
                .curve(Series.of("a", new double[] {0, 1}, new double[] {1, 0}))
                .curve(Series.of("c", new double[] {0, 1}, new double[] {0, 1}));
        int green = palette.color("c").getRGB() & 0xFFFFFF;
        assertEquals(0x009E73, green);
        assertTrue(count(Png.render(alone, false), green) > 1000);
        assertTrue(count(Png.render(among, false), green) > 1000);
        assertEquals(0, count(Png.render(alone, false), palette.color("a").getRGB() & 0xFFFFFF));
    }

    @Test
    void marksAtTheEndsOfAGivenRangeAreWhole() {
        Palette palette = Palette.of("corner", "centre");
        Axis unit = Axis.linear("x").between(0, 1);
        Plane corner = new Plane(unit, unit, palette, Column.SINGLE).point("corner",
                Estimate.exact(1), Estimate.exact(1));
        Plane centre = new Plane(unit, unit, palette, Column.SINGLE).point("corner",
                Estimate.exact(.5), Estimate.exact(.5));
        int blue = 0x0072B2;
        assertEquals(count(Png.render(centre, false), blue), count(Png.render(corner, false), blue),
                15);
    }

    @Test
    void aShortArrowStillHasAHead() {
        Palette palette = Palette.of("a");
        Axis unit = Axis.linear("x").between(0, 1);
        int[] ink = new int[2];
        for (int i = 0; i < 2; i++) {
            Plane plane = new Plane(unit, unit, palette, Column.SINGLE).point("a",
                    Estimate.exact(.1), Estimate.exact(.1));
            double length = i * .03; // 6 points, where the clearances at both ends take as much
            ink[i] = count(Png.render(plane.arrow(.5, .5, .5 + length, .5, ""), false), 0);
        }
        assertTrue(ink[1] > ink[0] + 50, ink[1] + " and " + ink[0]);
    }

    @Test
    void marksAtZeroOfAFreeAxisAreWhole() {
        Palette palette = Palette.of("low", "high");
        int[] dots = new int[2];
        for (int lift = 0; lift < 2; lift++) {
            Plane plane = new Plane(X, Y, palette, Column.SINGLE);
            plane.point("low", Estimate.exact(0), Estimate.exact(lift * 50)).point("high",
                    Estimate.exact(1), Estimate.exact(150));
            dots[lift] = count(Png.render(plane, false), 0x0072B2);
        }
        assertEquals(dots[1], dots[0], 15);
    }

    @Test
    void intervalsAreDrawnAndExactValuesHaveNone() {
        Palette palette = Palette.of("a");
        Axis unit = Axis.linear("x").between(0, 1);
        Plane exact = new Plane(unit, unit, palette, Column.SINGLE).point("a", Estimate.exact(.5),
                Estimate.exact(.5));
        Plane loose = new Plane(unit, unit, palette, Column.SINGLE).point("a", Estimate.exact(.5),
                Estimate.of(.5, .4));
        BufferedImage without = Png.render(exact, false);
        BufferedImage with = Png.render(loose, false);
        int tall = 0;
        for (int y = 0; y < with.getHeight(); y++) {
            boolean differs = false;
            for (int x = 0; x < with.getWidth(); x++) {
                differs |= with.getRGB(x, y) != without.getRGB(x, y);
            }
            tall += differs ? 1 : 0;
        }
        assertNotEquals(0, tall);
        // The bar spans 0.8 of a range that is shown with 2% of room at both ends, less the mark of
        // 4 points in its middle.
        double plot = with.getHeight() - 2 * 40 - 70;
        assertEquals(0.8 / 1.04 * plot, tall, 0.1 * plot);
    }

    @Test
    void someMarksOfACurveAreHollowAndTheLegendSaysWhatThatIs() throws Exception {
        Palette palette = Palette.of("a", "b");
        Axis unit = Axis.linear("x").between(0, 1);
        List<Estimate> places = List.of(Estimate.exact(.2), Estimate.exact(.8));
        int[] dots = new int[3];
        for (int hollow = 0; hollow < 3; hollow++) {
            List<Boolean> open = List.of(hollow > 0, hollow > 1);
            dots[hollow] = count(Png.render(new Plane(unit, unit, palette, Column.SINGLE)
                    .curve(new Series("a", places, places, open)), false), 0x0072B2);
        }
        assertEquals(dots[0] - dots[1], dots[1] - dots[2], 15, "each loses its inside");
        assertTrue(dots[0] - dots[1] > 50);

        Plane plane = new Plane(unit, unit, palette, Column.SINGLE).open("not converged")
                .curve(new Series("a", places, places, List.of(true, false)))
                .point("b", Estimate.exact(.5), Estimate.exact(.5));
        assertTrue(FormatsTest.texts(FormatsTest.parse(plane.svg()).getDocumentElement())
                .contains("not converged"));
        Plane whole = new Plane(unit, unit, palette, Column.SINGLE).open("not converged")
                .curve(new Series("a", places, places))
                .point("b", Estimate.exact(.5), Estimate.exact(.5));
        assertFalse(FormatsTest.texts(FormatsTest.parse(whole.svg()).getDocumentElement())
                .contains("not converged"));
    }

    @Test
    void theLabelOfAPointStandsBesideItInItsColour() throws Exception {
        Palette palette = Palette.of("a");
        Axis unit = Axis.linear("x").between(0, 1);
        Series one = Series.of("a", new double[] {.5}, new double[] {.5});
        Plane bare = new Plane(unit, unit, palette, Column.SINGLE).curve(one);
        Ink mark = Ink.of(bare, 0x0072B2);
        Plane said = new Plane(unit, unit, palette, Column.SINGLE).curve(one)
                .label("a", .5, .5, "β = 1");
        Ink both = Ink.of(said, 0x0072B2);
        assertTrue(both.right() - mark.right() > 40 && both.right() - mark.right() < 120);
        assertEquals(mark.left(), both.left());
        assertTrue(FormatsTest.texts(FormatsTest.parse(said.svg()).getDocumentElement())
                .contains("β = 1"));
    }

    @Test
    void dotsAreSmallAndHaveNoPlaceInTheLegend() throws Exception {
        Palette palette = Palette.of("a", "b");
        Axis unit = Axis.linear("x").between(0, 1);
        Series one = Series.of("a", new double[] {.5}, new double[] {.5});
        int dot = count(Png.render(new Plane(unit, unit, palette, Column.SINGLE).dots(one), false),
                0x0072B2);
        int mark =
                count(Png.render(new Plane(unit, unit, palette, Column.SINGLE).curve(one), false),
                        0x0072B2);
        assertTrue(dot > 10 && dot < mark / 2, dot + " of " + mark);
        Plane plane = new Plane(unit, unit, palette, Column.SINGLE).curve(one).dots(one);
        assertEquals(0,
                FormatsTest.texts(FormatsTest.parse(plane.svg()).getDocumentElement()).stream()
                        .filter("a"::equals).count(),
                "one name needs no legend, dots beside it or not");
    }

    @Test
    void logarithmicAxisLabelsRoundNumbers() throws Exception {
        Palette palette = Palette.of("a");
        Series wide = Series.of("a", new double[] {0.0012, 900}, new double[] {30, 240});
        Plane plane = new Plane(Axis.log("x"), Axis.log("y"), palette, Column.SINGLE).curve(wide);
        List<String> texts = FormatsTest.texts(FormatsTest.parse(plane.svg()).getDocumentElement());
        assertEquals(List.of("0.01", "1", "100", "x", "50", "100", "200", "y"), texts);
    }

    @Test
    void refusesWhatItCannotShow() {
        Palette palette = Palette.of("a", "b");
        Plane plane = new Plane(Axis.linear("x"), Axis.log("y"), palette, Column.SINGLE);
        plane.point("a", Estimate.exact(1), Estimate.exact(1));
        assertMessage("\"c\" has no colour; the palette knows [a, b]",
                () -> plane.point("c", Estimate.exact(1), Estimate.exact(1)));
        assertMessage("there already",
                () -> plane.point("a", Estimate.exact(1), Estimate.exact(1)));
        assertMessage("-0.5 has no place on the logarithmic axis \"y\"",
                () -> plane.point("b", Estimate.exact(1), Estimate.of(1, 1.5)));
        assertMessage("0.0 has no place", () -> plane.arrow(0, 0, 1, 1, "gap"));
        assertMessage("NaN", () -> plane.arrow(Double.NaN, 1, 1, 1, "gap"));
        assertMessage("Infinity", () -> Estimate.exact(Double.POSITIVE_INFINITY));
        assertMessage("low ≤ value ≤ high", () -> new Estimate(1, 2, 3));
        assertMessage("at least one", () -> Series.of("a", new double[0], new double[0]));
        assertMessage("2 values of x and 1 of y",
                () -> Series.of("a", new double[2], new double[1]));
        assertMessage("shows [1.0, 1.0]", () -> Axis.linear("x").between(1, 1));
        assertMessage("positive if logarithmic", () -> Axis.log("x").between(0, 1));
        assertMessage("come twice", () -> Palette.of("a", "a"));
        assertMessage("15 of them, at most 14", () -> new Palette(Collections.nCopies(15, "a")));
    }
}
