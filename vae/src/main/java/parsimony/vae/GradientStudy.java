package parsimony.vae;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.ParallelLoop;
import parsimony.signals.Setting;
import parsimony.signals.Stop;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.GradientQuality.Measured;

/**
 * Judges estimators of the error's gradient by the exact gradient, which a linear decoder and
 * Poisson counts have. Gradients are drawn in log-rates u, many of each patch, from the graph that
 * a training descends. It keeps a graph of each estimator until it is closed.
 */
public final class GradientStudy implements AutoCloseable {
    /** Temperatures at which the study measures if nothing else is said. */
    public static final List<Double> TEMPERATURES = List.of(.02, .05, .1, .2, .3, .4, .5);
    /** Independent parts of the samples, from which standard errors come. */
    public static final int BLOCKS = 40;
    /** Fewest samples of a patch: a block needs two to have a variance. */
    public static final int LEAST_SAMPLES = 2 * BLOCKS;
    /** Times are the median of so many measurements. */
    private static final int TIMINGS = 3;
    /** The least processor time of a measurement in nanoseconds; clocks tick at 10 ms. */
    private static final double LEAST_TIME = 1.2e8;
    /** The same of a study with few samples, whose times are rough, too. */
    private static final double ROUGH_TIME = 2e7;
    private static final int FEW_SAMPLES = 2000;

    /**
     * An estimator with what it depends on.
     *
     * @param estimator   of a Poisson model with a linear decoder
     * @param indicator   soft step; null for an estimator without one
     * @param temperature of relaxed samples, &gt; 0; null for an estimator without
     */
    public record Combination(Estimator estimator, Indicator indicator, Double temperature) {
        /**
         * Checks the values.
         *
         * @throws InputException if something is missing or too much, or out of its range
         */
        public Combination {
            estimator.requireFor(Architecture.linear(Distribution.POISSON, 1, 1));
            if ((indicator != null) != estimator.softened()
                    || (temperature != null) != estimator.relaxed()) {
                throw new InputException(
                        "estimator: " + Setting.word(estimator) + " with indicator "
                                + (indicator == null ? "none" : Setting.word(indicator))
                                + " and temperature " + (temperature == null ? "none" : temperature)
                                + "; must have what it depends on, and nothing else");
            }
            if (temperature != null && !(temperature > 0 && temperature < 1e3)) {
                throw new InputException("temperature", temperature, "must be above 0, and small");
            }
        }

        /**
         * {@return every estimator with every indicator and temperature that it depends on}
         *
         * @param temperatures each &gt; 0
         */
        public static List<Combination> all(List<Double> temperatures) {
            List<Combination> all = new ArrayList<>();
            for (Estimator estimator : Estimator.values()) {
                if (estimator == Estimator.EXACT_UNCORRELATED) {
                    continue; // for categorical codes
                }
                for (Indicator indicator : estimator.softened() ? Arrays.asList(Indicator.values())
                        : Arrays.asList((Indicator) null)) {
                    for (Double temperature : estimator.relaxed() ? temperatures
                            : Arrays.asList((Double) null)) {
                        all.add(new Combination(estimator, indicator, temperature));
                    }
                }
            }
            return all;
        }
    }

    /**
     * Where gradients are taken.
     *
     * @param dictionary Φ, K×D
     * @param patches    P×D
     * @param rates      P×K, each above 0 and at most 200
     */
    public record Point(Dictionary dictionary, FMatrixRMaj patches, FMatrixRMaj rates) {
        /**
         * Checks the values.
         *
         * @throws InputException if shapes do not agree, or a rate is out of its range
         */
        public Point {
            dictionary.requireMatching(patches);
            if (patches.numRows < 1 || rates.numRows != patches.numRows
                    || rates.numCols != dictionary.size()) {
                throw new InputException("rates: " + rates.numRows + "×" + rates.numCols + "; must"
                        + " be one row of " + dictionary.size() + " for each of "
                        + patches.numRows + " patches, at least one");
            }
            double most = GumbelCounts.RANGES[GumbelCounts.RANGES.length - 1];
            for (float rate : rates.data) {
                if (!(rate > 0 && rate <= most)) {
                    throw new InputException("rates", rate, "must be above 0 and at most 200");
                }
            }
        }

        private float[] patch(int p) {
            return row(patches, p);
        }

        private float[] rates(int p) {
            return row(rates, p);
        }

        private static float[] row(FMatrixRMaj matrix, int p) {
            return Arrays.copyOfRange(matrix.data, p * matrix.numCols, (p + 1) * matrix.numCols);
        }
    }

    private record Key(Estimator estimator, Indicator indicator, int pixels, int latents) {
    }

    private final int samples;
    private final int draws;
    private final long seed;
    private final Map<Key, GradientGraph> graphs = new HashMap<>();

    /**
     * A study.
     *
     * @param samples N, gradients of each patch, ≥ {@link #LEAST_SAMPLES}; a multiple of
     *                {@link #BLOCKS}, to which other numbers are rounded up
     * @param draws   codes that {@link Estimator#SCORE} samples for a gradient, ≥ 2
     * @param seed    of all samples
     * @throws InputException if a number is out of its range
     */
    public GradientStudy(int samples, int draws, long seed) {
        if (samples < LEAST_SAMPLES) {
            throw new InputException("samples", samples, "must be at least " + LEAST_SAMPLES
                    + ", as standard errors come from " + BLOCKS + " blocks of them");
        }
        if (draws < 2) {
            throw new InputException("draws", draws,
                    "must be at least 2, as each sample is compared with the others");
        }
        this.samples = (samples + BLOCKS - 1) / BLOCKS * BLOCKS;
        this.draws = draws;
        this.seed = seed;
    }

    /** {@return how many units of progress {@link #measure} has for so many combinations} */
    public static int work(int combinations) {
        return 2 * combinations;
    }

    /**
     * Measures the gradients of estimators at a point. The numbers, but not the times, depend on
     * the seed alone. All combinations see the same noise, as far as they draw in the same way, so
     * that curves over temperatures are smooth.
     *
     * @param point        where
     * @param combinations what
     * @param done         of {@link #work} units that were done before
     * @param progress     is told how the work goes on
     * @return the quality of each combination
     * @throws CancellationException if the thread is interrupted
     */
    public List<GradientQuality> measure(Point point, List<Combination> combinations, int done,
            Monitor progress) {
        // Times first, one after the other, because a process has one clock of its processors.
        List<Measured> times = new ArrayList<>();
        for (Combination combination : combinations) {
            times.add(milliseconds(graph(combination, point), combination, point));
            progress.at(done + times.size());
        }
        List<GradientTruth> truths = IntStream.range(0, point.patches.numRows)
                .mapToObj(p -> GradientTruth.of(point.dictionary, point.patch(p), point.rates(p)))
                .toList();
        GradientQuality[] found = new GradientQuality[combinations.size()];
        AtomicInteger finished = new AtomicInteger(done + times.size());
        ParallelLoop.run(found.length, i -> {
            Combination combination = combinations.get(i);
            found[i] = gathered(graph(combination, point), combination, point, truths).quality(
                    combination, samples,
                    combination.estimator == Estimator.SCORE ? draws
                            : combination.estimator.samples() ? 1 : 0,
                    times.get(i));
            synchronized (progress) {
                progress.at(finished.incrementAndGet());
            }
        });
        return List.of(found);
    }

    private GradientBlocks gathered(GradientGraph graph, Combination combination, Point point,
            List<GradientTruth> truths) {
        GradientBlocks blocks = new GradientBlocks(truths, BLOCKS);
        FMatrixRMaj drawn = new FMatrixRMaj(samples / BLOCKS, point.dictionary.size());
        FMatrixRMaj imaged = new FMatrixRMaj(drawn.numRows, point.dictionary.pixels());
        for (int p = 0; p < truths.size(); p++) {
            for (int block = 0; block < BLOCKS; block++) {
                ParallelLoop.stopIfAsked();
                graph.draw(seed, (long) p * BLOCKS + block, point.dictionary, point.patch(p),
                        point.rates(p), temperature(combination), drawn, imaged);
                blocks.add(block, p, drawn, imaged);
            }
        }
        return blocks;
    }

    /** Processor time of a gradient of a patch, the median over some measurements. */
    private Measured milliseconds(GradientGraph graph, Combination combination, Point point) {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        FMatrixRMaj drawn = new FMatrixRMaj(samples / BLOCKS, point.dictionary.size());
        double[] times = new double[TIMINGS];
        double least = samples < FEW_SAMPLES ? ROUGH_TIME : LEAST_TIME;
        for (int i = -1; i < TIMINGS; i++) { // the first time is not counted, as it sets up
            long begun = system.getProcessCpuTime();
            long worked = 0;
            int runs = 0;
            do {
                Stop.ifAsked("the study of gradients stopped");
                int p = runs % point.patches.numRows;
                graph.draw(seed, -1L - runs, point.dictionary, point.patch(p), point.rates(p),
                        temperature(combination), drawn, null);
                runs++;
                worked = system.getProcessCpuTime() - begun;
            } while (i >= 0 && worked < least);
            if (i >= 0) {
                times[i] = worked * 1e-6 / ((double) runs * drawn.numRows);
            }
        }
        Arrays.sort(times);
        // The standard error of three values, from their range (Dixon & Massey: 1.69 σ).
        return new Measured(times[TIMINGS / 2],
                (times[TIMINGS - 1] - times[0]) / 1.69 / Math.sqrt(TIMINGS));
    }

    private static double temperature(Combination combination) {
        return combination.temperature != null ? combination.temperature : 1;
    }

    private synchronized GradientGraph graph(Combination combination, Point point) {
        Key key = new Key(combination.estimator, combination.indicator,
                point.dictionary.pixels(), point.dictionary.size());
        return graphs.computeIfAbsent(key, k -> new GradientGraph(k.estimator,
                k.indicator != null ? k.indicator : Indicator.SIGMOID, k.pixels, k.latents,
                draws));
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        graphs.values().forEach(GradientGraph::close);
        graphs.clear();
    }
}
