package parsimony.experiment.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.path.ExactCurve;
import parsimony.compare.path.Quantity;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.ArrayFile;
import parsimony.data.Patches;
import parsimony.experiment.report.Csv;
import parsimony.experiment.report.TransposeHint;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Estimate;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;

/**
 * Follows the lasso's solution paths of patches on each of some dictionaries, and reads the λ of
 * wanted points off their exact mean.
 */
public final class PathAnalysis {
    /** What is asked for if nothing is. */
    public static final List<String> DEFAULT = List.of("zeros=.8", "zeros=.9", "zeros=.95");
    /** What a point that was not asked for is called: the nearest to the ideal corner. */
    static final String NEAREST = "nearest to the ideal corner";
    /** Rows of a curve in its table: so many that their straight lines look smooth. */
    private static final int ROWS = 201;
    private static final String FORM = "%.9g";
    private static final List<String> MEASURES = List.of("lambda", "mse", "r2_pooled", "l1", "l0",
            "portion_zeros", "lifetime", "distance", "scaled_distance");

    /**
     * What is measured on what.
     *
     * @param dictionaries K×D each: files, or folders that hold a {@code dictionary.npy}
     * @param patches N×D, of one file
     * @param measured most patches, spread evenly, ≥ 2
     * @param signed whether codes may be negative
     * @param lambda where curves end; null for {@link ExactCurve#SHARE} of where they begin
     * @param at points that are wanted, each as {@link Quantity.At#parse} reads it
     * @param breakpoints whether every breakpoint is written
     * @param interval confidence of the intervals, above 0 and below 1
     */
    public record Settings(List<String> dictionaries, String patches, int measured, boolean signed,
            Double lambda, List<String> at, boolean breakpoints, double interval) {

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            dictionaries = List.copyOf(dictionaries);
            at = at.stream().map(text -> Quantity.At.parse(text).toString()).distinct().toList();
            SampleMean.requireLevel("interval", interval);
            if (measured < 2) {
                throw new InputException("measured", measured,
                        "must be at least 2, as sparsity is measured across patches");
            }
            if (lambda != null && !(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
                throw new InputException("lambda", lambda, "must be above 0");
            }
        }
    }

    private final Settings settings;
    private final ResultFolder folder;
    private final Monitor progress;
    /** K of each dictionary, by its name. */
    private final Map<String, Integer> atoms = new LinkedHashMap<>();

    /**
     * The analysis of some dictionaries.
     *
     * @param settings what to measure
     * @param folder that the results are written into
     * @param progress is told how the work goes on
     */
    public PathAnalysis(Settings settings, ResultFolder folder, Monitor progress) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Measures everything and writes its tables and numbers into the folder.
     *
     * @return the numbers
     * @throws InputException if a file cannot be read or is not what it must be, or shapes do not
     *     agree
     * @throws IOException if a file cannot be read or written
     */
    public PathResult run() throws IOException {
        long begun = System.nanoTime();
        FMatrixRMaj patches = Patches.read(settings.patches).spread(settings.measured).pixels();
        Resampling resampling = Resampling.of(patches.numRows);
        Map<String, Dictionary> dictionaries = read(patches.numCols);
        List<PathResult.OfDictionary> found = new ArrayList<>();
        try (Csv curves = Csv.create(folder.file(FileNames.EXACT_CURVE), columns());
                Csv points = Csv.create(folder.file(FileNames.EXACT_POINTS),
                        columns("at", "mse_low", "mse_high"));
                Csv breakpoints = settings.breakpoints
                        ? Csv.create(folder.file(FileNames.BREAKPOINTS), columns()) : null) {
            for (Map.Entry<String, Dictionary> named : dictionaries.entrySet()) {
                Dictionary dictionary = named.getValue();
                ExactCurve curve = curve(patches, named.getKey(), dictionary);
                PathResult.OfDictionary one =
                        measure(curve, named.getKey(), dictionary, resampling);
                found.add(one);
                for (double lambda : grid(curve)) {
                    curves.row(row(named.getKey(), curve.at(lambda)).toArray());
                }
                for (PathResult.At at : one.points()) {
                    points.row(row(one.name(), at).toArray());
                }
                if (breakpoints != null) {
                    for (double lambda : curve.breakpoints()) {
                        breakpoints.row(row(named.getKey(), curve.at(lambda)).toArray());
                    }
                }
            }
        }
        PathResult result = new PathResult(patches.numRows, settings.signed,
                Resampling.Intervals.of(settings.interval, "patches"), found,
                (System.nanoTime() - begun) * 1e-9);
        RunRecord.writeMetrics(folder.path(), result);
        return result;
    }

    private ExactCurve curve(FMatrixRMaj patches, String name, Dictionary dictionary) {
        double largest = ExactCurve.largest(patches, dictionary, settings.signed);
        if (largest <= 0) {
            throw new InputException("‹dictionary› " + name
                    + ": no atom goes along with a patch, so all codes are 0");
        }
        double end = settings.lambda != null ? settings.lambda : ExactCurve.SHARE * largest;
        ExactCurve curve =
                ExactCurve.of(patches, dictionary, settings.signed, end, progress);
        if (curve.end() > end) {
            progress.note(name + ": the curve ends at λ = " + curve.end()
                    + ", below which breakpoints are closer than rounding can tell");
        }
        return curve;
    }

    private PathResult.OfDictionary measure(ExactCurve curve, String name, Dictionary dictionary,
            Resampling resampling) {
        List<PathResult.At> points = new ArrayList<>();
        for (String at : settings.at) {
            points.add(new PathResult.At(at, curve.where(Quantity.At.parse(at))
                    .map(point -> numbers(curve, point, resampling)).orElse(null)));
        }
        points.add(new PathResult.At(NEAREST,
                numbers(curve, curve.nearestToIdeal(), resampling)));
        double[] norms = new double[dictionary.size()];
        Arrays.setAll(norms, k -> Math.sqrt(dictionary.squaredNorm(k)));
        return new PathResult.OfDictionary(name, dictionary.size(),
                Arrays.stream(norms).min().orElseThrow(), Arrays.stream(norms).max().orElseThrow(),
                curve.start(), curve.end(), points);
    }

    private PathResult.Numbers numbers(ExactCurve curve, ExactCurve.Point point,
            Resampling resampling) {
        Estimate error = Resampling.interval(point.mse(),
                resampling.mean(curve.errorsAt(point.lambda())), settings.interval);
        return new PathResult.Numbers(point.lambda(), point.mse(), Math.max(0, error.low()),
                error.high(), point.r2(), point.l1(), point.l0(), point.zeros(),
                point.lifetime(), point.distance(), point.scaledDistance());
    }

    /** λ from the end of a curve to its start, evenly in log λ. */
    private static double[] grid(ExactCurve curve) {
        double[] lambdas = new double[ROWS];
        double ratio = curve.start() / curve.end();
        Arrays.setAll(lambdas,
                i -> curve.end() * Math.pow(ratio, (double) i / (ROWS - 1)));
        return lambdas;
    }

    private static List<String> columns(String... more) {
        List<String> columns = new ArrayList<>(List.of("dictionary", "atoms"));
        columns.addAll(MEASURES);
        columns.addAll(List.of(more));
        return columns;
    }

    private List<Object> row(String name, ExactCurve.Point p) {
        List<Object> row = new ArrayList<>(List.of(name, atoms.get(name)));
        for (double number : new double[] {p.lambda(), p.mse(), p.r2(), p.l1(), p.l0(), p.zeros(),
            p.lifetime(), p.distance(), p.scaledDistance()}) {
            row.add(Csv.number(FORM, number));
        }
        return row;
    }

    private List<Object> row(String name, PathResult.At at) {
        List<Object> row = new ArrayList<>(List.of(name, atoms.get(name)));
        Optional<PathResult.Numbers> found = Optional.ofNullable(at.point());
        double[] numbers = found.map(p -> new double[] {p.lambda(), p.mse(), p.r2Pooled(), p.l1(),
            p.l0(), p.portionZeros(), p.lifetime(), p.distance(), p.scaledDistance()})
                .orElse(null);
        for (int i = 0; i < MEASURES.size(); i++) {
            row.add(numbers == null ? null : Csv.number(FORM, numbers[i]));
        }
        row.add(at.at());
        row.add(found.map(p -> Csv.number(FORM, p.mseLow())).orElse(null));
        row.add(found.map(p -> Csv.number(FORM, p.mseHigh())).orElse(null));
        return row;
    }

    private Map<String, Dictionary> read(int pixels) {
        Map<String, Dictionary> dictionaries = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (String place : settings.dictionaries) {
            if (!seen.add(place)) {
                throw new InputException("‹dictionary› " + place + ": is named twice");
            }
            String file = Files.isDirectory(Path.of(place))
                    ? Path.of(place).resolve(FileNames.DICTIONARY).toString() : place;
            FMatrixRMaj read = ArrayFile.matrix(file);
            if (read.numCols != pixels) {
                throw new InputException("‹dictionary› " + place + ": has atoms of " + read.numCols
                        + " pixels, patches have " + pixels + "; they must agree"
                        + TransposeHint.of(read.numRows == pixels, "the dictionary"));
            }
            String name = name(place);
            for (int i = 2; dictionaries.containsKey(name); i++) {
                name = name(place) + "-" + i;
            }
            dictionaries.put(name, new Dictionary(read));
            atoms.put(name, read.numRows);
        }
        return dictionaries;
    }

    /** The name of a folder, or of a file unless it is called as in all folders. */
    private static String name(String place) {
        Path path = Path.of(place).toAbsolutePath().normalize();
        boolean usual = path.getFileName().toString().equals(FileNames.DICTIONARY);
        Path called = usual && path.getParent().getFileName() != null ? path.getParent() : path;
        return called.getFileName().toString().replaceAll("\\.(npy|npz|mat|pt|safetensors)(?=#|$)",
                "");
    }
}
