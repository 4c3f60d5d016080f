package parsimony.compare.gap;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;

/**
 * The gap against compute: how energy, error, sparsity and {@linkplain EqualL1Excess equal-l1
 * excess} come down with steps and with {@linkplain ProcessorTime processor time}. Every point is a
 * separate run from the same start, with a fixed number of steps and no observer, so that its time
 * is that of inference alone.
 *
 * @param inference  {@code lca}, {@code ista}, {@code fista} or {@code poisson}; {@code lista} of
 *                   learned steps; {@code amortized} of the encoder alone
 * @param start      {@link #COLD} for the inference's own start, {@link #ENCODER} for the encoder's
 *                   codes. The seconds of the latter include the encoder's
 * @param patches    how many were inferred together
 * @param lowerBound certified lower bound on the minimum of its mean energy
 * @param end        the excess at the certified optimum of its energy, where it ends
 * @param points     in order of increasing iterations
 */
public record Convergence(String inference, String start, int patches, double lowerBound,
        double end, List<Point> points) {
    /** From the inference's own start. */
    public static final String COLD = "cold";
    /** From the encoder's codes. */
    public static final String ENCODER = "encoder";

    /**
     * The state of all patches after some iterations.
     *
     * @param iterations steps or layers done; 0 of the encoder alone
     * @param seconds    processor time of these steps for all patches, never less than that of
     *                   fewer steps
     * @param energy     mean of the inference's own objective
     * @param mse        mean Σ_pixels (x − Φa)²
     * @param lifetime   lifetime sparsity of the codes, 0..1
     * @param zeros      share of code entries that are 0, 0..1; rates never are
     * @param excess     mean equal-l1 excess at the codes of the encoder, in squared error, ≥ 0
     */
    public record Point(int iterations, double seconds, double energy, double mse, double lifetime,
            double zeros, double excess) {
    }

    /**
     * The problem that inference solves, and how its codes are measured.
     *
     * @param patches    N×D, as the solver takes them
     * @param originals  N×D, as errors are measured
     * @param dictionary K×D, of the originals
     * @param codes      makes codes of the originals of what the solver gives
     * @param energy     mean objective of a solution
     * @param optimum    a certified solution of the same problem
     * @param lowerBound certified lower bound on the mean objective
     * @param excess     the measure that all inference has in common
     */
    public record Problem(FMatrixRMaj patches, FMatrixRMaj originals, Dictionary dictionary,
            UnaryOperator<FMatrixRMaj> codes, ToDoubleFunction<Solution> energy,
            FMatrixRMaj optimum, double lowerBound, EqualL1Excess excess) {

        /**
         * {@return the lasso at the encoder's sparsity, patch by patch}
         *
         * @param patches N×D
         * @param dictionary K×D
         * @param excess at the codes of the encoder
         */
        public static Problem lasso(FMatrixRMaj patches, Dictionary dictionary,
                EqualL1Excess excess) {
            double[] lambda = excess.lambda();
            return new Problem(excess.scaled(), patches, dictionary, excess::fromUnit, solution -> {
                double sum = 0;
                for (int i = 0; i < lambda.length; i++) {
                    sum += lambda[i] * lambda[i] * solution.objective()[i];
                }
                return sum / Math.max(1, lambda.length);
            }, excess.best(), excess.leastEnergy(), excess);
        }

        /**
         * {@return a problem whose solver takes patches as they are and gives their codes}
         *
         * @param patches N×D
         * @param dictionary K×D
         * @param optimum a certified solution
         * @param excess at the codes of the encoder
         */
        public static Problem of(FMatrixRMaj patches, Dictionary dictionary, Solution optimum,
                EqualL1Excess excess) {
            return new Problem(patches, patches, dictionary, UnaryOperator.identity(),
                    Solution::meanObjective, optimum.codes(),
                    optimum.meanObjective() - optimum.meanGap(), excess);
        }

        /** The state after some steps. */
        private Point point(int iterations, double seconds, double energy,
                FMatrixRMaj found) {
            Measures measures = Measures.of(originals, found, dictionary);
            return new Point(iterations, seconds, energy, measures.mse(), measures.lifetime(),
                    measures.portionZeros(), excess.mean(found));
        }
    }

    /**
     * Runs inference for 1, 2, 3, 4, 6, 8, 12 … steps.
     *
     * @param inference what rows call it
     * @param start what rows call its start
     * @param encoder makes inference with a number of steps
     * @param most steps of the longest run, ≥ 1
     * @param problem what it solves
     * @param from N×K codes to start from as the solver takes them, null for a cold start
     * @param before seconds that were spent on the start, ≥ 0
     * @return a row for each number of steps
     */
    public static Convergence trace(String inference, String start,
            IntFunction<IterativeEncoder> encoder, int most, Problem problem, FMatrixRMaj from,
            double before) {
        List<Integer> counts = counts(most);
        List<IterativeEncoder> encoders = counts.stream().map(encoder::apply).toList();
        FMatrixRMaj patches = problem.patches;
        encoders.get(encoders.size() - 1).solve(patches, from, null); // warms the compiler up
        List<Runnable> runs = new ArrayList<>();
        for (IterativeEncoder inferring : encoders) {
            runs.add(() -> inferring.solve(patches, from, null));
        }
        double[] seconds = ProcessorTime.rising(runs);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            Solution solution = encoders.get(i).solve(patches, from, null);
            points.add(problem.point(counts.get(i), before + seconds[i],
                    problem.energy.applyAsDouble(solution),
                    problem.codes.apply(solution.codes())));
        }
        return new Convergence(inference, start, patches.numRows, problem.lowerBound,
                problem.excess.mean(problem.optimum), List.copyOf(points));
    }

    /** Codes that something other than a solver made in so many seconds. */
    public record Made(int iterations, FMatrixRMaj codes, double seconds) {
    }

    /**
     * Codes of encoders, each of a fixed number of steps: the encoder alone, or learned steps.
     *
     * @param inference what rows call it
     * @param made its codes of the originals, in order of their iterations, at least one
     * @param problem by which they are measured: its energy is half the penalised squared error
     * @return a row for each
     */
    public static Convergence of(String inference, List<Made> made, Problem problem) {
        double least = problem.lowerBound;
        List<Point> points = new ArrayList<>();
        for (Made one : made) {
            double energy = least + problem.excess.mean(one.codes) / 2;
            points.add(problem.point(one.iterations, one.seconds, energy, one.codes));
        }
        return new Convergence(inference, COLD, problem.originals.numRows, least,
                problem.excess.certificate(), List.copyOf(points));
    }

    /** The powers of 2 up to {@code most} and the numbers half-way between them, rising. */
    private static List<Integer> counts(int most) {
        List<Integer> counts = new ArrayList<>();
        for (int octave = 1; octave <= most; octave *= 2) {
            counts.add(octave);
            if (octave > 1 && octave * 3 / 2 <= most) {
                counts.add(octave * 3 / 2);
            }
        }
        return counts;
    }
}
