package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.Run;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** How the runs of a plan are carried out, whatever their kind: here they are {@link FakeRun}s. */
@Timeout(60)
class ExecutionTest {
    @TempDir
    private Path home;
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private RunStore store;

    @BeforeEach
    void images() throws Exception {
        FMatrixRMaj pixels = new FMatrixRMaj(40, 64);
        for (int i = 0; i < pixels.getNumElements(); i++) {
            pixels.data[i] = i % 7;
        }
        Npy.write(home.resolve("x.npy"), pixels);
        store = new RunStore(home.resolve("runs"));
    }

    private Plan plan(Plan.Cell... cells) throws Exception {
        return new Plan(ExperimentFile.parse("data: {images: 'npy:" + home.resolve("x.npy")
                + "', pipeline: 'patches(8, stride=8) | split(random)'}\ndictionaries: [{method:"
                + " lca}]\n",
                "e.yaml")) {
            @Override
            List<Cell> cells() {
                return List.of(cells);
            }
        };
    }

    private void execute(int jobs, Plan.Cell... cells) throws Exception {
        new Execution(plan(cells), store, List.of("compare"), new SilentMonitor()).run(jobs);
    }

    /** A run that says when it is done. */
    private FakeRun run(String name) {
        return new FakeRun(name, folder -> done.add(name));
    }

    private static Plan.Cell cell(Run model, Run... after) {
        return new Plan.Cell(model, Arrays.asList(after));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "no other run arrived");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }

    @Test
    void oneAfterAnotherEachAfterWhatItBuildsOn() throws Exception {
        execute(1, cell(run("a"), run("a-by-b"), run("a-by-c")), cell(run("d")));
        assertEquals(List.of("a", "a-by-b", "a-by-c", "d"), done);
        try (var folders = Files.list(store.folder())) {
            assertEquals(4,
                    folders.filter(f -> f.getFileName().toString().matches("[ad].*")).count());
        }
    }

    @Test
    void asManyAtOnceAsWereAskedFor() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        FakeRun.Work meet = folder -> {
            both.countDown();
            await(both);
        };
        execute(2, cell(new FakeRun("a", meet)), cell(new FakeRun("b", meet)));
        assertTrue(store.finished(new FakeRun("a", null)));
        assertTrue(store.finished(new FakeRun("b", null)));
    }

    @Test
    void whereOneFailsTheOthersKeepACheckpointAndItIsNamed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FakeRun slow = new FakeRun("slow", folder -> {
            if (Files.exists(folder.resolve(FakeRun.CHECKPOINT))) {
                done.add("slow goes on");
                return;
            }
            begun.countDown();
            try {
                Thread.sleep(30_000);
            } catch (InterruptedException e) {
                Files.writeString(folder.resolve(FakeRun.CHECKPOINT), "half");
                throw new CancellationException();
            }
        });
        FakeRun bad = new FakeRun("bad", folder -> {
            await(begun);
            throw new IOException("the disk is full");
        });
        InputException said = assertThrows(InputException.class,
                () -> execute(2, cell(run("a")), cell(slow), cell(bad),
                        cell(run("never"))));
        assertTrue(said.getMessage().startsWith(store.folderOf(bad) + ": the disk is full"),
                said.getMessage());
        assertEquals(List.of("a"), done);
        assertTrue(slow.hasCheckpoint(store.folderOf(slow)));
        assertFalse(store.finished(bad));

        execute(2, cell(run("a")), cell(slow), cell(run("bad")));
        assertEquals(List.of("a", "bad", "slow goes on"), done.stream().sorted().toList(),
                "what is finished is not redone");
    }

    @Test
    void whoIsInterruptedStopsTheRunAndKeepsWhatIsFinished() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FakeRun endless = new FakeRun("endless", folder -> {
            begun.countDown();
            await(new CountDownLatch(1));
        });
        AtomicReference<Throwable> said = new AtomicReference<>();
        Thread user = new Thread(() -> {
            try {
                execute(1, cell(run("a")), cell(endless), cell(run("never")));
            } catch (Throwable e) {
                said.set(e);
            }
        });
        user.start();
        await(begun);
        user.interrupt();
        user.join();
        assertInstanceOf(CancellationException.class, said.get());
        assertEquals(List.of("a"), done);
        assertTrue(store.finished(run("a")));
        assertTrue(store.begun(endless));
        store.lock(endless).orElseThrow().close(); // is free again
    }

    @Test
    void aFinishedRunThatIsDamagedIsNamed() throws Exception {
        execute(1, cell(run("a")), cell(run("b")));
        Path metrics = store.folderOf(run("b")).resolve("metrics.json");
        for (String damage : List.of("{\"seconds\": 1", "{}", "{\"seconds\": null}",
                "{\"seconds\": \"soon\"}", "[]")) {
            Files.writeString(metrics, damage);
            String said = assertThrows(InputException.class,
                    () -> execute(1, cell(run("a")), cell(run("b")))).getMessage();
            assertTrue(said.startsWith(metrics + ": is damaged"), said);
        }
        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void aRunThatWasKilledBeforeItSaidWhatItIsBeginsAgain() throws Exception {
        Path folder = Files.createDirectories(store.folderOf(run("a")));
        Files.writeString(folder.resolve("rubbish.bin"), "x");
        execute(1, cell(run("a")));
        assertFalse(Files.exists(folder.resolve("rubbish.bin")));
        assertTrue(Files.exists(folder.resolve("config.json")));
    }

    /** Another process, which carries the cells out in the same folder. */
    private Thread another(AtomicReference<Throwable> said, Plan.Cell... cells) {
        Thread other = new Thread(() -> {
            try {
                execute(1, cells);
            } catch (Throwable e) {
                said.set(e);
            }
        });
        other.start();
        return other;
    }

    @Test
    void aRunThatAnotherHoldsIsLeftToItAndOthersAreDoneMeanwhile() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        FakeRun slow = new FakeRun("slow", folder -> {
            begun.countDown();
            await(end);
            done.add("slow");
        });
        AtomicReference<Throwable> said = new AtomicReference<>();
        Thread other = another(said, cell(slow, run("slow-by-a")), cell(run("b")));
        await(begun);
        List<String> shown = Collections.synchronizedList(new ArrayList<>());
        FakeRun never = new FakeRun("slow", folder -> done.add("slow a second time"));
        Monitor monitor = new Monitor() {
            @Override
            public void phase(String name, long units, String unit) {
                shown.add(name);
            }

            @Override
            public void at(long units, String note) {
                shown.add(note);
                if (note.startsWith("slow is with")) {
                    end.countDown();
                }
            }

            @Override
            public void warn(String message) {}
        };
        new Execution(plan(cell(never, run("slow-by-a")), cell(run("b")), cell(run("c"))), store,
                List.of("compare"), monitor).run(1);
        other.join();
        assertEquals(null, said.get());
        assertEquals(List.of("b", "c", "slow"), done.subList(0, 3), "b and c while it waits");
        assertEquals(List.of("b", "c", "slow", "slow-by-a"), done, "each once");
        assertTrue(shown.contains("Waiting for other processes"), shown.toString());
        assertTrue(shown.contains("slow is with process " + ProcessHandle.current().pid() + " on "
                + InetAddress.getLocalHost().getHostName()), shown.toString());
    }

    @Test
    void whoWaitsForAnotherCanBeStopped() throws Exception {
        FakeRun held = new FakeRun("held", folder -> done.add("held"));
        try (FolderLock lock = store.lock(held).orElseThrow()) {
            AtomicReference<Throwable> said = new AtomicReference<>();
            Thread user = another(said, cell(held), cell(run("a")));
            while (!store.finished(run("a"))) {
                Thread.sleep(1);
            }
            user.interrupt();
            user.join();
            assertInstanceOf(CancellationException.class, said.get());
        }
        assertEquals(List.of("a"), done);
    }

    @Test
    void aRunThatFailsForOneIsTriedOnceByAnother() throws Exception {
        FakeRun failing = new FakeRun("fails", folder -> {
            done.add("fails");
            throw new IOException("the disk is full");
        });
        assertThrows(InputException.class, () -> execute(1, cell(failing), cell(run("a"))));
        assertThrows(InputException.class, () -> execute(1, cell(failing), cell(run("a"))));
        assertEquals(List.of("fails", "fails"), done);
        execute(1, cell(run("fails")), cell(run("a")));
        assertEquals(List.of("fails", "fails", "fails", "a"), done);
    }

    @Test
    void whatThisMachineCannotDoIsSaidBeforeAnyWork() throws Exception {
        FakeRun impossible = new FakeRun("impossible", null);
        assertThrows(UnsupportedOperationException.class,
                () -> execute(1, cell(run("a")), cell(impossible)));
        assertEquals(List.of(), done);
        assertFalse(Files.exists(store.patchesOf(plan())), "patches take their time");
    }
}
