package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table;
import parsimony.signals.InputException;

class SweepTableTest {
    @TempDir
    private Path home;

    /** Two models over atoms and β, three seeds; a nelbo that is known. */
    private static SweepTable table() {
        List<SweepTable.Row> rows = new ArrayList<>();
        for (int atoms : new int[] {128, 16, 64}) {
            for (String beta : List.of("0.5", "1")) {
                for (int seed = 0; seed < 3; seed++) {
                    rows.add(new SweepTable.Row("poisson", "", seed, "run" + rows.size(),
                            Map.of("atoms", "" + atoms, "beta", beta),
                            Map.of("nelbo", 200 - atoms + Double.parseDouble(beta) + seed)));
                    rows.add(new SweepTable.Row("poisson", "lca", seed, "run" + rows.size(),
                            Map.of("atoms", "" + atoms, "beta", beta),
                            Map.of("delta_mse", atoms / 8.0 + seed)));
                }
            }
            rows.add(new SweepTable.Row("lca", "", 0, "run" + rows.size(),
                    Map.of("atoms", "" + atoms), Map.of("objective", 1.0 / atoms)));
        }
        return new SweepTable(List.of("atoms", "beta"), rows);
    }

    @Test
    void itIsReadAsItWasWritten() throws Exception {
        Path file = home.resolve("sweep.csv");
        table().write(file);
        assertEquals("model,inference,seed,atoms,beta,run,nelbo,delta_mse,objective",
                Files.readAllLines(file).get(0));
        assertEquals("poisson,lca,0,128,0.5,run1,,16.0,", Files.readAllLines(file).get(2));
        assertEquals(table(), SweepTable.read(file));
        Files.writeString(file, Files.readString(file).replace("16.0", "sixteen"));
        assertTrue(assertThrows(InputException.class, () -> SweepTable.read(file)).getMessage()
                .contains("is damaged, delta_mse is sixteen"));
        Files.writeString(file, "a,b\n1,2\n");
        assertThrows(InputException.class, () -> SweepTable.read(file));
    }

    @Test
    void aGroupHasTheMeanOfItsSeedsWithItsInterval() {
        List<SweepTable.Group> groups = table().groups(.95);
        assertEquals(2 * 6 + 3, groups.size());
        SampleMean mean = groups.get(0).measures().get("nelbo");
        assertEquals(SampleMean.of(.95, 72.5, 73.5, 74.5), mean);
        assertEquals(List.of("16", "64", "128"), SweepTable.values("atoms", groups), "rising");
    }

    /** A number that any seed lacks is no mean over the seeds. */
    @Test
    void aNumberThatASeedLacksIsLeftOut() {
        List<SweepTable.Row> rows = List.of(
                new SweepTable.Row("a", "", 0, "r", Map.of(), Map.of("x", 1.0, "y", 2.0)),
                new SweepTable.Row("a", "", 1, "s", Map.of(), Map.of("x", 2.0)));
        Map<String, SampleMean> means =
                new SweepTable(List.of(), rows).groups(.95).get(0).measures();
        assertEquals(1.5, means.get("x").value());
        assertFalse(means.containsKey("y"));
    }

    /** Nothing is listed by hand: whatever a record has is a column, except times. */
    @Test
    void everyNumberOfARecordIsAMeasure() throws Exception {
        assertEquals(Map.of("new_measure", 3.5, "inner_deep", 4.0, "x", 1.0),
                SweepTable.numbers(new ObjectMapper().readTree("""
                        {"new_measure": 3.5, "inner": {"deep": 4}, "list": [1, 2], "word": "w",
                         "seconds": 3, "patches_per_second": 9, "none": null,
                         "x": 1, "x_low": 0, "x_high": 2}
                        """)));
    }

    @Test
    void tablesHaveARowForEachChoiceAndTheAnswerNamesTheBest() {
        SweepTables tables = new SweepTables(table(), .95);
        Map<String, Table> all = tables.all();
        assertEquals(List.of("sweep_poisson", "sweep_gaps", "sweep_lca"),
                List.copyOf(all.keySet()));
        assertEquals(6, all.get("sweep_poisson").rows().size());
        assertEquals(3, all.get("sweep_lca").rows().size());
        assertEquals(6, all.get("sweep_gaps").rows().size());
        assertTrue(all.get("sweep_poisson").csv()
                .startsWith("model,atoms,beta,nelbo,nelbo_low,nelbo_high\n"));
        assertTrue(all.get("sweep_lca").csv().startsWith("model,atoms,objective"),
                all.get("sweep_lca").csv());
        assertEquals("Of 6 choices the NELBO of the P-VAE is least, 73.5, at atoms = 128, β ="
                + " 0.5, and most, 186.0, at atoms = 16, β = 1. Of 3 choices the objective of the"
                + " LCA is least, 0.008, at atoms = 128, and most, 0.063, at atoms = 16.",
                tables.answer());
    }

    @Test
    void valuesThatAreSpacedByTheirRatiosAreOnALogarithmicAxis() {
        assertTrue(SweepFigures.isLogarithmic(List.of("16", "32", "64", "128")));
        assertTrue(SweepFigures.isLogarithmic(List.of(".001", ".01", ".1")));
        assertTrue(SweepFigures.isLogarithmic(List.of("1", "10")));
        assertFalse(SweepFigures.isLogarithmic(List.of("1", "2")));
        assertFalse(SweepFigures.isLogarithmic(List.of("1", "2", "3", "4")));
        assertFalse(SweepFigures.isLogarithmic(List.of("0", "1", "10")));
        assertTrue(SweepFigures.isLogarithmic(
                IntStream.range(0, 8).mapToObj(i -> "" + Math.pow(1.5, i)).toList()));
    }

    @Test
    void aColumnHasTheShortestNameThatIsNoOthers() {
        assertEquals("lr", Sweep.shortest("training.lr", List.of("training.lr", "atoms")));
        assertEquals("vaes.atoms", Sweep.shortest("vaes.atoms", List.of("atoms", "vaes.atoms")));
        assertEquals("encoder.layers", Sweep.shortest("vaes.encoder.layers",
                List.of("vaes.encoder.layers", "vaes.decoder.layers")));
        assertEquals("data.seed", Sweep.shortest("data.seed", List.of("data.seed", "seed")));
    }
}
