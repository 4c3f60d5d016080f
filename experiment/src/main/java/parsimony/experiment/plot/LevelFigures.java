package parsimony.experiment.plot;

import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gabor.GaborFitter;
import parsimony.compare.levels.AtomGroups;
import parsimony.compare.levels.TwoLevelModel;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.LevelFiles;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Histogram;
import parsimony.figures.Mosaic;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/**
 * Figures of a model of two levels: what the units of level 2 group, how alike the atoms of a group
 * are, and which correlations level 2 predicts.
 */
public final class LevelFigures {
    /** Units of level 2 with their atoms in a mosaic. */
    private static final int UNITS = 32;
    /** Atoms beside the image of a unit. */
    private static final int ATOMS = 8;
    /** Units in a row. */
    private static final int ACROSS = 2;
    private static final int SHUFFLES = 100;
    private static final int BINS = 20;

    private LevelFigures() {}

    /**
     * {@return mosaics of the units of level 2: their images, and their images with their strongest
     * atoms}
     *
     * @param result the result folder
     */
    public static List<Drawing> groups(ResultView result) {
        Optional<TwoLevelModel> read = LevelFiles.read(result.folder(), result.settings());
        if (read.isEmpty()) {
            return List.of();
        }
        TwoLevelModel model = read.get();
        PatchShape shape = result.shapeOf(result.file(FileNames.DICTIONARY),
                model.dictionary().pixels()).shape();
        if (shape == null) {
            return List.of();
        }
        float[] kl = Npy.readVector(result.file(FileNames.LEVEL2_KL_PER_UNIT));
        boolean[] active = active(result, kl);
        boolean[] dead = new boolean[kl.length];
        double[] order = new double[kl.length];
        for (int j = 0; j < kl.length; j++) {
            dead[j] = !active[j];
            order[j] = kl[j];
        }
        FMatrixRMaj images = model.images();
        long count = IntStream.range(0, kl.length).filter(j -> dead[j]).count();
        String struck = count == 0 ? ""
                : "; " + count + " dead (KL below " + result.activeKl() + "), struck out";
        int[] shown = IntStream.range(0, kl.length).boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -kl[j]))
                .limit(UNITS).mapToInt(j -> j).toArray();
        int group = 1 + ATOMS;
        FMatrixRMaj tiles =
                new FMatrixRMaj(shown.length * group, model.dictionary().pixels());
        AtomGroups groups = AtomGroups.of(model);
        for (int i = 0; i < shown.length; i++) {
            copy(images, shown[i], tiles, i * group);
            int[] members = groups.members().get(shown[i]);
            for (int a = 0; a < Math.min(ATOMS, members.length); a++) {
                copy(model.dictionary().atoms(), members[a], tiles, i * group + 1 + a);
            }
        }
        return List.of(
                new Drawing("level2_images", "What a spike of level 2 adds",
                        "Each tile is a unit of level 2: what one of its spikes adds to the mean"
                                + " of a patch under the prior, scaled to its own range.",
                        new Mosaic(images, shape.height(), shape.width(), Column.DOUBLE)
                                .title(kl.length + " units of level 2" + result.weight()
                                        + ", highest KL first" + struck)
                                .orderBy(order).dead(dead)),
                new Drawing("level2_groups", "What level 2 groups",
                        "Units of level 2, highest KL first, " + ACROSS + " in a row. The first"
                                + " tile of a unit is what one of its spikes adds. Then come the"
                                + " atoms of level 1 in it, strongest first, at most " + ATOMS
                                + ": those whose part is at least a quarter of the largest.",
                        new Mosaic(tiles, shape.height(), shape.width(), Column.DOUBLE)
                                .perRow(ACROSS * group)
                                .title("The " + shown.length
                                        + " units of level 2 with the highest KL, and their"
                                        + " atoms")));
    }

    private static boolean[] active(ResultView result, float[] kl) {
        boolean[] active = new boolean[kl.length];
        for (int j = 0; j < kl.length; j++) {
            active[j] = kl[j] >= result.activeKl();
        }
        return active;
    }

    private static void copy(FMatrixRMaj from, int row, FMatrixRMaj to, int at) {
        System.arraycopy(from.data, row * from.numCols, to.data, at * to.numCols, to.numCols);
    }

    /**
     * {@return the correlations of pairs of units of level 1, predicted against measured}
     *
     * @param result the result folder
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> correlations(ResultView result) throws IOException {
        if (!result.has(FileNames.LEVEL2_CORRELATIONS)) {
            return List.of();
        }
        Rows table = Rows.read(result.file(FileNames.LEVEL2_CORRELATIONS));
        String name = "pairs of units";
        String agreement = String.format(Locale.ROOT,
                "Over all %.0f pairs, the two have a correlation of %.3f.",
                table.numbers("pairs")[0], table.numbers("agreement")[0]);
        return List.of(new Drawing("level2_correlations", "Correlations that level 2 predicts",
                "Correlations of the counts of two units of level 1: under the prior of the"
                        + " model, and among the codes of the validation patches. A prior of one"
                        + " level predicts none. " + agreement,
                new Panels(1).panel("", new Plane(Axis.linear("Predicted correlation"),
                        Axis.linear("Measured correlation"), Palette.of(name), Column.SINGLE)
                        .dots(Series.of(name, table.numbers("predicted"),
                                table.numbers("measured"))))
                        .note(agreement)));
    }

    /** How alike the atoms of groups are in orientation and place; Gabor fits take a while. */
    public static final class Spreads implements ResultFigure {

        /** A figure with no settings. */
        public Spreads() {}

        @Override
        public boolean quick() {
            return false;
        }

        @Override
        public List<Drawing> of(ResultView result) {
            Optional<TwoLevelModel> read = LevelFiles.read(result.folder(), result.settings());
            if (read.isEmpty()) {
                return List.of();
            }
            TwoLevelModel model = read.get();
            PatchShape shape = result.shapeOf(result.file(FileNames.DICTIONARY),
                    model.dictionary().pixels()).shape();
            if (shape == null) {
                return List.of();
            }
            return List.of(new Drawing("level2_spread", "How alike the atoms of a group are",
                    "The spread of orientations (0 where all are the same) and of places of the"
                            + " well-fitted atoms of each active unit of level 2, beside random"
                            + " groups of as many atoms.",
                    (out, name, alpha) -> write(result, model, shape, out, name, alpha)));
        }

        private static List<Path> write(ResultView result, TwoLevelModel model, PatchShape shape,
                Path out, String name, boolean alpha) throws IOException {
            FMatrixRMaj atoms = model.dictionary().atoms();
            result.progress().phase("Fitting Gabor functions to the atoms of groups",
                    atoms.numRows, "atoms");
            AtomGroups.Spread spread = AtomGroups.of(model).spread(
                    new GaborFitter(shape.height(), shape.width()).fit(atoms),
                    active(result, Npy.readVector(result.file(FileNames.LEVEL2_KL_PER_UNIT))),
                    SHUFFLES, 0);
            result.progress().at(atoms.numRows);
            List<Path> written = new ArrayList<>();
            Path table = out.resolve(name + ".csv");
            try (Writer writer = new FileWriter(table.toFile(), StandardCharsets.UTF_8)) {
                writer.write("unit,atoms,orientation,position,random_orientation,"
                        + "random_position\n");
                for (int i = 0; i < spread.groups().length; i++) {
                    writer.write(String.format(Locale.ROOT, "%d,%d,%.6g,%.6g,%.6g,%.6g%n",
                            spread.groups()[i], spread.atoms()[i], spread.orientation()[i],
                            spread.position()[i], spread.meanShuffledOrientation(),
                            spread.meanShuffledPosition()));
                }
            }
            if (spread.groups().length > 0) {
                figure(spread).write(out, name, alpha);
                written.add(out.resolve(name + ".png"));
            }
            written.add(table);
            return written;
        }

        private static Panels figure(AtomGroups.Spread spread) {
            String own = "groups of level 2";
            String random = "random groups";
            Palette palette = Palette.of(own, random);
            return new Panels(2, Column.DOUBLE)
                    .panel("Orientation", new Histogram(
                            Axis.linear("Circular variance of the orientations").between(0, 1),
                            "groups", BINS, palette, Column.SINGLE)
                            .sample(own, spread.orientation())
                            .sample(random, spread.shuffledOrientation()))
                    .panel("Place", new Histogram(
                            Axis.linear("Spread of the centres (pixels)"), "groups", BINS,
                            palette, Column.SINGLE)
                            .sample(own, spread.position())
                            .sample(random, spread.shuffledPosition()))
                    .sharedLegend()
                    .note(String.format(Locale.ROOT,
                            "n = %d groups of two or more well-fitted atoms. Means: %.3f against"
                                    + " %.3f, and %.2f against %.2f pixels.",
                            spread.groups().length, spread.meanOrientation(),
                            spread.meanShuffledOrientation(), spread.meanPosition(),
                            spread.meanShuffledPosition()));
        }
    }
}
