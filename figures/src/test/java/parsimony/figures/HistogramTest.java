package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static parsimony.figures.MosaicTest.assertMessage;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.general.DatasetUtils;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final Palette PALETTE = Palette.of("a", "b");

    private static Histogram histogram(Axis x, int bins) {
        return new Histogram(x, "units", bins, PALETTE, Column.SINGLE);
    }

    @Test
    void aBinHoldsItsLowerEdgeAndTheLastOneBoth() {
        double[] shares = Histogram.shares(new double[] {0, 0.5, 1, 1.5, 2, 2.5, 3, 3},
                new double[] {0, 1, 2, 3});
        assertArrayEquals(new double[] {2 / 8.0, 2 / 8.0, 4 / 8.0}, shares, 1e-15);
    }

    @Test
    void valuesBeyondTheEndsAreCountedInTheEndBins() {
        assertArrayEquals(new double[] {0.75, 0.25},
                Histogram.shares(new double[] {-9, 0, 0.1, 7}, new double[] {0, 1, 2}), 0);
    }

    @Test
    void binsAreEquallyWideAsTheAxisShowsThem() {
        Histogram linear = histogram(Axis.linear("x"), 3).sample("a", 8, 2).sample("b", 3);
        assertArrayEquals(new double[] {2, 4, 6, 8}, linear.edges(), 1e-12);
        Histogram logarithmic = histogram(Axis.log("x").between(.01, 10), 3).sample("a", 0);
        assertArrayEquals(new double[] {.01, .1, 1, 10}, logarithmic.edges(), 1e-12);
    }

    @Test
    void barsAreAsHighAsTheirShares() {
        // Bins [0, 1) with 3/4 and [1, 2] with 1/4: over the axis' zero one bar stands three times
        // as high as the other.
        Histogram tall =
                histogram(Axis.linear("x").between(0, 2), 2).sample("a", 0.5, 0.5, 0.5, 1.5);
        double axis = Ink.of(tall, 0x000000).bottom();
        Ink line = Ink.of(tall, 0x0072B2);
        BufferedImage image = Png.render(tall, false);
        double ground = line.bottom();
        int x = (int) (line.left() + 0.75 * (line.right() - line.left()));
        int y = 0;
        while ((image.getRGB(x, y) & 0xFFFFFF) != 0x0072B2) {
            y++;
        }
        assertEquals(3, (ground - line.top()) / (ground - y), 0.05);
        assertTrue(axis > ground);
    }

    @Test
    void aMarkHasItsLabelOnTheSideWithRoom() throws Exception {
        for (double value : new double[] {0.02, 0.98}) {
            Histogram marked = histogram(Axis.linear("x").between(0, 1), 4).sample("a", .1, .2)
                    .mark(value, "threshold");
            List<String> texts =
                    FormatsTest.texts(FormatsTest.parse(marked.svg()).getDocumentElement());
            assertTrue(texts.contains("threshold"), texts::toString);
            Ink ink = Ink.of(marked, 0x000000);
            assertTrue(ink.right() < 1051 - 5, "nothing is cut at the right");
        }
    }

    @Test
    void severalMarksAndLongOnesAreNamedInTheLegendSoThatNothingOverlaps() {
        Axis axis = Axis.log("x").between(1e-4, 10);
        Histogram one = histogram(axis, 4).sample("a", .1, .2).mark(.1, "threshold");
        assertEquals(List.of("a"), legend(one));
        assertEquals(List.of("a", "low", "high"), legend(histogram(axis, 4).sample("a", .1, .2)
                .mark(.1, "high").mark(.0082, "low")));
        String all = "threshold ".repeat(6);
        assertEquals(List.of("a", all),
                legend(histogram(axis, 4).sample("a", .1, .2).mark(.1, all)));
    }

    private static List<String> legend(Histogram histogram) {
        LegendItemCollection items = histogram.plot().getLegendItems();
        return IntStream.range(0, items.getItemCount()).mapToObj(i -> items.get(i).getLabel())
                .toList();
    }

    @Test
    void withoutASampleItIsAnEmptyPlot() {
        assertTrue(Ink.of(histogram(Axis.linear("x"), 4), 0x000000).right() > 0);
    }

    @Test
    void refusesWhatItCannotShow() {
        assertMessage("bins: 0", () -> histogram(Axis.linear("x"), 0));
        assertMessage("no colour", () -> histogram(Axis.linear("x"), 1).sample("c", 1));
        assertMessage("there already",
                () -> histogram(Axis.linear("x"), 1).sample("a", 1).sample("a", 1));
        assertMessage("has none", () -> histogram(Axis.linear("x"), 1).sample("a"));
        assertMessage("has NaN", () -> histogram(Axis.linear("x"), 1).sample("a", 1, Double.NaN));
        assertMessage("positive unless", () -> histogram(Axis.log("x"), 1).sample("a", 0));
        assertMessage("0.0 has no place", () -> histogram(Axis.log("x"), 1).mark(0, "none"));
    }

    @Test
    void partsOfOneWholeAreAsHighAsTheirShareOfIt() {
        Axis axis = Axis.linear("x").between(0, 2);
        Histogram own = histogram(axis, 2).sample("a", .5, .5, .5).sample("b", 1.5);
        assertArrayEquals(new double[] {1, 1}, heights(own), 1e-12);
        Histogram parts = histogram(axis, 2).parts().sample("a", .5, .5, .5).sample("b", 1.5);
        assertArrayEquals(new double[] {.75, .25}, heights(parts), 1e-12);
    }

    /** The highest bar of each of two samples, which have an area and a line each. */
    private static double[] heights(Histogram histogram) {
        XYPlot plot = (XYPlot) histogram.plot();
        return new double[] {
            DatasetUtils.findRangeBounds(plot.getDataset(0)).getUpperBound(),
            DatasetUtils.findRangeBounds(plot.getDataset(2)).getUpperBound()};
    }
}
