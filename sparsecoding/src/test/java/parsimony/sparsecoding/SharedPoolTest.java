package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Several threads solve on the common pool")
class SharedPoolTest {
    private static final int ROUNDS = 2000;

    @Test
    @DisplayName("and none waits for a worker that waits for it")
    void endsWhereCallersShareThePool() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try {
            var work = IntStream.range(0, 3).mapToObj(seed -> callers.submit(() -> solveMany(seed)))
                    .toList();
            assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
                for (Future<?> one : work) {
                    one.get();
                }
            });
        } finally {
            callers.shutdownNow();
        }
    }

    private static void solveMany(int seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Dictionary dictionary = new Dictionary(normal(64, 16, random));
            new Lasso(dictionary, LassoSettings.of(1)).solve(normal(9, 16, random));
        }
    }

    private static FMatrixRMaj normal(int rows, int cols, Random random) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, cols);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) random.nextGaussian();
        }
        return matrix;
    }
}
