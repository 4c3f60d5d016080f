package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option that names an array reads every form of file that holds arrays: with the same
 * numbers (make_formats.py), a command writes the same bytes.
 */
class ArrayFormatsTest {
    /** Where an array is, whose name stands for X. */
    private static final List<String> PLACES = List.of("X-f2.npy", "X-big.npy", "X-f8.npy",
            "X-i1.npy", "all.npz#X", "all.safetensors#X", "all.h5#/X", "h5:all.h5#X",
            "all-old.mat#X", "all-new.mat#X");
    /** Of these are commands that take seconds. */
    private static final List<String> FEW = List.of("all.safetensors#X", "all.h5#X",
            "all-new.mat#X");

    /** What each use writes with plain files. */
    private static final Map<Use, byte[]> PLAIN = new HashMap<>();

    @TempDir
    static Path home;

    /**
     * A command, and what it writes.
     *
     * @param places where its arrays are
     * @param words  of the command; X:NAME is an array
     * @param result a file of its folder, or empty for what it prints
     */
    private record Use(String name, List<String> places, String result, String... words) {
        static Use of(String name, List<String> places, String result, String words) {
            return new Use(name, places, result, words.split(" "));
        }

        Set<String> options() {
            Set<String> options = new HashSet<>();
            for (int i = 1; i < words.length; i++) {
                if (words[i].startsWith("X:") && words[i - 1].startsWith("--")) {
                    options.add(words[0] + " " + words[i - 1]);
                }
            }
            return options;
        }
    }

    private static List<Use> uses() {
        return List.of(
                Use.of("learn", PLACES, "dictionary.npy", "learn --method ista --atoms 8 --epochs"
                        + " 1 --batches 2 --batch 10 --train X:patches --validation X:patches"),
                Use.of("infer", PLACES, "codes.npy", "infer --method ista --lambda 1 --iterations 3"
                        + " --dictionary X:dictionary --patches X:patches --start X:codes"),
                Use.of("infer's prior", PLACES, "codes.npy", "infer --method poisson --dictionary"
                        + " X:dictionary --patches X:patches --prior X:prior"),
                Use.of("gap of a run", List.of("all.h5#X"), "free_energy.csv",
                        "gap RUN --measured 3 --patches X:patches"),
                Use.of("train", FEW, "dictionary.npy", "train --model lista --layers 1 --lambda 1"
                        + " --iterations 2 --batch 10 --dictionary X:dictionary"
                        + " --train X:patches --validation X:patches"),
                Use.of("gap of codes", PLACES, "per_patch.csv", "gap --dictionary X:dictionary"
                        + " --codes X:codes --bias X:bias --patches X:patches"),
                Use.of("measure", PLACES, "", "measure --json --dictionary X:dictionary --codes"
                        + " X:codes --bias X:bias --patches X:patches"),
                Use.of("import's patches", PLACES, "metrics.json",
                        "import model.npz --patches X:patches"),
                Use.of("import's encoder", List.of("model.safetensors", "model.h5", "model-old.mat",
                        "model-new.mat"), "encoder.npy", "import X:"),
                Use.of("prepare", PLACES, "train.npy",
                        "prepare X:images@nhw --pipeline patches(4,stride=4)|split(random)"));
    }

    private static Path formats() {
        try {
            return Path.of(ArrayFormatsTest.class.getResource("/formats").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String place(String form, String name) {
        String file = form.replace("X", name);
        return file.startsWith("h5:") ? "h5:" + formats().resolve(file.substring(3))
                : formats() + "/" + file;
    }

    /** A trained P-VAE. */
    private static Path run() {
        Path run = home.resolve("run");
        Path patches = formats().resolve("patches.npy");
        if (!Files.exists(run)) {
            assertEquals(0, Spoken.run("train", "--model", "poisson", "--latents", 6,
                    "--iterations", 5, "--batch", 10, "--train", patches, "--validation", patches,
                    "--out", run).status());
        }
        return run;
    }

    private static byte[] written(Use use, String form, String out) throws Exception {
        List<Object> words = new ArrayList<>();
        for (String word : use.words) {
            words.add(word.startsWith("X:")
                    ? place(form, word.replaceFirst("X:(\\w*).*", "$1"))
                            + word.replaceFirst("X:\\w*", "")
                    : word.equals("model.npz") ? formats().resolve(word)
                            : word.equals("RUN") ? run() : word);
        }
        Path folder = home.resolve((use.name + out).replaceAll("\\W", "_"));
        if (!use.result.isEmpty()) {
            words.addAll(List.of("--out", folder));
        }
        Spoken spoken = Spoken.run(words.toArray());
        assertEquals(0, spoken.status(), words + ": " + spoken.err());
        return use.result.isEmpty() ? spoken.out().getBytes(StandardCharsets.UTF_8)
                : Files.readAllBytes(folder.resolve(use.result));
    }

    @TestFactory
    Stream<DynamicTest> everyOptionReadsEveryForm() {
        return uses().stream().flatMap(use -> use.places.stream()
                .map(form -> DynamicTest.dynamicTest(use.name + ", " + form, () -> {
                    if (!PLAIN.containsKey(use)) {
                        PLAIN.put(use, written(use,
                                use.words[1].equals("X:") ? "model.npz" : "X.npy", "plain"));
                    }
                    assertArrayEquals(PLAIN.get(use), written(use, form, form));
                })));
    }

    /** An experiment's dictionary in a file; what it is made of is not run. */
    @TestFactory
    Stream<DynamicTest> experimentsTakeADictionaryFromEveryForm() {
        return PLACES.stream().map(form -> DynamicTest.dynamicTest(form, () -> {
            Path experiment = Files.writeString(home.resolve("given.yaml"), """
                    data: {images: 'npy:%s@nhw', pipeline: 'patches(4, stride=4) | split(random)'}
                    atoms: 6
                    dictionaries: [{name: mine, file: '%s'}]
                    measure: {patches: 20, lambdas: [.1, .5]}
                    """.formatted(formats().resolve("images.npy"), place(form, "dictionary")));
            Spoken spoken = Spoken.run("compare", experiment, "--dry-run", "--runs",
                    home.resolve("runs"));
            assertEquals(0, spoken.status(), spoken.err());
            assertTrue((spoken.out() + spoken.err()).contains("mine"), spoken.out());
        }));
    }

    @Test
    void noOptionThatNamesAnArrayIsLeftOut() {
        Set<String> tested = new HashSet<>(Set.of("gap --encoder", "infer --encoder", // models
                "join --patches", // names again what infer read
                "gradients --patches", // as gap reads them; its results hold times
                "path --patches", "path --dictionary")); // names the files in its results
        uses().forEach(use -> tested.addAll(use.options()));
        Set<String> all = new HashSet<>();
        for (CommandLine command : Parsimony.commandLine().getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.paramLabel().equals("F")) {
                    all.add(command.getCommandName() + " " + option.longestName());
                }
            }
        }
        assertEquals(all, tested);
    }
}
