package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ejml.data.FMatrixRMaj;

/**
 * A walk along the lasso's path of one patch after another. Between breakpoints the code and the
 * correlations of all atoms are linear in λ. Now and then, and where a code is asked for, they are
 * computed anew from the patch. For a whole path that happens at every breakpoint. One per thread.
 */
final class PathWalk {
    /** After this many breakpoints, code and correlations are computed anew from the patch. */
    private static final int POLISH = 64;
    /** The share of λ by which the correlations of active atoms may then differ from λ. */
    private static final double SETTLED = 1e-9;
    /** A path is lost if this many breakpoints lower λ by less than 1 %. */
    private static final int CROWD = 100;
    /** The share of λ that is left after a fall of 1 %. */
    private static final double CROWDED = 0.99;

    /** The state to which a walk can return, besides the code and the active atoms. */
    private record Mark(double lambda, int breakpoints, boolean crowded, double before, int last) {}

    private final Dictionary dictionary;
    private final LassoSettings settings;
    private final int k;
    private final Certificate certificate;
    private final PathDirection active;
    private final InactiveAtoms inactive;
    private final double[] code; // at the present λ
    private final float[] single;
    private final double[] excess;
    private final double[] correction;
    private double lambda;
    private int breakpoints;
    private boolean crowded;
    private int polished; // the breakpoints before the last polish
    private double before;
    // the atom that joins next, or the position of the atom that leaves; −1 if there is neither
    private int event;
    private boolean joins;
    private int last; // the atom of the breakpoint before, which does not change again at once
    private Mark mark; // where the correlations of all atoms were last updated

    PathWalk(Dictionary dictionary, LassoSettings settings) {
        this.dictionary = dictionary;
        this.settings = settings;
        k = dictionary.size();
        certificate = new Certificate(dictionary, settings.lambda(), settings.threshold());
        active = new PathDirection(dictionary.gramRows());
        code = new double[k];
        inactive = new InactiveAtoms(dictionary, active, code, !settings.signed());
        single = new float[k];
        excess = new double[k];
        correction = new double[k];
    }

    /**
     * Walks to each λ and writes its code and certificate into the solution in the same place of
     * the list.
     */
    void solve(FMatrixRMaj patches, int i, double[] lambdas, List<Solution> solutions) {
        double[] rising = DoubleStream.of(lambdas).sorted().toArray();
        begin(patches, i, false);
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
        boolean arrived = false;
        while (!arrived && !lost()) {
            double end = nextBreakpoint();
            double horizon = Math.max(target, inactive.horizon());
            if (end <= horizon) {
                moveTo(horizon);
                arrived = catchUp() && horizon == target;
            } else if (breakpoints - polished >= POLISH) {
                moveTo(0.5 * (lambda + end));
                if (catchUp() && polish(patches, patch, false)) {
                    settle(patches, patch);
                }
            } else {
                moveTo(end);
                pass();
            }
        }
        if (!arrived) {
            moveTo(Math.max(target, nextBreakpoint())); // beyond it signs may be wrong
        }
        settle(patches, patch);
    }

    /**
     * Updates the correlations of all atoms. If an atom was missed, returns to the last mark and
     * returns false.
     */
    private boolean catchUp() {
        boolean right = inactive.catchUp(lambda);
        if (right) {
            mark();
        } else {
            lambda = mark.lambda();
            breakpoints = mark.breakpoints();
            crowded = mark.crowded();
            before = mark.before();
            last = mark.last();
        }
        return right;
    }

    private void mark() {
        mark = new Mark(lambda, breakpoints, crowded, before, last);
    }

    /** Polishes, and adds the atoms that should have joined before. */
    private void settle(float[] patches, int patch) {
        polish(patches, patch, true);
        while (!lost() && nextBreakpoint() == lambda) {
            pass();
            polish(patches, patch, true);
        }
    }

    /** The lower bound on the least objective at a λ that the code proves before it is rounded. */
    private double lowerBound(double lambda, float[] patches, int patch) {
        Arrays.fill(certificate.weights(), lambda);
        certificate.evaluate(patches, patch, code);
        return certificate.lowerBound();
    }

    private void certify(FMatrixRMaj patches, int i, double lambda, Solution solution) {
        double lowerBound = lowerBound(lambda, patches.data, i);
        for (int j = 0; j < k; j++) {
            solution.codes().data[i * k + j] = (float) code[j];
        }
        certificate.evaluate(patches.data, i, solution.codes().data, i);
        boolean converged =
                certificate.objective() - lowerBound <= settings.gap() * certificate.objective();
        certificate.certify(solution, i, lowerBound, breakpoints,
                converged ? Solution.Stop.CONVERGED
                        : breakpoints > settings.iterations() ? Solution.Stop.STEPS
                                : Solution.Stop.PRECISION);
    }

    /** The whole path, or its part up to where it is lost. */
    SolutionPath path(FMatrixRMaj patches, int i) {
        begin(patches, i, true);
        List<Double> lambdas = new ArrayList<>();
        List<float[]> codes = new ArrayList<>();
        List<Double> lowerBounds = new ArrayList<>();
        lambdas.add(lambda);
        codes.add(new float[k]);
        lowerBounds.add(lowerBound(lambda, patches.data, i));
        while (lambda > settings.lambda() && !lost()) {
            double end = nextBreakpoint();
            if (end < lambda) {
                // Polish half-way, where no atom is about to join or leave.
                moveTo(0.5 * (lambda + end));
                polish(patches.data, i, true);
                end = nextBreakpoint();
            }
            boolean reached = end >= settings.lambda();
            end = Math.max(settings.lambda(), end);
            moveTo(end);
            if (reached) {
                pass(); // first, so that an atom that leaves here is 0 here
            }
            if (end < lambdas.get(lambdas.size() - 1)) {
                float[] rounded = new float[k];
                for (int j = 0; j < k; j++) {
                    rounded[j] = (float) code[j];
                }
                lambdas.add(end);
                codes.add(rounded);
                lowerBounds.add(lowerBound(lambda, patches.data, i));
            }
        }
        float[] patch =
                Arrays.copyOfRange(patches.data, i * patches.numCols, (i + 1) * patches.numCols);
        return new SolutionPath(dictionary, settings.threshold(), patch, lambdas, codes,
                lowerBounds);
    }

    /** Begins a patch at the λ where the first atom joins, and adds that atom. */
    private void begin(FMatrixRMaj patches, int i, boolean whole) {
        active.clear();
        Arrays.fill(code, 0);
        breakpoints = 0;
        crowded = false;
        before = Double.POSITIVE_INFINITY;
        polished = 0;
        last = -1;
        lambda = inactive.begin(patches.data, i, whole);
        mark();
        nextBreakpoint();
        pass();
    }

    /**
     * The λ of the next breakpoint, down to which the active set is right; 0 if there is none.
     * Notes which atom joins or leaves there.
     */
    private double nextBreakpoint() {
        inactive.turn();
        double step = lambda;
        event = -1;
        for (int p = 0; p < active.size(); p++) {
            int j = active.atom(p);
            double speed = -active.sign(p) * active.direction(p);
            double magnitude = active.sign(p) * code[j];
            if (magnitude < step * speed && j != last) {
                step = Math.max(0, magnitude / speed);
                event = p;
                joins = false;
            }
        }
        double toJoin = inactive.stepToNext(lambda, step, last);
        if (toJoin < step) {
            step = toJoin;
            event = inactive.next();
            joins = true;
        }
        return lambda - step;
    }

    /** Moves code and correlations linearly to a λ. */
    private void moveTo(double end) {
        double step = lambda - end;
        for (int p = 0; p < active.size(); p++) {
            code[active.atom(p)] += step * active.direction(p);
        }
        inactive.moveBy(step);
        lambda = end;
    }

    /**
     * Whether there are more breakpoints than the settings' steps, or breakpoints so close that
     * rounding decides their order.
     */
    private boolean lost() {
        return breakpoints > settings.iterations() || crowded;
    }

    private void pass() {
        breakpoints++;
        if (breakpoints % CROWD == 0) {
            crowded |= lambda > CROWDED * before;
            before = lambda;
        }
        if (event < 0) {
            return;
        }
        if (joins) {
            last = event;
            inactive.join(last);
        } else {
            last = active.atom(event);
            double sign = active.sign(event);
            code[last] = 0;
            active.remove(event);
            inactive.leave(last, sign * lambda);
        }
    }

    /**
     * Removes the accumulated rounding: Newton steps lead to the optimum of the active atoms at the
     * present λ. An atom that would change its sign on the way leaves. Then the correlations of all
     * atoms are computed anew.
     *
     * @param exact whether the correlations are in double precision
     * @return whether an atom should have joined before
     */
    private boolean polish(float[] patches, int patch, boolean exact) {
        last = -1;
        boolean settled = false;
        for (int quiet = 0; !settled && quiet < (exact ? 3 : 1);) {
            certificate.evaluate(patches, patch, code);
            if (!exact) {
                certificate.correlate(single);
            }
            double worst = 0;
            for (int p = 0; p < active.size(); p++) {
                int j = active.atom(p);
                excess[p] =
                        (exact ? certificate.correlation(j) : single[j]) - active.sign(p) * lambda;
                worst = Math.max(worst, Math.abs(excess[p]));
            }
            settled = worst <= SETTLED * lambda;
            if (!settled && !newtonStep()) {
                quiet++;
            }
        }
        if (!exact) {
            certificate.evaluate(patches, patch, code);
        }
        polished = breakpoints;
        mark();
        return inactive.look(certificate, lambda);
    }

    /**
     * Moves the code by G_AA⁻¹·excess, or as far as the signs allow. Returns whether an atom left
     * on the way.
     */
    private boolean newtonStep() {
        System.arraycopy(excess, 0, correction, 0, active.size());
        active.solve(correction);
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
            int atom = active.atom(first);
            double sign = active.sign(first);
            code[atom] = 0;
            active.remove(first);
            inactive.leave(atom, sign * lambda);
        }
        return first >= 0;
    }
}
