package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void evenWorkEndsWhenItIsSaidTo() {
        Pace pace = new Pace(100, 0);
        for (int i = 1; i <= 600; i++) {
            pace.at(100 + i, 2 * i);
            assertEquals(2, pace.rate(), 1e-9);
            assertEquals(1000 - i, pace.left(100 + i, 2000), 1e-6);
        }
        assertEquals(2, pace.mean(700), 1e-9);
        assertEquals(600, pace.elapsed(700));
    }

    @Test
    void whatWasDoneBeforeCountsForNothing() {
        Pace pace = new Pace(0, 500);
        pace.at(10, 510);
        assertEquals(1, pace.rate(), 1e-9);
        assertEquals(490, pace.left(10, 1000), 1e-9);
    }

    @Test
    void betweenUnitsTheTimeLeftCountsDown() {
        Pace pace = new Pace(0, 0);
        pace.at(60, 1);
        pace.at(90, 1); // nothing new
        assertEquals(150, pace.left(90, 4), 1e-9);
        assertEquals(0, pace.left(1000, 4));
    }

    @Test
    void nothingIsSaidBeforeAnythingIsDone() {
        Pace pace = new Pace(0, 0);
        assertEquals(-1, pace.left(50, 10));
        pace.at(60, 1);
        assertEquals(-1, pace.left(60, -1), "of unknown length");
    }

    @Test
    void aSlowStartIsForgotten() {
        Pace pace = new Pace(0, 0);
        pace.at(20, 1); // the first step takes 20 s
        for (int i = 2; i <= 300; i++) {
            pace.at(19 + i, i);
        }
        assertEquals(1, pace.rate(), .01);
    }

    @Test
    void unevenWorkDoesNotMakeTheTimeLeftJump() {
        Pace pace = new Pace(0, 0);
        double now = 0;
        double last = Double.NaN;
        for (int i = 1; i <= 2000; i++) {
            now += i % 100 == 0 ? 5 : .1; // each hundredth step measures
            pace.at(now, i);
            double left = pace.left(now, 4000);
            if (i > 1000) {
                assertTrue(Math.abs(left - last) < .1 * last, left + " after " + last);
            }
            last = left;
        }
    }
}
