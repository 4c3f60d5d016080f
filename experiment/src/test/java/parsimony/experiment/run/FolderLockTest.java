package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;

/**
 * Two processes want one folder: the second is refused. What a killed process left behind is
 * cleared.
 */
class FolderLockTest {
    /**
     * A process in a container of its own. There the first process has the number 1, and no other
     * process can be seen.
     */
    private static final List<String> CONTAINER =
            List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");

    @TempDir
    private Path home;

    /** Begins a result, says so, and commits it once it is told to. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            try (ResultFolder folder = new ResultFolder(Path.of(arguments[0]), false)) {
                Files.writeString(folder.file(ResultFolder.CONFIG), "half");
                System.out.println("at work as " + ProcessHandle.current().pid());
                System.in.read();
                Files.writeString(folder.file(ResultFolder.CONFIG), "whole");
                folder.commit();
            }
        }
    }

    private Process writer(List<String> within, Path out) throws IOException {
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"), Writer.class.getName(), out.toString()));
        return new ProcessBuilder(command).redirectError(home.resolve("log").toFile()).start();
    }

    private void atWork(Process process) throws IOException {
        BufferedReader said = process.inputReader();
        assertTrue(String.valueOf(said.readLine()).startsWith("at work"), () -> log());
    }

    private String log() {
        try {
            return Files.readString(home.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theSecondOfTwoProcessesIsRefusedAndTheFirstKeepsItsWork() throws Exception {
        keepsItsWork(List.of());
    }

    @Test
    void neitherDoesTheSecondOfTwoContainersTakeTheFirstForDead() throws Exception {
        assumeContainers();
        keepsItsWork(CONTAINER);
    }

    private void keepsItsWork(List<String> within) throws Exception {
        for (boolean there : new boolean[] {false, true}) {
            Path out = home.resolve("out-" + there);
            if (there) {
                Files.createDirectory(out);
            }
            Process first = writer(within, out);
            atWork(first);
            String said = assertThrows(InputException.class, () -> new ResultFolder(out, true))
                    .getMessage();
            assertTrue(said.contains("another parsimony is at work there"), said);
            assertThrows(InputException.class, () -> ResultFolder.clear(out, true));
            Process second = writer(within, out);
            assertEquals(1, second.waitFor(), "the refusal is an exception there");
            first.getOutputStream().close();
            assertEquals(0, first.waitFor(), () -> log());
            assertEquals("whole", Files.readString(out.resolve(ResultFolder.CONFIG)));
            assertEquals(List.of(ResultFolder.CONFIG), entries(out));
        }
        assertEquals(List.of("log", "out-false", "out-true"), entries(home));
    }

    @Test
    void whatAKilledProcessLeftIsClearedByTheNext() throws Exception {
        killed(List.of());
    }

    @Test
    void soIsWhatAKilledContainerLeft() throws Exception {
        assumeContainers();
        killed(CONTAINER);
    }

    private void killed(List<String> within) throws Exception {
        for (boolean there : new boolean[] {false, true}) {
            Path out = home.resolve("out-" + there);
            if (there) {
                Files.createDirectory(out);
            }
            Process process = writer(within, out);
            atWork(process);
            List<ProcessHandle> all =
                    Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
            for (ProcessHandle one : all) {
                one.destroyForcibly();
                one.onExit().join();
            }
            assertFalse(Files.exists(out.resolve(ResultFolder.CONFIG)));
            try (ResultFolder next = new ResultFolder(out, false)) {
                assertFalse(Files.exists(next.path().resolve(ResultFolder.CONFIG)),
                        "nothing of the killed one is in it");
                Files.writeString(next.file(ResultFolder.CONFIG), "next");
                next.commit();
            }
            assertEquals(List.of(ResultFolder.CONFIG), entries(out));
            assertEquals("next", Files.readString(out.resolve(ResultFolder.CONFIG)));
        }
        assertEquals(List.of("log", "out-false", "out-true"), entries(home));
    }

    private static void assumeContainers() throws Exception {
        boolean can;
        try {
            can = new ProcessBuilder(Stream.concat(CONTAINER.stream(), Stream.of("true")).toList())
                    .start().waitFor() == 0;
        } catch (IOException e) {
            can = false;
        }
        assumeTrue(can, "unshare cannot make a container here");
    }

    @Test
    void aFileSystemWithoutLocksIsOnTheSafeSide() throws Exception {
        Path folder = home.resolve("folder");
        FolderLock.Locker none = channel -> {
            throw new IOException("Function not implemented");
        };
        try (Closeable lock = FolderLock.of(folder, "--out folder", none)) {
            assertTrue(Files.exists(folder.resolve(FolderLock.FILE)));
        }
        assertFalse(Files.exists(folder));
        // of one at work, or killed
        Files.createFile(Files.createDirectory(folder).resolve(FolderLock.FILE));
        String said = assertThrows(InputException.class,
                () -> FolderLock.of(folder, "--out folder", none)).getMessage();
        assertTrue(said.contains("may be at work") && said.contains("delete that file"), said);
        FolderLock.of(folder, "--out").close(); // with locks nobody has it
    }

    @Test
    void aFolderThatWasMadeGoesWithItsLockUnlessItIsOfUse() throws Exception {
        Path folder = home.resolve("a/b");
        FolderLock.of(folder, "--to").close();
        assertEquals(List.of(), entries(home));
        try (Closeable lock = FolderLock.of(folder, "--to")) {
            Files.createFile(folder.resolve("file"));
        }
        assertEquals(List.of("file"), entries(folder));
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
