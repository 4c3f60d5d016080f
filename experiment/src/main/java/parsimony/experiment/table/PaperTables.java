package parsimony.experiment.table;

import static parsimony.experiment.table.SeedTable.Role.COMPARED;
import static parsimony.experiment.table.SeedTable.Role.CONSTANT;
import static parsimony.experiment.table.SeedTable.Role.SHOWN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.representation.LabelledFeatures;
import parsimony.compare.representation.NearestNeighbours;
import parsimony.compare.representation.ShatteringDimension;
import parsimony.data.ArrayFile;
import parsimony.experiment.table.SeedTable.Measure;
import parsimony.experiment.table.SeedTable.Over;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.vae.Evaluation;
import parsimony.vae.Vae;

/**
 * The measurements in the tables of Vafaii, Galor &amp; Yates (2024). Every method measures all
 * runs of the given conditions.
 */
public final class PaperTables {
    /** Sizes of the small pools in which neighbours are searched, and how often each is drawn. */
    private static final int[] POOLS = {200, 1000};
    private static final int DRAWS = 100;

    private PaperTables() {}

    /** Measures one run: for each measure the numbers whose mean it is. */
    private interface Measurement {
        double[][] of(TrainedVae run) throws IOException;
    }

    /**
     * {@return the negative evidence lower bound and its two parts, as each run measured them (fig.
     * 4)}
     *
     * @param conditions what the rows are about
     * @param level confidence of the intervals, above 0 and below 1
     * @throws IOException if a file cannot be read or written
     */
    public static SeedTable nelbo(List<Condition> conditions, double level) throws IOException {
        return measure(conditions, Over.SEEDS, level,
                List.of(new Measure("NELBO", "nelbo", 1, COMPARED),
                        new Measure("squared error of samples", "mse", 1, SHOWN),
                        new Measure("KL", "kl", 1, SHOWN)),
                run -> {
                    TrainedVae.Loss loss = run.loss();
                    return single(loss.nelbo(), loss.mse(), loss.kl());
                });
    }

    /**
     * {@return where each encoder stands in the plane of error and sparsity, as each run measured
     * it (fig. 3a): the squared error of the decoded posterior mean, and the lifetime sparsity of
     * sampled codes}
     *
     * @param conditions what the rows are about
     * @param level confidence of the intervals, above 0 and below 1
     * @throws IOException if a file cannot be read or written
     */
    public static SeedTable plane(List<Condition> conditions, double level) throws IOException {
        return measure(conditions, Over.SEEDS, level,
                List.of(new Measure("squared error of the mean", "mse_map", 1, COMPARED),
                        new Measure("lifetime", "lifetime", 3, COMPARED)),
                run -> {
                    TrainedVae.Place place = run.place();
                    return single(place.mseMap(), place.lifetime());
                });
    }

    /**
     * {@return the share of active units by both rules (table 2): from a threshold in nats, and by
     * the {@link parsimony.vae.GapRule}}
     *
     * @param conditions what the rows are about
     * @param threshold of the first rule for all runs, in nats; null for that of each run's
     *     training
     * @param level confidence of the intervals, above 0 and below 1
     * @throws InputException if runs of one condition were trained with different thresholds
     * @throws IOException if a file cannot be read or written
     */
    public static SeedTable active(List<Condition> conditions, Double threshold, double level)
            throws IOException {
        List<Measure> measures = List.of(new Measure("active", "active", 3, COMPARED),
                new Measure("from a KL of", "active_threshold", 4, CONSTANT),
                new Measure("active by gap", "active_gap", 3, COMPARED));
        for (Condition condition : conditions) {
            TrainedVae first = condition.runs().get(0);
            for (TrainedVae run : condition.runs()) {
                if (threshold == null && run.activeThreshold() != first.activeThreshold()) {
                    throw new InputException(
                            first.folder() + " and " + run.folder() + ": count active units from "
                                    + first.activeThreshold() + " and from " + run.activeThreshold()
                                    + " nats; say ‹active-threshold› for both");
                }
            }
        }
        return measure(conditions, Over.SEEDS, level, measures, run -> {
            double nats = threshold != null ? threshold : run.activeThreshold();
            return single(Evaluation.active(run.klPerUnit(), nats), nats, run.activeGap());
        });
    }

    /**
     * {@return the accuracy of classification by nearest neighbours (table 5)} The second half of
     * the test images is classified; the neighbours come from pools of the first half.
     *
     * @param conditions what the rows are about
     * @param images the images with their labels
     * @param seed of the pools, which are the same for all runs
     * @param over what intervals are over; null for seeds, but for the pools where there is one
     *     seed. The largest pool is drawn once and has no interval over pools
     * @param level confidence of the intervals, above 0 and below 1
     * @param progress is told how the work goes on
     * @throws InputException if a run's patches are not these images
     * @throws IOException if a file cannot be read or written
     */
    public static SeedTable neighbours(List<Condition> conditions, LabelledImages images, long seed,
            Over over, double level, Monitor progress) throws IOException {
        int half = images.testLabels().length / 2;
        int[] sizes = Arrays.stream(POOLS).filter(size -> size < half).toArray();
        List<Measure> measures = IntStream.concat(Arrays.stream(sizes), IntStream.of(half))
                .mapToObj(size -> new Measure("N = " + size, "n_" + size, 3, COMPARED)).toList();
        progress.phase("Finding nearest neighbours",
                conditions.stream().mapToInt(c -> c.runs().size()).sum(), "runs");
        int[] done = {0};
        return measure(conditions, over, level, measures, run -> {
            LabelledFeatures test =
                    features(run, images.test(), images.testLabels(), images.test());
            NearestNeighbours neighbours =
                    new NearestNeighbours(test.rows(0, half), test.rows(half, test.size()));
            double[][] accuracies = new double[sizes.length + 1][];
            Arrays.setAll(accuracies,
                    i -> i < sizes.length ? neighbours.accuracies(sizes[i], DRAWS, seed)
                            : new double[] {neighbours.accuracy()});
            progress.at(++done[0]);
            return accuracies;
        });
    }

    /**
     * {@return the shattering dimension of the test images, with classifiers fitted to the training
     * images (table 3)}
     *
     * @param conditions what the rows are about
     * @param images the images with their labels
     * @param over what intervals are over; null for seeds, but for the ways to split the classes
     *     where there is one seed
     * @param level confidence of the intervals, above 0 and below 1
     * @param progress is told how the work goes on
     * @throws InputException if a run's patches are not these images
     * @throws IOException if a file cannot be read or written
     */
    public static SeedTable shattering(List<Condition> conditions, LabelledImages images,
            Over over, double level, Monitor progress)
            throws IOException {
        List<Measure> measures =
                List.of(new Measure("shattering dimension", "shattering_dimension", 3, COMPARED));
        return measure(conditions, over, level, measures, run -> new double[][] {
            ShatteringDimension.accuracies(
                    features(run, images.train(), images.trainLabels(), images.test()),
                    features(run, images.test(), images.testLabels(), images.test()), progress)});
    }

    /** Measures that are not means of draws. */
    private static double[][] single(double... measures) {
        return Arrays.stream(measures).mapToObj(value -> new double[] {value})
                .toArray(double[][]::new);
    }

    private static SeedTable measure(List<Condition> conditions, Over over, double level,
            List<Measure> measures, Measurement measurement) throws IOException {
        Map<TrainedVae, double[][]> values = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            for (TrainedVae run : condition.runs()) {
                values.put(run, measurement.of(run));
            }
        }
        return new SeedTable(conditions, measures, values, over, level);
    }

    /**
     * Features of some images by a run's encoder. First it checks that the test images are those
     * that the run was validated on.
     */
    private static LabelledFeatures features(TrainedVae run, FMatrixRMaj images, int[] labels,
            FMatrixRMaj test)
            throws IOException {
        int pixels = run.settings().architecture().pixels();
        if (pixels != images.numCols) {
            throw new InputException(run.folder() + ": was trained on patches of " + pixels
                    + " pixels, the images of ‹data› have " + images.numCols);
        }
        requireSame(run, test);
        try (Vae vae = Vae.load(run.folder())) {
            return new LabelledFeatures(vae.features().encode(images), labels);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    run.folder() + ": has no checkpoint (" + e.getMessage() + "); train it again",
                    e);
        }
    }

    /** Refuses patches that were prepared differently from those of the encoder's training. */
    private static void requireSame(TrainedVae run, FMatrixRMaj test) {
        String file = run.settings().validation();
        if (!Files.exists(ArrayFile.file(file))) {
            return;
        }
        FMatrixRMaj validation = ArrayFile.matrix(file);
        Set<ByteBuffer> known = rows(test).collect(Collectors.toSet());
        if (!rows(validation).allMatch(known::contains)) {
            throw new InputException(run.folder() + ": was measured on " + file
                    + ", which are not the test images of ‹data›; name the data and ‹pipeline›"
                    + " that they were prepared with");
        }
    }

    /** The bits of each row, so that rows can be compared. */
    private static Stream<ByteBuffer> rows(FMatrixRMaj matrix) {
        return IntStream.range(0, matrix.numRows).mapToObj(i -> {
            ByteBuffer bits = ByteBuffer.allocate(Float.BYTES * matrix.numCols);
            bits.asFloatBuffer().put(matrix.data, i * matrix.numCols, matrix.numCols);
            return bits;
        });
    }
}
