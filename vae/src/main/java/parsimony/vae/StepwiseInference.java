package parsimony.vae;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.ejml.data.FMatrixRMaj;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import parsimony.signals.Stop;

/**
 * Finds beliefs about patches step by step. A step is one call of the graph, whose belief is fed
 * back to it, so that a graph does not grow with the steps. Noise is a function of the seed, the
 * step and the chunk of patches.
 */
final class StepwiseInference {
    private final Session session;
    private final VaeGraph<TFloat32> model;
    private final VaeGraph.Inferring<TFloat32> steps;
    private final int chunk;
    /** How many results are kept: of all patches and of a few, with two seeds. */
    private static final int KEPT = 4;
    /**
     * The last results, newest first. A thousand steps take long, and measures, examples and
     * figures ask for the same ones.
     */
    private final Deque<Found> kept = new ArrayDeque<>();

    /**
     * What was found.
     *
     * @param belief      its tensors, N×K each
     * @param convergence how well codes described the patches along the way; empty without noise
     */
    record Found(FMatrixRMaj patches, long seed, int steps, Dynamics.Draw draw,
            List<FMatrixRMaj> belief, List<InferenceStep> convergence) {
        boolean is(FMatrixRMaj asked, long from, int number, Dynamics.Draw drawn) {
            return seed == from && steps == number && draw == drawn
                    && patches.numRows == asked.numRows
                    && Arrays.equals(patches.data, asked.data);
        }
    }

    /** Sums over chunks of what a point of {@link InferenceStep} is made from. */
    private static final class Sums {
        private double error;
        private double errorOfMeans;
        private double zeros;
    }

    /** @param chunk patches in a call */
    StepwiseInference(Session session, VaeGraph<TFloat32> model, int chunk) {
        this.session = session;
        this.model = model;
        this.steps = model.inferring.orElseThrow();
        this.chunk = chunk;
    }

    /** The prior as a belief about so many patches. */
    List<FMatrixRMaj> prior(int count) {
        FMatrixRMaj none = new FMatrixRMaj(count, (int) model.patches.shape().get(1));
        try (TFloat32 rows = Tensors.rows(none, 0, count);
                Result prior = fetch(session.runner().feed(model.patches, rows), steps.prior())) {
            return matrices(prior);
        }
    }

    /**
     * The beliefs about patches.
     *
     * @param patches   N×D
     * @param number    of steps
     * @param draw      what each step takes for codes
     * @param taken     is told how many of the steps are done
     */
    Found infer(FMatrixRMaj patches, long seed, int number, Dynamics.Draw draw,
            IntConsumer taken) {
        synchronized (kept) {
            for (Found found : kept) {
                if (found.is(patches, seed, number, draw)) {
                    return found;
                }
            }
        }
        List<FMatrixRMaj> belief = new ArrayList<>();
        int latents = (int) model.belief.get(0).shape().get(1);
        model.belief.forEach(tensor -> belief.add(new FMatrixRMaj(patches.numRows, latents)));
        TreeMap<Integer, Sums> along = new TreeMap<>();
        int chunks = (patches.numRows + chunk - 1) / chunk;
        for (int row = 0; row < patches.numRows; row += chunk) {
            int end = Math.min(row + chunk, patches.numRows);
            int before = row / chunk * number;
            try (TFloat32 rows = Tensors.rows(patches, row, end)) {
                infer(rows, row / chunk, seed, number, draw, belief, row, along,
                        t -> taken.accept((before + t) / chunks));
            }
        }
        Found found = new Found(patches.copy(), seed, number, draw, belief,
                points(along, patches, latents));
        synchronized (kept) {
            kept.addFirst(found);
            if (kept.size() > KEPT) {
                kept.removeLast();
            }
        }
        return found;
    }

    private void infer(TFloat32 rows, int number, long seed, int count, Dynamics.Draw draw,
            List<FMatrixRMaj> belief, int row, TreeMap<Integer, Sums> along,
            IntConsumer taken) {
        Result now = fetch(session.runner().feed(model.patches, rows), steps.start());
        try (TFloat32 temperature = TFloat32.scalarOf(0)) {
            for (int t = 1; t <= count; t++) {
                Stop.ifAsked("inference stopped after step " + (t - 1));
                try (Tensor noise = Tensors.seed(seed, ((long) number << Integer.SIZE) + t)) {
                    Session.Runner runner = fed(rows, now).feed(model.blueprint.seed, noise)
                            .feed(model.feeds.temperature(), temperature);
                    Result next = fetch(runner, steps.next().get(draw));
                    now.close();
                    now = next;
                    taken.accept(t);
                    if (draw == Dynamics.Draw.SAMPLE && (marked(t) || t == count)) {
                        add(along.computeIfAbsent(t, step -> new Sums()), rows,
                                fed(rows, now).feed(model.blueprint.seed, noise)
                                        .feed(model.feeds.temperature(), temperature));
                    }
                }
            }
            for (int i = 0; i < belief.size(); i++) {
                Tensors.read(now.get(i), belief.get(i), row);
            }
        } finally {
            now.close();
        }
    }

    /** Whether a step is a power of 2 or half as much again: 1, 2, 3, 4, 6, 8, 12 … */
    private static boolean marked(int step) {
        int rest = step / Integer.lowestOneBit(step);
        return rest == 1 || rest == 3;
    }

    private void add(Sums sums, TFloat32 rows, Session.Runner runner) {
        try (Result said = runner.fetch(model.posterior.codes()).fetch(model.reconstructed).run();
                Result decoded = session.runner().feed(model.codes, said.get(0))
                        .fetch(model.decoded).run()) {
            FMatrixRMaj patches = Tensors.matrix(rows);
            sums.error += squaredError(patches, decoded.get(0));
            sums.errorOfMeans += squaredError(patches, said.get(1));
            for (float code : Tensors.matrix(said.get(0)).data) {
                sums.zeros += code == 0 ? 1 : 0;
            }
        }
    }

    private static double squaredError(FMatrixRMaj patches, Tensor decoded) {
        float[] values = Tensors.matrix(decoded).data;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double error = (double) patches.data[i] - values[i];
            sum += error * error;
        }
        return sum;
    }

    private static List<InferenceStep> points(TreeMap<Integer, Sums> along, FMatrixRMaj patches,
            int latents) {
        double mean = 0;
        for (float value : patches.data) {
            mean += value / (double) patches.data.length;
        }
        double total = 0;
        for (float value : patches.data) {
            total += (value - mean) * (value - mean);
        }
        double spread = total;
        List<InferenceStep> points = new ArrayList<>();
        along.forEach((step, sums) -> points.add(new InferenceStep(step,
                r2(sums.error, spread), r2(sums.errorOfMeans, spread),
                sums.zeros / ((double) patches.numRows * latents))));
        return points;
    }

    /** As {@link parsimony.sparsecoding.Measures#r2Pooled} has it where all pixels are equal. */
    private static double r2(double error, double total) {
        return total > 0 ? 1 - error / total : error == 0 ? 1 : 0;
    }

    private Session.Runner fed(TFloat32 rows, Result belief) {
        Session.Runner runner = session.runner().feed(model.patches, rows);
        for (int i = 0; i < model.belief.size(); i++) {
            runner.feed(model.belief.get(i), belief.get(i));
        }
        return runner;
    }

    private static Result fetch(Session.Runner runner, List<Operand<TFloat32>> tensors) {
        tensors.forEach(runner::fetch);
        return runner.run();
    }

    private static List<FMatrixRMaj> matrices(Result tensors) {
        List<FMatrixRMaj> matrices = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            matrices.add(Tensors.matrix(tensors.get(i)));
        }
        return matrices;
    }
}
