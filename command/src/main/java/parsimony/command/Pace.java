package parsimony.command;

import parsimony.signals.Monitor;

/**
 * How fast a phase goes and when it will end. The rate is a mean with exponentially falling
 * weights. Its time constant is half of the time so far, at least {@link #LEAST_MEMORY}: so a slow
 * start is forgotten, and yet the time left does not jump. Times are in seconds of any clock that
 * rises.
 */
final class Pace {
    /** Shortest time constant of the mean, in seconds. */
    private static final double LEAST_MEMORY = 30;

    private final double begun;
    private final long before;
    private double last;
    private long done;
    private double recentUnits;
    private double recentSeconds;

    /** @param before units that were done before the phase began; they do not count for the rate */
    Pace(double now, long before) {
        this.begun = now;
        this.last = now;
        this.before = before;
        this.done = before;
    }

    /** Tells how many units are done now. */
    void at(double now, long units) {
        if (units <= done) {
            return; // this time counts together with the next unit
        }
        double kept = Math.exp(-(now - last) / Math.max(LEAST_MEMORY, (now - begun) / 2));
        recentUnits = kept * recentUnits + (units - done);
        recentSeconds = kept * recentSeconds + (now - last);
        last = now;
        done = units;
    }

    /** Recent units per second; 0 until something is done. */
    double rate() {
        return recentSeconds > 0 ? recentUnits / recentSeconds : 0;
    }

    /** Units per second over the whole phase. */
    double mean(double now) {
        return done > before && now > begun ? (done - before) / (now - begun) : 0;
    }

    /** Seconds since the phase began. */
    double elapsed(double now) {
        return now - begun;
    }

    /**
     * Seconds until the phase will be at its end; it also counts down between units.
     *
     * @param total units of the phase; {@link Monitor#UNKNOWN} if not known
     * @return −1 if the time is not known
     */
    double left(double now, long total) {
        return total == Monitor.UNKNOWN || rate() == 0 ? -1
                : Math.max(0, (total - done) / rate() - (now - last));
    }
}
