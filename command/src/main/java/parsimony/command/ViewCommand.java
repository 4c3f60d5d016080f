package parsimony.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import parsimony.experiment.RunPage;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Opens the page of a result. The page needs no server: it is one file. The page of a run that has
 * none is made in the system's folder of temporary files, because a result is never written to.
 */
@Command(name = "view", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Opens the page of a result in the browser: hover over points, browse patches"
                + " with their codes, enlarge atoms. It is one file, report.html, that fetches"
                + " nothing. For a run without one it is made as a temporary file. Prints where it"
                + " is.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony view results/compare-1",
            "  parsimony view pvae                  a run of train or learn",
            "  parsimony view pvae --print          only say where the page is"})
final class ViewCommand implements Callable<Integer> {
    /** What opens a file as the user is used to, by the beginning of the system's name. */
    private static final Map<String, List<String>> OPENERS = Map.of("Linux", List.of("xdg-open"),
            "Mac", List.of("open"), "Windows", List.of("rundll32", "url.dll,FileProtocolHandler"));

    @Parameters(paramLabel = "RESULT",
            description = "Folder that compare, gap, train or learn wrote, or a run of compare.")
    private Path folder;

    @Option(names = "--print", description = "Print where the page is, and open nothing.")
    private boolean printed;

    @Option(names = "--verbose", description = "Show where an error came from.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        ResultFolder.requirePlace(folder, "RESULT");
        Path page = page();
        System.out.println(page);
        if (!printed && !open(page)) {
            System.err.println("parsimony: found no browser to open it; open this file in one");
        }
        return 0;
    }

    private Path page() throws IOException {
        Path page = folder.resolve(FileNames.REPORT);
        if (Files.exists(page)) {
            return page.toAbsolutePath().normalize();
        }
        if (!Files.exists(folder.resolve(ResultFolder.CONFIG))) {
            throw new InputException(folder + ": holds no result; name a folder that compare, gap,"
                    + " train or learn wrote");
        }
        if (!RunRecord.finished(folder)) {
            throw new InputException(folder + ": holds no finished result, as it has no"
                    + " metrics.json; name a folder that compare, gap, train or learn wrote, or go"
                    + " on with a run that was stopped by --resume");
        }
        Path made = Files.createTempDirectory("parsimony-view");
        Path written = RunPage.write(folder, made);
        ResultFolder.delete(made.resolve("figures")); // the page holds them
        return written;
    }

    private static boolean open(Path page) throws IOException {
        String system = System.getProperty("os.name");
        // Without a display, xdg-open starts a browser in the terminal, or waits for one.
        boolean seen = !system.startsWith("Linux")
                || Stream.of("DISPLAY", "WAYLAND_DISPLAY").anyMatch(System.getenv()::containsKey);
        Optional<List<String>> opener = OPENERS.entrySet().stream()
                .filter(entry -> system.startsWith(entry.getKey()))
                .map(Map.Entry::getValue).filter(words -> seen && onPath(words.get(0))).findFirst();
        if (opener.isEmpty()) {
            return false;
        }
        List<String> words = Stream.concat(opener.get().stream(), Stream.of(page.toString()))
                .toList();
        new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return true;
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .anyMatch(place -> Files.isExecutable(Path.of(place, program))
                        || Files.isExecutable(Path.of(place, program + ".exe")));
    }
}
