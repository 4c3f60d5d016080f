package parsimony.figures;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.axis.TickUnit;
import org.jfree.chart.axis.TickUnitSource;

/**
 * The steps of JFreeChart's linear axes, with labels that are the same in every locale.
 * JFreeChart's own labels depend on the default locale of Java.
 */
final class PlainTicks implements TickUnitSource {
    static final NumberTickUnit FIRST = new NumberTickUnit(1, format("0"));

    private static final long serialVersionUID = 1;
    /**
     * The least and the largest power of ten of a step. Labels of smaller steps need more decimals
     * than fit, and those of larger steps more digits.
     */
    private static final int LEAST_POWER = -4;
    private static final int LARGEST_POWER = 6;
    /** Allows for rounding: the computed logarithm of 0.001 is a little below −3. */
    private static final double ROUNDING = 1e-9;

    private final NumberTickUnitSource steps = new NumberTickUnitSource();

    @Override
    public TickUnit getLargerTickUnit(TickUnit unit) {
        return labelled(steps.getLargerTickUnit(steps.getCeilingTickUnit(unit.getSize())));
    }

    @Override
    public TickUnit getCeilingTickUnit(TickUnit unit) {
        return getCeilingTickUnit(unit.getSize());
    }

    @Override
    public TickUnit getCeilingTickUnit(double size) {
        return labelled(steps.getCeilingTickUnit(size));
    }

    private static NumberTickUnit labelled(TickUnit step) {
        int power = (int) Math.floor(Math.log10(step.getSize()) + ROUNDING);
        String pattern = power < LEAST_POWER || power > LARGEST_POWER ? "#.######E0"
                : power < 0 ? "0." + "0".repeat(-power) : "#,##0";
        return new NumberTickUnit(step.getSize(), format(pattern), step.getMinorTickCount());
    }

    private static DecimalFormat format(String pattern) {
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    }
}
