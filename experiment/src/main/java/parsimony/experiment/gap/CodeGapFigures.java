package parsimony.experiment.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Series;
import parsimony.signals.InputException;

/** The figures of a gap of codes, each a function of the folder that {@code gap} writes. */
public final class CodeGapFigures {
    private static final String OWN = "Codes as they are";
    private static final String MAGNITUDES = "Better magnitudes";
    private static final String EQUAL_L0 = "Equal L0 (best found)";
    private static final String EQUAL_L1 = "Equal L1 (bound)";
    private static final Palette PALETTE = Palette.of(OWN, MAGNITUDES, EQUAL_L0, EQUAL_L1);
    /** What a chart shows at least of an axis that begins at 0, where all values may be 0. */
    private static final double LEAST_SHOWN = 1e-4;

    private CodeGapFigures() {}

    /**
     * {@return what share of each patch's squared error better codes save}
     *
     * @param result the result folder
     * @throws InputException if a table is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> savings(ResultView result) throws IOException {
        if (!result.has(FileNames.DISTRIBUTION)) {
            return List.of();
        }
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(MAGNITUDES, CodeGapFiles.SAVED_ON_SUPPORT);
        columns.put(EQUAL_L0, CodeGapFiles.SAVED_AT_EQUAL_L0);
        columns.put(EQUAL_L1, CodeGapFiles.SAVED_AT_EQUAL_L1);
        Rows rows = Rows.read(result.file(FileNames.DISTRIBUTION));
        double most = LEAST_SHOWN;
        for (String column : columns.values()) {
            most = Math.max(most, Arrays.stream(rows.numbers(column)).max().orElse(0));
        }
        Axis saved = Axis.linear("Share of the squared error that is saved").between(0, most);
        return List.of(new Drawing("savings", "What better codes save, patch by patch",
                "The share of patches of which better codes on the same dictionary save no more"
                        + " than so much of the squared error: better magnitudes of the same"
                        + " units; as many units, at least, as a better choice may exist; and the"
                        + " same L1, at most, by a proven bound.",
                curves(result, rows, columns, saved)));
    }

    /**
     * {@return how the squared errors of the codes and of better ones are spread over the patches}
     *
     * @param result the result folder
     * @throws InputException if a table is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> errors(ResultView result) throws IOException {
        if (!result.has(FileNames.DISTRIBUTION)) {
            return List.of();
        }
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(OWN, CodeGapFiles.SQUARED_ERROR);
        columns.put(MAGNITUDES, CodeGapFiles.ON_SUPPORT);
        columns.put(EQUAL_L0, CodeGapFiles.AT_EQUAL_L0);
        columns.put(EQUAL_L1, CodeGapFiles.AT_EQUAL_L1_LOWER);
        Rows rows = Rows.read(result.file(FileNames.DISTRIBUTION));
        if (Arrays.stream(rows.numbers(CodeGapFiles.SQUARED_ERROR)).max().orElse(0) <= 0) {
            return List.of();
        }
        Curves errors = curves(result, rows, columns, Axis.log("Squared error per patch"));
        double[] own = rows.numbers(CodeGapFiles.SQUARED_ERROR);
        double[] share = rows.numbers(CodeGapFiles.SHARE);
        double median = own[IntStream.range(0, own.length).filter(i -> share[i] >= 0.5)
                .findFirst().orElse(own.length - 1)];
        JsonNode means = RunRecord.readMetrics(result.folder());
        GapFigures.mark(errors, "median of the codes as they are", Estimate.exact(median), 0);
        GapFigures.mark(errors, "their mean", GapFigures.estimate(means,
                CodeGapFiles.SQUARED_ERROR,
                means.path(CodeGapFiles.SQUARED_ERROR).asDouble()), 0);
        return List.of(new Drawing("squared_errors", "Squared errors of codes and of better ones",
                "The share of patches with no more than this squared error, summed over pixels."
                        + " Further left is better. At equal L1 it is a proven lower bound. Errors"
                        + " of 0 have no place on the axis. Gray: the interval of the mean.",
                errors));
    }

    /** The cumulative distributions of some columns. */
    private static Curves curves(ResultView result, Rows rows, Map<String, String> columns,
            Axis x) {
        String patches = RunRecord.readMetrics(result.folder()).path("patches").asText();
        Curves figure = new Curves(x, Axis.linear("Share of " + patches + " patches").between(0, 1),
                PALETTE, Column.SINGLE);
        double[] share = rows.numbers(CodeGapFiles.SHARE);
        columns.forEach((name, column) -> {
            double[] values = rows.numbers(column);
            int[] shown = IntStream.range(0, values.length)
                    .filter(i -> !x.logarithmic() || values[i] > 0).toArray();
            if (shown.length > 0) {
                figure.curve(Series.of(name, Arrays.stream(shown).mapToDouble(i -> values[i])
                        .toArray(),
                        Arrays.stream(shown).mapToDouble(i -> share[i]).toArray()));
            }
        });
        return figure;
    }
}
