package parsimony.compare.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.compare.IdealCorner;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Homotopy;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.SolutionPath;

/**
 * The exact trade-off between error and sparsity on a dictionary: the mean over patches of the
 * lasso's squared error, ‖a‖₁ and active units as functions of λ. They are put together from the
 * breakpoints of all patches' {@linkplain Homotopy solution paths}, so no λ is left out. Between
 * breakpoints ‖a‖₁ is linear in λ, the error is linear in λ², and the number of active units does
 * not change.
 *
 * <p>Osborne, Presnell &amp; Turlach (2000), IMA Journal of Numerical Analysis 20; Efron, Hastie,
 * Johnstone &amp; Tibshirani (2004), Annals of Statistics 32.
 */
public final class ExactCurve {
    /** Where a curve ends by default, as a share of the λ at which all codes are 0. */
    public static final double SHARE = 1e-3;
    /** The λ at which lifetime sparsity is known. */
    private static final int GRID = 100;
    /** Paths in memory at once: each holds a code for every breakpoint. */
    private static final int AT_A_TIME = 16;
    /** Most breakpoints of a path. */
    private static final int MOST = 100_000;

    /**
     * A point of the curve.
     *
     * @param lambda   weight of the l1 norm
     * @param mse      mean over patches of Σ_pixels (x − Φa)²
     * @param r2       1 − SS_res/SS_tot of all pixels of all patches together, SS_tot about their
     *                 one mean
     * @param l1       mean ‖a‖₁
     * @param l0       mean number of units that are not 0
     * @param zeros    share of code entries that are 0, 0..1
     * @param lifetime mean lifetime sparsity of the units, 0..1, interpolated in log λ
     */
    public record Point(double lambda, double mse, double r2, double l1, double l0, double zeros,
            double lifetime) {
        /** {@return as {@link IdealCorner#distance}} */
        public double distance() {
            return IdealCorner.distance(r2, zeros);
        }

        /** {@return as {@link IdealCorner#scaledDistance}} */
        public double scaledDistance() {
            return IdealCorner.scaledDistance(r2, zeros);
        }
    }

    private final int atoms;
    private final List<PatchCurve> patches;
    private final double variance;
    /** All breakpoints, rising, from the end of the curve on. */
    private final double[] breaks;
    /** Active units of all patches between a breakpoint and the next. */
    private final long[] active;
    /** Mean error just above each breakpoint. */
    private final double[] errors;
    private final double[] gridLambdas;
    private final double[] gridLifetime;

    private ExactCurve(int atoms, List<PatchCurve> patches, double variance, double[] gridLambdas,
            double[] gridLifetime) {
        this.atoms = atoms;
        this.patches = patches;
        this.variance = variance;
        this.gridLambdas = gridLambdas;
        this.gridLifetime = gridLifetime;
        double end = patches.stream().mapToDouble(PatchCurve::end).max().orElseThrow();
        List<Change> changes = new ArrayList<>();
        for (PatchCurve patch : patches) {
            for (int i = 1; i < patch.size(); i++) {
                if (patch.lambda(i) > end) {
                    changes.add(new Change(patch.lambda(i), patch.active(i) - patch.active(i - 1),
                            patch.slope(i) - patch.slope(i - 1)));
                }
            }
        }
        changes.sort((one, other) -> Double.compare(one.lambda, other.lambda));
        breaks = new double[changes.size() + 1];
        active = new long[breaks.length];
        errors = new double[breaks.length];
        breaks[0] = end;
        double above = Math.nextUp(end);
        active[0] = patches.stream().mapToLong(patch -> patch.activeAt(above)).sum();
        errors[0] = errorAt(end);
        double slope = patches.stream().mapToDouble(patch -> patch.slopeAt(above)).sum();
        for (int i = 1; i < breaks.length; i++) {
            Change change = changes.get(i - 1);
            breaks[i] = change.lambda;
            active[i] = active[i - 1] + change.active;
            errors[i] = errors[i - 1] + slope / patches.size()
                    * (breaks[i] * breaks[i] - breaks[i - 1] * breaks[i - 1]);
            slope += change.slope;
        }
    }

    /** What changes where λ rises past a breakpoint of one patch. */
    private record Change(double lambda, int active, double slope) {
    }

    /**
     * {@return the least λ at which the codes of all patches are 0: max φ_kᵀx, of the absolute
     * value if signed}
     *
     * @param patches N×D
     * @param dictionary K×D
     * @param signed whether codes may be negative
     */
    public static double largest(FMatrixRMaj patches, Dictionary dictionary, boolean signed) {
        dictionary.requireMatching(patches);
        FMatrixRMaj products = new FMatrixRMaj(patches.numRows, dictionary.size());
        CommonOps_FDRM.multTransB(patches, dictionary.atoms(), products);
        double largest = 0;
        for (float product : products.data) {
            largest = Math.max(largest, signed ? Math.abs(product) : product);
        }
        return largest;
    }

    /**
     * Follows the path of every patch.
     *
     * @param patches N×D, N ≥ 2, as sparsity across patches is measured
     * @param dictionary K×D
     * @param signed whether codes may be negative
     * @param lambda where the curve ends, &gt; 0 and below {@link #largest}
     * @param monitor is told of the patches that are done
     * @return the curve; where the breakpoints of a path are closer than rounding can tell, it
     *     {@linkplain #end ends} before that λ
     * @throws InputException if shapes do not agree or λ is out of its range
     * @throws CancellationException if the thread is interrupted
     */
    public static ExactCurve of(FMatrixRMaj patches, Dictionary dictionary, boolean signed,
            double lambda, Monitor monitor) {
        if (patches.numRows < 2) {
            throw new InputException("‹patches›: " + patches.numRows
                    + "; must be at least 2, as sparsity is measured across patches");
        }
        double largest = largest(patches, dictionary, signed);
        if (!(lambda > 0 && lambda < largest)) {
            throw new InputException("lambda", lambda,
                    "must be above 0 and below " + largest + ", where all codes are 0");
        }
        Homotopy homotopy = new Homotopy(dictionary,
                LassoSettings.of(lambda).withSigned(signed).withIterations(MOST));
        double[] grid = new double[GRID];
        Arrays.setAll(grid, g -> largest * Math.pow(lambda / largest, (double) g / (GRID - 1)));
        grid[GRID - 1] = lambda;
        double[][] sums = new double[GRID][dictionary.size()];
        double[][] squares = new double[GRID][dictionary.size()];
        List<PatchCurve> curves = new ArrayList<>();
        monitor.phase("Following solution paths", patches.numRows, "patches");
        for (int from = 0; from < patches.numRows; from += AT_A_TIME) {
            int to = Math.min(patches.numRows, from + AT_A_TIME);
            List<SolutionPath> paths = homotopy
                    .paths(CommonOps_FDRM.extract(patches, from, to, 0, patches.numCols));
            curves.addAll(paths.parallelStream().map(PatchCurve::of).toList());
            IntStream.range(0, GRID).parallel()
                    .forEach(g -> paths.forEach(path -> add(path, grid[g], sums[g], squares[g])));
            monitor.at(to);
        }
        double[] lifetime = new double[GRID];
        Arrays.setAll(lifetime, g -> IntStream.range(0, dictionary.size()).mapToDouble(
                k -> Measures.sparsity(sums[g][k], squares[g][k], patches.numRows)).average()
                .orElseThrow());
        return new ExactCurve(dictionary.size(), List.copyOf(curves), variance(patches), grid,
                lifetime);
    }

    private static void add(SolutionPath path, double lambda, double[] sums, double[] squares) {
        float[] code = path.codeAt(Math.max(lambda, path.end()));
        for (int k = 0; k < code.length; k++) {
            double a = Math.abs(code[k]);
            sums[k] += a;
            squares[k] += a * a;
        }
    }

    /** Σ (x − mean)² of all pixels, per patch. */
    private static double variance(FMatrixRMaj patches) {
        double mean = 0;
        for (float pixel : patches.data) {
            mean += pixel;
        }
        mean /= patches.getNumElements();
        double sum = 0;
        for (float pixel : patches.data) {
            sum += (pixel - mean) * (pixel - mean);
        }
        return sum / patches.numRows;
    }

    /** {@return the number of atoms, K} */
    public int atoms() {
        return atoms;
    }

    /** {@return the number of patches, N} */
    public int patches() {
        return patches.size();
    }

    /** {@return the λ at which the curve ends} */
    public double end() {
        return breaks[0];
    }

    /** {@return the λ from which on all codes are 0} */
    public double start() {
        return breaks[breaks.length - 1];
    }

    /**
     * {@return all breakpoints of all patches from the end of the curve to its start, rising}
     * Between two of them nothing but the formulas of {@link ExactCurve} happens.
     */
    public double[] breakpoints() {
        return breaks.clone();
    }

    /**
     * {@return the point at a λ} Right at a breakpoint, the units are those just below it.
     *
     * @param lambda at least {@link #end}
     * @throws InputException if λ is below the end of the curve
     */
    public Point at(double lambda) {
        if (!(lambda >= end())) {
            throw new InputException("lambda", lambda,
                    "must be at least " + end() + ", where the curve ends");
        }
        double mse = errorAt(lambda);
        double l0 = (double) active[piece(lambda)] / patches();
        return new Point(lambda, mse, explained(mse), l1At(lambda), l0, 1 - l0 / atoms,
                lifetimeAt(lambda));
    }

    /**
     * {@return the squared error of each patch, N}
     *
     * @param lambda at least {@link #end}
     */
    public double[] errorsAt(double lambda) {
        return patches.stream().mapToDouble(patch -> patch.errorAt(lambda)).toArray();
    }

    /**
     * Solves for the λ at which a quantity has a value. Error, R² and L1 go one way with λ, and the
     * λ is exact. Active units go in steps: of the two steps about the value, where λ falls and
     * they first reach it, the nearer one counts, and λ is in the midst of it. There the lasso has
     * just as many.
     *
     * @param wanted the quantity and its value
     * @return the point; empty if the curve does not reach it
     */
    public Optional<Point> where(Quantity.At wanted) {
        double value = wanted.value();
        return switch (wanted.quantity()) {
            case LAMBDA -> value >= end() ? Optional.of(at(value)) : Optional.empty();
            case MSE -> root(this::errorAt, 2, value);
            case R2 -> variance > 0 ? root(this::errorAt, 2, (1 - value) * variance)
                    : Optional.empty();
            case L1 -> root(lambda -> -l1At(lambda), 1, -value);
            case L0 -> step(value);
            case ZEROS -> step((1 - value) * atoms);
            case LIFETIME -> whereLifetime(value);
        };
    }

    /**
     * {@return the point that is nearest to the corner of R² = 1 and zeros = 1} Between
     * breakpoints, the error falls with λ and the zeros stay. So it lies at the lower end of a
     * piece.
     */
    public Point nearestToIdeal() {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < breaks.length; i++) {
            double distance = IdealCorner.distance(explained(errors[i]),
                    1 - (double) active[i] / patches() / atoms);
            if (wide(i) && distance < least) {
                least = distance;
                nearest = i;
            }
        }
        return at(Math.nextUp(breaks[nearest]));
    }

    private double errorAt(double lambda) {
        return patches.stream().mapToDouble(patch -> patch.errorAt(lambda)).sum() / patches();
    }

    private double l1At(double lambda) {
        return patches.stream().mapToDouble(patch -> patch.l1At(lambda)).sum() / patches();
    }

    private double explained(double mse) {
        return variance > 0 ? 1 - mse / variance : mse == 0 ? 1 : 0;
    }

    /** The piece that ends at λ or has it inside. */
    private int piece(double lambda) {
        int found = Arrays.binarySearch(breaks, lambda);
        int at = found >= 0 ? found : -found - 1; // several breakpoints may be equal
        while (at > 0 && breaks[at - 1] >= lambda) {
            at--;
        }
        return Math.max(0, at - 1);
    }

    /** Where a rising function that is linear in a power of λ between breakpoints has a value. */
    private Optional<Point> root(DoubleUnaryOperator rising, int power, double value) {
        int low = 0;
        int high = breaks.length - 1;
        double atLow = rising.applyAsDouble(breaks[low]);
        double atHigh = rising.applyAsDouble(breaks[high]);
        if (value < atLow || value > atHigh) {
            return Optional.empty();
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            double there = rising.applyAsDouble(breaks[middle]);
            if (there <= value) {
                low = middle;
                atLow = there;
            } else {
                high = middle;
                atHigh = there;
            }
        }
        double share = atHigh > atLow ? Math.min(1, (value - atLow) / (atHigh - atLow)) : 0;
        double from = Math.pow(breaks[low], power);
        double there = from + share * (Math.pow(breaks[high], power) - from);
        return Optional.of(at(Math.max(end(), Math.pow(there, 1.0 / power))));
    }

    private Optional<Point> step(double l0) {
        double wanted = l0 * patches();
        int above = breaks.length - 1;
        for (int i = breaks.length - 1; i >= 0; i--) {
            if (active[i] >= wanted && wide(i)) {
                boolean nearer = above < breaks.length - 1
                        && Math.abs(active[above] - wanted) < active[i] - wanted;
                return Optional.of(at(middle(nearer ? above : i)));
            }
            above = wide(i) ? i : above;
        }
        return Optional.empty();
    }

    /** Whether there is a number between a breakpoint and the next. */
    private boolean wide(int piece) {
        return piece == breaks.length - 1
                || breaks[piece + 1] > Math.nextUp(Math.nextUp(breaks[piece]));
    }

    private double middle(int piece) {
        return piece == breaks.length - 1 ? Math.nextUp(breaks[piece])
                : 0.5 * (breaks[piece] + breaks[piece + 1]);
    }

    private double lifetimeAt(double lambda) {
        int g = 1; // the grid falls
        while (g < GRID - 1 && gridLambdas[g] > lambda) {
            g++;
        }
        double share = Math.log(gridLambdas[g - 1] / lambda)
                / Math.log(gridLambdas[g - 1] / gridLambdas[g]);
        share = Math.max(0, Math.min(1, share));
        return gridLifetime[g - 1] + share * (gridLifetime[g] - gridLifetime[g - 1]);
    }

    /** The largest λ at which lifetime sparsity has the value. */
    private Optional<Point> whereLifetime(double value) {
        for (int g = 1; g < GRID && gridLambdas[g] >= end(); g++) {
            double above = gridLifetime[g - 1];
            double below = gridLifetime[g];
            if (Math.min(above, below) <= value && value <= Math.max(above, below)) {
                double share = above == below ? 0 : (value - above) / (below - above);
                return Optional.of(at(gridLambdas[g - 1]
                        * Math.pow(gridLambdas[g] / gridLambdas[g - 1], share)));
            }
        }
        return Optional.empty();
    }
}
