package parsimony.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;

/**
 * A command at a terminal, where someone types Ctrl-C.
 *
 * @param status that the shell sees
 * @param screen all that came, with what moves the cursor
 */
record Stopped(int status, String screen) {
    private static final Pattern MOVES = Pattern.compile("\033\\[[0-9?]*[A-Za-z]");
    /** Linux sends the signal before it echoes the key, so the echo may stand before any answer. */
    private static final Pattern ECHO = Pattern.compile("\\^C");
    private static final int CTRL_C = 3;

    /**
     * Runs a line of shell at a terminal.
     *
     * @param line  in which {@code $L} is the launcher
     * @param wait  what must be on the screen when Ctrl-C is typed; null to type nothing
     * @param times how often it is typed
     */
    static Stopped run(Checkout checkout, String line, String wait, int times)
            throws IOException, InterruptedException {
        ProcessBuilder builder = checkout.process(List.of("script", "-qec", line, "/dev/null"))
                .redirectErrorStream(true);
        builder.environment().put("L", checkout.launcher().toString());
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/bash");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        StringBuilder screen = new StringBuilder();
        byte[] bytes = new byte[4096];
        boolean typed = wait == null;
        try (InputStream in = process.getInputStream();
                OutputStream keys = process.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                screen.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
                if (!typed && screen.indexOf(wait) >= 0) {
                    typed = true;
                    for (int i = 0; i < times; i++) {
                        keys.write(CTRL_C);
                        keys.flush();
                    }
                }
            }
        }
        return new Stopped(process.waitFor(), screen.toString());
    }

    /** Lines as they stood one after another, those that were drawn over too, without keys. */
    List<String> lines() {
        String still = ECHO.matcher(MOVES.matcher(screen).replaceAll("")).replaceAll("");
        return Pattern.compile("[\r\n]+").splitAsStream(still).toList();
    }

    /** The last line, which says why. */
    String last() {
        return lines().get(lines().size() - 1);
    }

    /** A file of 400 patches of 8×8 pixels of noise. */
    static Path patches(Path folder) throws Exception {
        Path file = folder.resolve("patches.npy");
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj noise = new FMatrixRMaj(400, 64);
        for (int i = 0; i < noise.getNumElements(); i++) {
            noise.data[i] = (float) (random.nextDouble() - 0.5) * 3;
        }
        if (!Files.exists(file)) {
            Npy.write(file, noise);
        }
        return file;
    }
}
