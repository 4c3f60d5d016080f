package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.gap.GapFigures;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultFigure;
import parsimony.experiment.plot.ResultView;

/**
 * What every figure of the list promises, on a result folder of each command; a new figure is
 * tested without an edit.
 */
class ResultFiguresTest {
    @TempDir
    private static Path home;
    /** A folder of each kind, by the command that wrote it. */
    private static final Map<String, Path> RESULTS = new LinkedHashMap<>();

    @BeforeAll
    static void makeAResultOfEachKind() throws Exception {
        Path train = patches("train.npy", 200);
        Path validation = patches("validation.npy", 40);
        Path learned = make("learn", "--method", "lca", "--train", train, "--validation",
                validation, "--atoms", 8, "--epochs", 2);
        Path vae = make("train", "--model", "poisson", "--train", train, "--validation", validation,
                "--latents", 12,
                "--iterations", 60, "--batch", 50, "--lr", .02);
        RESULTS.put("train levels", make("levels", List.of("train", "--model", "poisson",
                "--levels", "12,4", "--start2", .3, "--train", train, "--validation", validation,
                "--iterations", 60, "--batch", 50, "--lr", .02)));
        Path codes = make("infer", "--method", "lca", "--dictionary",
                learned.resolve("dictionary.npy"), "--patches", validation,
                "--lambda", .05, "--trace");
        RESULTS.put("gap of codes", make("gap-of-codes", List.of("gap", "--dictionary",
                learned.resolve("dictionary.npy"), "--codes", codes.resolve("codes.npy"),
                "--patches", validation)));
        make("gap", vae, "--measured", 20);
        RESULTS.put("gap of levels", make("gap-of-levels",
                List.of("gap", RESULTS.get("train levels"), "--measured", 20)));
        Path other = make("learned-2", List.of("learn", "--method", "lca", "--train", train,
                "--atoms", 12, "--epochs", 2));
        make("path", "--dictionary", learned, "--dictionary", other, "--patches", validation);
        RESULTS.put("path of one", make("path-1",
                List.of("path", "--dictionary", learned, "--patches", validation)));
        make("gradients", vae, "--measured", 1, "--samples", 80, "--temperatures", .5);
        RESULTS.put("table nelbo", make("nelbo", List.of("table", "nelbo", vae)));
        RESULTS.put("table active", make("active", List.of("table", "active", vae)));
        RESULTS.put("sweep",
                make("sweep", List.of("compare", TinyExperiment.sweep(home, "atoms: 16",
                        "atoms: [8, 12]", "vaes: [{latent: poisson, beta: [.2, .5]}]\n"), "--jobs",
                        1)));
        make("compare", TinyExperiment.write(home, "vaes: [{latent: poisson, beta: [.2, .5]}]\n"),
                "--jobs", 1);
        Path grid = Files.writeString(home.resolve("grid.yaml"), Files.readString(TinyExperiment
                .write(home, "vaes:\n  - {latent: poisson, beta: [.2, 1], atoms: [6, 12]}\n"
                        + "  - {latent: gaussian, activation: relu, beta: [.2, 1],"
                        + " atoms: [6, 12]}\n"))
                .replace("measure: {", "measure: {free_energy: true, "));
        RESULTS.put("grid", make("grid", List.of("compare", grid, "--jobs", 1)));
    }

    private static Path make(String command, Object... words) {
        List<Object> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words));
        RESULTS.put(command, make(command, all));
        return RESULTS.get(command);
    }

    private static Path make(String name, List<Object> words) {
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of("--out", home.resolve(name)));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(0, spoken.status(), spoken.err());
        return home.resolve(name);
    }

    @TestFactory
    Stream<DynamicTest> everyFigureKeepsItsPromises() {
        return IntStream.range(0, ResultFigures.ALL.size()).mapToObj(
                i -> DynamicTest.dynamicTest("figure " + (i + 1),
                        () -> check(ResultFigures.ALL.get(i))));
    }

    private static void check(ResultFigure figure) throws Exception {
        assertEquals(List.of(), figure.of(new ResultView(Files.createTempDirectory(home, "empty"))),
                "of nothing, nothing");
        int drawn = 0;
        for (Path result : RESULTS.values()) {
            for (Drawing drawing : figure.of(new ResultView(result))) {
                drawn++;
                assertTrue(drawing.name().matches("[\\p{L}\\p{N}_.-]+"), drawing.name());
                assertTrue(drawing.title().matches("\\p{Lu}.*[^.]"),
                        "a heading: " + drawing.title());
                assertTrue(drawing.caption().matches("\\p{Lu}.*\\."),
                        "whole sentences: " + drawing.caption());
                assertFalse((drawing.title() + drawing.caption()).matches(".*(null|NaN|%[sdf]).*"),
                        drawing.caption());
            }
        }
        assertTrue(drawn > 0, "no command leaves what this figure needs");
    }

    @TestFactory
    Stream<DynamicTest> plotDrawsTheSameBytesAsTheCommandItself() {
        return RESULTS.keySet().stream().map(kind -> DynamicTest.dynamicTest(kind, () -> {
            Path figures = RESULTS.get(kind).resolve("figures");
            Map<String, byte[]> first = files(figures);
            for (String name : first.keySet()) {
                Files.delete(figures.resolve(name));
            }
            Files.deleteIfExists(figures);
            Spoken plotted = Spoken.run("plot", RESULTS.get(kind));
            assertEquals(0, plotted.status(), plotted.err());
            Map<String, byte[]> anew = files(figures);
            assertFalse(anew.isEmpty());
            assertTrue(anew.keySet().containsAll(first.keySet()),
                    first.keySet() + " at first, " + anew.keySet() + " anew");
            first.forEach((name, bytes) -> assertArrayEquals(bytes, anew.get(name), name));
            Path again = drawn(kind);
            assertEquals(anew.keySet(), files(again).keySet());
            for (Map.Entry<String, byte[]> file : files(again).entrySet()) {
                assertArrayEquals(anew.get(file.getKey()), file.getValue(), file.getKey());
                assertTrue(!file.getKey().endsWith(".png") || hasInk(file.getValue()),
                        file.getKey() + " is empty");
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> allTextOfAFigureIsInsideItsPageAndApart() {
        return RESULTS.keySet().stream().map(kind -> DynamicTest.dynamicTest(kind, () -> {
            for (Map.Entry<String, byte[]> file : files(drawn(kind)).entrySet()) {
                if (file.getKey().endsWith(".svg")) {
                    assertEquals(List.of(), SvgText.faults(
                            new String(file.getValue(), StandardCharsets.UTF_8)), file.getKey());
                }
            }
        }));
    }

    @Test
    void textThatLeavesThePageOrCoversOtherTextWouldBeSeen() throws Exception {
        assertEquals(
                List.of("\"two\" is over \"one\"", "\"three\" leaves the page",
                        "\"four\" leaves the page"),
                SvgText.faults("<svg viewBox='0 0 50 40' font-size='8px'>"
                        + "<text x='1' y='10'>one</text><text x='5' y='12'>two</text>"
                        + "<g transform='translate(40,0)'><text x='0' y='30'>three</text></g>"
                        + "<text transform='matrix(0,-1,1,0,0,0)' x='-8' y='30'>four</text>"
                        + "<text x='1' y='20'>five</text></svg>"));
    }

    @Test
    void composedFiguresHaveALetterForEachPanelAndOneLegend() throws Exception {
        for (Map.Entry<String, String> figure : Map.of("gap/convergence", "abcdef",
                "gap/compute", "ab",
                "gap/worst_patches", "ab", "compare/figure2", "ab", "compare/figure3", "abcd",
                "infer/convergence", "abc").entrySet()) {
            String[] place = figure.getKey().split("/");
            List<String> texts = SvgText
                    .of(Files.readString(drawn(place[0]).resolve(place[1] + ".svg"))).stream()
                    .map(SvgText::text).toList();
            String letters = texts.stream().filter(text -> text.matches("[a-z]"))
                    .sorted().collect(Collectors.joining());
            assertEquals(figure.getValue(), letters, figure.getKey());
            if (place[1].equals("convergence") && place[0].equals("gap")) {
                assertEquals(1, texts.stream().filter("FISTA"::equals).count(), "one legend");
                assertTrue(texts.stream().anyMatch(text -> text.startsWith("n = 20 patches")),
                        texts::toString);
            }
        }
    }

    @Test
    void noTwoFiguresOfAFolderHaveTheSameName() throws Exception {
        for (Path result : RESULTS.values()) {
            Set<String> names = new HashSet<>();
            for (ResultFigure figure : ResultFigures.ALL) {
                for (Drawing drawing : figure.of(new ResultView(result))) {
                    assertTrue(names.add(drawing.name()), result + ": " + drawing.name());
                }
            }
        }
    }

    @Test
    void aReportShowsWhatTheListDraws() throws Exception {
        for (String kind : List.of("gap", "compare")) {
            String page = Files.readString(RESULTS.get(kind).resolve("report.html"));
            for (ResultFigure figure : ResultFigures.ALL.stream().filter(ResultFigure::quick)
                    .toList()) {
                for (Drawing drawing : figure.of(new ResultView(RESULTS.get(kind)))) {
                    if (!drawing.onPage()) {
                        continue;
                    }
                    String title = drawing.title().replace("'", "&#39;");
                    assertTrue(page.contains(title), kind + ": " + title);
                }
            }
        }
    }

    /** Results of a version that kept no resamples have no plane to draw, and that is said. */
    @Test
    void whatAnOlderComparisonDidNotKeepIsSaidAndLeftOut() throws Exception {
        Path old = Files.createDirectory(home.resolve("old"));
        for (String name : List.of("config.json", "experiment.yaml", "metrics.json",
                "dictionary_lca.npy")) {
            Files.copy(RESULTS.get("compare").resolve(name), old.resolve(name));
        }
        Spoken plotted = Spoken.run("plot", old);
        assertEquals(0, plotted.status(), plotted.err());
        assertEquals(1, plotted.err().lines().count(), plotted.err());
        assertTrue(plotted.err().contains("kept no resampled.npy"), plotted.err());
        assertTrue(Files.exists(old.resolve("figures/dictionary_lca.png")));
        assertFalse(Files.exists(old.resolve("figures/plane.png")));
    }

    /** A way to infer that this version does not know keeps its own name. */
    @Test
    void anUnknownWayToInferIsDrawnByItsOwnName() throws Exception {
        Path other = Files.createDirectory(home.resolve("other"));
        try (Stream<Path> files = Files.list(RESULTS.get("gap"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        for (String table : List.of("curve.csv", "convergence.csv")) {
            Path file = other.resolve(table);
            Files.writeString(file, Files.readString(file).replace("ista,", "tomorrow,"));
        }
        ResultView result = new ResultView(other);
        for (ResultFigure figure : List.<ResultFigure>of(GapFigures::plane,
                GapFigures::convergence)) {
            Drawing drawing = figure.of(result).get(0);
            drawing.write(other, false);
            assertTrue(
                    Files.readString(other.resolve(drawing.name() + ".svg")).contains("tomorrow"),
                    drawing.name());
        }
    }

    /** All figures of a result, drawn once for all tests. */
    private static Path drawn(String kind) throws IOException {
        Path folder = home.resolve("drawn").resolve(kind);
        if (!Files.exists(folder)) {
            ResultFigures.draw(new ResultView(RESULTS.get(kind)), folder, false);
        }
        return folder;
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path file : entries.toList()) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    /** Whether an image has a dot of another colour than its corner. */
    private static boolean hasInk(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int paper = image.getRGB(0, 0);
        return IntStream.range(0, image.getHeight()).anyMatch(
                y -> IntStream.range(0, image.getWidth())
                        .anyMatch(x -> image.getRGB(x, y) != paper));
    }

    private static Path patches(String name, int n) throws Exception {
        SplittableRandom random = new SplittableRandom(n);
        FMatrixRMaj patches = new FMatrixRMaj(n, 16);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] =
                    (float) (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)
                            * 2;
        }
        Npy.write(home.resolve(name), patches);
        return home.resolve(name);
    }
}
