package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;

/**
 * a ← T_{λ/L}(y − (Gy − b)/L), L = λ_max(G), with y the code itself (ISTA) or an extrapolation of
 * it (FISTA). Multiplies by G only where y is not 0.
 */
abstract class ProximalGradient extends IterativePatchwiseEncoder<LassoSettings> {
    /** ISTA or FISTA as a {@link Solver}. */
    static Solver<LassoSettings> solver(String name, String label, String about,
            Solver.Maker<LassoSettings> maker) {
        return new Solver<>(name, label, about, LassoSettings.of(1), maker, Solver.Trait.LASSO,
                Solver.Trait.LEARNS, Solver.Trait.ITERATIVE) {
            /** If a number of steps is given and no gap, the gap is 0 and all steps are taken. */
            @Override
            public LassoSettings settings(Map<String, ?> given) {
                LassoSettings made = super.settings(given);
                return given.containsKey("iterations") && !given.containsKey("gap")
                        ? made.withGap(0) : made;
            }
        };
    }

    private static final int STEPS_PER_CHECK = 5;
    /**
     * Steps after which the certificate is computed even if the estimated gap is still too large.
     */
    private static final int STEPS_PER_CERTIFICATE = 200;
    /**
     * After this many certificates in a row without a smaller gap, only rounding moves the code.
     */
    private static final int PATIENCE = 20;

    ProximalGradient(Dictionary dictionary, LassoSettings settings) {
        super(dictionary, settings);
    }

    /** Sets y for the next step, from the code before and after this one. */
    abstract void extrapolate(State state);

    /** The state of one patch. */
    static final class State {
        final float[] b;
        float[] code;
        float[] previous;
        final float[] y;
        double momentum;
        double energy; // ‖x‖²

        State(int k) {
            b = new float[k];
            code = new float[k];
            previous = new float[k];
            y = new float[k];
        }
    }

    @Override
    final int iterations() {
        return settings.iterations();
    }

    @Override
    final void checkStart(FMatrixRMaj start, FMatrixRMaj patches) {
        Check.start(start, patches, dictionary, !settings.signed());
    }

    @Override
    final PatchSolver patchSolver(FMatrixRMaj start) {
        return new Workspace(start);
    }

    @Override
    final Supplier<PatchStepper> inStep(FMatrixRMaj patches, FMatrixRMaj start, Solution solution,
            Seen seen) {
        State[] states = new State[patches.numRows];
        return () -> new PatchStepper() {
            private final Workspace work = new Workspace(start);

            @Override
            public void begin(int i) {
                states[i] = new State(dictionary.size());
                work.begin(states[i], patches, i);
            }

            @Override
            public void step(int i, int number) {
                work.step(states[i]);
                work.certify(states[i], patches, i, number, solution);
                seen.record(i, work.certificate.squaredResidual(), work.certificate.nonZero());
                if (settings.gap() > 0 && converged(solution, i)) {
                    solution.stop()[i] = Solution.Stop.CONVERGED;
                }
            }

            @Override
            public void end(int i, int steps) {
                if (steps == 0) {
                    work.measure(states[i], patches, i, solution);
                }
            }
        };
    }

    /** What a thread needs for a step. */
    private final class Workspace implements PatchSolver {
        final FMatrixRMaj start;
        final State own = new State(dictionary.size());
        final float[] before = new float[dictionary.size()];
        // A step of 1/curvature lowers the objective. If all atoms are 0, any step does.
        final double curvature = dictionary.curvatureBound();
        final float[] gy = new float[dictionary.size()];
        final int[] active = new int[dictionary.size()];
        final float[] activeValue = new float[dictionary.size()];
        final Certificate certificate =
                new Certificate(dictionary, settings.lambda(), settings.threshold());

        Workspace(FMatrixRMaj start) {
            this.start = start;
        }

        void begin(State state, FMatrixRMaj patches, int i) {
            int k = dictionary.size();
            int pixels = dictionary.pixels();
            dictionary.correlate(patches.data, i * pixels, state.b);
            if (start == null) {
                Arrays.fill(state.code, 0f);
            } else {
                System.arraycopy(start.data, i * k, state.code, 0, k);
            }
            System.arraycopy(state.code, 0, state.y, 0, k);
            state.momentum = 1;
            state.energy = 0;
            for (int d = i * pixels; d < (i + 1) * pixels; d++) {
                state.energy += (double) patches.data[d] * patches.data[d];
            }
        }

        void step(State state) {
            int k = dictionary.size();
            int count = 0;
            for (int j = 0; j < k; j++) {
                if (state.y[j] != 0) {
                    active[count] = j;
                    activeValue[count++] = state.y[j];
                }
            }
            Arrays.fill(gy, 0f);
            RowSum.add(dictionary.gramRows(), active, activeValue, count, gy, k);
            float[] next = state.previous;
            state.previous = state.code;
            state.code = next;
            descend(next, state.y, gy, state.b, (float) (1 / curvature),
                    (float) (settings.lambda() / curvature));
            extrapolate(state);
        }

        private void descend(float[] next, float[] y, float[] gy, float[] b, float rate,
                float threshold) {
            if (!settings.signed()) {
                for (int j = 0; j < next.length; j++) {
                    next[j] = Math.max(0f, y[j] + rate * (b[j] - gy[j]) - threshold);
                }
            } else {
                for (int j = 0; j < next.length; j++) {
                    float z = y[j] + rate * (b[j] - gy[j]);
                    next[j] = Math.max(0f, z - threshold) + Math.min(0f, z + threshold);
                }
            }
        }

        /**
         * Estimates the gap at the y of the last step from b and Gy, which are already known.
         * Returns whether it is small enough to compute the certificate of the code.
         */
        boolean promising(State state, float[] y) {
            double by = 0;
            double yGy = 0;
            double l1 = 0;
            double steepest = 0;
            for (int j = 0; j < y.length; j++) {
                double c = state.b[j] - gy[j];
                steepest = Math.max(steepest, !settings.signed() ? c : Math.abs(c));
                if (y[j] != 0) {
                    by += (double) state.b[j] * y[j];
                    yGy += (double) gy[j] * y[j];
                    l1 += Math.abs(y[j]);
                }
            }
            double scale = Math.min(1, settings.lambda() / steepest);
            double squares = state.energy - 2 * by + yGy;
            double objective = 0.5 * squares + settings.lambda() * l1;
            double dual = scale * (state.energy - by) - 0.5 * scale * scale * squares;
            return objective - dual <= settings.gap() * objective;
        }

        void certify(State state, FMatrixRMaj patches, int i, int step, Solution solution) {
            System.arraycopy(state.code, 0, solution.codes().data, i * state.code.length,
                    state.code.length);
            certificate.certify(patches.data, solution, i, step, Solution.Stop.STEPS);
        }

        /** Certifies the code that the steps would start from. */
        void measure(State state, FMatrixRMaj patches, int i, Solution solution) {
            certify(state, patches, i, 0, solution);
            if (settings.gap() > 0 && converged(solution, i)) {
                solution.stop()[i] = Solution.Stop.CONVERGED;
            }
        }

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            begin(own, patches, i);
            if (settings.iterations() == 0) {
                measure(own, patches, i, solution);
                return;
            }
            double smallest = Double.POSITIVE_INFINITY;
            int inVain = 0;
            for (int step = 1; step <= settings.iterations(); step++) {
                boolean check = settings.gap() > 0 && step % STEPS_PER_CHECK == 0;
                if (check) {
                    System.arraycopy(own.y, 0, before, 0, before.length);
                }
                step(own);
                if (step % STEPS_PER_CHECK == 0) {
                    PatchLoop.stopIfAsked();
                }
                if (step == settings.iterations()
                        || check && (step % STEPS_PER_CERTIFICATE == 0 || promising(own, before))) {
                    certify(own, patches, i, step, solution);
                    if (converged(solution, i)) {
                        solution.stop()[i] = Solution.Stop.CONVERGED;
                        break;
                    }
                    inVain = solution.gap()[i] < smallest ? 0 : inVain + 1;
                    smallest = Math.min(smallest, solution.gap()[i]);
                    if (inVain == PATIENCE) {
                        solution.stop()[i] = Solution.Stop.PRECISION;
                        break;
                    }
                }
            }
        }
    }

    private boolean converged(Solution solution, int i) {
        return solution.gap()[i] <= settings.gap() * solution.objective()[i];
    }
}
