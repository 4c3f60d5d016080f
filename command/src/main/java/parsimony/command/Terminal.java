package parsimony.command;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that standard error is. Its width is what {@code stty}, which every Unix has, says
 * of it: Java itself cannot ask, and a library that can does more to the terminal than that.
 */
final class Terminal {
    /** Where nobody knows, as on a serial line. */
    private static final int USUAL_COLUMNS = 80;
    private static final int SECONDS_TO_ASK = 2;
    /** The launcher sets it: the encoding of the user's locale. */
    private static final String ENCODING = "parsimony.terminal";

    private final boolean showsBlocks;

    private Terminal(String encoding) {
        showsBlocks = Charset.isSupported(encoding)
                && Charset.forName(encoding).newEncoder().canEncode('▏');
    }

    /** Null if standard error is no terminal, or one that only prints. */
    static Terminal ofStandardError() {
        String encoding = System.getProperty(ENCODING);
        return encoding == null ? null : new Terminal(encoding);
    }

    /** Whether the bar may be made of Unicode's blocks. */
    boolean showsBlocks() {
        return showsBlocks;
    }

    /** How wide it is now. Takes milliseconds. */
    int columns() {
        try {
            // Java's own standard output is the terminal here, as the launcher has it: what stty
            // says comes another way.
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
            Thread.currentThread().interrupt(); // it is the command that stops
            return USUAL_COLUMNS;
        }
    }
}
