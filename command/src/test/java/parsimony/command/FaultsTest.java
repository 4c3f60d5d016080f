package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.Npy;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Knob;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Distribution;

/**
 * A bug of ours in a solver or a latent: exit 1, one line that names the exception, and nothing
 * that was there is lost.
 */
class FaultsTest {
    private static RuntimeException bug;

    @TempDir
    private Path home;
    private Path patches;
    private Path dictionary;
    private final List<Replaced> replaced = new ArrayList<>();

    /** A field that holds something else for the time of a test. */
    private record Replaced(Field field, Object owner, Object sound) {
    }

    /** Settings of ista that cannot be made. */
    public record Broken(@Knob(value = "", needed = true) double lambda, @Knob("") boolean signed,
            @Knob("") double gap,
            @Knob("") int iterations) {

        public Broken {
            if (bug != null) {
                throw bug;
            }
        }
    }

    static Stream<RuntimeException> bugs() {
        return Stream.of(new IllegalArgumentException("broken on purpose"),
                new NullPointerException("broken on purpose"),
                new IllegalStateException("broken on purpose"));
    }

    @BeforeEach
    void goodInput() throws Exception {
        FMatrixRMaj ones = new FMatrixRMaj(20, 16);
        Arrays.fill(ones.data, 1);
        patches = home.resolve("patches.npy");
        dictionary = home.resolve("dictionary.npy");
        Npy.write(patches, ones);
        Npy.write(dictionary, ones);
    }

    @AfterEach
    void mend() throws IllegalAccessException {
        bug = null;
        for (Replaced one : replaced) {
            one.field.set(one.owner, one.sound);
        }
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void inInfer(RuntimeException broken) throws Exception {
        breakIsta(broken);
        keepsTheEarlierResult(broken, "infer", "--method", "ista", "--dictionary", dictionary,
                "--patches", patches, "--lambda", 1);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void inLearn(RuntimeException broken) throws Exception {
        breakIsta(broken);
        keepsTheEarlierResult(broken, "learn", "--method", "ista", "--train", patches, "--atoms", 4,
                "--batch", 5);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void inTrain(RuntimeException broken) throws Exception {
        breakPoisson(broken);
        keepsTheEarlierResult(broken, "train", "--model", "poisson", "--train", patches,
                "--validation", patches, "--latents", 8,
                "--batch", 10);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void inTheGapOfAnEncoder(RuntimeException broken) throws Exception {
        Path run = home.resolve("run");
        assertEquals(0,
                Spoken.run("train", "--model", "poisson", "--train", patches, "--validation",
                        patches, "--latents", 8, "--batch", 10, "--iterations", 2, "--out", run)
                        .status());
        breakPoisson(broken);
        keepsTheEarlierResult(broken, "gap", "--encoder", run, "--patches", patches);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void inTheCodesOfAnEncoderAndInJoiningThem(RuntimeException broken) throws Exception {
        Path run = home.resolve("run");
        assertEquals(0,
                Spoken.run("train", "--model", "poisson", "--train", patches, "--validation",
                        patches, "--latents", 8, "--batch", 10, "--iterations", 2, "--out", run)
                        .status());
        Path part = home.resolve("part");
        assertEquals(0, Spoken.run("infer", "--encoder", run, "--patches", patches, "--rows",
                "0:20", "--out", part).status());
        breakPoisson(broken);
        keepsTheEarlierResult(broken, "infer", "--encoder", run, "--patches", patches);
        Files.move(home.resolve("out"), home.resolve("out-1"));
        keepsTheEarlierResult(broken, "join", part);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void inCompare(RuntimeException broken) throws Exception {
        Path experiment = experiment();
        breakIsta(broken);
        saysWhatIsBroken(broken, "compare", experiment, "--runs", home.resolve("runs"), "--out",
                home.resolve("out"));
        assertTrue(holdsARun(), "what was begun is left to look at");
    }

    @Test
    void anInputThatARunOfCompareRefusesLeavesNoRun() throws Exception {
        Path experiment = experiment();
        breakIsta(new InputException("lambda", 7, "must be another"));
        Spoken spoken = Spoken.run("compare", experiment, "--runs", home.resolve("runs"), "--out",
                home.resolve("out"));
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("lambda: 7; must be another"), spoken.err());
        assertFalse(holdsARun());
    }

    /** With an experiment whose dictionary ista learns. */
    private Path experiment() throws Exception {
        Path tiny = TinyExperiment.write(home, "");
        return Files.writeString(tiny,
                Files.readString(tiny).replace("method: lca", "method: ista"));
    }

    private boolean holdsARun() throws IOException {
        try (Stream<Path> all = Files.walk(home.resolve("runs"))) {
            return all.anyMatch(file -> file.endsWith("config.json")
                    && file.getParent().toString().contains("ista"));
        }
    }

    private void keepsTheEarlierResult(RuntimeException broken, Object... command)
            throws IOException {
        Path out = home.resolve("out");
        assertEquals(0,
                Spoken.run("infer", "--method", "fista", "--dictionary", dictionary, "--patches",
                        patches, "--lambda", 1,
                        "--out", out).status());
        Map<String, Long> before = files(out);
        saysWhatIsBroken(broken,
                Stream.concat(Stream.of(command), Stream.of("--out", out, "--force")).toArray());
        assertEquals(before, files(out));
    }

    private static void saysWhatIsBroken(RuntimeException broken, Object... command) {
        Spoken spoken = Spoken.run(command);
        String said =
                "parsimony: failed: " + broken.getClass().getSimpleName() + ": broken on purpose";
        assertEquals(said + " (--verbose shows where)", spoken.err().strip());
        assertEquals(1, spoken.status());
        Spoken verbose =
                Spoken.run(Stream.concat(Stream.of(command), Stream.of("--verbose")).toArray());
        assertEquals(1, verbose.status());
        assertTrue(verbose.err().contains(said) && verbose.err().contains("\tat parsimony."),
                verbose.err());
    }

    private static Map<String, Long> files(Path folder) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.size(file));
            }
        }
        return files;
    }

    private void breakIsta(RuntimeException broken) throws Exception {
        bug = null;
        Broken settings = new Broken(1, false, 1e-6, 100);
        bug = broken;
        Solver<?> ista = Solver.of("ista");
        replace(Solver.class, Record.class::isAssignableFrom, ista, whole -> settings);
        replace(Solver.class, RecordComponent[].class::equals, ista,
                whole -> Broken.class.getRecordComponents());
    }

    private void breakPoisson(RuntimeException broken) throws Exception {
        replace(Distribution.class, Record.class::isAssignableFrom, Distribution.POISSON, kind -> {
            try {
                Constructor<?> constructor = kind.getClass().getDeclaredConstructors()[0];
                constructor.setAccessible(true);
                RecordComponent[] parts = kind.getClass().getRecordComponents();
                Object[] values = new Object[parts.length];
                for (int i = 0; i < parts.length; i++) {
                    parts[i].getAccessor().setAccessible(true);
                    values[i] = !parts[i].getName().equals("builder")
                            ? parts[i].getAccessor().invoke(kind)
                            : Proxy.newProxyInstance(Distribution.class.getClassLoader(),
                                    new Class<?>[] {parts[i].getType()},
                                    (proxy, method, arguments) -> {
                                        throw broken;
                                    });
                }
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Puts another object into the one field of such a type; it is taken out after the test. */
    private void replace(Class<?> type, Predicate<Class<?>> such, Object whose,
            UnaryOperator<Object> other) throws IllegalAccessException {
        Field field = Arrays.stream(type.getDeclaredFields())
                .filter(one -> !Modifier.isStatic(one.getModifiers()) && such.test(one.getType()))
                .findFirst()
                .orElseThrow();
        field.setAccessible(true);
        Object sound = field.get(whose);
        replaced.add(new Replaced(field, whose, sound));
        field.set(whose, other.apply(sound));
    }
}
