package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final ProgressLine TRAINING =
            new ProgressLine("Training poisson VAE", 5400, 12_000, "steps", 123.4, 725,
                    "loss 182.3, mse 140.2, kl 50.1, active 0.97", false);

    private static final Map<Integer, String> TIMES =
            Map.of(0, " 0s", 59, " 59s", 3599, " 59m59s", 86_399, " 23h59m", 99 * 86_400,
                    " 99d00h");

    private static ProgressLine counted(String unit, long done, long total, double rate,
            double seconds) {
        return new ProgressLine("Work", done, total, unit, rate, seconds, "", false);
    }

    @Test
    void aWideTerminalShowsEverything() {
        assertEquals(
                "Training poisson VAE  45% █████████████▌                 5400/12000 steps  "
                        + " 123/s 12m05s left loss 182.3, mse 140.2, kl 50.1, active 0.97",
                TRAINING.within(200, true));
    }

    @Test
    void atHundredAndTenColumnsTheWholeNoteIsThere() {
        assertEquals("Training poisson VAE  45% ████████▌             123/s 12m05s left"
                + " loss 182.3, mse 140.2, kl 50.1, active 0.97", TRAINING.within(110, true));
    }

    @Test
    void atSixtyColumnsTheNameStandsAboveAndTheRestIsWhole() {
        assertFalse(TRAINING.nameFits(60));
        assertEquals(" 45% █████▍         123/s 12m05s left loss 182.3, mse 140.2",
                TRAINING.within(60, true));
    }

    @Test
    void fromFortyColumnsOnBarRateTimeAndLossAreWhole() {
        for (String loss : new String[] {"loss 182.3", "objective 54.49", "loss 12345678.9"}) {
            for (String name : new String[] {"Work",
                "12/24 Inferring by fista on poisson-beta0.2-wide"}) {
                for (double rate : new double[] {.003, .4, 7.77, 123.4, 999_499, 2e7}) {
                    for (Map.Entry<Integer, String> left : TIMES.entrySet()) {
                        ProgressLine line =
                                new ProgressLine(name, 5, 12, "steps", rate, left.getKey(),
                                        loss + ", kl 1.0", false);
                        for (int columns = 40; columns < 200; columns++) {
                            String text = line.within(columns, false);
                            assertTrue(text.length() < columns, text);
                            assertTrue(
                                    text.contains(loss) && text.contains("#-")
                                            && text.contains(left.getValue())
                                            && text.matches(".* \\d[\\d.]*[kM]?/(s|min|h) .*"),
                                    columns + ": " + text);
                        }
                    }
                }
            }
        }
    }

    @Test
    void inEvenLessRoomThereIsABar() {
        for (int columns = 1; columns < 40; columns++) {
            assertTrue(TRAINING.within(columns, true).length() < Math.max(columns, 4));
        }
    }

    @Test
    void theBarGrowsByEighthsOfACell() {
        assertTrue(counted("steps", 0, 240, 0, -1).within(80, true).startsWith("Work   0%  "));
        assertTrue(counted("steps", 1, 240, 0, -1).within(80, true).contains(" ▏ "));
        assertTrue(counted("steps", 9, 240, 0, -1).within(80, true).contains(" █▏ "));
        assertTrue(counted("steps", 240, 240, 0, -1).within(80, true)
                .contains(" 100% " + "█".repeat(30) + " "));
    }

    @Test
    void withoutUnicodeEverythingIsAscii() {
        String text = TRAINING.within(110, false);
        assertTrue(text.contains("########------"), text);
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(text), text);
    }

    @Test
    void aFileHasEverythingInALineWithoutABar() {
        assertEquals("Training poisson VAE: 45%, 5400/12000 steps, 123 steps/s, 12m05s left,"
                + " loss 182.3, mse 140.2, kl 50.1, active 0.97", TRAINING.plain());
    }

    @Test
    void whenItIsOverTheTimeThatItTookIsSaid() {
        ProgressLine over =
                new ProgressLine("Writing patches", 3000, 3000, "patches", 12_345, 62, "", true);
        assertEquals("Writing patches: 3000/3000 patches, 12.3k patches/s, in 1m02s", over.plain());
        assertTrue(over.within(110, true).endsWith(" in 1m02s"), over.within(110, true));
    }

    @Test
    void ofUnknownLengthThereIsNeitherBarNorTimeLeft() {
        ProgressLine line = counted("photographs", 34, -1, 2, -1);
        assertEquals("Work 34 photographs  2.00/s", line.within(80, true));
        assertEquals("Work: 34 photographs, 2.00 photographs/s", line.plain());
    }

    @Test
    void slowWorkIsCountedByTheMinuteAndTheHour() {
        assertEquals("Work: 50%, 2/4 runs, 6.00 runs/min, 20s left",
                counted("runs", 2, 4, .1, 20).plain());
        assertEquals("Work: 50%, 2/4 runs, 3.60 runs/h, 33m20s left",
                counted("runs", 2, 4, .001, 2000).plain());
    }

    @Test
    void bytesAreToldInMegabytes() {
        assertEquals("Work: 50%, 1.25M/2.50MB, 10.0kB/s, 2m05s left",
                counted("bytes", 1_250_000, 2_500_000, 10_000, 125).plain());
    }

    @Test
    void aShareOfTheWholeIsAPercentage() {
        ProgressLine line = new ProgressLine("8 models, 2 at once", 2500, 10_000, "", 10, 90_000,
                "2 of 8 models", false);
        assertEquals("8 models, 2 at once: 25%, 6.00%/min, 1d01h left, 2 of 8 models",
                new ProgressLine(line.name(), 2500, 10_000, "", 10, 90_000, line.note(), false)
                        .plain());
    }

    @Test
    void digitsAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        String expected = TRAINING.plain() + TRAINING.within(110, true);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertEquals(expected, TRAINING.plain() + TRAINING.within(110, true));
        } finally {
            Locale.setDefault(before);
        }
    }
}
