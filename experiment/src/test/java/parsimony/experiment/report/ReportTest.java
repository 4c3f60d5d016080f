package parsimony.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.statistics.SampleMean;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/** The page in a real browser. */
class ReportTest {
    /**
     * Looks at the page as it is shown, presses heads of the table, and writes down what it sees.
     */
    private static final String LOOK = """
            <script>
            const size = e => { const box = e.getBoundingClientRect(); return [box.width, box.height]; };
            const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            const button = column => document.querySelectorAll('th button')[column];
            const rows = () => [...document.querySelectorAll('tbody tr')].map(row => row.cells[0].textContent);
            const press = column => { button(column).click(); return rows(); };
            const seen = {
              window: innerWidth, page: document.documentElement.scrollWidth,
              figures: [...document.querySelectorAll('figure svg')].map(size),
              ids: ids.length, differentIds: new Set(ids).size,
              requests: performance.getEntriesByType('resource').map(r => r.name).filter(name => !name.startsWith('data:')),
              numbersUp: press(1), numbersDown: press(1), meansUp: press(2), meansDown: press(2),
              textUp: press(0), textDown: press(0),
              sorted: [...document.querySelectorAll('th')].map(head => head.getAttribute('aria-sort')),
            };
            const note = document.createElement('pre');
            note.textContent = 'SEEN' + JSON.stringify(seen) + 'SEEN';
            top.document.body.append(note);
            </script></body>""";

    @TempDir
    private static Path home;
    private static String report;
    private static Browser.Loaded page;

    @BeforeAll
    static void writeAReportAndLoadIt() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj atoms = new FMatrixRMaj(12, 16);
        for (int i = 0; i < atoms.getNumElements(); i++) {
            atoms.data[i] = (float) random.nextDouble() - .5f;
        }
        new Mosaic(atoms, 4, 4, Column.DOUBLE).dead(new boolean[12]).write(home, "atoms");
        Palette palette = Palette.of("LCA", "P-VAE");
        for (String name : List.of("LCA", "P-VAE")) {
            new Plane(Axis.linear("Lifetime sparsity"), Axis.linear("Squared error"), palette,
                    Column.SINGLE)
                    .curve(Series.of(name, new double[] {.5, .7, .9}, new double[] {10, 20, 40}))
                    .write(home, name);
        }
        Table table = new Table("Three models & one <without> numbers.",
                List.of(Table.Column.text("model"), Table.Column.number("error", 1),
                        Table.Column.mean("NELBO", 1)),
                List.of(Arrays.asList("unit 10", 9.04, SampleMean.of(.95, 99, 100, 101)),
                        Arrays.asList("unit 9", -3, SampleMean.of(.95, 0, 20, 40)),
                        Arrays.asList("zero", null, null),
                        Arrays.asList("ICA", 9.03, SampleMean.of(.95, 3))));
        Report.write(home.resolve("report.html"), new Report.Page(
                "A & B", "Which is <better>?", "“B” by 3.", new Report.Shown(List.of(
                        new Report.Picture("Plane", home.resolve("LCA.svg"),
                                "Further right is better."),
                        new Report.Picture("Other plane", home.resolve("P-VAE.svg"), "The same."),
                        new Report.Picture("Atoms", home.resolve("atoms.svg"), "Noise.")), null),
                List.of(table), "{ \"seed\" : 0 }"));
        report = Files.readString(home.resolve("report.html")).replace("</body>", LOOK);
        page = load(report);
    }

    @Test
    void loadsWithoutAnErrorOrARequestAndShowsItsFigures() throws Exception {
        assertEquals(List.of(), page.console());
        JsonNode seen = seen(page);
        assertEquals(0, seen.get("requests").size(), seen.toString());
        assertEquals(3, seen.get("figures").size());
        for (JsonNode size : seen.get("figures")) {
            assertTrue(size.get(0).asDouble() > 100 && size.get(1).asDouble() > 100,
                    seen.toString());
        }
        assertTrue(seen.get("ids").asInt() > 0, "figures clip, so they have ids");
        assertEquals(seen.get("ids"), seen.get("differentIds"),
                "ids of two figures must not clash");
        assertTrue(page.dom().contains("<h1>A &amp; B</h1>"), "text is escaped");
    }

    @Test
    void aTableIsSortedByAnyColumnUpAndDown() throws Exception {
        JsonNode seen = seen(page);
        assertEquals(List.of("unit 9", "ICA", "unit 10", "zero"), words(seen.get("numbersUp")),
                "by all digits; what is empty comes last");
        assertEquals(List.of("unit 10", "ICA", "unit 9", "zero"), words(seen.get("numbersDown")));
        assertEquals(List.of("ICA", "unit 9", "unit 10", "zero"), words(seen.get("meansUp")));
        assertEquals(List.of("unit 10", "unit 9", "ICA", "zero"), words(seen.get("meansDown")));
        assertEquals(List.of("ICA", "unit 9", "unit 10", "zero"), words(seen.get("textUp")));
        assertEquals(List.of("zero", "unit 10", "unit 9", "ICA"), words(seen.get("textDown")));
        assertEquals(List.of("descending", "null", "null"), words(seen.get("sorted")));
    }

    @Test
    void fitsOnATelephone() throws Exception {
        // In a frame, because no window is that narrow.
        String frame =
                "<!DOCTYPE html><body><iframe style='width:390px;border:0' srcdoc='%s'></iframe>";
        JsonNode seen = seen(
                load(String.format(frame, report.replace("&", "&amp;").replace("'", "&#39;"))));
        assertEquals(390, seen.get("window").asInt());
        assertTrue(seen.get("page").asInt() <= 390, "only boxes scroll sideways: " + seen);
    }

    @Test
    void whatWouldBeFetchedIsRefusedAndSaidOnTheConsole() throws Exception {
        List<String> console = load(
                report.replace("<main>", "<main><img src=\"https://example.org/picture.png\">"))
                .console();
        assertFalse(console.isEmpty());
        assertTrue(console.get(0).contains("Content Security Policy"), console.get(0));
    }

    private static Browser.Loaded load(String html) throws Exception {
        return new Browser(home).load(Files.writeString(home.resolve("looked-at.html"), html));
    }

    private static JsonNode seen(Browser.Loaded page) throws Exception {
        String[] parts = page.dom().split("SEEN(?=[{<])");
        return new ObjectMapper().readTree(parts[parts.length - 2]);
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }
}
