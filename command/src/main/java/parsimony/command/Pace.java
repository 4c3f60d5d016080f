package parsimony.command;

/**
 * How fast a phase goes and when it will end. The rate is a mean over what was done lately, where
 * lately is half of the time so far: a slow start is forgotten, and yet the time left does not
 * jump. Times are in seconds by any clock that rises.
 */
final class Pace {
    private static final double LEAST_MEMORY = 30;

    private final double begun;
    private final long before;
    private double last;
    private long done;
    private double recentUnits;
    private double recentSeconds;

    /** @param before units that were done when it began: they count for nothing */
    Pace(double now, long before) {
        this.begun = now;
        this.last = now;
        this.before = before;
        this.done = before;
    }

    /** So many units are done now. */
    void at(double now, long units) {
        if (units <= done) {
            return; // time that brought nothing counts with what it will bring
        }
        double kept = Math.exp(-(now - last) / Math.max(LEAST_MEMORY, (now - begun) / 2));
        recentUnits = kept * recentUnits + (units - done);
        recentSeconds = kept * recentSeconds + (now - last);
        last = now;
        done = units;
    }

    /** Units per second, 0 as long as nothing was done. */
    double rate() {
        return recentSeconds > 0 ? recentUnits / recentSeconds : 0;
    }

    /** Units per second over the whole phase. */
    double mean(double now) {
        return done > before && now > begun ? (done - before) / (now - begun) : 0;
    }

    /** Seconds since it began. */
    double elapsed(double now) {
        return now - begun;
    }

    /**
     * Seconds until so many units will be done, −1 where that is not known yet. Between units it
     * counts down.
     */
    double left(double now, long total) {
        return total < 0 || rate() == 0 ? -1 : Math.max(0, (total - done) / rate() - (now - last));
    }
}
