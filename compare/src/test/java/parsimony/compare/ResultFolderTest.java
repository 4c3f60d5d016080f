package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
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
        InputException plain = assertThrows(InputException.class, () -> new ResultFolder(out, false));
        assertTrue(plain.getMessage().contains("--force"), plain.getMessage());
        InputException forced = assertThrows(InputException.class, () -> new ResultFolder(out, true));
        assertTrue(forced.getMessage().contains("not a result of Parsimony"), forced.getMessage());
        assertEquals("ten years of work", Files.readString(out.resolve("thesis.tex")));
    }

    @Test
    void forceReplacesAnEarlierResultWhole() throws IOException {
        Path out = Files.createDirectory(home.resolve("run"));
        Files.writeString(out.resolve(ResultFolder.CONFIG), "{}");
        Files.writeString(out.resolve("old.npy"), "old");
        try (ResultFolder folder = new ResultFolder(out, true)) {
            Files.writeString(folder.file(ResultFolder.CONFIG), "{\"new\": true}");
            assertTrue(Files.exists(out.resolve("old.npy")), "the earlier result stands until the new one is whole");
            folder.commit();
        }
        assertFalse(Files.exists(out.resolve("old.npy")));
        assertEquals("{\"new\": true}", Files.readString(out.resolve(ResultFolder.CONFIG)));
        assertEquals(List.of("run"), entries());
    }

    @Test
    void whatAnotherProcessIsWritingIsLeftToIt() throws IOException {
        Path theirs = Files.createDirectory(home.resolve(".run.partial-" + ProcessHandle.current().parent().orElseThrow().pid()));
        InputException e = assertThrows(InputException.class, () -> new ResultFolder(home.resolve("run"), true));
        assertTrue(e.getMessage().contains("is being written by another parsimony"), e.getMessage());
        assertTrue(Files.exists(theirs));
    }

    @Test
    void aProcessThatHasTheNumberOfOneThatEndedIsNotTakenForIt() throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        Path abandoned = Files.createDirectory(home.resolve(".run.partial-" + parent));
        Files.setLastModifiedTime(abandoned, FileTime.fromMillis(0)); // long before it began
        try (ResultFolder folder = new ResultFolder(home.resolve("run"), false)) {
            assertFalse(Files.exists(abandoned));
            folder.commit();
        }
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

    @Test
    void aMountPointIsRefusedBeforeTheWork() throws IOException {
        try (Stream<Path> places = Stream.of("/dev/mqueue", "/dev/shm", "/run/lock", "/mnt").map(Path::of)) {
            Path empty = places.filter(ResultFolderTest::isEmptyMountPoint).findFirst().orElse(null);
            assumeTrue(empty != null, "no empty mount point here");
            InputException e = assertThrows(InputException.class, () -> new ResultFolder(empty, false));
            assertTrue(e.getMessage().contains("another file system begins"), e.getMessage());
        }
    }

    private static boolean isEmptyMountPoint(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty()
                    && !Files.getAttribute(folder, "unix:dev").equals(Files.getAttribute(folder.getParent(), "unix:dev"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("run"), "");
        InputException e = assertThrows(InputException.class, () -> new ResultFolder(file, false));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        InputException below = assertThrows(InputException.class, () -> new ResultFolder(file.resolve("deeper"), false));
        assertTrue(below.getMessage().contains("cannot be written"), below.getMessage());
    }

    @Test
    void aSymbolicLinkStaysAndTheResultGoesWhereItLeads() throws IOException {
        Path disk = Files.createDirectory(home.resolve("disk"));
        Path link = Files.createSymbolicLink(home.resolve("run"), disk);
        try (ResultFolder folder = new ResultFolder(link, false)) {
            Files.writeString(folder.file(ResultFolder.CONFIG), "{}");
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
        Files.writeString(out.resolve(ResultFolder.CONFIG), "{}");
        Object before = Files.readAttributes(out, BasicFileAttributes.class).fileKey();
        ResultFolder.clear(out, true).close();
        assertEquals(before, Files.readAttributes(out, BasicFileAttributes.class).fileKey());
        assertFalse(Files.exists(out.resolve(ResultFolder.CONFIG)));
    }

    @Test
    void aFolderThatARunIsWritingIsNotClearedForAnother() throws IOException {
        Path out = home.resolve("run");
        try (Closeable lock = ResultFolder.clear(out, false)) {
            Files.writeString(out.resolve(ResultFolder.CONFIG), "{}");
            InputException e = assertThrows(InputException.class, () -> ResultFolder.clear(out, true));
            assertTrue(e.getMessage().contains("another parsimony is at work there"), e.getMessage());
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
        try (Stream<Path> files = Files.list(home)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
