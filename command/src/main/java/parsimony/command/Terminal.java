package parsimony.command;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The terminal behind standard error. Java itself cannot read its width, so {@code stty} does,
 * which every Unix has. A library that can would also change the terminal in other ways.
 */
final class Terminal {
    /** Width if it is not known, as on a serial line. */
    private static final int USUAL_COLUMNS = 80;
    private static final int SECONDS_TO_ASK = 2;
    /** Property that the launcher sets: the encoding of the user's locale. */
    private static final String ENCODING = "parsimony.terminal";

    private final boolean showsBlocks;

    private Terminal(String encoding) {
        showsBlocks = Charset.isSupported(encoding)
                && Charset.forName(encoding).newEncoder().canEncode('▏');
    }

    /** The terminal; null if standard error is none, or is a terminal that cannot erase. */
    static Terminal ofStandardError() {
        String encoding = System.getProperty(ENCODING);
        return encoding == null ? null : new Terminal(encoding);
    }

    /** Whether the bar can be made of Unicode's block characters. */
    boolean showsBlocks() {
        return showsBlocks;
    }

    /** The current width. To read it takes milliseconds. */
    int columns() {
        try {
            // The launcher makes the terminal Java's standard output. So stty reads from there, and
            // its answer comes through standard error.
            Process stty = new ProcessBuilder("sh", "-c", "exec stty size <&1 >&2")
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(Redirect.INHERIT).start();
            if (!stty.waitFor(SECONDS_TO_ASK, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return USUAL_COLUMNS;
            }
            String[] size =
                    new String(stty.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip().split(" ");
            int columns = size.length == 2 && stty.exitValue() == 0 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (IOException | NumberFormatException e) {
            return USUAL_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the interrupt is for the command, which stops
            return USUAL_COLUMNS;
        }
    }
}
