package parsimony.experiment.report;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium that can reach nothing but files. */
final class Browser {
    private static final int MOST_SECONDS = 60;

    /**
     * What came of a page.
     *
     * @param dom     the page as it stands once it has loaded
     * @param console what it wrote to the console, a line each; errors and refused or failed
     *                requests are among it
     */
    record Loaded(String dom, List<String> console) {
    }

    private final Path home;

    /** @param home empty folder that the browser may fill */
    Browser(Path home) {
        this.home = home;
    }

    /** Loads a page; skips the test on a machine without Chromium. */
    Loaded load(Path page) throws IOException, InterruptedException {
        Optional<Path> program = program();
        assumeTrue(program.isPresent(), "no chromium or google-chrome on the PATH");
        Path dom = Files.createTempFile(home, "dom", ".html");
        Path log = Files.createTempFile(home, "log", ".txt");
        Process browser = new ProcessBuilder(program.get().toString(), "--headless", "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + home.resolve("profile"),
                "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
                "--window-size=1200,800", "--dump-dom",
                page.toUri().toString()).redirectOutput(dom.toFile()).redirectError(log.toFile())
                .start();
        try {
            assertTrue(browser.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "the browser did not end");
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return new Loaded(Files.readString(dom),
                Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList());
    }

    private static Optional<Path> program() {
        return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }
}
