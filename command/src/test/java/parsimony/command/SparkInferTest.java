package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.RunRecord;

/**
 * The whole way of a command to Spark and back, in processes of their own. A distribution's
 * spark-submit does the same as the script here, which runs Spark's jars.
 */
@EnabledIf(value = "isThere", disabledReason = "needs mvn -Pcluster verify")
@DisabledForJreRange(min = JRE.JAVA_22, disabledReason = "Spark 4.0 runs on Java 17 and 21")
class SparkInferTest {
    private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
            System.getProperty("java.class.path"));
    private static final Path JARS = Path.of("..", "cluster", "target", "spark", "jars");

    @TempDir
    private Path home;

    static boolean isThere() {
        return CLASS_PATH.contains("parsimony-cluster-") && Files.isDirectory(JARS);
    }

    @BeforeEach
    void files() throws IOException {
        write("D.npy", 40, 16);
        write("X.npy", 30_000, 16);
        Path submit = Files.createDirectories(home.resolve("spark/bin")).resolve("spark-submit");
        Files.writeString(submit, "#!/bin/sh\nexport SPARK_LOCAL_IP=127.0.0.1\nexec java -cp '"
                + JARS.toRealPath() + "/*' org.apache.spark.deploy.SparkSubmit \"$@\"\n");
        assertTrue(submit.toFile().setExecutable(true));
    }

    @Test
    void theSameFilesAndNumbersAsWithoutSpark() throws Exception {
        assertEquals(0, infer("one").waitFor(), said());
        assertEquals(0, infer("two", "--master", "local[2]").waitFor(), said());
        for (String file : List.of("codes.npy", "per_patch.csv")) {
            assertEquals(-1, Files.mismatch(home.resolve("one").resolve(file),
                    home.resolve("two").resolve(file)), file);
        }
        assertEquals(numbers("one"), numbers("two"));
        assertEquals(names("one"), names("two"));
        assertTrue(said().contains("Inferring codes on Spark: 30000/30000 patches"), said());
        assertFalse(said().contains("INFO"), said());
    }

    @Test
    void aStopLeavesNothing() throws Exception {
        Process process = infer("stopped", "--master", "local[2]", "--lambda", "1e-4");
        Path parts = home.resolve(".stopped.partial/.spark.partial/parts");
        while (!Files.isDirectory(parts) && process.isAlive()) {
            Thread.sleep(20);
        }
        process.destroy();
        assertEquals(2, process.waitFor(), said());
        assertTrue(said().contains("stopped before the end; nothing was written"), said());
        assertEquals(Set.of("D.npy", "X.npy", "spark", "said"), names("."));
    }

    private Process infer(String out, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", CLASS_PATH, "parsimony.command.Parsimony",
                "infer", "--method", "lasso", "--dictionary", "D.npy", "--patches", "X.npy",
                "--out", out));
        words.addAll(List.of(more));
        if (!words.contains("--lambda")) {
            words.addAll(List.of("--lambda", ".1"));
        }
        ProcessBuilder builder = new ProcessBuilder(words).directory(home.toFile())
                .redirectErrorStream(true).redirectOutput(home.resolve("said").toFile());
        builder.environment().put("SPARK_HOME", home.resolve("spark").toString());
        return builder.start();
    }

    private String said() throws IOException {
        return Files.readString(home.resolve("said"), StandardCharsets.UTF_8);
    }

    private ObjectNode numbers(String folder) {
        ObjectNode numbers = (ObjectNode) RunRecord.readMetrics(home.resolve(folder));
        return numbers.without(List.of("seconds", "patches_per_second"));
    }

    private Set<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private void write(String name, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
        }
        Npy.write(home.resolve(name), matrix);
    }
}
