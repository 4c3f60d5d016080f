package parsimony.experiment.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.PatchShape;
import parsimony.encoding.RowRange;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Estimate;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;
import parsimony.figures.Series;
import parsimony.figures.Strip;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/**
 * Figures of codes: how many atoms the patches use, which error is left, and some patches beside
 * their reconstructions. Codes and patches are read block by block, because they may not fit into
 * memory.
 */
final class InferenceFigures {
    private static final int ROWS_AT_A_TIME = 2048;
    private static final int BINS = 40;
    /** Points of the curve of the error. With 500 patches, each stands for 25 or more of them. */
    private static final int GROUPS = 20;
    /**
     * How many patches are shown at most: so many are still large across two columns of a journal.
     * Together they are at most {@link #PIXELS_ACROSS} pixels wide.
     */
    private static final int SHOWN = 8;
    private static final int PIXELS_ACROSS = 1024;

    private final String codesFile;
    private final String patchesFile;
    private final Dictionary dictionary;
    private final RowRange part;
    private final double[] nonzeros;
    private final double[] sums;
    private final double[] errors;
    private int units;

    /**
     * @param codesFile   N×K
     * @param patchesFile N×D, the patches that were coded; null if it does not exist any more
     * @param dictionary  K×D; null if it does not exist any more
     * @param part        the rows of the patches that were coded; null for all
     * @throws InputException if the shapes of the arrays do not agree
     */
    InferenceFigures(String codesFile, String patchesFile, Dictionary dictionary,
            RowRange part) {
        this.codesFile = codesFile;
        this.patchesFile = patchesFile;
        this.dictionary = dictionary;
        this.part = part;
        try (MatrixRows codes = ArrayFile.rows(codesFile)) {
            units = codes.columns();
            nonzeros = new double[(int) codes.rows()];
            sums = new double[nonzeros.length];
            FMatrixRMaj block = new FMatrixRMaj(ROWS_AT_A_TIME, units);
            for (int row = 0; codes.read(block, ROWS_AT_A_TIME) > 0; row += block.numRows) {
                for (int i = 0; i < block.numRows * units; i++) {
                    nonzeros[row + i / units] += block.data[i] == 0 ? 0 : 1;
                    sums[row + i / units] += Math.abs(block.data[i]);
                }
            }
        }
        errors = hasPatches() ? errors() : new double[0];
    }

    private boolean hasPatches() {
        return patchesFile != null && dictionary != null;
    }

    /** ‖x − Φa‖² of every patch. */
    private double[] errors() {
        double[] found = new double[nonzeros.length];
        try (MatrixRows codes = ArrayFile.rows(codesFile);
                MatrixRows patches = ArrayFile.rows(patchesFile)) {
            RowRange coded = part == null ? RowRange.all(patches.rows()) : part;
            if (coded.count() != codes.rows() || coded.to() > patches.rows()
                    || patches.columns() != dictionary.pixels()) {
                throw new InputException(patchesFile + ": is " + patches.rows() + "×"
                        + patches.columns() + ", but "
                        + codesFile + " is of " + codes.rows() + " patches of "
                        + dictionary.pixels()
                        + " pixels; put back the patches that the codes were inferred from");
            }
            patches.seek(coded.from());
            FMatrixRMaj block = new FMatrixRMaj(ROWS_AT_A_TIME, units);
            FMatrixRMaj originals = new FMatrixRMaj(ROWS_AT_A_TIME, patches.columns());
            int pixels = patches.columns();
            for (int row = 0; codes.read(block, ROWS_AT_A_TIME) > 0; row += block.numRows) {
                patches.read(originals, ROWS_AT_A_TIME);
                FMatrixRMaj decoded = dictionary.decode(block);
                for (int i = 0; i < block.numRows * pixels; i++) {
                    double difference = originals.data[i] - decoded.data[i];
                    found[row + i / pixels] += difference * difference;
                }
            }
        }
        return found;
    }

    /**
     * Every figure.
     *
     * @param shape of a patch; null if its pixels are no picture, or not known to be one
     */
    List<Drawing> figures(PatchShape shape) {
        List<Drawing> figures = new ArrayList<>();
        if (nonzeros.length == 0) {
            return figures;
        }
        // The rates of a Poisson posterior are never 0. So the number of nonzeros tells nothing
        // about them; their sum is shown in its place.
        boolean dense = Arrays.stream(nonzeros).allMatch(count -> count == units);
        String quantity = dense ? "activity" : "nonzeros";
        double[] used = dense ? sums : nonzeros;
        figures.add(
                new Drawing(quantity, dense ? "How active codes are" : "How many atoms codes use",
                        "Over all patches, " + (dense ? "the sum of a patch’s rates."
                                : "the atoms that are not 0 in a patch’s code."),
                        dense ? sums() : counts()));
        List<int[]> groups = groups(used);
        if (hasPatches() && groups.size() > 1) {
            figures.add(new Drawing("error_by_" + quantity, "Which errors are left",
                    "Patches with about as much in their"
                            + " codes make a point: the median of their squared errors, and the"
                            + " middle half.",
                    error(groups, used, axis(dense))));
        }
        if (hasPatches() && shape != null && shape.width() <= PIXELS_ACROSS) {
            figures.add(new Drawing("reconstructions", "Patches and what their codes make of them",
                    "From the least error to"
                            + " the largest. Each column has the gray scale of its original.",
                    reconstructions(shape.height(), shape.width())));
        }
        return figures;
    }

    private static Axis axis(boolean dense) {
        return Axis.linear(dense ? "Sum of a patch’s rates" : "Nonzeros of a patch’s code");
    }

    private Histogram sums() {
        return mean(
                new Histogram(axis(true), sums.length + " patches", BINS, Palette.of("patches"),
                        Column.SINGLE),
                sums);
    }

    /**
     * A histogram of the numbers of nonzeros. Every bin covers equally many whole numbers. If it
     * covers one, that number is in the middle of the bin.
     */
    private Histogram counts() {
        int most = (int) Arrays.stream(nonzeros).max().orElseThrow();
        int perBin = most / BINS + 1;
        int bins = most / perBin + 1;
        return mean(new Histogram(axis(false).between(-.5, bins * perBin - .5),
                nonzeros.length + " patches", bins,
                Palette.of("patches"),
                Column.SINGLE), nonzeros);
    }

    private static Histogram mean(Histogram histogram, double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return histogram.sample("patches", values).mark(mean,
                String.format(Locale.ROOT, "mean %.1f", mean));
    }

    /**
     * Groups of patches with about the same value, in rising order, as indices. Patches with
     * exactly the same value are in the same group.
     */
    private static List<int[]> groups(double[] values) {
        int[] order = order(values);
        int least = Math.max(1, values.length / GROUPS);
        List<int[]> groups = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= order.length; i++) {
            if (i == order.length || i - from >= least && values[order[i]] > values[order[i - 1]]) {
                groups.add(Arrays.copyOfRange(order, from, i));
                from = i;
            }
        }
        return groups;
    }

    private static int[] order(double[] values) {
        return IntStream.range(0, values.length).boxed()
                .sorted((i, j) -> Double.compare(values[i], values[j]))
                .mapToInt(Integer::intValue).toArray();
    }

    private Curves error(List<int[]> groups, double[] used, Axis x) {
        String name = "patches";
        List<Estimate> across = new ArrayList<>();
        List<Estimate> up = new ArrayList<>();
        for (int[] group : groups) {
            double[] sorted = Arrays.stream(group).mapToDouble(i -> errors[i]).sorted().toArray();
            across.add(Estimate
                    .exact(Arrays.stream(group).mapToDouble(i -> used[i]).average().orElseThrow()));
            up.add(new Estimate(sorted[sorted.length / 2], sorted[sorted.length / 4],
                    sorted[sorted.length * 3 / 4]));
        }
        Axis y = Axis.linear("Squared error (median, middle half)");
        return new Curves(x, y, Palette.of(name), Column.SINGLE)
                .curve(new Series(name, across, up));
    }

    /** Patches spread evenly from the least error to the largest, above their reconstructions. */
    private Strip reconstructions(int height, int width) {
        int[] order = order(errors);
        int shown = Math.min(Math.min(SHOWN, PIXELS_ACROSS / width), order.length);
        int[] chosen = IntStream.range(0, shown)
                .map(i -> order[shown == 1 ? 0
                        : (int) ((long) i * (order.length - 1) / (shown - 1))])
                .toArray();
        return new Strip(height, width, Column.DOUBLE)
                .row("Original", rows(patchesFile, part == null ? 0 : part.from(), chosen))
                .row("From its code", dictionary.decode(rows(codesFile, 0, chosen)))
                .captionLabel("Squared error")
                .captions(Arrays.stream(chosen)
                        .mapToObj(i -> String.format(Locale.ROOT, "%.3g", errors[i]))
                        .toArray(String[]::new));
    }

    /** Some rows of a file, counted from its row {@code from}. */
    private static FMatrixRMaj rows(String file, long from, int[] chosen) {
        try (MatrixRows reader = ArrayFile.rows(file)) {
            reader.seek(from);
            FMatrixRMaj rows = new FMatrixRMaj(chosen.length, reader.columns());
            FMatrixRMaj block = new FMatrixRMaj(ROWS_AT_A_TIME, reader.columns());
            for (int first = 0; reader.read(block, ROWS_AT_A_TIME) > 0; first += block.numRows) {
                for (int i = 0; i < chosen.length; i++) {
                    int at = chosen[i] - first;
                    if (at >= 0 && at < block.numRows) {
                        System.arraycopy(block.data, at * block.numCols, rows.data,
                                i * block.numCols, block.numCols);
                    }
                }
            }
            return rows;
        }
    }
}
