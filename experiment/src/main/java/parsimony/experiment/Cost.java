package parsimony.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.TrainRun;

/**
 * Estimates roughly how long the runs of a plan take. Each run says how long it takes on the
 * reference machine of {@link MachineSpeed}; that time is divided by the speed of this machine
 * relative to the reference.
 */
final class Cost {
    /**
     * Seconds, on the reference machine, of the work that is not a run: to prepare 100,000 patches,
     * to write the report, and to draw one model for it.
     */
    private static final double PREPARATION = 7;
    private static final double REPORT = 3;
    private static final double REPORT_OF_MODEL = 1;
    /** To read a run of a sweep for its table. */
    private static final double REPORT_OF_ROW = 0.05;
    /** Patches where the images decide how many there are. */
    private static final int USUAL_PATCHES = 100_000;
    private final Plan plan;
    private final List<Plan.Cell> cells;
    private final double cores = Runtime.getRuntime().availableProcessors();
    private final double speed;

    /** The cost on the reference machine. {@link #jobs} does not depend on the speed. */
    Cost(Plan plan, List<Plan.Cell> cells) {
        this(plan, cells, 1);
    }

    /**
     * @param plan  whose size the work has
     * @param cells what is to be done
     * @param speed of this machine relative to the reference, see {@link MachineSpeed#measure}
     */
    Cost(Plan plan, List<Plan.Cell> cells, double speed) {
        this.plan = plan;
        this.cells = cells;
        this.speed = speed;
    }

    /** Seconds that a run takes from its beginning to its end. */
    double seconds(Run run) {
        return run.seconds(run.own(plan.size())) / speed;
    }

    /** Seconds to make or read the images and to cut patches from them. */
    double preparationSeconds() {
        return PREPARATION / speed;
    }

    /**
     * Seconds to draw the figures, with a mosaic of each model or with a panel of each measure, and
     * to write the report.
     */
    double reportSeconds(SweepPlan sweep) {
        double drawn = sweep.sweep().isSingle() ? plan.shown().size() * REPORT_OF_MODEL
                : sweep.places().size() * REPORT_OF_ROW;
        return (REPORT + drawn) / speed;
    }

    /**
     * How many models to train at once: as many as fit into memory, with {@link TrainRun#THREADS}
     * cores for each; at least 1.
     */
    int jobs() {
        double most = Math.max(1, mostBytes());
        return (int) Math.max(1, Math.min(cores / TrainRun.THREADS, availableMemory() / most));
    }

    /** Bytes of memory of the run that needs most. */
    double mostBytes() {
        return cells.stream().flatMap(cell -> cell.runs().stream())
                .mapToDouble(run -> run.bytes(run.own(plan.size()))).max().orElse(0);
    }

    /** Bytes of the folders of all runs and of their patches. */
    double diskBytes() {
        return 4.0 * plan.pipeline().training().orElse(USUAL_PATCHES) * plan.size().pixels()
                + cells.stream().flatMap(cell -> cell.runs().stream())
                        .mapToDouble(run -> run.disk(run.own(plan.size()))).sum();
    }

    /**
     * Bytes that can be used without swapping. Linux's "MemAvailable" counts the file cache, which
     * the system gives back on demand; Java's "free memory" does not.
     */
    private static double availableMemory() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            double available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(system.getFreeMemorySize());
            // In a container, the total is the container's limit.
            return Math.min(available, system.getTotalMemorySize());
        } catch (IOException e) {
            return system.getFreeMemorySize();
        }
    }
}
