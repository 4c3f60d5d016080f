package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/** {@code learn} takes patches from any file of arrays, and remembers which they were. */
class LearnFromFilesTest {
    @TempDir
    private Path home;
    private Path archive;

    @BeforeEach
    void anArchiveOfTwoArrays() throws IOException {
        archive = home.resolve("patches.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (String name : new String[] {"some", "others"}) {
                FMatrixRMaj patches = new FMatrixRMaj(60, 9);
                SplittableRandom random = new SplittableRandom(name.hashCode());
                for (int i = 0; i < patches.data.length; i++) {
                    patches.data[i] = (float) random.nextDouble(-2, 2);
                }
                Path file = home.resolve(name + ".npy");
                Npy.write(file, patches);
                zip.putNextEntry(new ZipEntry(name + ".npy"));
                Files.copy(file, zip);
            }
        }
    }

    private Path learn(String train) {
        Path out = home.resolve("run" + train.hashCode());
        Spoken spoken = Spoken.run("learn", "--method", "fista", "--train", train, "--atoms", 6,
                "--epochs", 2, "--batches", 3, "--batch", 20, "--out", out);
        assertEquals(0, spoken.status(), spoken.err());
        return out;
    }

    @Test
    void aMemberOfAnArchiveIsLearnedAsTheFileOfTheSameNumbers() throws IOException {
        Path file = learn(home.resolve("some.npy").toString());
        Path member = learn(archive + "#some");
        assertEquals(-1,
                Files.mismatch(file.resolve("dictionary.npy"), member.resolve("dictionary.npy")));
        assertEquals(-1,
                Files.mismatch(file.resolve("history.csv"), member.resolve("history.csv")));
    }

    @Test
    void aRunGoesOnWithItsArrayWhereverTheArchiveIsAndWithNoOther() throws IOException {
        Path run = learn(archive + "#some");
        Files.delete(run.resolve("metrics.json")); // as if it had been stopped before the end
        Path moved = Files.move(archive, home.resolve("moved.npz"));
        Spoken gone = Spoken.run("learn", "--resume", run);
        assertEquals(2, gone.status());
        assertTrue(gone.err().contains("say where the file is now with --train"), gone.err());
        Spoken other = Spoken.run("learn", "--resume", run, "--train", moved + "#others");
        assertEquals(2, other.status());
        assertTrue(other.err().contains("was begun with other patches than are now in " + moved
                + "#others"), other.err());
        Spoken same = Spoken.run("learn", "--resume", run, "--train", moved + "#some");
        assertEquals(0, same.status(), same.err());
        assertTrue(Files.exists(run.resolve("metrics.json")));
    }

    @Test
    void aRunGoesOnWithItsShardsWhereverTheyAre() throws IOException {
        Path shards = Files.createDirectory(home.resolve("shards"));
        FMatrixRMaj whole = Npy.read(home.resolve("some.npy"));
        int[] starts = {0, 13, 14, 60};
        for (int i = 0; i < 3; i++) {
            Npy.write(shards.resolve(i + ".npy"),
                    CommonOps_FDRM.extract(whole, starts[i], starts[i + 1], 0, 9));
        }
        Path file = learn(home.resolve("some.npy").toString());
        Path run = learn(shards + "/*.npy");
        assertEquals(-1,
                Files.mismatch(file.resolve("dictionary.npy"), run.resolve("dictionary.npy")));

        Files.delete(run.resolve("metrics.json")); // as if it had been stopped before the end
        Path moved = Files.move(shards, home.resolve("moved"));
        Spoken gone = Spoken.run("learn", "--resume", run);
        assertEquals(2, gone.status());
        assertTrue(gone.err().contains("say where the file is now with --train"), gone.err());
        Path hidden = Files.move(moved.resolve("1.npy"), home.resolve("1.npy"));
        Spoken fewer = Spoken.run("learn", "--resume", run, "--train", moved);
        assertEquals(2, fewer.status());
        assertTrue(fewer.err().contains("was begun with other patches"), fewer.err());
        Files.move(hidden, moved.resolve("1.npy"));
        Spoken same = Spoken.run("learn", "--resume", run, "--train", moved);
        assertEquals(0, same.status(), same.err());
    }
}
