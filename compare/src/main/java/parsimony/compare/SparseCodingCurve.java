package parsimony.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleFunction;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampled;
import parsimony.compare.statistics.Resampling;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.Solver;
import parsimony.sparsecoding.SparseEncoder;

/**
 * The curve of sparse coding on the dictionary of an amortized encoder, in the plane of lifetime
 * sparsity and reconstruction error. λ rises over the values of Vafaii, Galor &amp; Yates (2024),
 * fig. 3b, and further until two points have passed the encoder's. One such point is needed to read
 * the gap off. The second is there because on some resamples of the patches the encoder's point
 * lies further on.
 *
 * @param inference how codes were inferred
 * @param points    in order of increasing λ, at least one
 * @param resampled each point on resamples of the patches; empty if none were asked for
 */
public record SparseCodingCurve(String inference, List<CurvePoint> points,
        List<Resampled> resampled) {
    /** The values of λ in the paper. */
    public static final List<Double> LAMBDAS = List.of(.001, .005, .01, .05, .1, .5, .7, 1.0);
    /** The factor from one λ to the next beyond those of the paper. */
    private static final double BEYOND = 1.5;
    /** The most points beyond: λ then reaches 1.5¹² ≈ 130 times the paper's largest. */
    private static final int MOST_BEYOND = 12;
    /** Points that must lie past the encoder's point. */
    private static final int PAST = 2;

    /**
     * Traces the curve of any family of encoders over the λ of the paper.
     *
     * @param inference what points call it
     * @param encoder of one λ; where it is a {@link SparseEncoder}, points say how far their codes
     *     are from the optimum
     * @param patches N×D, N ≥ 1
     * @param dictionary that codes refer to, K×D
     * @return the curve
     * @throws CancellationException if the thread is interrupted
     */
    public static SparseCodingCurve trace(String inference,
            DoubleFunction<? extends Encoder> encoder, FMatrixRMaj patches,
            Dictionary dictionary) {
        return trace(inference, encoder, LAMBDAS, dictionary, inference, null, patches, null,
                Monitor.SILENT);
    }

    /**
     * Traces the curve over the λ of the paper, and further until it has passed the point of a
     * one-shot encoder on that dictionary.
     *
     * @param inference what points call it
     * @param encoder of one λ
     * @param patches N×D, N ≥ 1
     * @param dictionary K×D
     * @param amortized the encoder's point, from the same patches
     * @return the curve
     */
    public static SparseCodingCurve trace(String inference,
            DoubleFunction<? extends Encoder> encoder, FMatrixRMaj patches,
            Dictionary dictionary, CurvePoint amortized) {
        return trace(inference, encoder, LAMBDAS, dictionary, amortized.model(), amortized, patches,
                null, Monitor.SILENT);
    }

    /**
     * Traces the curve of a solver with the settings of the paper. All other arguments are those of
     * the method for any family of encoders.
     *
     * @param solver has the trait {@link Solver.Trait#LASSO}
     * @param signed whether codes may be negative
     * @param lambdas rising, each &gt; 0
     * @param dictionary K×D
     * @param model whose dictionary it is
     * @param amortized the point of that model's encoder; null if it has none
     * @param patches N×D, N ≥ 1
     * @param resampling of the patches, null for none
     * @param monitor is told of every point
     * @return the curve
     * @throws InputException if the solver does not have the trait {@link Solver.Trait#LASSO}
     */
    public static SparseCodingCurve trace(Solver<?> solver, boolean signed, List<Double> lambdas,
            Dictionary dictionary,
            String model, CurvePoint amortized, FMatrixRMaj patches, Resampling resampling,
            Monitor monitor) {
        monitor.phase("Inferring by " + solver.label() + " on " + model, lambdas.size(), "lambdas");
        return trace(solver.name(), lambda -> solver.paperEncoder(dictionary, lambda, signed),
                lambdas, dictionary, model,
                amortized, patches, resampling, monitor);
    }

    /**
     * Traces the curve of any family of encoders.
     *
     * @param inference what points call it
     * @param encoder of one λ; where it is a {@link SparseEncoder}, points say how far their codes
     *     are from the optimum
     * @param lambdas rising, each &gt; 0
     * @param dictionary that codes refer to
     * @param model whose dictionary it is
     * @param amortized the point of that model's encoder, which the curve must pass; null if the
     *     model has no encoder
     * @param patches N×D, N ≥ 1
     * @param resampling of the patches, null for none
     * @param monitor is told of every point
     * @return the curve
     * @throws CancellationException if the thread is interrupted
     */
    public static SparseCodingCurve trace(String inference,
            DoubleFunction<? extends Encoder> encoder, List<Double> lambdas,
            Dictionary dictionary, String model, CurvePoint amortized, FMatrixRMaj patches,
            Resampling resampling,
            Monitor monitor) {
        List<CurvePoint> points = new ArrayList<>();
        List<Resampled> resampled = new ArrayList<>();
        double lambda = 0;
        int passed = 0;
        for (int i = 0; i < lambdas.size() + (amortized == null ? 0 : MOST_BEYOND); i++) {
            lambda = i < lambdas.size() ? lambdas.get(i) : lambda * BEYOND;
            Encoder at = encoder.apply(lambda);
            Solution solution = at instanceof SparseEncoder sparse ? sparse.solve(patches) : null;
            FMatrixRMaj codes = solution != null ? solution.codes() : at.encode(patches);
            FMatrixRMaj decoded = dictionary.decode(codes);
            CurvePoint point = CurvePoint.of(model, inference, lambda,
                    amortized == null ? null : amortized.beta(),
                    Measures.of(patches, codes, decoded), solution == null ? null
                            : solution.meanGap()
                                    / Math.max(solution.meanObjective(), Double.MIN_NORMAL));
            points.add(point);
            if (resampling != null) {
                resampled.add(resampling.measure(Measures.errors(patches, decoded), codes));
            }
            monitor.at(Math.min(points.size(), lambdas.size())); // the number beyond is not known
            Stop.ifAsked("inference by " + inference + " on " + model + " was stopped");
            passed += amortized != null && point.lifetime() > amortized.lifetime()
                    && point.mse() > amortized.mseMap() ? 1 : 0;
            if (passed >= PAST && i >= lambdas.size() - 1) {
                break;
            }
        }
        return new SparseCodingCurve(inference, List.copyOf(points), List.copyOf(resampled));
    }

    /**
     * {@return the λ at which codes have this lifetime sparsity, by interpolation in log λ} If the
     * curve does not reach it, the λ of the nearest point.
     *
     * @param lifetime a lifetime sparsity, 0..1
     */
    public double lambdaAt(double lifetime) {
        double[] sparsity = points.stream().mapToDouble(CurvePoint::lifetime).toArray();
        double[] logLambda = points.stream().mapToDouble(p -> Math.log(p.lambda())).toArray();
        return Math.exp(AmortizationGap.crossing(sparsity, logLambda, lifetime)
                .orElse(logLambda[AmortizationGap.nearest(sparsity, lifetime)]));
    }

    /**
     * {@return an upper bound on the relative distance of the codes from the lasso's optimum at
     * this lifetime sparsity} It is the larger relative gap of the two points around it. If the
     * curve does not reach it, it is the gap of the nearest point. NaN if the encoder does not
     * report gaps.
     *
     * @param lifetime a lifetime sparsity, 0..1
     */
    public double gapNear(double lifetime) {
        return gapNear(points, lifetime);
    }

    /**
     * As {@link #gapNear(double)}, for the points of a curve.
     *
     * @param points in order of λ
     * @param lifetime a lifetime sparsity, 0..1
     * @return the bound
     */
    public static double gapNear(List<CurvePoint> points, double lifetime) {
        double[] sparsity = points.stream().mapToDouble(CurvePoint::lifetime).toArray();
        int i = AmortizationGap.segment(sparsity, lifetime);
        return i == 0 ? gap(points.get(AmortizationGap.nearest(sparsity, lifetime)))
                : Math.max(gap(points.get(i - 1)), gap(points.get(i)));
    }

    private static double gap(CurvePoint point) {
        return point.relativeGap() == null ? Double.NaN : point.relativeGap();
    }
}
