package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever language the user's machine speaks, a figure has the same bytes. */
class LocalesTest {
    private static final Palette PALETTE = Palette.of("blue");

    /** The files of {@link #figures} in no language. */
    private static List<byte[]> expected;

    private final Locale before = Locale.getDefault();

    @BeforeAll
    static void drawInNoLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            expected = figures();
        } finally {
            Locale.setDefault(before);
        }
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "de", "fa", "hi-IN-u-nu-deva", "tr"})
    void figuresHaveTheSameBytes(String language) {
        Locale.setDefault(Locale.forLanguageTag(language));
        List<byte[]> actual = figures();
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "file " + i);
        }
    }

    /** Figures with axes whose steps are of every size. */
    private static List<byte[]> figures() {
        List<byte[]> files = new ArrayList<>();
        for (double scale : new double[] {1e-9, 1e-3, .1, 1, 2500, 1e9}) {
            double[] values = DoubleStream.of(1, 1.5, 2.25).map(value -> scale * value).toArray();
            for (Axis axis : List.of(Axis.linear("x"), Axis.log("x"))) {
                Figure curves = new Curves(axis, axis, PALETTE, Column.SINGLE)
                        .curve(Series.of("blue", values, values));
                files.add(curves.svg().getBytes(StandardCharsets.UTF_8));
                files.add(curves.pdf());
                files.add(curves.png(false));
            }
            files.add(new Histogram(Axis.linear("x"), "units", 4, PALETTE, Column.SINGLE)
                    .sample("blue", values).svg().getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    @Test
    void stepsAreLabelledAsByJFreeChartInEnglish() {
        Locale.setDefault(Locale.ROOT);
        NumberTickUnitSource theirs = new NumberTickUnitSource();
        PlainTicks ours = new PlainTicks();
        for (double size = 3e-9; size < 1e12; size *= 1.7) {
            NumberTickUnit expected = (NumberTickUnit) theirs.getCeilingTickUnit(size);
            NumberTickUnit actual = (NumberTickUnit) ours.getCeilingTickUnit(size);
            assertEquals(expected.getSize(), actual.getSize());
            for (int k = 0; k < 12; k++) {
                assertEquals(expected.valueToString(k * expected.getSize()),
                        actual.valueToString(k * expected.getSize()));
            }
            assertTrue(ours.getLargerTickUnit(actual).getSize() > size);
            assertEquals(theirs.getLargerTickUnit(theirs.getCeilingTickUnit(size)).getSize(),
                    ours.getLargerTickUnit(actual).getSize());
        }
    }
}
