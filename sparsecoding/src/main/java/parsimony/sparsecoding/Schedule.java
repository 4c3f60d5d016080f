package parsimony.sparsecoding;

import parsimony.signals.InputException;

/** A setting that changes with the epoch. */
@FunctionalInterface
public interface Schedule {
    /** The value in an epoch, counted from 0. */
    double at(int epoch);

    /** The same value in every epoch. */
    static Schedule constant(double value) {
        return epoch -> value;
    }

    /**
     * min(limit, start + rise·⌊epoch/every⌋): a rise after every few epochs, up to a limit.
     *
     * @throws InputException if every &lt; 1
     */
    static Schedule ramp(double start, double rise, int every, double limit) {
        Check.atLeastOne("every", every);
        return epoch -> Math.min(limit, start + rise * (epoch / every));
    }

    /**
     * The λ of Vafaii, Galor &amp; Yates (2024): from 0.05, raised by 0.1 every fifth epoch, up to
     * 0.7.
     */
    static Schedule paperRamp() {
        return ramp(0.05, 0.1, 5, 0.7);
    }

    /**
     * start/(1 + epoch/halving): half the start after that many epochs, a third after twice as
     * many.
     *
     * @throws InputException if halving is not above 0
     */
    static Schedule decay(double start, double halving) {
        Check.positive("halving", halving);
        return epoch -> start / (1 + epoch / halving);
    }
}
