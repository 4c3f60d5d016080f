package parsimony.compare.gap;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The time that processors work, of all threads together: other work of the machine is not in it.
 * Work is done several times, and the shortest counts.
 */
public final class ProcessorTime {
    /** The least rounds, and the most, which are done if they take {@link #SECONDS} at most. */
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 10;
    private static final double SECONDS = 2;
    /** A clock of the whole process may tick in hundredths of a second. */
    private static final double ENOUGH_SECONDS = 0.3;

    private ProcessorTime() {}

    /**
     * {@return the seconds that each piece of work takes, in the order of a list whose pieces take
     * ever longer} All pieces run in turn, round after round, and the shortest run of each counts.
     * Where that still has a piece take longer than the next, both get their mean. The threads must
     * be Java's: a compiler's pause or a collector's is not in it.
     *
     * @param pieces what to time, the least work first
     */
    static double[] rising(List<Runnable> pieces) {
        double[] shortest = new double[pieces.size()];
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        double all = 0;
        for (int round = 0; round < MOST_ROUNDS
                && (round < LEAST_ROUNDS || all < SECONDS); round++) {
            for (int i = 0; i < shortest.length; i++) {
                Map<Long, Long> before = worked();
                pieces.get(i).run();
                double seconds = seconds(before, worked());
                shortest[i] = Math.min(shortest[i], seconds);
                all += seconds;
            }
        }
        return rising(shortest);
    }

    /**
     * {@return the seconds that a piece of work takes, whose threads need not be Java's, as those
     * of TensorFlow are not} It is done again and again for a third of a second, three times, and
     * the least mean counts.
     *
     * @param piece what to time
     */
    public static double of(Runnable piece) {
        OperatingSystemMXBean process =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        piece.run(); // warms caches and the compiler up
        double least = Double.POSITIVE_INFINITY;
        for (int round = 0; round < LEAST_ROUNDS; round++) {
            long before = process.getProcessCpuTime();
            double seconds = 0;
            int times = 0;
            while (seconds < ENOUGH_SECONDS) {
                piece.run();
                times++;
                seconds = (process.getProcessCpuTime() - before) * 1e-9;
            }
            least = Math.min(least, seconds / times);
        }
        return least;
    }

    /** Nanoseconds that each thread of Java has worked so far, by its number. */
    private static Map<Long, Long> worked() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> worked = new HashMap<>();
        for (long thread : threads.getAllThreadIds()) {
            worked.put(thread, Math.max(0, threads.getThreadCpuTime(thread))); // -1 if it has ended
        }
        return worked;
    }

    /**
     * Seconds that the threads have worked in between. A thread that has ended meanwhile does not
     * count: what it worked long before must not be taken off.
     */
    static double seconds(Map<Long, Long> before, Map<Long, Long> after) {
        return after.entrySet().stream().mapToLong(thread -> Math.max(0,
                thread.getValue() - before.getOrDefault(thread.getKey(), 0L))).sum() * 1e-9;
    }

    /**
     * The nearest values, in least squares, that do not fall: neighbours that do are pooled
     * (Barlow, Bartholomew, Bremner &amp; Brunk 1972, Statistical Inference under Order
     * Restrictions, sec. 1.2).
     */
    static double[] rising(double... values) {
        double[] sums = new double[values.length];
        int[] sizes = new int[values.length];
        int pools = 0;
        for (double value : values) {
            sums[pools] = value;
            sizes[pools++] = 1;
            while (pools > 1
                    && sums[pools - 2] / sizes[pools - 2] > sums[pools - 1] / sizes[pools - 1]) {
                pools--;
                sums[pools - 1] += sums[pools];
                sizes[pools - 1] += sizes[pools];
            }
        }
        double[] rising = new double[values.length];
        int at = 0;
        for (int pool = 0; pool < pools; pool++) {
            Arrays.fill(rising, at, at + sizes[pool], sums[pool] / sizes[pool]);
            at += sizes[pool];
        }
        return rising;
    }
}
