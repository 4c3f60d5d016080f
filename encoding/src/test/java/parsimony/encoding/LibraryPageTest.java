package parsimony.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.ArrayFile;
import parsimony.data.Npy;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Solver;

/** What docs/library.md shows of this module does what it says. */
class LibraryPageTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsEncodedAsThePageSays() throws Exception {
        FMatrixRMaj x = RandomMatrices_FDRM.rectangle(300, 16, -1, 1, new Random(1));
        Npy.write(folder.resolve("X.npy"), x);
        Npy.write(folder.resolve("D.npy"),
                RandomMatrices_FDRM.rectangle(20, 16, -1, 1, new Random(2)));
        // begin
        CoderSpec lasso = new SolverSpec("lasso", Map.of("lambda", .5),
                ArrayFile.matrix(folder + "/D.npy"), null); // serializable
        CodeSums sums = new CodeSums(20); // K
        for (int part = 0; part < 3; part++) { // each could be another process's
            RowRange rows = new RowRange(100 * part, 100 * (part + 1));
            PartSums done = new EncodingPart(lasso, folder + "/X.npy", rows, CodesFormat.CSR,
                    folder + "/codes-" + part + ".npz", null).write(lasso.coder(), Monitor.SILENT);
            done.blocks().forEach(sums::add); // in the order of the rows
        }
        FMatrixRMaj codes = ArrayFile.matrix(folder + "/codes-*.npz"); // N×K
        double error = sums.measures().mse(); // ‖x − Φa‖², mean over patches
        // end
        FMatrixRMaj expected = Solver.of("lasso").encoder(
                new Dictionary(ArrayFile.matrix(folder + "/D.npy")), Map.of("lambda", .5), null)
                .encode(x);
        assertArrayEquals(expected.data, codes.data);
        assertTrue(error > 0);
        assertEquals(300, sums.patches());
    }

    @Test
    void thePageHasTheseLines() throws Exception {
        String source = Files.readString(
                Path.of("src/test/java/parsimony/encoding/LibraryPageTest.java"));
        String shown = source.substring(source.indexOf("// begin") + 8, source.indexOf("// end"));
        assertTrue(dense(Files.readString(Path.of("../docs/library.md"))).contains(dense(shown)),
                "docs/library.md shows what this test runs");
    }

    private static String dense(String text) {
        return text.replaceAll("\\s+", "");
    }
}
