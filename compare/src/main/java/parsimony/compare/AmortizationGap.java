package parsimony.compare;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How much a one-shot encoder loses against iterative sparse inference on the same dictionary: the vertical and the horizontal
 * distance, in the plane of lifetime sparsity and reconstruction error, from the amortized point to the curve that iterative
 * inference draws as λ varies. Amortization gap in the sense of Cremer, Li &amp; Duvenaud (2018), measured as in Vafaii, Galor
 * &amp; Yates (2024), fig. 3b.
 *
 * @param mse               the encoder's own error (posterior mean decoded), Σ_pixels per patch
 * @param lifetime          the encoder's own lifetime sparsity
 * @param mseAtSameSparsity error of iterative inference where it is as sparse as the encoder; empty if the curve does not get
 *                          there
 * @param sparsityAtSameMse lifetime sparsity of iterative inference where it errs as much as the encoder; empty likewise
 */
public record AmortizationGap(double mse, double lifetime, OptionalDouble mseAtSameSparsity, OptionalDouble sparsityAtSameMse) {

    /**
     * Measures the gap by linear interpolation along the curve.
     *
     * @param amortized the encoder's point
     * @param curve     iterative inference on the same dictionary, in order of increasing λ
     */
    public static AmortizationGap between(CurvePoint amortized, List<CurvePoint> curve) {
        double[] mse = curve.stream().mapToDouble(CurvePoint::mse).toArray();
        double[] lifetime = curve.stream().mapToDouble(CurvePoint::lifetime).toArray();
        return new AmortizationGap(amortized.mseMap(), amortized.lifetime(),
                crossing(lifetime, mse, amortized.lifetime()), crossing(mse, lifetime, amortized.mseMap()));
    }

    /** ΔMSE &gt; 0: how much more the encoder errs than iterative inference at equal sparsity. */
    public OptionalDouble deltaMse() {
        return mseAtSameSparsity.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(mse - mseAtSameSparsity.getAsDouble());
    }

    /** Δsparsity &gt; 0: how much sparser iterative inference is than the encoder at equal error. */
    public OptionalDouble deltaSparsity() {
        return sparsityAtSameMse.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sparsityAtSameMse.getAsDouble() - lifetime);
    }

    /** The value of {@code y} where the polyline first passes {@code x = target}. */
    static OptionalDouble crossing(double[] x, double[] y, double target) {
        for (int i = 1; i < x.length; i++) {
            double lower = Math.min(x[i - 1], x[i]);
            double upper = Math.max(x[i - 1], x[i]);
            if (lower <= target && target <= upper) {
                double share = upper == lower ? 0 : (target - x[i - 1]) / (x[i] - x[i - 1]);
                return OptionalDouble.of(y[i - 1] + share * (y[i] - y[i - 1]));
            }
        }
        return OptionalDouble.empty();
    }
}
