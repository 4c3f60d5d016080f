package parsimony.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import parsimony.vae.Estimator;

/**
 * What the runs of a plan will take, roughly: arithmetic of each step, at rates that were measured
 * on the machine of {@link MachineSpeed}, and at the speed of this one beside it.
 */
final class Cost {
    /**
     * Multiply–adds per second of a VAE's training, of dictionary learning and of inference at one
     * λ.
     */
    private static final double TRAINING = 5e10;
    private static final double LEARNING = 1e10;
    private static final double INFERENCE = 1.2e10;
    /** Sampling, the two ends of a training step and the optimizer, in multiply–adds per latent and patch. */
    private static final double SAMPLING = 800;
    /** Seconds until the graph of a VAE stands. */
    private static final double BEGINNING = 1;
    /** Seconds of what is no run: 100,000 patches, and a report without and for each model. */
    private static final double PREPARATION = 7;
    private static final double REPORT = 3;
    private static final double REPORT_OF_MODEL = 1;
    private static final int LEARNING_STEPS = 80;
    private static final int INFERENCE_STEPS = 900;
    /** A mini-batch and its gradient stand in memory about this often, and TensorFlow itself takes this much. */
    private static final double COPIES = 40;
    private static final double OVERHEAD = 4e8;
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
        double pixels = plan.pipeline().columns();
        double atoms = plan.experiment().atoms();
        if (run instanceof Run.OfVae vae) {
            double layers = vae.architecture().encoder().linear() ? 2 : 10;
            double sampling = vae.training().estimator() == Estimator.EXACT ? SAMPLING / 4 : SAMPLING;
            return BEGINNING / speed + vae.training().iterations() * vae.training().batch() * atoms
                    * (3 * layers * pixels + sampling) / TRAINING / speed;
        }
        if (run instanceof Run.OfDictionary dictionary) {
            return (double) dictionary.learning().epochs() * dictionary.learning().batchesPerEpoch() * atoms
                    * (dictionary.learning().batch() * (2 * pixels + LEARNING_STEPS * atoms / 8))
                    / LEARNING / speed;
        }
        Run.OfInference inference = (Run.OfInference) run;
        return inference.lambdas().size() * plan.experiment().measure().patches() * INFERENCE_STEPS * atoms * atoms / 4
                / INFERENCE / speed;
    }

    /** Seconds that the patches take, from images that are made or read. */
    double preparationSeconds() {
        return PREPARATION / speed;
    }

    /** Seconds that figures and report take, with a mosaic of each model. */
    double reportSeconds() {
        return (REPORT + plan.shown().size() * REPORT_OF_MODEL) / speed;
    }

    /** How many models to train at once: as many as memory holds, each with some cores to itself. */
    int jobs() {
        double most = plan.cells().stream().mapToDouble(cell -> bytes(cell.model())).max().orElse(OVERHEAD);
        return (int) Math.max(1, Math.min(cores / CORES_EACH, availableMemory() / most));
    }

    /** Bytes to be had without swapping: Linux counts what it keeps of files, and would give back, as not free. */
    private static double availableMemory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            double available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", ""))).findFirst()
                    .orElse(system.getFreeMemorySize());
            return Math.min(available, system.getTotalMemorySize()); // which is a container's, in one
        } catch (IOException e) {
            return system.getFreeMemorySize();
        }
    }

    /** Bytes that a run holds beside the patches that all share. */
    private double bytes(Run run) {
        if (run instanceof Run.OfVae vae) {
            double patches = plan.pipeline().columns() * 4e5; // TensorFlow keeps the training patches for itself
            return OVERHEAD + patches + COPIES * 4 * vae.training().batch() * vae.architecture().latents();
        }
        return OVERHEAD;
    }
}
