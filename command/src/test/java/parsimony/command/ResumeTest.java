package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/** A training that is interrupted as Ctrl-C does, and resumed, ends as if it had not been. */
class ResumeTest {
    @TempDir
    private Path home;

    @Test
    void aStoppedTrainingGoesOnToTheSameMetrics() throws Exception {
        Path patches = noise();
        Path whole = home.resolve("whole");
        assertEquals(0, train(patches, whole).status());

        Path begun = home.resolve("stopped");
        Path stopped = begun;
        // The first snapshot is due after a few steps.
        Spoken first = interruptedOnce(begun.resolve("snapshots"), () -> train(patches, begun));
        assertEquals(2, first.status());
        assertTrue(first.err().contains("--resume " + stopped), first.err());
        assertFalse(Files.exists(stopped.resolve("metrics.json")),
                "an unfinished run does not look finished");

        Spoken changed = Spoken.run("train", "--resume", stopped, "--iterations", 10);
        assertEquals(2, changed.status());
        assertTrue(changed.err().contains("--iterations: not with --resume"), changed.err());
        assertRefusedWithOtherPatches("train", patches, stopped);
        Path moved = Files.move(patches, Files.createDirectory(home.resolve("elsewhere"))
                .resolve("renamed.npy"));
        Spoken gone = Spoken.run("train", "--resume", stopped, "--train", moved);
        assertEquals(2, gone.status());
        assertTrue(gone.err().contains("say where the file is now with --validation"), gone.err());
        stopped = Files.move(stopped, home.resolve("elsewhere/run"));
        Spoken second = Spoken.run("train", "--resume", stopped, "--train", moved, "--validation",
                moved);
        assertEquals(0, second.status(), second.err());
        assertEquals(metrics(whole), metrics(stopped));
        assertEquals(moved.toString(), new ObjectMapper().readTree(stopped.resolve("config.json")
                .toFile()).path("settings")
                .path("validation").asText());
        assertEquals(-1,
                Files.mismatch(whole.resolve("dictionary.npy"), stopped.resolve("dictionary.npy")));
        assertTrue(Files.size(stopped.resolve("figures/emergence.png")) > 0);

        Spoken third = Spoken.run("train", "--resume", stopped);
        assertEquals(0, third.status());
        assertTrue(third.out().startsWith("nothing to do: " + stopped), third.out());
        Files.delete(stopped.resolve("report.html")); // as if stopped while figures were drawn
        Files.delete(stopped.resolve("figures/training.png"));
        Spoken drawn = Spoken.run("train", "--resume", stopped);
        assertEquals(0, drawn.status(), drawn.err());
        assertTrue(drawn.out().contains("its page was missing"), drawn.out());
        assertTrue(Files.exists(stopped.resolve("report.html"))
                && Files.exists(stopped.resolve("figures/training.png")));
        Spoken json = Spoken.run("train", "--resume", stopped, "--json");
        assertEquals(new ObjectMapper().readTree(stopped.resolve("metrics.json").toFile()),
                new ObjectMapper().readTree(json.out()));
    }

    @Test
    void aTrainingThatWasKilledBeforeItsFirstCheckpointBeginsAnew() throws Exception {
        Path patches = noise();
        Path whole = home.resolve("whole");
        assertEquals(0, train(patches, whole).status());
        Path killed = Files.createDirectories(home.resolve("killed"));
        Files.copy(whole.resolve("config.json"), killed.resolve("config.json"));
        Files.createDirectories(killed.resolve("checkpoint/0.part"));
        Spoken again = Spoken.run("train", "--resume", killed);
        assertEquals(0, again.status(), again.err());
        assertEquals(metrics(whole), metrics(killed));
    }

    @Test
    void aTrainingThatBeganWithADictionaryGoesOnWithThatOne() throws Exception {
        Path patches = noise();
        Path learned = home.resolve("learned");
        assertEquals(0, learn(patches, learned).status());
        Path dictionary = Files.move(learned.resolve("dictionary.npy"), home.resolve("D.npy"));
        Path run = home.resolve("lista");
        Spoken whole = Spoken.run("train", "--model", "lista", "--layers", 1, "--dictionary",
                dictionary, "--constraint", "fixed", "--train", patches, "--validation", patches,
                "--iterations", 4, "--batch", 10, "--out", run);
        assertEquals(0, whole.status(), whole.err());
        JsonNode expected = metrics(run);
        Files.delete(run.resolve("metrics.json")); // as if it had been stopped before the end
        Path moved = Files.move(dictionary, home.resolve("moved.npy"));
        Spoken gone = Spoken.run("train", "--resume", run);
        assertEquals(2, gone.status());
        assertTrue(gone.err().contains("say where the file is now with --dictionary"), gone.err());
        Spoken resumed = Spoken.run("train", "--resume", run, "--dictionary", moved);
        assertEquals(0, resumed.status(), resumed.err());
        assertEquals(expected, metrics(run));
    }

    @Test
    void aStoppedDictionaryGoesOnToTheSameAtoms() throws Exception {
        Path patches = noise();
        Path whole = home.resolve("whole");
        assertEquals(0, learn(patches, whole).status());
        Path stopped = home.resolve("stopped");
        Spoken first =
                interruptedOnce(stopped.resolve("checkpoint.bin"), () -> learn(patches, stopped));
        assertEquals(2, first.status());
        assertTrue(first.err().contains("--resume " + stopped), first.err());
        assertFalse(Files.exists(stopped.resolve("dictionary.npy")),
                "an unfinished run does not look finished");
        Spoken changed = Spoken.run("learn", "--resume", stopped, "--method", "lca");
        assertEquals(2, changed.status());
        assertTrue(changed.err().contains("--method: not with --resume"), changed.err());
        assertRefusedWithOtherPatches("learn", patches, stopped);
        Spoken other = Spoken.run("learn", "--resume", stopped, "--train",
                whole.resolve("dictionary.npy"));
        assertEquals(2, other.status());
        assertTrue(other.err().contains("was begun with other patches"), other.err());
        Path moved = Files.move(patches, home.resolve("moved.npy"));
        Spoken unheard = Spoken.run("learn", "--resume", stopped, "--train", moved, "--validation",
                moved);
        assertEquals(2, unheard.status());
        assertTrue(unheard.err().contains("--validation: --resume " + stopped
                + " was begun without"), unheard.err());
        Spoken foreign = Spoken.run("train", "--resume", stopped);
        assertEquals(2, foreign.status(), foreign.err());
        assertTrue(foreign.err().contains("config.json: has the setting learning, which is none"
                + " here; it was written by parsimony learn"), foreign.err());
        Spoken second = Spoken.run("learn", "--resume", stopped, "--train", moved);
        assertEquals(0, second.status(), second.err());
        Spoken third = Spoken.run("learn", "--resume", stopped);
        assertEquals(0, third.status());
        assertTrue(third.out().startsWith("nothing to do: " + stopped), third.out());
        assertEquals(-1,
                Files.mismatch(whole.resolve("dictionary.npy"), stopped.resolve("dictionary.npy")));
        assertEquals(-1,
                Files.mismatch(whole.resolve("history.csv"), stopped.resolve("history.csv")));
    }

    private static void assertRefusedWithOtherPatches(String command, Path patches, Path stopped)
            throws Exception {
        byte[] before = Files.readAllBytes(patches);
        byte[] other = before.clone();
        other[other.length - 1] ^= 0x40; // of the last number
        Files.write(patches, other);
        Spoken refused = Spoken.run(command, "--resume", stopped);
        assertEquals(2, refused.status());
        assertTrue(
                refused.err().contains("was begun with other patches than are now in " + patches),
                refused.err());
        Files.write(patches, before);
    }

    private static Spoken learn(Path patches, Path out) {
        return Spoken.run("learn", "--method", "lasso", "--update", "online", "--train", patches,
                "--out", out, "--atoms", 24,
                "--lambda", .3, "--epochs", 12);
    }

    /** Runs a command and interrupts it, as Ctrl-C does, once a file is there. */
    private static Spoken interruptedOnce(Path file, Supplier<Spoken> command)
            throws InterruptedException {
        Thread here = Thread.currentThread();
        Thread user = new Thread(() -> {
            while (!Files.exists(file)) {
                LockSupport.parkNanos(100_000); // who spins is the last to run on a busy machine
            }
            here.interrupt();
        });
        user.start();
        Spoken spoken = command.get();
        user.join();
        assertTrue(Thread.interrupted(), "the run was stopped, not finished: " + spoken.err());
        return spoken;
    }

    private Path noise() throws Exception {
        Path patches = home.resolve("patches.npy");
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj noise = new FMatrixRMaj(300, 16);
        for (int i = 0; i < noise.getNumElements(); i++) {
            noise.data[i] = (float) (random.nextDouble() - 0.5) * 3;
        }
        Npy.write(patches, noise);
        return patches;
    }

    private static Spoken train(Path patches, Path out) {
        return Spoken.run("train", "--model", "poisson", "--estimator", "mc", "--train", patches,
                "--validation", patches,
                "--out", out, "--latents", 20, "--iterations", 1500, "--batch", 50);
    }

    private static JsonNode metrics(Path run) throws Exception {
        ObjectNode metrics =
                (ObjectNode) new ObjectMapper().readTree(run.resolve("metrics.json").toFile());
        metrics.remove("seconds");
        return metrics;
    }
}
