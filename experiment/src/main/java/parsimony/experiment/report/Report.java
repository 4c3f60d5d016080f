package parsimony.experiment.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.compare.statistics.SampleMean;

/**
 * The self-contained {@code report.html} of a run: one page with inline figures and sortable
 * tables, and with scripts, charts, atoms and patches to look into. It loads nothing from
 * elsewhere, and its security policy forbids the browser to do so.
 */
public final class Report {
    private static final Pattern WIDTH = Pattern.compile("<svg[^>]*\\swidth=\"([0-9.]+)mm\"");
    /** What stands before the data in a page. */
    private static final String DATA = "<script type=\"application/json\" id=\"look\">";
    /** Where the WebJar of D3 has its files. */
    private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/";
    /** Width from which a figure does not fit on a telephone; it then scrolls in its own box. */
    private static final double WIDE_MM = 100;

    /**
     * A figure and what to see in it.
     *
     * @param title   its heading, a few words
     * @param svg     file that {@link parsimony.figures.Figure#write} wrote
     * @param caption what to see, in sentences
     */
    public record Picture(String title, Path svg, String caption) {
    }

    /**
     * What a page shows of a folder.
     *
     * @param pictures in the order of the page
     * @param data     what the page's script draws, as one line of JSON; null for a page with
     *     nothing to look into
     */
    public record Shown(List<Picture> pictures, String data) {

        /** Copies the list. */
        public Shown {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * The content of a report, in the order of the page.
     *
     * @param title    what was done, and on what
     * @param question that the work answers, a sentence
     * @param answer   the answer in a sentence, with its number
     * @param shown    pictures, and what can be looked into
     * @param tables   in the order of the page
     * @param settings {@code config.json} as it stands in the folder
     */
    public record Page(String title, String question, String answer, Shown shown,
            List<Table> tables,
            String settings) {

        /** Copies the list. */
        public Page {
            tables = List.copyOf(tables);
        }
    }

    private Report() {}

    /**
     * Writes a page.
     *
     * @param file the path of the file
     * @param page what it says
     * @throws IOException if a figure cannot be read, or the page cannot be written
     */
    public static void write(Path file, Page page) throws IOException {
        List<Map<String, Object>> pictures = new ArrayList<>();
        for (Picture picture : page.shown.pictures) {
            pictures.add(view(picture));
        }
        Map<String, Object> view = new HashMap<>(
                Map.of("title", page.title, "question", page.question, "answer", page.answer,
                        "pictures", pictures, "tables",
                        page.tables.stream().map(Report::view).toList(), "settings",
                        page.settings, "style", resource("report.css"), "sort",
                        resource("sort.js")));
        if (page.shown.data != null) {
            view.put("look", Map.of("data", inScript(page.shown.data), "licence",
                    resource(D3 + "LICENSE"), "d3", resource(D3 + "dist/d3.min.js"), "script",
                    resource("look.js")));
        }
        try (Reader template = new InputStreamReader(
                Report.class.getResourceAsStream("report.html"), StandardCharsets.UTF_8)) {
            Files.writeString(file, Mustache.compiler().compile(template).execute(view));
        }
    }

    /**
     * Puts other data into a page that can be looked into, and leaves the rest of it as it is.
     *
     * @param file a page that {@link #write} wrote; one without data stays as it is
     * @param data as in {@link Shown}
     * @throws IOException if the page cannot be read or written
     */
    public static void refresh(Path file, String data) throws IOException {
        String html = Files.readString(file);
        int begin = html.indexOf(DATA);
        if (begin < 0) {
            return;
        }
        int from = begin + DATA.length();
        Path draft = file.resolveSibling("." + file.getFileName() + ".partial");
        Files.writeString(draft, html.substring(0, from) + inScript(data)
                + html.substring(html.indexOf("</script>", from)));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Inside a script, "<" may begin the tag that ends it. */
    private static String inScript(String data) {
        return data.replace("<", "\\u003c");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, Object> view(Picture picture) throws IOException {
        String text = Files.readString(picture.svg);
        // Inside a page, an SVG element must not have an XML declaration.
        String svg = text.substring(Math.max(0, text.indexOf("<svg")));
        Matcher width = WIDTH.matcher(svg);
        if (!width.find()) {
            throw new IOException(
                    picture.svg + ": is not a figure of Parsimony, an SVG with its width in mm");
        }
        boolean wide = Double.parseDouble(width.group(1)) > WIDE_MM;
        String name = picture.svg.getFileName().toString().replace(".svg", "");
        return Map.of("name", name, "title", picture.title, "svg", svg, "caption", picture.caption,
                "width",
                wide ? "wide" : "narrow");
    }

    private static Map<String, Object> view(Table table) {
        List<List<String>> shown = table.shown();
        List<List<Map<String, Object>>> rows = new ArrayList<>();
        for (int r = 0; r < shown.size(); r++) {
            List<Map<String, Object>> cells = new ArrayList<>();
            for (int c = 0; c < table.columns().size(); c++) {
                cells.add(Map.of("kind", kind(table.columns().get(c)), "shown", shown.get(r).get(c),
                        "value", value(table.rows().get(r).get(c))));
            }
            rows.add(cells);
        }
        List<Map<String, Object>> heads = new ArrayList<>();
        for (Table.Column column : table.columns()) {
            heads.add(Map.of("kind", kind(column), "name", column.name()));
        }
        return Map.of("caption", table.caption(), "heads", heads, "rows", rows);
    }

    private static String kind(Table.Column column) {
        return column.numeric() ? "number" : "text";
    }

    /** The text that a cell is sorted by; a number with all its digits. */
    private static String value(Object cell) {
        return cell == null ? ""
                : cell instanceof SampleMean mean ? Double.toString(mean.value()) : cell.toString();
    }
}
