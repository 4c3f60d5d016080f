package parsimony.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import parsimony.compare.statistics.Resampled;

/**
 * How much a one-shot encoder loses against iterative sparse inference on the same dictionary. In
 * the plane of lifetime sparsity and squared error, iterative inference draws a curve as λ varies;
 * the gap is the vertical and the horizontal distance from the encoder's point to that curve. It is
 * the amortization gap in the sense of Cremer, Li &amp; Duvenaud (2018), measured as in Vafaii,
 * Galor &amp; Yates (2024), fig. 3b.
 *
 * @param mse               the encoder's own squared error per patch (of its posterior mean)
 * @param lifetime          the encoder's own lifetime sparsity
 * @param mseAtSameSparsity error of iterative inference at the encoder's sparsity; empty if the
 *                          curve does not reach that sparsity
 * @param sparsityAtSameMse lifetime sparsity of iterative inference at the encoder's error; empty
 *                          if the curve does not reach that error
 */
public record AmortizationGap(double mse, double lifetime, OptionalDouble mseAtSameSparsity,
        OptionalDouble sparsityAtSameMse) {

    /**
     * Measures the gap by linear interpolation along the curve.
     *
     * @param amortized the encoder's point
     * @param curve iterative inference on the same dictionary, in order of increasing λ
     * @return the gap
     */
    public static AmortizationGap between(CurvePoint amortized, List<CurvePoint> curve) {
        double[] mse = curve.stream().mapToDouble(CurvePoint::mse).toArray();
        double[] lifetime = curve.stream().mapToDouble(CurvePoint::lifetime).toArray();
        return new AmortizationGap(amortized.mseMap(), amortized.lifetime(),
                crossing(lifetime, mse, amortized.lifetime()),
                crossing(mse, lifetime, amortized.mseMap()));
    }

    /**
     * Measures the gap on every resample of the patches. If the encoder lies past an end of the
     * curve on a resample, that end is used. To leave out such resamples would be biased: all of
     * them lie on one side.
     *
     * @param amortized the encoder's point
     * @param curve     as for {@link #between(CurvePoint, List)}, on the same resamples
     * @return as many gaps as there are resamples
     */
    public static List<AmortizationGap> between(Resampled amortized, List<Resampled> curve) {
        List<AmortizationGap> gaps = new ArrayList<>();
        for (int r = 0; r < amortized.count(); r++) {
            int resample = r;
            double mse = amortized.mse()[r];
            double lifetime = amortized.lifetime()[r];
            double[] errors = curve.stream().mapToDouble(point -> point.mse()[resample]).toArray();
            double[] sparsities =
                    curve.stream().mapToDouble(point -> point.lifetime()[resample]).toArray();
            gaps.add(new AmortizationGap(mse, lifetime,
                    OptionalDouble.of(crossing(sparsities, errors, lifetime)
                            .orElse(errors[nearest(sparsities, lifetime)])),
                    OptionalDouble.of(crossing(errors, sparsities, mse)
                            .orElse(sparsities[nearest(errors, mse)]))));
        }
        return gaps;
    }

    /**
     * {@return Δ error: the encoder's error minus that of iterative inference at equal sparsity}
     * Above 0 if the encoder is worse; empty if the curve does not reach that sparsity.
     */
    public OptionalDouble deltaMse() {
        return mseAtSameSparsity.isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(mse - mseAtSameSparsity.getAsDouble());
    }

    /**
     * {@return Δ sparsity: the sparsity of iterative inference minus the encoder's at equal error}
     * Above 0 if the encoder is worse; empty if the curve does not reach that error.
     */
    public OptionalDouble deltaSparsity() {
        return sparsityAtSameMse.isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(sparsityAtSameMse.getAsDouble() - lifetime);
    }

    /** The value of {@code y} where the polyline first passes {@code x = target}. */
    static OptionalDouble crossing(double[] x, double[] y, double target) {
        int i = segment(x, target);
        if (i == 0) {
            return OptionalDouble.empty();
        }
        double share = x[i] == x[i - 1] ? 0 : (target - x[i - 1]) / (x[i] - x[i - 1]);
        return OptionalDouble.of(y[i - 1] + share * (y[i] - y[i - 1]));
    }

    /**
     * The index i of the first segment from x[i − 1] to x[i] that contains the target; 0 if none
     * does.
     */
    static int segment(double[] x, double target) {
        for (int i = 1; i < x.length; i++) {
            if (Math.min(x[i - 1], x[i]) <= target && target <= Math.max(x[i - 1], x[i])) {
                return i;
            }
        }
        return 0;
    }

    /** The index of the value nearest to a target. */
    static int nearest(double[] x, double target) {
        return IntStream.range(0, x.length).boxed()
                .min(Comparator.comparingDouble(i -> Math.abs(x[i] - target))).orElseThrow();
    }
}
