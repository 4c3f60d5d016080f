package parsimony.compare;

import java.util.function.ToDoubleFunction;

/** The measures of sparsity that the error–sparsity plane can be drawn over, each from 0 to 1. */
public enum Sparsity {
    /**
     * How rarely a unit is active across patches. The paper uses this measure, and gaps are read
     * off at it.
     */
    LIFETIME("Lifetime sparsity", CurvePoint::lifetime),
    /** How few units are active in a patch. */
    POPULATION("Population sparsity", CurvePoint::population),
    /** Share of code entries that are 0. */
    PORTION_ZEROS("Portion of zeros", CurvePoint::portionZeros);

    private final String label;
    private final ToDoubleFunction<CurvePoint> of;

    Sparsity(String label, ToDoubleFunction<CurvePoint> of) {
        this.label = label;
        this.of = of;
    }

    /** {@return its label on an axis} */
    public String label() {
        return label;
    }

    /**
     * {@return the sparsity of a point, 0..1}
     *
     * @param point the point
     */
    public double of(CurvePoint point) {
        return of.applyAsDouble(point);
    }
}
