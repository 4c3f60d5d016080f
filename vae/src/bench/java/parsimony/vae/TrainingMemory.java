package parsimony.vae;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This process's memory in the course of 20,000 Monte Carlo steps: asked for are under 1.5 GB and
 * no growth.
 */
final class TrainingMemory {
    private static final int STEPS = 20_000;

    private TrainingMemory() {}

    /** Prints it, on Linux. */
    static void measure() throws IOException {
        try (Trainer trainer = TrainingBenchmark.trainer(Estimator.MC, 1)) {
            for (int i = 1; i <= STEPS; i++) {
                trainer.advance();
                if (i % (STEPS / 20) == 0) {
                    System.gc(); // what Java has yet to collect is no growth
                    System.out.printf("step %d: %s MiB, peak %s MiB%n", i, memory("VmRSS:"),
                            memory("VmHWM:"));
                }
            }
        }
    }

    private static String memory(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field)) {
                return Long.toString(Long.parseLong(line.replaceAll("\\D", "")) / 1024);
            }
        }
        throw new IOException("/proc/self/status: has no " + field);
    }
}
