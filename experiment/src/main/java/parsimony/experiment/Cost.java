package parsimony.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import parsimony.experiment.run.Run;

/**
 * What the runs of a plan will take, roughly: what each says of itself, at rates that were measured
 * on the machine of {@link MachineSpeed}, and at the speed of this one beside it.
 */
final class Cost {
    /** Seconds of what is no run: 100,000 patches, and a report without and for each model. */
    private static final double PREPARATION = 7;
    private static final double REPORT = 3;
    private static final double REPORT_OF_MODEL = 1;
    /** Cores that one training keeps busy. */
    private static final int CORES_EACH = 4;

    private final Plan plan;
    private final double cores = Runtime.getRuntime().availableProcessors();
    private final double speed;

    /** At the speed of the reference; {@link #jobs} does not depend on it. */
    Cost(Plan plan) {
        this(plan, 1);
    }

    /** @param speed of this machine, as {@link MachineSpeed#measure} has it */
    Cost(Plan plan, double speed) {
        this.plan = plan;
        this.speed = speed;
    }

    /** Seconds that a run takes from its beginning to its end. */
    double seconds(Run run) {
        return run.seconds(plan.size()) / speed;
    }

    /** Seconds that the patches take, from images that are made or read. */
    double preparationSeconds() {
        return PREPARATION / speed;
    }

    /** Seconds that figures and report take, with a mosaic of each model. */
    double reportSeconds() {
        return (REPORT + plan.shown().size() * REPORT_OF_MODEL) / speed;
    }

    /**
     * How many models to train at once: as many as memory holds, each with some cores to itself.
     */
    int jobs() {
        double most = plan.cells().stream().mapToDouble(cell -> cell.model().bytes(plan.size()))
                .max().orElse(1);
        return (int) Math.max(1, Math.min(cores / CORES_EACH, availableMemory() / most));
    }

    /**
     * Bytes to be had without swapping: Linux counts what it keeps of files, and would give back,
     * as not free.
     */
    private static double availableMemory() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            double available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(system.getFreeMemorySize());
            // which is a container's, in one
            return Math.min(available, system.getTotalMemorySize());
        } catch (IOException e) {
            return system.getFreeMemorySize();
        }
    }
}
