package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;

class PairedBarsTest {

    /** Images are sums of bars, and bars come as often and as much together as pairs are on. */
    @Test
    void imagesAreSumsOfBarsThatComeInPairs() {
        int count = 40_000;
        double rate = 0.05;
        PairedBars bars = new PairedBars(6, rate, 2, 3, 0, count, 1);
        FMatrixRMaj dictionary = bars.dictionary();
        double[][] together = new double[12][12];
        for (int i = 0; i < count; i++) {
            float[] code = bars.code(i);
            if (i < 50) {
                float[] sum = new float[36];
                for (int k = 0; k < 12; k++) {
                    for (int d = 0; d < 36; d++) {
                        sum[d] += code[k] * dictionary.get(k, d);
                    }
                }
                assertArrayEquals(sum, bars.read(i).pixels());
            }
            for (int k = 0; k < 12; k++) {
                for (int l = 0; l < 12; l++) {
                    together[k][l] += code[k] * code[l] / 9 / count;
                }
            }
        }
        double one = 1 - (1 - rate) * (1 - rate);
        double error = 4 * Math.sqrt(0.1 / count);
        for (int k = 0; k < 12; k++) {
            assertEquals(one, together[k][k], error);
        }
        // Row 2 and column 3 are a pair; each has one more partner. Row 2 and column 5 are none.
        assertEquals(rate + (1 - rate) * rate * rate, together[2][6 + 3], error);
        assertEquals(one * one, together[2][6 + 5], error);
    }

    /** With one partner pairs are disjoint, and bars alone are independent of them. */
    @Test
    void barsAlsoComeAlone() {
        int count = 40_000;
        double rate = 0.1;
        double alone = 0.05;
        PairedBars bars = new PairedBars(4, rate, 1, 1, alone, count, 2);
        double any = 0;
        double both = 0;
        double others = 0;
        for (int i = 0; i < count; i++) {
            float[] code = bars.code(i);
            any += code[1] / count;
            both += code[1] * code[4 + 1] / count;
            others += code[1] * code[4 + 2] / count;
        }
        double there = rate + (1 - rate) * alone;
        double error = 4 * Math.sqrt(0.15 / count);
        assertEquals(there, any, error);
        assertEquals(rate + (1 - rate) * alone * alone, both, error);
        assertEquals(there * there, others, error);
    }

    @Test
    void optionsAreReadAndChecked() {
        ImageSource.open("pairs", 3);
        assertEquals("pairs(side=5, rate=0.1, partners=3, brightness=4.0, alone=0.0, count=10)",
                ImageSource.open("pairs(side=5, rate=.1, count=10)", 3).origin());
        for (String wrong : new String[] {"side=1", "rate=0", "rate=1", "partners=9",
            "brightness=0", "alone=1", "count=0", "colour=2"}) {
            assertThrows(InputException.class,
                    () -> ImageSource.open("pairs(" + wrong + ")", 1), wrong);
        }
    }
}
