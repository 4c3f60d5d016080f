package parsimony.experiment;

import java.util.stream.IntStream;

/**
 * Measures how fast this machine is at the moment, relative to the reference machine that {@link
 * Cost}'s numbers were measured on. It spends half a second on the arithmetic that runs mostly
 * consist of, on every core at once. Machines differ by a factor of several, and so does one
 * machine on which other programs run; a table of numbers could not know that.
 */
final class MachineSpeed {
    /**
     * Speed of the reference machine in multiply–adds per second: two cores of an Intel Xeon at
     * 2.5 GHz, with no other program running.
     */
    private static final double REFERENCE = 2e10;
    /** Numbers in the vectors that are added, few enough to stay in a core's cache. */
    private static final int LENGTH = 1 << 12;
    /** Vectors that are added between two looks at the clock. */
    private static final int ROUNDS = 2000;
    /** Length of one moment of measuring. */
    private static final long NANOSECONDS = 100_000_000;
    /** Moments, of which the fastest counts. */
    private static final int MOMENTS = 5;

    private MachineSpeed() {}

    /**
     * How many times as fast as the reference machine this one is, with all cores together. It is
     * the best of {@link #MOMENTS} measurements, because another program may disturb some of them.
     */
    static double measure() {
        work(); // the first call lets Java compile it
        return IntStream.range(0, MOMENTS).mapToDouble(i -> moment()).max().orElseThrow();
    }

    private static double moment() {
        int cores = Runtime.getRuntime().availableProcessors();
        long begun = System.nanoTime();
        double rounds = IntStream.range(0, cores).parallel().mapToDouble(core -> {
            int done = 0;
            do {
                work();
                done++;
            } while (System.nanoTime() - begun < NANOSECONDS);
            return done;
        }).sum();
        double seconds = (System.nanoTime() - begun) * 1e-9;
        return rounds * ROUNDS * LENGTH / seconds / REFERENCE;
    }

    private static float work() {
        float[] x = new float[LENGTH];
        float[] y = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            x[i] = i * 1e-3f;
        }
        for (int round = 0; round < ROUNDS; round++) {
            add(x, y, 1e-4f * round);
        }
        return y[LENGTH / 2];
    }

    private static void add(float[] x, float[] y, float factor) {
        for (int i = 0; i < LENGTH; i++) {
            y[i] += factor * x[i];
        }
    }
}
