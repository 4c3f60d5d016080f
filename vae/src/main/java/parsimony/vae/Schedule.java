package parsimony.vae;

import java.util.Objects;
import parsimony.signals.InputException;

/**
 * How a quantity moves through training: in each cycle it is first held at the start value, then it
 * moves to the end value along a curve, and stays there until the next cycle begins.
 *
 * @param curve   path from start to end
 * @param start   value at the beginning of a cycle, finite; positive for an exponential curve
 * @param end     value after it has moved, finite; positive for an exponential curve
 * @param portion share of a cycle that is spent moving, 0..1; 0 without a hold is constant at the
 *                end value
 * @param cycles  number of equal cycles in the training, ≥ 1
 * @param hold    share of a cycle that is spent at the start value, 0..1 − portion
 */
public record Schedule(Curve curve, double start, double end, double portion, int cycles,
        double hold) {

    /** Paths from the start value to the end value. */
    public enum Curve {
        /** Equal differences in equal times. */
        LINEAR,
        /** Equal ratios of the value in equal times. */
        EXPONENTIAL,
        /** Half a period of a cosine: slow at both ends. */
        COSINE
    }

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public Schedule {
        Objects.requireNonNull(curve, "curve");
        boolean positive = curve == Curve.EXPONENTIAL;
        for (double value : new double[] {start, end}) {
            if (!Double.isFinite(value) || positive && value <= 0) {
                throw new InputException("schedule: value " + value + "; must be finite"
                        + (positive ? " and above 0 for an exponential curve" : ""));
            }
        }
        if (!(portion >= 0 && portion <= 1)) {
            throw new InputException("schedule: portion " + portion + "; must be between 0 and 1");
        }
        if (cycles < 1) {
            throw new InputException("schedule: " + cycles + " cycles; must be at least 1");
        }
        if (!(hold >= 0 && hold + portion <= 1)) {
            throw new InputException("schedule: hold " + hold
                    + "; must be at least 0, and at most 1 together with the portion");
        }
    }

    /**
     * {@return one value throughout}
     *
     * @param value finite
     * @throws InputException if it is not finite
     */
    public static Schedule constant(double value) {
        return new Schedule(Curve.LINEAR, value, value, 0, 1, 0);
    }

    /**
     * {@return straight from start to end over the first portion of the training, then the end}
     *
     * @param start   value at the beginning, finite
     * @param end     value after it has moved, finite
     * @param portion share of the training that is spent moving, 0..1
     * @throws InputException if a value is out of its range
     */
    public static Schedule linear(double start, double end, double portion) {
        return new Schedule(Curve.LINEAR, start, end, portion, 1, 0);
    }

    /**
     * {@return the same schedule with another curve}
     *
     * @param value the curve
     * @throws InputException if it is exponential, and start or end is not above 0
     */
    public Schedule withCurve(Curve value) {
        return new Schedule(value, start, end, portion, cycles, hold);
    }

    /**
     * {@return the same schedule with another start value}
     *
     * @param value finite; positive for an exponential curve
     * @throws InputException if it is out of its range
     */
    public Schedule withStart(double value) {
        return new Schedule(curve, value, end, portion, cycles, hold);
    }

    /**
     * {@return the same schedule with another end value}
     *
     * @param value finite; positive for an exponential curve
     * @throws InputException if it is out of its range
     */
    public Schedule withEnd(double value) {
        return new Schedule(curve, start, value, portion, cycles, hold);
    }

    /**
     * {@return the same schedule with another number of cycles}
     *
     * @param value ≥ 1
     * @throws InputException if it is out of its range
     */
    public Schedule withCycles(int value) {
        return new Schedule(curve, start, end, portion, value, hold);
    }

    /**
     * {@return the same schedule, held at its start value for another share of a cycle}
     *
     * @param value 0..1 − portion
     * @throws InputException if it is out of its range
     */
    public Schedule withHold(double value) {
        return new Schedule(curve, start, end, portion, cycles, value);
    }

    /**
     * {@return the value at a point of the training}
     *
     * @param progress share of the training done, 0..1
     */
    public double at(double progress) {
        double cycle = progress * cycles;
        double within = progress >= 1 ? 1 : cycle - Math.floor(cycle);
        if (within >= hold + portion) {
            return end;
        }
        if (within < hold) {
            return start;
        }
        double p = (within - hold) / portion;
        return switch (curve) {
            case LINEAR -> start + (end - start) * p;
            case EXPONENTIAL -> start * Math.pow(end / start, p);
            case COSINE -> start + (end - start) * 0.5 * (1 - Math.cos(Math.PI * p));
        };
    }
}
