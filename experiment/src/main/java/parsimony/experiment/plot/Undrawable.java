package parsimony.experiment.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;

/** Messages that say why there is nothing to draw in a place, and what to name in its place. */
final class Undrawable {
    private static final String DRAWABLE =
            "plot draws what learn, train, infer, gap, gradients, compare or table wrote";

    private Undrawable() {}

    /** The message for a place that is not a folder. */
    static String noFolder(Path place) {
        if (!Files.exists(place)) {
            return place + ": is no folder; " + DRAWABLE;
        }
        Path folder = place.toAbsolutePath().getParent();
        return place + ": is a file, and no folder; " + DRAWABLE
                + (Files.exists(folder.resolve(ResultFolder.CONFIG))
                        ? "; did you mean " + folder + "?" : "");
    }

    /**
     * The message for a folder of which no figure can be drawn.
     *
     * @param settings of its config.json; a missing node if it has none
     */
    static String folder(Path folder, JsonNode settings) throws IOException {
        return folder + ": " + reason(folder, settings) + "; " + DRAWABLE;
    }

    private static String reason(Path folder, JsonNode settings) throws IOException {
        Path figures = folder.resolve("figures");
        String drawn = Files.isDirectory(figures) ? ", whose figures are in " + figures : "";
        if (!Files.exists(folder.resolve(ResultFolder.CONFIG))) {
            List<Path> results = results(folder);
            return results.isEmpty() ? "holds nothing to draw"
                    : "holds nothing to draw, but folders of results; name one of them, as in "
                            + results.get(0);
        }
        if (!RunRecord.finished(folder)) {
            return "holds nothing to draw, as it was stopped before its end; go on with it by"
                    + " ‹resume›, and plot it then";
        }
        if (settings.has("pipeline")) {
            return "holds nothing to draw but patches, made by prepare";
        }
        if (settings.has("table")) {
            return "holds nothing to draw but a table" + drawn;
        }
        return "holds nothing to draw, no dictionary and no table of numbers" + drawn;
    }

    private static List<Path> results(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve(ResultFolder.CONFIG)))
                    .sorted().toList();
        }
    }
}
