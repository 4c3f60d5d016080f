package parsimony.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table.Column;

/** A table as CSV, Markdown and LaTeX, letter by letter. */
class TableTest {
    private static final Table TABLE = new Table("NELBO at β = 1; 100% of the units & more.",
            List.of(Column.text("model"), Column.mean("NELBO (nats)", 1), Column.number("seeds", 0),
                    Column.number("Δ", 2)),
            List.of(List.of("poisson, \"exact\"",
                    new SampleMean(168.04, 167.58, 168.5, List.of(168.04)), 5, -0.001),
                    Arrays.asList("a|b_c\\d", SampleMean.of(.95, -7.25), 1, null),
                    Arrays.asList("σ² ~ {#1}", null, null, -12.345)));

    @TempDir
    private Path folder;

    @Test
    void theThreeFormatsAreAsTheyWere() throws Exception {
        TABLE.write(folder, "table");
        for (String name : new String[] {"table.csv", "table.md", "table.tex"}) {
            try (var golden = TableTest.class.getResourceAsStream(name)) {
                String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(expected, Files.readString(folder.resolve(name)), name);
            }
        }
    }

    @Test
    void headsInFilesAreLowerCaseAsciiWithUnderscores() {
        Table table = new Table("",
                List.of(Column.number("Δ error", 1), Column.setting("β"),
                        Column.number("R² pooled", 1),
                        Column.number("N = 200", 0), Column.number("σ x (µm)", 0),
                        Column.mean("squared error", 1).inFiles("mse_map")),
                List.of());
        assertEquals(
                "delta_error,beta,r2_pooled,n_200,sigma_x_mu_m,mse_map,mse_map_low,mse_map_high\n",
                table.csv());
        assertThrows(IllegalArgumentException.class, () -> Column.text("x").inFiles("Δ"));
    }

    /**
     * Two seeds have no interval over seeds, so both values are shown. An interval that is not
     * symmetric is shown by its ends.
     */
    @Test
    void aMeanIsShownWithWhatIsKnownOfItsSpread() {
        Table table = new Table("", List.of(Column.mean("x", 1)),
                List.of(List.of(SampleMean.of(.95, 1)),
                        List.of(SampleMean.of(.95, 1, 2)), List.of(SampleMean.of(.95, 1, 2, 3)),
                        List.of(SampleMean.of(.95, 1, 2, 3).within(0, 10)),
                        List.of(new SampleMean(1.5, 1.0, 3.0, List.of(1.0, 2.0)))));
        assertEquals(List.of(List.of("1.0"), List.of("1.5 (1.0, 2.0)"), List.of("2.0 ± 2.5"),
                List.of("2.0 [0.0, 4.5]"),
                List.of("1.5 (1.0, 2.0) [1.0, 3.0]")), table.shown());
    }

    @Test
    void csvKeepsEveryDigit() {
        Table table = new Table("", List.of(Column.number("x", 1)), List.of(List.of(Math.PI)));
        assertTrue(table.csv().contains(Double.toString(Math.PI)));
        assertEquals(List.of(List.of("3.1")), table.shown());
    }

    @Test
    void aNumberThatMayBeMissingIsItselfOrAnEmptyCell() {
        Table table = new Table("", List.of(Column.number("x", 1)),
                List.of(List.of(OptionalDouble.of(2.25)), List.of(OptionalDouble.empty())));
        assertEquals("x\n2.25\n\n", table.csv());
        assertEquals(List.of(List.of("2.3"), List.of("")), table.shown());
        assertThrows(IllegalArgumentException.class,
                () -> new Table("", table.columns(),
                        List.of(List.of(OptionalDouble.of(Double.NaN)))));
    }

    @Test
    void aSettingIsShownAsItWasChosen() {
        Table table = new Table("", List.of(Column.setting("β")),
                List.of(List.of(1.0), List.of(1e-4), List.of(.25)));
        assertEquals(List.of(List.of("1"), List.of("0.0001"), List.of("0.25")), table.shown());
    }

    @Test
    void aSmallProbabilityIsBoundedRatherThanRoundedToNothing() {
        Table table = new Table("", List.of(Column.probability("p")),
                List.of(List.of(3e-7), List.of(.0036)));
        assertEquals(List.of(List.of("<0.0001"), List.of("0.0036")), table.shown());
        assertTrue(table.csv().contains("3.0E-7") && table.latex().contains("$<0.0001$"));
    }

    @Test
    void aCellOfTheWrongKindIsRefused() {
        List<Column> columns = List.of(Column.number("x", 1));
        for (Object cell : new Object[] {"one", Double.NaN, Float.POSITIVE_INFINITY,
            SampleMean.of(.95, 1)}) {
            var refused = assertThrows(IllegalArgumentException.class,
                    () -> new Table("", columns, List.of(List.of(cell))));
            assertTrue(refused.getMessage().startsWith("column \"x\": " + cell),
                    refused.getMessage());
        }
        assertThrows(IllegalArgumentException.class,
                () -> new Table("", columns, List.of(List.of(1, 2))));
        assertThrows(IllegalArgumentException.class, () -> new Table("", List.of(), List.of()));
    }
}
