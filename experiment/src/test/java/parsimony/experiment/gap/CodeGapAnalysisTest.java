package parsimony.experiment.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.ResultFolder;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

class CodeGapAnalysisTest {
    private static final int PATCHES = 50;
    private static final int UNITS = 20;
    private static final int PIXELS = 12;

    @TempDir
    private Path home;
    private final Random random = new Random(7);
    private FMatrixRMaj atoms;
    private int runs;

    @BeforeEach
    void input() throws Exception {
        atoms = RandomMatrices_FDRM.rectangle(UNITS, PIXELS, -1, 1, random);
        Npy.write(home.resolve("D.npy"), atoms);
        Npy.write(home.resolve("X.npy"),
                RandomMatrices_FDRM.rectangle(PATCHES, PIXELS, -2, 2, random));
        FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(PATCHES, UNITS, -1, 1, random);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = Math.max(0, codes.data[i] - .6f); // a fifth is not 0
        }
        Npy.write(home.resolve("A.npy"), codes);
    }

    /** A monitor that keeps notes, and stops the work at a phase. */
    private static final class Watch implements Monitor {
        private final List<String> notes = new ArrayList<>();
        private String stopAt = "";

        @Override
        public void phase(String name, long total, String unit) {
            if (name.equals(stopAt)) {
                throw new CancellationException(name);
            }
        }

        @Override
        public void at(long done, String note) {}

        @Override
        public void warn(String message) {}

        @Override
        public void note(String message) {
            notes.add(message);
        }
    }

    private Map<String, Object> measure(String dictionary, String codes, int rowsAtATime,
            Watch watch) throws Exception {
        CodeGapAnalysis.Settings settings = new CodeGapAnalysis.Settings(null,
                home.resolve(dictionary).toString(), home.resolve("X.npy").toString(),
                home.resolve(codes).toString(), null, .95);
        runs++;
        try (ResultFolder folder = new ResultFolder(out(), false)) {
            CodeGapResult result =
                    new CodeGapAnalysis(settings, folder, watch, rowsAtATime).run();
            folder.commit();
            Map<String, Object> metrics = result.metrics();
            metrics.remove("seconds");
            return metrics;
        }
    }

    private Path out() {
        return home.resolve("gap-" + runs);
    }

    @Test
    void aFileInBlocksComesToTheSameAsInMemory() throws Exception {
        Watch watch = new Watch();
        Map<String, Object> whole = measure("D.npy", "A.npy", 64, watch);
        String perPatch = Files.readString(out().resolve("per_patch.csv"));
        String distribution = Files.readString(out().resolve("distribution.csv"));
        assertEquals(whole, measure("D.npy", "A.npy", 8, watch));
        assertEquals(perPatch, Files.readString(out().resolve("per_patch.csv")));
        assertEquals(distribution, Files.readString(out().resolve("distribution.csv")));
        assertEquals(List.of(), watch.notes);
        assertEquals(PATCHES, whole.get("patches"));
    }

    @Test
    void aDictionaryThatLiesTheOtherWayIsTurnedAndThatIsSaid() throws Exception {
        Watch watch = new Watch();
        Map<String, Object> metrics = measure("D.npy", "A.npy", 64, watch);
        Npy.write(home.resolve("turned.npy"), CommonOps_FDRM.transpose(atoms, null));
        assertEquals(metrics, measure("turned.npy", "A.npy", 64, watch));
        assertEquals(1, watch.notes.size());
        assertTrue(watch.notes.get(0).contains("turned.npy: read as the transpose"));
    }

    @Test
    void codesAreHeldAgainstCodesOfEitherSignOnlyIfOneIsNegative() throws Exception {
        FMatrixRMaj codes = Npy.read(home.resolve("A.npy"));
        double nonNegative = (double) measure("D.npy", "A.npy", 64, new Watch())
                .get("squared_error_at_equal_l1");
        codes.set(PATCHES - 1, 3, -1e-6f);
        Npy.write(home.resolve("signed.npy"), codes);
        Watch watch = new Watch();
        double signed = (double) measure("D.npy", "signed.npy", 8, watch)
                .get("squared_error_at_equal_l1");
        assertTrue(signed < .99 * nonNegative, "more codes are allowed");
        assertTrue(watch.notes.get(0).startsWith("codes: some are negative"));
    }

    @Test
    void aStopLeavesNothing() {
        Watch watch = new Watch();
        watch.stopAt = "Measuring the gap";
        assertThrows(CancellationException.class, () -> measure("D.npy", "A.npy", 64, watch));
        assertTrue(Files.notExists(out()));
    }

    @Test
    void aFileThatDoesNotFitIsNamedWithItsShape() throws Exception {
        Npy.write(home.resolve("few.npy"), new FMatrixRMaj(PATCHES - 1, UNITS));
        Npy.write(home.resolve("turnedCodes.npy"), new FMatrixRMaj(UNITS, PATCHES));
        Npy.write(home.resolve("narrow.npy"), new FMatrixRMaj(PATCHES, UNITS - 1));
        Npy.write(home.resolve("other.npy"), new FMatrixRMaj(UNITS, PIXELS - 1));
        Npy.write(home.resolve("another.npy"), new FMatrixRMaj(UNITS + 1, PIXELS - 1));
        refused("D.npy", "few.npy", "codes " + home.resolve("few.npy")
                + ": is 49×20; must have 50 rows, one for each patch of "
                + home.resolve("X.npy"));
        refused("D.npy", "turnedCodes.npy", "codes " + home.resolve("turnedCodes.npy")
                + ": is 20×50; must have 50 rows, one for each patch of "
                + home.resolve("X.npy") + "; the transpose of " + home.resolve("turnedCodes.npy")
                + " fits (numpy.ascontiguousarray(a.T))");
        refused("D.npy", "narrow.npy", "codes " + home.resolve("narrow.npy")
                + ": has 19 columns; must have one for each atom, and " + home.resolve("D.npy")
                + " is 20×12 for patches of 12 pixels");
        refused("other.npy", "A.npy", "patches " + home.resolve("X.npy")
                + ": has patches of 12 pixels; must have as many as an atom, and "
                + home.resolve("other.npy") + " is 20×11 for codes of 20 units");
        refused("another.npy", "A.npy", "dictionary " + home.resolve("another.npy")
                + " is 21×11; must be 20×12, a row for each unit of the codes and a column for"
                + " each pixel of the patches, or the transpose of that");
    }

    private void refused(String dictionary, String codes, String message) {
        assertEquals(message, assertThrows(InputException.class,
                () -> measure(dictionary, codes, 64, new Watch())).getMessage());
    }
}
