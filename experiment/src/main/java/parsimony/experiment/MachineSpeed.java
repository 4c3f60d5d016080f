package parsimony.experiment;

import java.util.stream.IntStream;

/**
 * How fast this machine is at the moment, beside the one that {@link Cost}'s numbers were measured
 * on: half a second of the kind of arithmetic that runs consist of, on every core at once. Other
 * machines, and others at work on this one, make a factor of several, which no table of numbers
 * could know.
 */
final class MachineSpeed {
    /**
     * Multiply–adds per second on two cores of an Intel Xeon at 2.5 GHz with nothing else at work.
     */
    private static final double REFERENCE = 2e10;
    private static final int LENGTH = 1 << 12;
    private static final int ROUNDS = 2000;
    private static final long NANOSECONDS = 100_000_000;
    private static final int MOMENTS = 5;

    private MachineSpeed() {}

    /**
     * Times as fast as the machine of the reference, all cores together: the best of a few moments,
     * as another program may have had one of them.
     */
    static double measure() {
        work(); // until it is compiled
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
