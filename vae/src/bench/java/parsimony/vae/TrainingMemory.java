package parsimony.vae;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory in the course of a training, which must not grow. */
final class TrainingMemory {

    private TrainingMemory() {}

    /** 20,000 Monte Carlo steps of a linear model: asked for are under 1.5 GB. */
    static void linear() throws IOException {
        measure(TrainingBenchmark.trainer(Estimator.MC, 1), 20_000);
    }

    /** 400 steps of an iterative model of 16 steps. */
    static void iterative() throws IOException {
        measure(IterativeBenchmark.trainer(16), 400);
    }

    /** 2000 steps of a convolutional encoder. */
    static void convolutional() throws IOException {
        measure(ConvolutionBenchmark.trainer(), 2000);
    }

    /** Prints it, on Linux. */
    private static void measure(Trainer trainer, int steps) throws IOException {
        try (trainer) {
            for (int i = 1; i <= steps; i++) {
                trainer.advance();
                if (i % (steps / 20) == 0) {
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
