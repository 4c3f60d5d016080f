package parsimony.sparsecoding;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * A solver that takes one patch after another, step by step. Without an observer each patch is
 * solved to its end at once, which is faster. With an observer all patches take a step before any
 * patch takes the next.
 *
 * @param <S> its settings
 */
abstract class IterativePatchwiseEncoder<S extends Record> extends PatchwiseEncoder<S>
        implements IterativeEncoder {
    IterativePatchwiseEncoder(Dictionary dictionary, S settings) {
        super(dictionary, settings);
    }

    /**
     * What an observer learns of each patch besides the solution: ‖x − Φa‖² and the number of
     * entries of a that are not 0. Both arrays have N entries.
     */
    record Seen(double[] squaredResidual, int[] nonZero) {
        void record(int i, double squaredResidual, int nonZero) {
            this.squaredResidual[i] = squaredResidual;
            this.nonZero[i] = nonZero;
        }
    }

    /**
     * Moves the codes of a solution on one thread. A patch may go from one thread to another
     * between two steps.
     */
    interface PatchStepper {
        void begin(int i);

        /**
         * Takes one more step, the number-th, and writes the code, its objective and what is seen
         * of it.
         */
        void step(int i, int number);

        /** Completes the solution of a patch after its last step, if the steps have not done so. */
        default void end(int i, int steps) {}
    }

    abstract int iterations();

    /** @throws InputException if codes to start from do not suit; null suits */
    abstract void checkStart(FMatrixRMaj start, FMatrixRMaj patches);

    /** One for each thread, with codes to start from or null. */
    abstract PatchSolver patchSolver(FMatrixRMaj start);

    /**
     * A factory of steppers, one for each thread. They share the state of the patches between two
     * steps.
     */
    abstract Supplier<PatchStepper> inStep(FMatrixRMaj patches, FMatrixRMaj start,
            Solution solution, Seen seen);

    @Override
    final PatchSolver patchSolver() {
        return patchSolver(null);
    }

    @Override
    public final Solution solve(FMatrixRMaj patches, FMatrixRMaj start, Observer observer) {
        Check.patches(patches, dictionary);
        checkStart(start, patches);
        return observer == null ? solve(patches, () -> patchSolver(start))
                : solveInStep(patches, start, observer);
    }

    private Solution solveInStep(FMatrixRMaj patches, FMatrixRMaj start, Observer observer) {
        int n = patches.numRows;
        Solution solution = Solution.of(n, dictionary.size());
        Seen seen = new Seen(new double[n], new int[n]);
        Supplier<PatchStepper> steppers = inStep(patches, start, solution, seen);
        PatchLoop.run(n, steppers, PatchStepper::begin);
        int done = 0;
        boolean goOn = true;
        while (goOn && done < iterations()) {
            int step = ++done;
            PatchLoop.run(n, steppers, (stepper, i) -> {
                if (!solution.isDone(i)) {
                    stepper.step(i, step);
                }
            });
            goOn = observer.iteration(
                    Observer.Iteration.of(step, solution, seen.squaredResidual, seen.nonZero));
            for (int i = 0; i < n && !goOn; i++) {
                solution.stop()[i] =
                        solution.isDone(i) ? solution.stop()[i] : Solution.Stop.OBSERVER;
            }
            goOn &= !IntStream.range(0, n).allMatch(solution::isDone);
        }
        int steps = done;
        PatchLoop.run(n, steppers, (stepper, i) -> stepper.end(i, steps));
        return solution;
    }
}
