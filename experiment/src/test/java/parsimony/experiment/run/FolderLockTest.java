package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

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

    /** A file system without locks, where a lease is void after some time. */
    private static FolderLock.Means lease(Duration stale) {
        return new FolderLock.Means(channel -> {
            throw new IOException("Function not implemented");
        }, false, stale);
    }

    private static void age(Path lock, long seconds) throws IOException {
        Files.setLastModifiedTime(lock,
                FileTime.from(Files.getLastModifiedTime(lock).toInstant().minusSeconds(seconds)));
    }

    @Test
    void aFileSystemWithoutLocksHasALeaseThatGoesWithItsOwner() throws Exception {
        Path folder = home.resolve("folder");
        FolderLock.Means means = lease(Lease.USUAL);
        try (FolderLock lock = FolderLock.of(folder, "--out folder", means)) {
            assertEquals(List.of(FolderLock.FILE), entries(folder));
            assertEquals(FolderLock.owner(), FolderLock.holder(folder));
            String said = assertThrows(InputException.class,
                    () -> FolderLock.of(folder, "--out folder", means)).getMessage();
            assertTrue(said.contains("another parsimony is at work there"), said);
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void aLeaseThatNobodyTouchesIsTakenOverAfterItsTimeAndNotBefore() throws Exception {
        Path folder = Files.createDirectory(home.resolve("folder"));
        Path file = folder.resolve(FolderLock.FILE);
        FolderLock.Means means = lease(Duration.ofMinutes(5));
        Files.writeString(file, "process 12 on node7, lease abc"); // which was killed
        age(file, 290);
        assertTrue(FolderLock.ifFree(folder, "x", means).isEmpty());
        assertEquals("process 12 on node7", FolderLock.holder(folder));
        age(file, 20);
        try (FolderLock lock = FolderLock.of(folder, "x", means)) {
            assertTrue(lock.isHeld());
            assertEquals(FolderLock.owner(), FolderLock.holder(folder));
        }
        assertEquals(List.of(), entries(folder));
    }

    /** Where one process was told to take leases and another was not. */
    @Test
    void locksAndLeasesKeepAwayFromOneAnother() throws Exception {
        FolderLock.Means locks =
                new FolderLock.Means(FileChannel::tryLock, false, Duration.ofMinutes(5));
        FolderLock.Means leases =
                new FolderLock.Means(FileChannel::tryLock, true, Duration.ofMinutes(5));
        Path leased = Files.createDirectory(home.resolve("leased"));
        Files.writeString(leased.resolve(FolderLock.FILE), "process 12 on node7, lease abc");
        assertTrue(FolderLock.ifFree(leased, "x", locks).isEmpty());
        assertTrue(FolderLock.ifFree(leased, "x", leases).isEmpty());

        Process other = writer(List.of(), home.resolve("out")); // which takes a lock
        atWork(other);
        Path locked = home.resolve(".out.partial");
        age(locked.resolve(FolderLock.FILE), 1000);
        assertTrue(FolderLock.ifFree(locked, "x", leases).isEmpty());
        other.destroyForcibly().waitFor();
        age(locked.resolve(FolderLock.FILE), 1000);
        try (FolderLock lock = FolderLock.of(locked, "x", leases)) {
            assertTrue(Files.readString(locked.resolve(FolderLock.FILE))
                    .startsWith(FolderLock.owner() + ", lease "));
        }
    }

    /** Of many who find the same void lease, each in its own thread, only one gets it. */
    @Test
    void ofManyWhoWantAVoidLeaseOneGetsIt() throws Exception {
        Path file = home.resolve("lease");
        for (int round = 0; round < 20; round++) {
            Files.writeString(file, "process 12 on node7, lease " + round);
            age(file, 400);
            List<Lease> got = Collections.synchronizedList(new ArrayList<>());
            List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(new Thread(() -> {
                    try {
                        start.await();
                        Lease lease = Lease.take(file, Duration.ofMinutes(5));
                        if (lease != null) {
                            got.add(lease);
                        }
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }));
            }
            all.forEach(Thread::start);
            start.countDown();
            for (Thread one : all) {
                one.join();
            }
            assertEquals(List.of(), failures);
            assertEquals(1, got.size());
            assertTrue(got.get(0).held());
            got.get(0).close();
            assertEquals(List.of(), entries(home));
        }
    }

    @Test
    void aLeaseIsTouchedSoThatItStaysValid() throws Exception {
        Path folder = home.resolve("folder");
        FolderLock.Means means = lease(Duration.ofSeconds(1));
        try (FolderLock lock = FolderLock.of(folder, "x", means)) {
            Path file = folder.resolve(FolderLock.FILE);
            FileTime first = Files.getLastModifiedTime(file);
            while (first.equals(Files.getLastModifiedTime(file))) {
                Thread.sleep(10);
            }
            assertTrue(lock.isHeld());
        }
    }

    @Test
    void anInterruptedThreadStillLearnsWhetherItsLeaseIsValid() throws Exception {
        Lease lease = Lease.take(home.resolve("lease"), Duration.ofMillis(200));
        synchronized (lease) { // so that nobody else touches it meanwhile
            Thread.sleep(100);
            Thread.currentThread().interrupt();
            assertTrue(lease.held());
            assertTrue(Thread.interrupted(), "whoever comes next sees the interrupt, too");
        }
        lease.close();
    }

    @Test
    void whoLostItsLeaseWritesNothingMore() throws Exception {
        Path folder = home.resolve("folder");
        FolderLock.Means means = lease(Duration.ofMillis(200));
        FolderLock lock = FolderLock.of(folder, "x", means);
        Monitor guarded = lock.guard(Monitor.SILENT);
        guarded.at(1);
        // What another process does while this one is suspended.
        Path file = folder.resolve(FolderLock.FILE);
        Path draft = Files.writeString(home.resolve("draft"), "process 12 on node7, lease abc");
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        Thread.sleep(500);
        String said = assertThrows(LostLease.class, () -> guarded.at(2)).getMessage();
        assertTrue(said.startsWith(folder.toRealPath() + ": another process has taken it over"),
                said);
        lock.close();
        assertEquals("process 12 on node7, lease abc", Files.readString(file),
                "the other's lease stays");
    }

    @Test
    void theTimeOfALeaseIsAWholeNumberOfSeconds() {
        assertEquals(Duration.ofMinutes(5), Lease.stale(null));
        assertEquals(Duration.ofSeconds(20), Lease.stale("20"));
        for (String wrong : List.of("", "0", "-1", "soon", "1.5")) {
            assertThrows(InputException.class, () -> Lease.stale(wrong));
        }
    }

    @Test
    void aLockOfTheSystemSaysWhoHasIt() throws Exception {
        Process other = writer(List.of(), home.resolve("out"));
        atWork(other);
        assertTrue(FolderLock.holder(home.resolve(".out.partial"))
                .matches("process " + other.pid() + " on .+"));
        other.destroyForcibly().waitFor();
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
