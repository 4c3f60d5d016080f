package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Iterative hard thresholding for the best code of at most m atoms: a ← H_m(a + μΦᵀ(x − Φa)), where
 * H_m keeps the m largest entries. With μ = 1/λ_max(G) the error never rises, and the codes
 * converge slowly to the least-squares codes of their atoms. After the last step the least-squares
 * codes are computed directly.
 *
 * <p>The objective is ½‖x − Φa‖². A patch stops when a step changes the code by no more than
 * rounding. The stop is {@link Solution.Stop#NO_GAIN} if the least-squares code leaves out an atom
 * of the last step because it does not lower the objective.
 *
 * <p>Blumensath &amp; Davies (2008), Journal of Fourier Analysis and Applications 14, algorithm for
 * the m-sparse problem.
 */
public final class IterativeHardThresholding
        extends
            PatchwiseEncoder<IterativeHardThresholding.Settings> {
    static Solver<Settings> solver() {
        return new Solver<>("iht", "IHT", "gradient steps that keep the largest entries",
                new Settings(1, false, 1000), (dictionary, settings,
                        model) -> new IterativeHardThresholding(dictionary, settings));
    }

    /**
     * How many codes it keeps, and for how long.
     *
     * @param nonzeros most entries that are not 0, ≥ 1
     * @param signed whether codes may be negative
     * @param iterations most steps, ≥ 1
     */
    public record Settings(
            @Knob(value = "Most atoms of a code, at least 1.", needed = true) int nonzeros,
            @Knob("Allow negative codes.") boolean signed,
            @Knob("Most steps per patch, at least 1.") int iterations) {
        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.atLeastOne("nonzeros", nonzeros);
            Check.atLeastOne("iterations", iterations);
        }
    }

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public IterativeHardThresholding(Dictionary dictionary, Settings settings) {
        super(dictionary, settings);
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    /** Squared relative change of a code that is rounding: 1e-7² of single precision. */
    private static final double SQUARED_ROUNDING = 1e-14;

    private final class Workspace implements PatchSolver {
        private final int k = dictionary.size();
        private final boolean nonNegative = !settings.signed;
        private final float rate = (float) (1 / dictionary.curvatureBound());
        private final Certificate certificate = new Certificate(dictionary, 0, Threshold.HARD);
        private final LeastSquares leastSquares = new LeastSquares(dictionary, nonNegative);
        private final float[] b = new float[k];
        private final float[] a = new float[k];
        private final float[] moved = new float[k];
        private final float[] magnitude = new float[k];
        private final float[] ga = new float[k];
        private final int[] support = new int[k];
        private final float[] value = new float[k];

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            dictionary.correlate(patches.data, i * patches.numCols, b);
            Arrays.fill(a, 0f);
            Solution.Stop stop = Solution.Stop.STEPS;
            int step = 0;
            while (step < settings.iterations) {
                PatchLoop.stopIfAsked();
                step++;
                if (!step()) {
                    stop = Solution.Stop.PRECISION;
                    break;
                }
            }
            boolean whole = refine(patches, i);
            System.arraycopy(leastSquares.code(), 0, solution.codes().data, i * k, k);
            certificate.certify(patches.data, solution, i, step,
                    whole ? stop : Solution.Stop.NO_GAIN);
        }

        /**
         * Computes the least-squares code of the atoms that are not 0, the largest first. Returns
         * whether all of them are in it.
         */
        private boolean refine(FMatrixRMaj patches, int i) {
            leastSquares.begin(patches.data, i);
            int[] order = IntStream.range(0, k).filter(j -> a[j] != 0).boxed()
                    .sorted(Comparator
                            .comparingDouble(j -> -Math.abs(a[j]) * dictionary.norms()[j]))
                    .mapToInt(Integer::intValue).toArray();
            boolean found = true;
            while (found) { // an atom that does not help at first may help beside others
                found = false;
                for (int j : order) {
                    found |= leastSquares.add(j);
                }
            }
            return Arrays.stream(order).allMatch(j -> leastSquares.code()[j] != 0);
        }

        /** Returns whether the code changed by more than rounding. */
        private boolean step() {
            int count = 0;
            for (int j = 0; j < k; j++) {
                if (a[j] != 0) {
                    support[count] = j;
                    value[count++] = a[j];
                }
            }
            Arrays.fill(ga, 0f);
            RowSum.add(dictionary.gramRows(), support, value, count, ga, k);
            for (int j = 0; j < k; j++) {
                moved[j] = a[j] + rate * (b[j] - ga[j]);
                magnitude[j] = Math.max(0f, nonNegative ? moved[j] : Math.abs(moved[j]));
            }
            // The m-th largest magnitude. Of several equal to it, those of lower index are kept.
            float[] sorted = magnitude.clone();
            Arrays.sort(sorted);
            float least = sorted[Math.max(0, k - settings.nonzeros)];
            int above = 0;
            for (int j = 0; j < k; j++) {
                above += magnitude[j] > least ? 1 : 0;
            }
            int ties = settings.nonzeros - above;
            double change = 0;
            double squares = 0;
            for (int j = 0; j < k; j++) {
                boolean keep = magnitude[j] > least || magnitude[j] == least && ties-- > 0;
                float next = keep && magnitude[j] > 0 ? moved[j] : 0;
                change += (double) (next - a[j]) * (next - a[j]);
                squares += (double) next * next;
                a[j] = next;
            }
            return change > SQUARED_ROUNDING * squares;
        }
    }
}
