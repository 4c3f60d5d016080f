package parsimony.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.encoding.RowRange;
import parsimony.signals.InputException;

/** What a job is told, how it shares its rows out, and the JSON that it writes. */
class JobArgumentsTest {
    @TempDir
    private Path home;

    @Test
    void pathsBecomeAbsolute() {
        JobArguments given = new JobArguments("--patches", "a/../X.npz#x", "--out", "o");
        assertEquals(Path.of("X.npz#x").toAbsolutePath().toString(), given.patches());
        assertEquals(Path.of("X.h5#x").toAbsolutePath().toString(),
                new JobArguments("--patches", "h5:X.h5#x").patches());
        assertTrue(given.out().isAbsolute());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertEquals("--patch: is no argument of this job, which takes patches, rows, out, codes,"
                + " shard, method, dictionary, prior, coder, part-rows, keep-parts and the settings"
                + " of the method", refusal("--patch", "X.npy"));
        assertEquals("lambda: half; must be a number", refusal("--lambda", "half"));
        assertEquals("out: needs a value", refusal("--out"));
        assertEquals("codes: sparse; must be dense or csr",
                assertThrows(InputException.class,
                        () -> new JobArguments("--codes", "sparse").format()).getMessage());
        assertEquals("shard: 9GiB; must be at most 8GiB",
                assertThrows(InputException.class,
                        () -> new JobArguments("--shard", "9G").shard()).getMessage());
        assertEquals("part-rows: 1000; must be a multiple of 2048", assertThrows(
                InputException.class,
                () -> new JobArguments("--part-rows", "1000").partRows(2048, 0)).getMessage());
    }

    private static String refusal(String... arguments) {
        return assertThrows(InputException.class, () -> new JobArguments(arguments)).getMessage();
    }

    /** Reading a class that is none of ours could run any code. */
    @Test
    void aFileOfACoderHoldsNothingElse() throws IOException {
        Path file = home.resolve("coder");
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(new Other());
        }
        InputException refusal = assertThrows(InputException.class,
                () -> new JobArguments("--coder", file.toString()).coder());
        assertTrue(refusal.getMessage().contains("REJECTED"), refusal.getMessage());
    }

    /** In a package of ours a coder could be. */
    private static final class Other implements Serializable {
        private static final long serialVersionUID = 1;
        private final Serializable foreign = java.time.LocalDate.EPOCH;
    }

    @Test
    void bordersOfPartsAreMultiplesWhicheverRowsAreAsked() {
        assertEquals(List.of(new RowRange(1000, 2048), new RowRange(2048, 4096),
                new RowRange(4096, 4100)), Parts.of(new RowRange(1000, 4100), 2048));
    }

    @Test
    void partsAreSmallForFewRowsAndNeverTooMany() {
        assertEquals(2048, Parts.goodRows(1000, 2048, 2));
        assertEquals(4096, Parts.goodRows(30_000, 2048, 2));
        assertEquals(Parts.GOOD_ROWS, Parts.goodRows(1_000_000, 2048, 10));
        assertEquals(10_000, Parts.of(RowRange.all(1_000_000_000L),
                Parts.goodRows(1_000_000_000L, 2048, 100)).size(), 300);
    }

    @Test
    void numbersAreWrittenAsInEveryResult() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("a", OptionalDouble.of(1e-5));
        numbers.put("b", OptionalDouble.empty());
        numbers.put("c", 3.0);
        assertEquals("{\n  \"a\" : 1.0E-5,\n  \"b\" : null,\n  \"c\" : 3.0\n}\n",
                Json.text(numbers));
    }
}
