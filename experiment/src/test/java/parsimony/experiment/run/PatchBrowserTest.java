package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.experiment.run.PatchBrowser.Choice;
import parsimony.sparsecoding.Dictionary;

class PatchBrowserTest {
    @TempDir
    Path run;

    @Test
    void theFileHoldsTheChosenPatchesWithErrorsOfTheirReconstructions() throws Exception {
        Random random = new Random(5);
        Dictionary dictionary =
                new Dictionary(RandomMatrices_FDRM.rectangle(30, 16, -1, 1, random));
        FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(400, 16, -1, 1, random);
        FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(400, 30, 0, .02f, random);
        FMatrixRMaj bias = RandomMatrices_FDRM.rectangle(1, 16, -.1f, .1f, random);
        for (int d = 0; d < 16; d++) {
            patches.set(77, d, 9); // no code here comes near
        }
        PatchBrowser.write(run, patches, codes, dictionary, bias, 3);
        byte[] first = Files.readAllBytes(run.resolve(FileNames.PATCH_BROWSER));
        PatchBrowser.write(run, patches, codes, dictionary, bias, 3);
        assertArrayEquals(first, Files.readAllBytes(run.resolve(FileNames.PATCH_BROWSER)));

        PatchBrowser browser =
                RunRecord.read(run.resolve(FileNames.PATCH_BROWSER), PatchBrowser.class);
        assertEquals(400, browser.of());
        for (Choice choice : Choice.values()) {
            assertEquals(choice == Choice.RANDOM ? 120 : 24, browser.patches().stream()
                    .filter(patch -> patch.choices().contains(choice)).count());
        }
        assertTrue(browser.patches().stream().anyMatch(
                patch -> patch.patch() == 77 && patch.choices().contains(Choice.WORST)));
        for (PatchBrowser.Shown shown : browser.patches()) {
            for (PatchBrowser.Code code : new PatchBrowser.Code[] {shown.encoder(), shown.lca(),
                shown.optimum()}) {
                double error = IntStream.range(0, 16).mapToDouble(d -> Math
                        .pow(shown.pixels()[d] - code.reconstruction()[d], 2)).sum();
                assertEquals(error, code.error(), .01 * error);
            }
            assertEquals(shown.encoder().l1(), shown.optimum().l1(), .002 * shown.encoder().l1());
            assertTrue(shown.optimum().error() <= 1.001 * shown.encoder().error());
            assertTrue(shown.lower() <= 1.001 * shown.optimum().error());
        }
    }

    @Test
    void aFewPatchesAreAllShownAndTooManyUnitsHaveNoBrowser() throws Exception {
        PatchBrowser.write(run, new FMatrixRMaj(2, 3), new FMatrixRMaj(2, 4),
                new Dictionary(new FMatrixRMaj(4, 3)), null, 0);
        assertEquals(2, RunRecord.read(run.resolve(FileNames.PATCH_BROWSER), PatchBrowser.class)
                .patches().size());
        Files.delete(run.resolve(FileNames.PATCH_BROWSER));
        int many = PatchBrowser.MOST_UNITS + 1;
        PatchBrowser.write(run, new FMatrixRMaj(2, 3), new FMatrixRMaj(2, many),
                new Dictionary(new FMatrixRMaj(many, 3)), null, 0);
        assertFalse(Files.exists(run.resolve(FileNames.PATCH_BROWSER)));
    }
}
