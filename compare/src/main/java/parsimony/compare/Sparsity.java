package parsimony.compare;

import java.util.function.ToDoubleFunction;

/** The measures of sparsity that the error–sparsity plane can be drawn over, each from 0 to 1. */
public enum Sparsity {
    /**
     * How seldom a unit answers across patches; the measure of the paper, and the one at which gaps
     * are read off.
     */
    LIFETIME("Lifetime sparsity", CurvePoint::lifetime),
    /** How few units answer to a patch. */
    POPULATION("Population sparsity", CurvePoint::population),
    /** Share of code entries that are 0. */
    PORTION_ZEROS("Portion of zeros", CurvePoint::portionZeros);

    private final String label;
    private final ToDoubleFunction<CurvePoint> of;

    Sparsity(String label, ToDoubleFunction<CurvePoint> of) {
        this.label = label;
        this.of = of;
    }

    /** What an axis calls it. */
    public String label() {
        return label;
    }

    /** That of a point. */
    public double of(CurvePoint point) {
        return of.applyAsDouble(point);
    }
}
