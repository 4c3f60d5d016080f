package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;

/**
 * The lasso for every λ at once. Between breakpoints the active atoms A and their signs s stay, and the code is linear in λ,
 * a_A(λ) = G_AA⁻¹·b_A − λ·G_AA⁻¹·s; a breakpoint is where an atom's correlation reaches λ and it joins, or its code reaches
 * 0 and it leaves. Follows λ down from max_k|φ_kᵀx|.
 *
 * <p>Osborne, Presnell &amp; Turlach (2000), IMA Journal of Numerical Analysis 20; Efron, Hastie, Johnstone &amp; Tibshirani
 * (2004), Annals of Statistics 32, LARS with the lasso modification.
 */
public final class Homotopy implements SparseEncoder {
    /** The share of a path's first λ below which correlations are computed from residuals instead of the Gram matrix. */
    private static final double PRECISE = 0.01;
    /** A path is lost if this many breakpoints lower λ by less than 1 %. */
    private static final int CROWD = 100;

    private final Dictionary dictionary;
    private final LassoSettings settings;

    /**
     * @param settings λ is where paths end; the steps are breakpoints
     * @throws IllegalArgumentException if an argument is missing
     */
    public Homotopy(Dictionary dictionary, LassoSettings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        this.dictionary = dictionary;
        this.settings = settings;
    }

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        return solve(patches, settings.lambda()).get(0);
    }

    /**
     * The codes at several λ from one walk along each patch's path. A code whose gap the walk leaves above that of the
     * settings, because breakpoints are closer than rounding can tell, is solved for again by {@link Lasso}.
     *
     * @param patches N×D, finite
     * @param lambdas each at least the λ of the settings
     * @return a solution for each λ, in the order given; iterations count the breakpoints before it
     * @throws IllegalArgumentException if the patches have not D columns or are not finite, or a λ is too small
     * @throws CancellationException    if the thread was interrupted
     */
    public List<Solution> solve(FMatrixRMaj patches, double... lambdas) {
        Check.patches(patches, dictionary);
        for (double lambda : lambdas) {
            if (!(lambda >= settings.lambda())) {
                throw new IllegalArgumentException(
                        "lambdas: " + lambda + "; must be at least " + settings.lambda() + ", where paths end");
            }
        }
        List<Solution> solutions = new ArrayList<>();
        for (int i = 0; i < lambdas.length; i++) {
            solutions.add(Solution.of(patches.numRows, dictionary.size()));
        }
        PatchLoop.run(patches.numRows, Workspace::new, (work, i) -> work.solve(patches, i, lambdas, solutions));
        for (int l = 0; l < lambdas.length; l++) {
            solveAgain(patches, settings.withLambda(lambdas[l]), solutions.get(l));
        }
        return solutions;
    }

    private void solveAgain(FMatrixRMaj patches, LassoSettings settings, Solution solution) {
        int[] lost = IntStream.range(0, patches.numRows)
                .filter(i -> solution.stop()[i] != Solution.Stop.CONVERGED).toArray();
        int pixels = patches.numCols;
        int k = dictionary.size();
        FMatrixRMaj rest = new FMatrixRMaj(lost.length, pixels);
        for (int i = 0; i < lost.length; i++) {
            System.arraycopy(patches.data, lost[i] * pixels, rest.data, i * pixels, pixels);
        }
        Solution again = new Lasso(dictionary, settings).solve(rest);
        for (int i = 0; i < lost.length; i++) {
            System.arraycopy(again.codes().data, i * k, solution.codes().data, lost[i] * k, k);
            solution.objective()[lost[i]] = again.objective()[i];
            solution.gap()[lost[i]] = again.gap()[i];
            solution.iterations()[lost[i]] += again.iterations()[i];
            solution.stop()[lost[i]] = again.stop()[i];
        }
    }

    /**
     * The whole path of each patch, down to the λ of the settings.
     *
     * @param patches N×D, finite
     * @throws IllegalArgumentException if the patches have not D columns or are not finite
     * @throws IllegalStateException    if breakpoints are closer than rounding can tell, or more than the settings' steps
     * @throws CancellationException    if the thread was interrupted
     */
    public List<SolutionPath> paths(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        SolutionPath[] paths = new SolutionPath[patches.numRows];
        PatchLoop.run(patches.numRows, Workspace::new, (work, i) -> paths[i] = work.path(patches, i));
        return List.of(paths);
    }

    private final class Workspace {
        private final int k = dictionary.size();
        private final boolean nonNegative = settings.nonNegative();
        private final Certificate certificate = new Certificate(dictionary, settings.lambda(), settings.threshold());
        private final ActiveSet active = new ActiveSet(dictionary.gramRows());
        private final float[] b = new float[k];
        private final float[] intercept = new float[k]; // c(λ) = intercept + λ·slope
        private final float[] slope = new float[k];
        private final double[] origin = new double[k]; // a_A(λ) = origin − λ·direction
        private final double[] direction = new double[k];
        private final double[] correction = new double[k];
        private final int[] support = new int[k];
        private final float[] coefficient = new float[k];
        private final boolean[] dependent = new boolean[k];
        private double start;
        private double lambda;
        private int breakpoints;
        private boolean crowded;
        private double before;
        private int event;
        private boolean joins;

        void solve(FMatrixRMaj patches, int i, double[] lambdas, List<Solution> solutions) {
            double[] descending = DoubleStream.of(lambdas).sorted().toArray();
            int next = descending.length - 1;
            begin(patches, i);
            while (next >= 0) {
                double end = nextBreakpoint(patches.data, i);
                for (; next >= 0 && (descending[next] >= end || lost()); next--) {
                    codeAt(patches, i, descending[next]);
                    for (int l = 0; l < lambdas.length; l++) {
                        if (lambdas[l] == descending[next]) {
                            certify(patches, i, lambdas[l], solutions.get(l));
                        }
                    }
                }
                pass(end);
            }
        }

        private void certify(FMatrixRMaj patches, int i, double lambda, Solution solution) {
            Arrays.fill(certificate.weights(), lambda);
            certificate.evaluate(patches.data, i, active.code);
            double lowerBound = certificate.lowerBound();
            for (int j = 0; j < k; j++) {
                solution.codes().data[i * k + j] = (float) active.code[j];
            }
            certificate.evaluate(patches.data, i, solution.codes().data, i);
            boolean converged = certificate.objective() - lowerBound <= settings.gap() * certificate.objective();
            certificate.certify(solution, i, lowerBound, breakpoints,
                    converged ? Solution.Stop.CONVERGED : Solution.Stop.PRECISION);
        }

        SolutionPath path(FMatrixRMaj patches, int i) {
            begin(patches, i);
            List<Double> lambdas = new ArrayList<>();
            List<float[]> codes = new ArrayList<>();
            lambdas.add(lambda);
            codes.add(new float[k]);
            while (lambda > settings.lambda()) {
                if (lost()) {
                    throw new IllegalStateException("patch " + i + ": breakpoints at lambda " + lambda
                            + " are closer than rounding can tell, or more than " + settings.steps());
                }
                double end = Math.max(settings.lambda(), nextBreakpoint(patches.data, i));
                if (end < lambda) {
                    codeAt(patches, i, end);
                    float[] code = new float[k];
                    for (int j = 0; j < k; j++) {
                        code[j] = (float) active.code[j];
                    }
                    lambdas.add(end);
                    codes.add(code);
                }
                pass(end);
            }
            float[] patch = Arrays.copyOfRange(patches.data, i * patches.numCols, (i + 1) * patches.numCols);
            return new SolutionPath(dictionary, patch, lambdas, codes);
        }

        private void begin(FMatrixRMaj patches, int i) {
            dictionary.correlate(patches.data, i * dictionary.pixels(), b);
            active.clear();
            Arrays.fill(dependent, false);
            breakpoints = 0;
            crowded = false;
            before = Double.POSITIVE_INFINITY;
            event = -1;
            lambda = Double.POSITIVE_INFINITY;
            start = nextBreakpoint(patches.data, i);
            lambda = start;
            if (event >= 0) {
                pass(start);
            }
        }

        /** The λ below which the active set is no longer right, 0 if it is for all; notes which atom joins or leaves. */
        private double nextBreakpoint(float[] patches, int patch) {
            int n = active.size();
            for (int p = 0; p < n; p++) {
                origin[p] = b[active.atom(p)];
                direction[p] = active.sign(p);
            }
            active.solve(origin);
            active.solve(direction);
            if (lambda < PRECISE * start) {
                correlatePrecisely(patches, patch);
            } else {
                correlate();
            }
            Arrays.fill(slope, 0f);
            for (int p = 0; p < n; p++) {
                support[p] = active.atom(p);
                coefficient[p] = (float) direction[p];
            }
            RowSum.add(dictionary.gramRows(), support, coefficient, n, slope, k);

            int last = event;
            double end = 0;
            event = -1;
            for (int p = 0; p < n; p++) {
                int j = active.atom(p);
                // As λ falls the code moves along the direction; towards 0 if that is against the sign.
                if (active.sign(p) * direction[p] < 0 && j != last) {
                    double zero = Math.min(lambda, origin[p] / direction[p]);
                    if (zero > end) {
                        end = zero;
                        event = p;
                        joins = false;
                    }
                }
                intercept[j] = 0;
                slope[j] = 1;
            }
            for (int j = 0; j < k; j++) {
                if (j != last && !dependent[j]) {
                    double reaches = crossing(intercept[j], slope[j]);
                    if (!nonNegative) {
                        reaches = Math.max(reaches, crossing(-intercept[j], -slope[j]));
                    }
                    if (reaches > end) {
                        end = reaches;
                        event = j;
                        joins = true;
                    }
                }
            }
            return end;
        }

        /** intercept ← b − G·origin. */
        private void correlate() {
            for (int p = 0; p < active.size(); p++) {
                support[p] = active.atom(p);
                coefficient[p] = (float) -origin[p];
            }
            System.arraycopy(b, 0, intercept, 0, k);
            RowSum.add(dictionary.gramRows(), support, coefficient, active.size(), intercept, k);
        }

        /**
         * intercept ← Φᵀ(x − Φ·origin), the residual in double precision and the origin refined by it. Where λ is small so
         * is this residual, and rounding scales with it instead of with b.
         */
        private void correlatePrecisely(float[] patches, int patch) {
            evaluateOrigin(patches, patch);
            for (int p = 0; p < active.size(); p++) {
                correction[p] = certificate.correlation(active.atom(p));
            }
            active.solve(correction);
            for (int p = 0; p < active.size(); p++) {
                origin[p] += correction[p];
            }
            evaluateOrigin(patches, patch);
            certificate.correlate(intercept);
        }

        private void evaluateOrigin(float[] patches, int patch) {
            Arrays.fill(active.code, 0);
            for (int p = 0; p < active.size(); p++) {
                active.code[active.atom(p)] = origin[p];
            }
            certificate.evaluate(patches, patch, active.code);
        }

        /** The λ at which a correlation, below λ now, comes to equal it; 0 if it never does. */
        private double crossing(double intercept, double slope) {
            return intercept > 0 && slope < 1 ? Math.min(lambda, intercept / (1 - slope)) : 0;
        }

        /** Whether breakpoints go on and on, or are so close that rounding decides their order. */
        private boolean lost() {
            return breakpoints > settings.steps() || crowded;
        }

        /** Takes the atom in or out that the next breakpoint is about, which is noted so that it does not turn at once. */
        private void pass(double end) {
            lambda = end;
            breakpoints++;
            if (breakpoints % CROWD == 0) {
                crowded |= lambda > 0.99 * before;
                before = lambda;
            }
            if (event < 0) {
                return;
            }
            if (joins) {
                double correlation = intercept[event] + end * slope[event];
                dependent[event] = !active.append(event, Math.signum(correlation));
            } else {
                int leaving = active.atom(event);
                active.remove(event);
                Arrays.fill(dependent, false);
                event = leaving;
            }
        }

        /** The code at a λ before the next breakpoint, with its last digits from correlations in double precision. */
        private void codeAt(FMatrixRMaj patches, int i, double lambda) {
            Arrays.fill(active.code, 0);
            for (int p = 0; p < active.size(); p++) {
                active.code[active.atom(p)] = origin[p] - lambda * direction[p];
            }
            certificate.evaluate(patches.data, i, active.code);
            for (int p = 0; p < active.size(); p++) {
                correction[p] = certificate.correlation(active.atom(p)) - active.sign(p) * lambda;
            }
            active.solve(correction);
            for (int p = 0; p < active.size(); p++) {
                int j = active.atom(p);
                double refined = active.code[j] + correction[p];
                active.code[j] = active.sign(p) * refined > 0 ? refined : 0;
            }
        }
    }
}
