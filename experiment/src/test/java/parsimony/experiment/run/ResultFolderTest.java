package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;

class ResultFolderTest {
    private static final String RESULT = "{\"parsimony\": \"0.1.0\", \"command\": []}";

    @TempDir
    private Path home;

    @Test
    void nothingStandsUnderTheFinalNameBeforeTheCommit() throws IOException {
        Path out = home.resolve("run");
        try (ResultFolder folder = new ResultFolder(out, false)) {
            Files.writeString(folder.file("figures/plane.svg"), "half");
            assertFalse(Files.exists(out));
            folder.commit();
        }
        assertEquals("half", Files.readString(out.resolve("figures/plane.svg")));
        assertEquals(List.of("run"), entries());
    }

    @Test
    void aRunThatEndsEarlyLeavesNothingBehind() throws IOException {
        try (ResultFolder folder = new ResultFolder(home.resolve("run"), false)) {
            Files.writeString(folder.file("codes.npy"), "half");
        }
        assertEquals(List.of(), entries());
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Files.writeString(out.resolve("thesis.tex"), "ten years of work");
        InputException plain =
                assertThrows(InputException.class, () -> new ResultFolder(out, false));
        assertTrue(plain.getMessage().contains("or force to"), plain.getMessage());
        InputException forced =
                assertThrows(InputException.class, () -> new ResultFolder(out, true));
        assertTrue(forced.getMessage().contains("not a result of Parsimony"), forced.getMessage());
        assertEquals("ten years of work", Files.readString(out.resolve("thesis.tex")));
    }

    @Test
    void forceReplacesAnEarlierResultWhole() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Files.writeString(out.resolve(ResultFolder.CONFIG), RESULT);
        Files.writeString(out.resolve("old.npy"), "old");
        try (ResultFolder folder = new ResultFolder(out, true)) {
            Files.writeString(folder.file(ResultFolder.CONFIG), "{\"new\": true}");
            assertTrue(Files.exists(out.resolve("old.npy")),
                    "the earlier result stands until the new one is whole");
            folder.commit();
        }
        assertFalse(Files.exists(out.resolve("old.npy")));
        assertEquals("{\"new\": true}", Files.readString(out.resolve(ResultFolder.CONFIG)));
        assertEquals(List.of("run"), entries());
    }

    @Test
    void whatCameInTheMeantimeIsNotReplaced() throws IOException {
        Path out = home.resolve("run");
        try (ResultFolder folder = new ResultFolder(out, false)) {
            Files.writeString(Files.createDirectory(out).resolve(ResultFolder.CONFIG), "theirs");
            assertThrows(InputException.class, folder::commit);
        }
        assertEquals("theirs", Files.readString(out.resolve(ResultFolder.CONFIG)));
        assertEquals(List.of("run"), entries());
    }

    /**
     * The folder may be the user's working folder, or a container's volume. Such a folder cannot be
     * moved away.
     */
    @Test
    void aFolderThatIsThereStaysTheSameAndIsFilled() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Object before = Files.readAttributes(out, BasicFileAttributes.class).fileKey();
        for (boolean force : new boolean[] {false, true}) {
            try (ResultFolder folder = new ResultFolder(out, force)) {
                Files.writeString(folder.file(ResultFolder.CONFIG), RESULT);
                Files.writeString(folder.file("figures/plane.svg"), "force " + force);
                folder.commit();
            }
            assertEquals(before, Files.readAttributes(out, BasicFileAttributes.class).fileKey());
            assertEquals("force " + force, Files.readString(out.resolve("figures/plane.svg")));
            assertEquals(List.of(ResultFolder.CONFIG, "figures"), entries(out));
        }
    }

    @Test
    void aReplacementThatWasBrokenOffIsBroughtToItsEnd() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Files.writeString(Files.createDirectory(out.resolve(".replaced"))
                .resolve(ResultFolder.CONFIG), RESULT);
        Files.createDirectory(out.resolve(".partial"));
        assertThrows(InputException.class, () -> new ResultFolder(out, false));
        assertEquals(List.of(ResultFolder.CONFIG), entries(out), "the new one was not whole");

        Files.createDirectory(out.resolve(".replaced"));
        Files.move(out.resolve(ResultFolder.CONFIG), out.resolve(".replaced")
                .resolve(ResultFolder.CONFIG));
        Files.writeString(Files.createDirectory(out.resolve(".whole")).resolve(ResultFolder.CONFIG),
                "new");
        assertThrows(InputException.class, () -> new ResultFolder(out, false));
        assertEquals(List.of(ResultFolder.CONFIG), entries(out));
        assertEquals("new", Files.readString(out.resolve(ResultFolder.CONFIG)),
                "the new one was whole");
    }

    @Test
    void whatIsNoPartOfAResultIsNotReplacedByForce() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Files.writeString(out.resolve(ResultFolder.CONFIG),
                "{\"name\": \"config.json of another program\"}");
        refusedByForce(out, "is not a result of Parsimony");
        Files.writeString(out.resolve(ResultFolder.CONFIG), RESULT);
        for (String name : new String[] {"thesis.tex", "notes", ".git", "train.npy.sh"}) {
            Path theirs = Files.writeString(out.resolve(name), "theirs");
            refusedByForce(out, "holds " + name);
            Files.delete(theirs);
        }
        Path shards = Files.createDirectory(out.resolve("codes"));
        Files.writeString(shards.resolve("part-00000.npz"), "ours");
        Path theirs = Files.writeString(shards.resolve("config.json"), "theirs");
        refusedByForce(out, "holds codes");
        Files.delete(theirs);
        new ResultFolder(out, true).close(); // shards are parts of a result
    }

    private void refusedByForce(Path out, String reason) throws IOException {
        List<String> before = entries(out);
        for (Executable way : List.<Executable>of(() -> new ResultFolder(out, true),
                () -> ResultFolder.clear(out, true))) {
            String said = assertThrows(InputException.class, way).getMessage();
            assertTrue(said.contains(reason), said);
        }
        assertEquals(before, entries(out));
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        String root = home.relativize(Path.of("/")).toString();
        for (String place : new String[] {"", "~", "~/run", "/", root}) {
            InputException e = assertThrows(InputException.class,
                    () -> new ResultFolder(Path.of(place), true), place);
            assertTrue(e.getMessage().startsWith("out"), e.getMessage());
        }
        assertFalse(Files.exists(Path.of("~")));
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("run"), "");
        InputException e = assertThrows(InputException.class, () -> new ResultFolder(file, false));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        InputException below = assertThrows(InputException.class,
                () -> new ResultFolder(file.resolve("deeper"), false));
        assertTrue(below.getMessage().contains("cannot be written (" + file + " is no folder)"),
                below.getMessage());
    }

    @Test
    void aSymbolicLinkStaysAndTheResultGoesWhereItLeads() throws IOException {
        Path disk = Files.createDirectory(home.resolve("disk"));
        Path link = Files.createSymbolicLink(home.resolve("run"), disk);
        try (ResultFolder folder = new ResultFolder(link, false)) {
            Files.writeString(folder.file(ResultFolder.CONFIG), RESULT);
            folder.commit();
        }
        assertTrue(Files.exists(disk.resolve(ResultFolder.CONFIG)));
        ResultFolder.clear(link, true).close();
        assertFalse(Files.exists(disk.resolve(ResultFolder.CONFIG)));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void aLinkToNothingIsRefusedBeforeAnyWork() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("run"), home.resolve("nowhere"));
        InputException e = assertThrows(InputException.class, () -> new ResultFolder(link, false));
        assertTrue(e.getMessage().contains(link.toString()), e.getMessage());
    }

    @Test
    void aFolderThatIsClearedStaysTheSameSinceTheUserMayBeInIt() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Files.writeString(out.resolve(ResultFolder.CONFIG), RESULT);
        Object before = Files.readAttributes(out, BasicFileAttributes.class).fileKey();
        ResultFolder.clear(out, true).close();
        assertEquals(before, Files.readAttributes(out, BasicFileAttributes.class).fileKey());
        assertFalse(Files.exists(out.resolve(ResultFolder.CONFIG)));
    }

    @Test
    void aFolderThatARunIsWritingIsNotClearedForAnother() throws IOException {
        Path out = home.resolve("run");
        try (Closeable lock = ResultFolder.clear(out, false)) {
            Files.writeString(out.resolve(ResultFolder.CONFIG), RESULT);
            InputException e =
                    assertThrows(InputException.class, () -> ResultFolder.clear(out, true));
            assertTrue(e.getMessage().contains("another parsimony is at work there"),
                    e.getMessage());
            assertTrue(Files.exists(out.resolve(ResultFolder.CONFIG)));
        }
        ResultFolder.clear(out, true).close();
        assertFalse(Files.exists(out.resolve(ResultFolder.CONFIG)));
    }

    @Test
    void whateverWayLeadsToAPlaceItIsKnownToBeInAFolder() throws IOException {
        Path runs = Files.createDirectories(home.resolve("run/runs"));
        Path link = Files.createSymbolicLink(home.resolve("link"), runs);
        assertTrue(ResultFolder.isWithin(link.resolve("not-there-yet"), home.resolve("run")));
        assertTrue(ResultFolder.isWithin(home.resolve("run"), home.resolve("link/../../run")));
        assertFalse(ResultFolder.isWithin(home.resolve("run-2"), home.resolve("run")));
    }

    private List<String> entries() throws IOException {
        return entries(home);
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
