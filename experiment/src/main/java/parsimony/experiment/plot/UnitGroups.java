package parsimony.experiment.plot;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.PatchShape;
import parsimony.experiment.report.TransposeHint;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Histogram;
import parsimony.figures.Mosaic;
import parsimony.figures.Palette;
import parsimony.signals.InputException;

/**
 * The dead and the active units of a VAE: the histogram of their KL, and the atoms of both (Vafaii,
 * Galor &amp; Yates 2024, fig. 5).
 */
public final class UnitGroups {
    /** The label of the histogram's axis. */
    static final String KL_AXIS = "KL of a unit (nats)";
    private static final String ACTIVE = "active";
    private static final String DEAD = "dead";
    /** How many atoms of a group are shown at most, and how many stand in a row. */
    private static final int SHOWN = 64;
    private static final int PER_ROW = 16;
    /** The widest atom, in pixels, of which {@link #PER_ROW} fit in a row. */
    private static final int WIDEST = 60;
    /** Bins of the histogram in a factor of 10 of the KL. */
    private static final int BINS_PER_DECADE = 10;
    /** Tenths of a decade that the histogram shows below the threshold, and at least above it. */
    private static final int BELOW = 30;
    private static final int ABOVE = 20;

    private final double[] kl;
    private final FMatrixRMaj atoms;
    private final PatchShape shape;
    private final double threshold;

    /**
     * Groups the units by their KL.
     *
     * @param kl        mean KL of each unit in nats, K
     * @param atoms     K×D
     * @param shape     of an atom
     * @param threshold KL in nats from which a unit is active, above 0
     * @throws InputException if there is not one KL for each atom
     */
    public UnitGroups(double[] kl, FMatrixRMaj atoms, PatchShape shape, double threshold) {
        if (kl.length != atoms.numRows) {
            throw new InputException(AtomOrder.KL.file() + ": has " + kl.length + " values for "
                    + atoms.numRows + " atoms; must have one for each"
                    + TransposeHint.of(kl.length == atoms.numCols, "the dictionary"));
        }
        this.kl = kl.clone();
        this.atoms = atoms;
        this.shape = shape;
        this.threshold = threshold;
    }

    /**
     * {@return a histogram of the KL of the units} Dead ones are left of the threshold, active ones
     * right of it. The threshold is an end of a bin, so that no bin has units of both groups.
     */
    public Histogram histogram() {
        return histogram(KL_AXIS, active(threshold));
    }

    /** What a line at the threshold is called: which units are active. */
    static String active(double threshold) {
        return "active: KL ≥ " + threshold + " (nats)";
    }

    /** The same with other words for its axis and its threshold. */
    Histogram histogram(String axis, String active) {
        double most = Arrays.stream(kl).max().orElse(threshold);
        int above = Math.max(ABOVE,
                (int) Math
                        .ceil(BINS_PER_DECADE * Math.log10(Math.max(most, threshold) / threshold)));
        Axis nats = Axis.log(axis).between(tenths(-BELOW), tenths(above));
        Histogram histogram = new Histogram(nats, "units", BELOW + above,
                Palette.of(ACTIVE, DEAD), Column.SINGLE).parts()
                .mark(threshold, active);
        for (String group : new String[] {DEAD, ACTIVE}) {
            int[] units = units(group);
            if (units.length > 0) {
                histogram.sample(group, Arrays.stream(units).mapToDouble(k -> kl[k]).toArray());
            }
        }
        return histogram;
    }

    private double tenths(int tenthsOfADecade) {
        return threshold * Math.pow(10, (double) tenthsOfADecade / BINS_PER_DECADE);
    }

    /**
     * {@return the atoms of the dead units and of the active ones, by the titles of the mosaics}
     * The highest KL comes first. Of a large group, some are shown that are spread evenly over this
     * order. An empty group is left out.
     */
    public Map<String, Mosaic> mosaics() {
        Map<String, Mosaic> mosaics = new LinkedHashMap<>();
        for (String group : new String[] {DEAD, ACTIVE}) {
            int[] units = units(group);
            int shown = Math.min(SHOWN, units.length);
            if (shown > 0) {
                int[] spread = IntStream.range(0, shown)
                        .map(i -> units[(int) ((long) i * units.length / shown)]).toArray();
                Mosaic mosaic =
                        new Mosaic(atoms, shape.height(), shape.width(), Column.SINGLE)
                                .order(spread);
                mosaics.put(units.length + " " + group
                        + (shown < units.length ? ", " + shown + " of them shown" : ""),
                        shape.width() <= WIDEST ? mosaic.perRow(PER_ROW) : mosaic);
            }
        }
        return mosaics;
    }

    /** The units of a group, highest KL first. */
    private int[] units(String group) {
        return IntStream.range(0, kl.length)
                .filter(k -> (kl[k] >= threshold) == group.equals(ACTIVE)).boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -kl[k])).mapToInt(k -> k)
                .toArray();
    }
}
