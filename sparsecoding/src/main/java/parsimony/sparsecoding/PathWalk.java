package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ejml.data.FMatrixRMaj;

/**
 * A walk along the lasso's path of one patch after another. From breakpoint to breakpoint, code and correlations move along their
 * lines; now and then, and where a code is asked for, they are computed anew from the patch. One per thread.
 */
final class PathWalk {
    /** Breakpoints after which code and correlations, moved along their lines so far, are computed anew. */
    private static final int POLISH = 32;
    /** Share of λ that the correlations of active atoms may be off it after that. */
    private static final double SETTLED = 1e-9;
    /** A path is lost if this many breakpoints lower λ by less than 1 %. */
    private static final int CROWD = 100;

    private final Dictionary dictionary;
    private final LassoSettings settings;
    private final int k;
    private final boolean nonNegative;
    private final Certificate certificate;
    private final PathDirection active;
    private final double[] code; // at the present λ
    private final float[] single;
    private final double[] correlation; // φ_kᵀr at the present λ
    private final float[] slope; // by which correlations fall as λ does
    private final double[] excess;
    private final double[] correction;
    private final int[] support;
    private final float[] coefficient;
    private final boolean[] dependent;
    private double lambda;
    private int breakpoints;
    private boolean crowded;
    private double before;
    private int event; // the atom that the next breakpoint is about, −1 if there is none
    private boolean joins;
    private int last; // the atom of the breakpoint before, which does not turn at once

    PathWalk(Dictionary dictionary, LassoSettings settings) {
        this.dictionary = dictionary;
        this.settings = settings;
        k = dictionary.size();
        nonNegative = settings.nonNegative();
        certificate = new Certificate(dictionary, settings.lambda(), settings.threshold());
        active = new PathDirection(dictionary.gramRows());
        code = new double[k];
        single = new float[k];
        correlation = new double[k];
        slope = new float[k];
        excess = new double[k];
        correction = new double[k];
        support = new int[k];
        coefficient = new float[k];
        dependent = new boolean[k];
    }

    /** Walks to each λ and writes its code and certificate into the solution in the same place of the list. */
    void solve(FMatrixRMaj patches, int i, double[] lambdas, List<Solution> solutions) {
        double[] rising = DoubleStream.of(lambdas).sorted().toArray();
        begin(patches, i);
        for (int next = rising.length - 1; next >= 0; next--) {
            walkTo(rising[next], patches.data, i);
            for (int l = 0; l < lambdas.length; l++) {
                if (lambdas[l] == rising[next]) {
                    certify(patches, i, lambdas[l], solutions.get(l));
                }
            }
        }
    }

    /** Follows the path down to a λ and settles there, unless it begins below or is lost. */
    private void walkTo(double target, float[] patches, int patch) {
        if (lambda <= target) {
            return;
        }
        while (!lost()) {
            double end = nextBreakpoint();
            if (end > target && breakpoints % POLISH == 0) {
                end = polishHalfway(end, patches, patch);
            }
            if (end <= target) {
                break;
            }
            moveTo(end);
            pass();
        }
        moveTo(target);
        polish(patches, patch);
        while (!lost() && nextBreakpoint() == lambda) {
            pass();
            polish(patches, patch);
        }
    }

    private void certify(FMatrixRMaj patches, int i, double lambda, Solution solution) {
        Arrays.fill(certificate.weights(), lambda);
        certificate.evaluate(patches.data, i, code);
        double lowerBound = certificate.lowerBound();
        for (int j = 0; j < k; j++) {
            solution.codes().data[i * k + j] = (float) code[j];
        }
        certificate.evaluate(patches.data, i, solution.codes().data, i);
        boolean converged = certificate.objective() - lowerBound <= settings.gap() * certificate.objective();
        certificate.certify(solution, i, lowerBound, breakpoints,
                converged ? Solution.Stop.CONVERGED : Solution.Stop.PRECISION);
    }

    /** @throws IllegalStateException if the path is lost */
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
            double end = Math.max(settings.lambda(), polishHalfway(nextBreakpoint(), patches.data, i));
            moveTo(end);
            if (end < lambdas.get(lambdas.size() - 1)) {
                float[] rounded = new float[k];
                for (int j = 0; j < k; j++) {
                    rounded[j] = (float) code[j];
                }
                lambdas.add(end);
                codes.add(rounded);
            }
            pass();
        }
        float[] patch = Arrays.copyOfRange(patches.data, i * patches.numCols, (i + 1) * patches.numCols);
        return new SolutionPath(dictionary, patch, lambdas, codes);
    }

    /** At the λ where the first atom joins, which has joined. */
    private void begin(FMatrixRMaj patches, int i) {
        dictionary.correlate(patches.data, i * dictionary.pixels(), single);
        active.clear();
        Arrays.fill(code, 0);
        Arrays.fill(dependent, false);
        breakpoints = 0;
        crowded = false;
        before = Double.POSITIVE_INFINITY;
        last = -1;
        event = -1;
        lambda = 0;
        for (int j = 0; j < k; j++) {
            correlation[j] = single[j];
            double magnitude = nonNegative ? correlation[j] : Math.abs(correlation[j]);
            if (magnitude > lambda) {
                lambda = magnitude;
                event = j;
                joins = true;
            }
        }
        pass();
    }

    /** The λ down to which the active set stays right, 0 if for all; notes which atom then joins or leaves. */
    private double nextBreakpoint() {
        int n = active.size();
        for (int p = 0; p < n; p++) {
            support[p] = active.atom(p);
            coefficient[p] = (float) active.direction(p);
        }
        Arrays.fill(slope, 0f);
        RowSum.add(dictionary.gramRows(), support, coefficient, n, slope, k);

        double step = lambda;
        event = -1;
        for (int p = 0; p < n; p++) {
            int j = active.atom(p);
            slope[j] = (float) active.sign(p);
            if (active.sign(p) * active.direction(p) < 0 && j != last) {
                double toZero = Math.max(0, -code[j] / active.direction(p));
                if (toZero < step) {
                    step = toZero;
                    event = p;
                    joins = false;
                }
            }
        }
        for (int j = 0; j < k; j++) {
            // An active atom's correlation falls with λ, never behind it.
            double meets = slope[j] < 1 ? (lambda - correlation[j]) / (1 - slope[j]) : step;
            if (!nonNegative && slope[j] > -1) {
                meets = Math.min(meets, (lambda + correlation[j]) / (1 + slope[j]));
            }
            if (meets < step && j != last && !dependent[j]) {
                step = Math.max(0, meets);
                event = j;
                joins = true;
            }
        }
        return lambda - step;
    }

    /** Moves code and correlations along their lines. */
    private void moveTo(double end) {
        double step = lambda - end;
        for (int p = 0; p < active.size(); p++) {
            code[active.atom(p)] += step * active.direction(p);
        }
        for (int j = 0; j < k; j++) {
            correlation[j] -= step * slope[j];
        }
        lambda = end;
    }

    /** Whether breakpoints go on and on, or are so close that rounding decides their order. */
    private boolean lost() {
        return breakpoints > settings.steps() || crowded;
    }

    /** Takes the atom in or out that this breakpoint is about. */
    private void pass() {
        breakpoints++;
        if (breakpoints % CROWD == 0) {
            crowded |= lambda > 0.99 * before;
            before = lambda;
        }
        if (event < 0) {
            return;
        }
        if (joins) {
            last = event;
            dependent[event] = !active.append(event, Math.signum(correlation[event]));
        } else {
            last = active.atom(event);
            code[last] = 0;
            active.remove(event);
            Arrays.fill(dependent, false);
        }
    }

    /** Polishes where no atom is about to turn, and returns the next breakpoint as it then is. */
    private double polishHalfway(double end, float[] patches, int patch) {
        moveTo(0.5 * (lambda + end));
        polish(patches, patch);
        return nextBreakpoint();
    }

    /**
     * Takes out what rounding has put in: Newton steps to the optimum of the active atoms at the present λ, with residuals
     * in double precision, an atom that would change its sign on the way leaving; then correlations anew.
     */
    private void polish(float[] patches, int patch) {
        last = -1;
        boolean settled = false;
        for (int quiet = 0; !settled && quiet < 3;) {
            certificate.evaluate(patches, patch, code);
            double worst = 0;
            for (int p = 0; p < active.size(); p++) {
                excess[p] = certificate.correlation(active.atom(p)) - active.sign(p) * lambda;
                worst = Math.max(worst, Math.abs(excess[p]));
            }
            settled = worst <= SETTLED * lambda;
            if (!settled && !newtonStep()) {
                quiet++;
            }
        }
        active.refine();
        certificate.correlate(single);
        for (int j = 0; j < k; j++) {
            correlation[j] = single[j];
        }
        for (int p = 0; p < active.size(); p++) {
            correlation[active.atom(p)] = active.sign(p) * lambda;
        }
    }

    /** Moves the code by G_AA⁻¹ of the excess, or as far as signs allow; returns whether an atom left on the way. */
    private boolean newtonStep() {
        active.multiply(excess, correction);
        double reach = 1;
        int first = -1;
        for (int p = 0; p < active.size(); p++) {
            double toZero = -code[active.atom(p)] / correction[p];
            if (active.sign(p) * correction[p] < 0 && toZero < reach) {
                reach = Math.max(0, toZero);
                first = p;
            }
        }
        for (int p = 0; p < active.size(); p++) {
            code[active.atom(p)] += reach * correction[p];
        }
        if (first >= 0) {
            code[active.atom(first)] = 0;
            active.remove(first);
            Arrays.fill(dependent, false);
        }
        return first >= 0;
    }
}
