package parsimony.experiment.gradients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Patches;
import parsimony.experiment.gap.PoissonRun;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.GradientQuality;
import parsimony.vae.GradientStudy;
import parsimony.vae.GradientStudy.Combination;
import parsimony.vae.GradientStudy.Point;
import parsimony.vae.TrainingMoment;
import parsimony.vae.Vae;

/**
 * Judges every estimator of the gradient by the exact gradient: at the start, after a tenth and at
 * the end of a training, on some patches with the rates that the encoder then gives them; and at
 * its end with rates all alike, from low to high.
 */
public final class GradientsAnalysis {
    /** The levels of rates all alike. */
    static final double[] RATES = {.1, 1, 10, 100};
    /**
     * The most units that have such a rate. All units of a large model at a rate of 100 would take
     * most of the time, for a point where no model comes.
     */
    static final int RATED_UNITS = 64;

    /**
     * What is measured on what.
     *
     * @param run      folder of a finished {@code parsimony train --model poisson}
     * @param patches  N×D, {@code FILE} or {@code FILE#NAME}; null for the validation patches of
     *                 the run
     * @param measured most patches to take gradients of, ≥ 1
     * @param samples  gradients of each patch, ≥ {@link GradientStudy#LEAST_SAMPLES}
     * @param draws    codes that the estimator score samples for a gradient, ≥ 2
     * @param temperatures of relaxed samples, rising, each above 0; null for
     *                 {@link GradientStudy#TEMPERATURES}
     * @param seed     of all samples
     */
    public record Settings(String run, String patches, int measured, int samples, int draws,
            List<Double> temperatures, long seed) {
        /**
         * Checks the values.
         *
         * @throws InputException if a number is out of its range
         */
        public Settings {
            if (measured < 1) {
                throw new InputException("measured", measured, "must be at least 1");
            }
            temperatures = temperatures == null ? GradientStudy.TEMPERATURES
                    : List.copyOf(temperatures);
            double below = 0;
            for (double temperature : temperatures) {
                if (!(temperature > below && temperature < 1e3)) {
                    throw new InputException("temperatures", temperature,
                            "must be above 0 and rising");
                }
                below = temperature;
            }
            new GradientStudy(samples, draws, seed).close(); // refuses what is out of its range
        }
    }

    private final Settings settings;
    private final ResultFolder folder;
    private final Monitor progress;

    /**
     * The analysis of one run.
     *
     * @param settings what to measure
     * @param folder   that the results are written into
     * @param progress is told how the work goes on
     */
    public GradientsAnalysis(Settings settings, ResultFolder folder, Monitor progress) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Measures everything and writes {@code gradients.csv}, a table and {@code metrics.json} into
     * the folder.
     *
     * @return the numbers
     * @throws InputException if the run is not that of a finished Poisson VAE with a linear
     *     decoder, the patches are not of its kind, or a file cannot be read
     * @throws IOException if a file cannot be read or written
     */
    public GradientsResult run() throws IOException {
        Path run = Path.of(settings.run);
        PoissonRun.Settings trained = PoissonRun.settings(run);
        if (trained.architecture().inference() != null || trained.architecture().levels() != null) {
            throw new InputException(run + ": has steps of inference or two levels; gradients are"
                    + " measured of a model of one level whose encoder gives codes in one shot");
        }
        Patches patches = PoissonRun.patches(run, trained, settings.patches, settings.measured);
        double last = trained.training().annealing().temperature().end();
        double shown = settings.temperatures.stream()
                .min(Comparator.comparingDouble(t -> Math.abs(Math.log(t / last)))).orElseThrow();
        List<GradientsResult.Row> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        try (GradientStudy study =
                new GradientStudy(settings.samples, settings.draws, settings.seed)) {
            List<Combination> all = Combination.all(settings.temperatures);
            for (TrainingMoment moment : TrainingMoment.values()) {
                String state = moment.name().toLowerCase(Locale.ROOT);
                if (!moment.isKept(run)) {
                    missing.add(state);
                    continue;
                }
                progress.phase("Gradients at the " + state, GradientStudy.work(all.size()),
                        "measurements");
                for (GradientQuality q : study.measure(point(moment, run, patches.pixels()), all,
                        0, progress)) {
                    rows.add(new GradientsResult.Row(state, null, q));
                }
            }
            List<Combination> few = Combination.all(List.of(shown));
            progress.phase("Gradients by rate",
                    (long) RATES.length * GradientStudy.work(few.size()),
                    "measurements");
            Dictionary rated = rated(run);
            for (int level = 0; level < RATES.length; level++) {
                for (GradientQuality q : study.measure(alike(rated, RATES[level],
                        patches.size()), few, level * GradientStudy.work(few.size()), progress)) {
                    rows.add(new GradientsResult.Row(GradientsResult.RATES, RATES[level], q));
                }
            }
        }
        if (!missing.isEmpty()) {
            progress.warn(run + ": keeps no model of the " + String.join(" and the ", missing)
                    + " of its training, as it was trained by an earlier version; train it again"
                    + " to have " + (missing.size() > 1 ? "them" : "it"));
        }
        GradientsResult result = new GradientsResult(rows, patches.size(), shown);
        result.write(folder.file(FileNames.GRADIENTS));
        result.tables().get(0).write(folder.path(), "table");
        RunRecord.writeMetrics(folder.path(), result.metrics());
        return result;
    }

    private static Point point(TrainingMoment moment, Path run, FMatrixRMaj patches)
            throws IOException {
        try (Vae vae = moment.load(run)) {
            return new Point(vae.dictionary().orElseThrow(), patches,
                    vae.posteriorMean().encode(patches));
        }
    }

    /** Units of the trained dictionary, spread evenly. */
    private static Dictionary rated(Path run) throws IOException {
        try (Vae vae = TrainingMoment.END.load(run)) {
            FMatrixRMaj atoms = vae.dictionary().orElseThrow().atoms();
            int units = Math.min(RATED_UNITS, atoms.numRows);
            FMatrixRMaj chosen = new FMatrixRMaj(units, atoms.numCols);
            for (int k = 0; k < units; k++) {
                int from = (int) ((long) k * atoms.numRows / units);
                System.arraycopy(atoms.data, from * atoms.numCols, chosen.data, k * atoms.numCols,
                        atoms.numCols);
            }
            return new Dictionary(chosen);
        }
    }

    /** Patches that the model itself makes of counts with this rate, Φz, and this rate for all. */
    private Point alike(Dictionary dictionary, double rate, int patches) {
        SplittableRandom random = new SplittableRandom(settings.seed);
        FMatrixRMaj rates = new FMatrixRMaj(patches, dictionary.size());
        FMatrixRMaj counts = new FMatrixRMaj(patches, dictionary.size());
        for (int i = 0; i < rates.getNumElements(); i++) {
            rates.data[i] = (float) rate;
            double clock = -Math.log(1 - random.nextDouble());
            for (; clock <= rate; clock -= Math.log(1 - random.nextDouble())) {
                counts.data[i]++;
            }
        }
        return new Point(dictionary, dictionary.decode(counts), rates);
    }
}
