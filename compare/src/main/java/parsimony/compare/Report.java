package parsimony.compare;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The self-contained {@code report.html} of a comparison: one page, figures inline, nothing fetched from anywhere. */
final class Report {

    /** A dictionary's mosaic and what to see in it. */
    record Mosaic(Path svg, String caption) {
    }

    private Report() {
    }

    /**
     * Writes the page.
     *
     * @param title      what was compared
     * @param answer     the answer in one sentence with its number
     * @param validation how many validation patches the points were measured on
     * @param plane      SVG file of the MSE–sparsity plane
     * @param config     {@code config.json} as it stands in the folder
     */
    static void write(Path file, String title, String answer, int validation, Path plane, List<Mosaic> mosaics,
            List<CurvePoint> points, String config) throws IOException {
        List<Map<String, Object>> mosaicViews = new ArrayList<>();
        for (Mosaic mosaic : mosaics) {
            mosaicViews.add(Map.of("svg", inline(mosaic.svg), "caption", mosaic.caption));
        }
        Map<String, Object> page = Map.of("title", title, "answer", answer, "validation", validation, "plane", inline(plane),
                "mosaics", mosaicViews, "points", points.stream().map(Report::view).toList(), "config", config);
        try (Reader template = new InputStreamReader(
                Report.class.getResourceAsStream("report.html"), StandardCharsets.UTF_8)) {
            Files.writeString(file, Mustache.compiler().compile(template).execute(page));
        }
    }

    private static Map<String, Object> view(CurvePoint p) {
        return Map.of("model", p.model(), "inference", p.inference(), "lambda", p.lambda() == null ? "" : p.lambda(),
                "mse", format("%.2f", p.mse()), "mseMap", format("%.2f", p.mseMap()), "r2", format("%.3f", p.r2()),
                "lifetime", format("%.3f", p.lifetime()), "population", format("%.3f", p.population()),
                "zeros", format("%.3f", p.portionZeros()));
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /** An SVG document as an element of a page: without its XML declaration and document type. */
    private static String inline(Path svg) throws IOException {
        String text = Files.readString(svg);
        return text.substring(text.indexOf("<svg"));
    }
}
