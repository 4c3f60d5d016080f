package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.ArrayFile;
import parsimony.data.Npy;
import parsimony.sparsecoding.Solver;

/** Array jobs: parts of any size, joined, are what one process writes. */
class JoinTest {
    private static final int PATCHES = 2300;
    private static final int ATOMS = 12;
    /** Uneven, across blocks, and in another order than that of the rows. */
    private static final List<String> PARTS = List.of("1001:2060", "0:1001", "2060:2300");

    @TempDir
    private Path home;
    private Path patches;
    private Path dictionary;
    private Path prior;

    @BeforeEach
    void input() {
        patches = random("patches.npy", PATCHES, 9);
        dictionary = random("dictionary.npy", ATOMS, 9);
        prior = home.resolve("prior.npy");
        float[] rates = new float[ATOMS];
        Arrays.fill(rates, -2);
        Npy.write(prior, rates);
    }

    private Path random(String name, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
        }
        Path file = home.resolve(name);
        Npy.write(file, matrix);
        return file;
    }

    static Stream<Solver<?>> solvers() {
        return Solver.all().stream();
    }

    private List<Object> of(Solver<?> solver) {
        List<Object> words = new ArrayList<>(List.of("infer", "--method", solver.name(),
                "--dictionary", dictionary, "--patches", patches));
        solver.knobs().forEach((knob, about) -> {
            if (about.needed()) {
                words.addAll(List.of("--" + knob, solver.typeOf(knob) == int.class ? "3" : ".3"));
            }
        });
        if (solver.is(Solver.Trait.FREE_ENERGY)) {
            words.addAll(List.of("--prior", prior));
        }
        return words;
    }

    private Path run(String out, List<Object> words, Object... more) {
        Path folder = home.resolve(out);
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        all.addAll(List.of("--out", folder));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(0, spoken.status(), spoken.err());
        return folder;
    }

    private List<Object> parts(List<Object> words, Object... more) {
        List<Object> join = new ArrayList<>(List.of("join"));
        for (String rows : PARTS) {
            List<Object> all = new ArrayList<>(words);
            all.addAll(List.of(more));
            join.add(run("part-" + rows.replace(':', '-'), all, "--rows", rows));
        }
        return join;
    }

    private static void assertSameResult(Path whole, Path joined) throws Exception {
        assertEquals(names(whole), names(joined));
        for (String name : names(whole)) {
            if (name.equals("metrics.json")) {
                assertEquals(metrics(whole), metrics(joined));
            } else if (name.equals("config.json")) {
                assertEquals(TinyExperiment.json(whole.resolve(name)).get("settings"),
                        TinyExperiment.json(joined.resolve(name)).get("settings"));
            } else {
                assertArrayEquals(Files.readAllBytes(whole.resolve(name)),
                        Files.readAllBytes(joined.resolve(name)), name);
            }
        }
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }

    private static JsonNode metrics(Path folder) throws Exception {
        ObjectNode metrics = (ObjectNode) TinyExperiment.json(folder.resolve("metrics.json"));
        assertTrue(metrics.remove("seconds").asDouble() > 0);
        assertTrue(metrics.remove("patches_per_second").asDouble() > 0);
        return metrics;
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void joinedPartsAreTheWhole(Solver<?> solver) throws Exception {
        Path whole = run("whole", of(solver));
        assertEquals(List.of("codes.npy", "config.json", "metrics.json", "per_patch.csv"),
                names(whole));
        assertSameResult(whole, run("joined", parts(of(solver))));
    }

    @Test
    void sparseShardsAreJoinedAndReadAsDenseCodesAre() throws Exception {
        List<Object> lasso = of(Solver.of("lasso"));
        Path dense = run("dense", lasso);
        Object[] form = {"--codes", "csr", "--shard", "10KiB"};
        Path sparse = run("sparse", lasso, form);
        assertEquals(metrics(dense), metrics(sparse));
        assertTrue(names(sparse).contains("codes/part-00001.npz"), names(sparse).toString());
        assertArrayEquals(Npy.read(dense.resolve("codes.npy")).data,
                ArrayFile.matrix(sparse.resolve("codes").toString()).data);
        assertSameResult(sparse, run("joined", parts(lasso, form)));

        for (String place : List.of(dense + "/codes.npy", sparse + "/codes",
                sparse + "/codes/part-*.npz")) {
            assertEquals(measured(dense), json("measure", "--dictionary", dictionary, "--patches",
                    patches, "--codes", place, "--json"));
        }
        JsonNode gap = json("gap", "--dictionary", dictionary, "--patches", patches, "--codes",
                sparse.resolve("codes"), "--out", home.resolve("gap-sparse"), "--json");
        JsonNode same = json("gap", "--dictionary", dictionary, "--patches", patches, "--codes",
                dense.resolve("codes.npy"), "--out", home.resolve("gap-dense"), "--json");
        assertEquals(without(same, "seconds"), without(gap, "seconds"));
        List<Object> fista = of(Solver.of("fista"));
        Path start = run("start", fista, "--start", sparse.resolve("codes"), "--iterations", 0);
        assertArrayEquals(Npy.read(dense.resolve("codes.npy")).data,
                Npy.read(start.resolve("codes.npy")).data);
        assertEquals(0, Spoken.run("plot", sparse, "--out", home.resolve("plots")).status());
    }

    private static JsonNode without(JsonNode metrics, String key) {
        ((ObjectNode) metrics).remove(key);
        return metrics;
    }

    /** What measure says of a folder's codes: its metrics without those of inference. */
    private static JsonNode measured(Path folder) throws Exception {
        ObjectNode metrics = (ObjectNode) metrics(folder);
        metrics.remove(List.of("objective", "gap"));
        return metrics;
    }

    private static JsonNode json(Object... words) throws Exception {
        Spoken spoken = Spoken.run(words);
        assertEquals(0, spoken.status(), spoken.err());
        return new ObjectMapper().readTree(spoken.out());
    }

    @Test
    void theCodesOfAnEncoderAreJoined() throws Exception {
        Path run = home.resolve("pvae");
        assertEquals(0, Spoken.run("train", "--model", "poisson", "--train", patches,
                "--validation", patches, "--latents", ATOMS, "--iterations", 5, "--batch", 50,
                "--out", run).status());
        Path imported = home.resolve("imported");
        Spoken spoken = Spoken.run("import", run, "--out", imported);
        assertEquals(0, spoken.status(), spoken.err());
        FMatrixRMaj codes = null;
        for (Path encoder : List.of(run, imported)) {
            String name = encoder.getFileName().toString();
            List<Object> infer =
                    List.of("infer", "--encoder", encoder, "--patches", patches);
            Path whole = run("whole-" + name, infer);
            assertSameResult(whole, run("joined-" + name, parts(infer, "--force")));
            assertTrue(metrics(whole).get("objective").isNull());
            assertEquals("patch,squared_error,nonzeros",
                    Files.readAllLines(whole.resolve("per_patch.csv")).get(0));
            FMatrixRMaj found = Npy.read(whole.resolve("codes.npy"));
            for (int i = 0; codes != null && i < found.getNumElements(); i++) {
                assertEquals(codes.data[i], found.data[i], 1e-5 * (1 + codes.data[i]),
                        "TensorFlow and the imported weights agree");
            }
            codes = found;
        }
    }

    @Test
    void partsThatAreNoWholeAreRefused() throws Exception {
        List<Object> lasso = of(Solver.of("lasso"));
        parts(lasso);
        Path first = home.resolve("part-0-1001");
        Path second = home.resolve("part-1001-2060");
        Path third = home.resolve("part-2060-2300");
        assertEquals(0, Spoken.run("plot", second, "--out", home.resolve("plots")).status());
        refused("rows 1001:2060 of 2300: are in no part; encode them with --rows 1001:2060",
                first, third);
        refused("rows 1001:2300 of 2300: are in no part", first);
        refused("rows 0:1001: are in " + first + " and in " + first, first, second, third, first);
        Path over = run("over", lasso, "--rows", "2000:2300");
        refused("rows 2000:2060: are in " + second + " and in " + over, over, first, second);
        Path other = run("other", of(Solver.of("lasso")), "--rows", "2060:2300", "--signed");
        refused(other + ": is no part of the same whole as " + first
                + ", it has signed true in place of false", first, second, other);
        Path ista = run("ista", of(Solver.of("ista")), "--rows", "2060:2300");
        refused("it has method ista in place of lasso", first, second, ista);
        Path csr = run("csr", lasso, "--rows", "2060:2300", "--codes", "csr");
        refused("it has codes csr in place of dense", first, second, csr);
        refused(home.resolve("config.json") + ": cannot be read; name a folder", home);
        Path learned = home.resolve("learned");
        Spoken learn = Spoken.run("learn", "--method", "lca", "--train", patches, "--atoms", 4,
                "--epochs", 1, "--batches", 1, "--batch", 5, "--out", learned);
        assertEquals(0, learn.status(), learn.err());
        refused(learned + ": is no folder of infer; name those that it wrote with --rows", learned);

        FMatrixRMaj atoms = Npy.read(dictionary);
        FMatrixRMaj changed = atoms.copy();
        changed.data[5] += 1;
        Npy.write(dictionary, changed);
        refused("dictionary " + dictionary + ": has changed since", first, second, third);
        Path another = run("another", lasso, "--rows", "2060:2300");
        refused("it has another dictionary", first, second, another);
        Npy.write(dictionary, atoms);

        FMatrixRMaj x = Npy.read(patches);
        x.data[1500 * 9] += 1;
        Npy.write(patches, x);
        refused(second + ": has a mean squared error of", first, second, third);
        Path fewer = random("fewer.npy", 2000, 9);
        refused("--patches " + fewer + ": is 2000×9, but the parts were encoded from 2300×9",
                first, second, third, "--patches", fewer);
        Npy.write(third.resolve("codes.npy"), new FMatrixRMaj(239, ATOMS));
        refused(third.resolve("codes.npy") + ": has 239 rows; must have 240, those of 2060:2300",
                first, second, third);
        Files.delete(third.resolve("per_patch.csv"));
        refused(third.resolve("per_patch.csv") + ": is missing", first, second, third);
    }

    private void refused(String message, Object... words) {
        List<Object> all = new ArrayList<>(List.of("join"));
        all.addAll(List.of(words));
        all.addAll(List.of("--out", home.resolve("refused")));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(message), spoken.err());
        assertFalse(Files.exists(home.resolve("refused")));
    }

    @Test
    void patchesThatWereMovedAreNamed() throws Exception {
        List<Object> lasso = of(Solver.of("lasso"));
        Path whole = run("whole", lasso);
        List<Object> join = parts(lasso);
        Path moved = Files.move(patches, home.resolve("moved.npy"));
        Spoken spoken = Spoken.run(Stream.concat(join.stream(),
                Stream.of("--out", home.resolve("refused"))).toArray());
        assertTrue(spoken.err().contains("patches.npy: no such file"), spoken.err());
        Path joined = run("joined", join, "--patches", moved);
        assertArrayEquals(Files.readAllBytes(whole.resolve("codes.npy")),
                Files.readAllBytes(joined.resolve("codes.npy")));
        assertEquals(metrics(whole), metrics(joined));
    }

    /** Patches in shards and a dictionary in an archive give the codes of plain files. */
    @Test
    void inputsLieInAnyFiles() throws Exception {
        Path whole = run("whole", of(Solver.of("lasso")));
        Path shards = Files.createDirectory(home.resolve("X"));
        FMatrixRMaj x = Npy.read(patches);
        for (int i = 0; i < 23; i++) {
            Npy.write(shards.resolve("part-" + i + ".npy"),
                    CommonOps_FDRM.extract(x, 100 * i, 100 * (i + 1), 0, 9));
        }
        Path archive = home.resolve("arrays.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path file : List.of(dictionary, prior)) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, zip);
            }
        }
        List<Object> elsewhere = List.of("--dictionary", archive + "#dictionary", "--patches",
                shards + "/part-*.npy");
        List<Object> lasso = new ArrayList<>(List.of("infer", "--method", "lasso", "--lambda", .3));
        lasso.addAll(elsewhere);
        Path same = run("same", lasso);
        assertArrayEquals(Files.readAllBytes(whole.resolve("codes.npy")),
                Files.readAllBytes(same.resolve("codes.npy")));
        assertEquals(metrics(whole), metrics(same));
        List<Object> poisson = new ArrayList<>(List.of("infer", "--method", "poisson", "--prior",
                archive + "#prior"));
        poisson.addAll(elsewhere);
        assertArrayEquals(
                Files.readAllBytes(run("p", of(Solver.of("poisson"))).resolve("codes.npy")),
                Files.readAllBytes(run("q", poisson).resolve("codes.npy")));
        Spoken plot = Spoken.run("plot", same, "--out", home.resolve("plots"));
        assertEquals(0, plot.status(), plot.err());
    }

    @Test
    void solutionPathsAreJoined() throws Exception {
        List<Object> homotopy = of(Solver.of("homotopy"));
        Path whole = run("whole", homotopy, "--path");
        assertSameResult(whole, run("joined", parts(homotopy, "--path")));
    }

    @Test
    void wrongRowsAndFormsAreRefused() {
        List<Object> lasso = of(Solver.of("lasso"));
        for (List<String> wrong : List.of(List.of("--rows", "5:5", "0 <= FROM < TO"),
                List.of("--rows", "7", "FROM:TO"),
                List.of("--rows", "0:2301", "--rows: 0:2301; must end at 2300 at most"),
                List.of("--codes", "A.npy", "a file of codes to start from is given with --start"),
                List.of("--shard", "9GiB", "must be at most 8GiB"),
                List.of("--shard", "much", "a size such as 2GiB"),
                List.of("--encoder", "x", "--encoder: not with --method"))) {
            List<Object> all = new ArrayList<>(lasso);
            all.addAll(wrong.subList(0, 2));
            all.addAll(List.of("--out", home.resolve("refused")));
            Spoken spoken = Spoken.run(all.toArray());
            assertEquals(2, spoken.status(), spoken.err());
            assertTrue(spoken.err().contains(wrong.get(2)), spoken.err());
        }
        Spoken neither = Spoken.run("infer", "--patches", patches, "--out", home.resolve("no"));
        assertTrue(neither.err().contains("needs --method, with --dictionary, or --encoder"),
                neither.err());
    }
}
