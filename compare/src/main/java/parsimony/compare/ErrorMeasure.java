package parsimony.compare;

import java.util.function.ToDoubleFunction;

/** The measures of error that the error–sparsity plane can be drawn with. */
public enum ErrorMeasure {
    /**
     * Squared error per patch; of a VAE that of its posterior mean. It falls as codes get better.
     */
    SQUARED_ERROR("Squared error per patch (of the mean)", CurvePoint::mseMap),
    /**
     * R² of all pixels pooled; of a VAE that of sampled codes. It rises as codes get better. The
     * distance to the {@linkplain IdealCorner ideal corner} is taken with it.
     */
    R2("R² pooled (of samples)", CurvePoint::r2Pooled);

    private final String label;
    private final ToDoubleFunction<CurvePoint> of;

    ErrorMeasure(String label, ToDoubleFunction<CurvePoint> of) {
        this.label = label;
        this.of = of;
    }

    /** {@return its label on an axis} */
    public String label() {
        return label;
    }

    /**
     * {@return the measure of a point}
     *
     * @param point the point
     */
    public double of(CurvePoint point) {
        return of.applyAsDouble(point);
    }
}
