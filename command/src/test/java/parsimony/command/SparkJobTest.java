package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** How a job is handed to spark-submit; a script stands for that of a Spark distribution. */
class SparkJobTest {
    private static final String MASTER = "spark://there:7077";
    private static final String CLASS_PATH = Stream
            .of("x", "parsimony-command-1", "parsimony-cluster-1", "parsimony-encoding-1",
                    "parsimony-data-1", "parsimony-sparsecoding-1", "parsimony-signals-1",
                    "ejml-core-0.44", "ejml-fdense-0.44", "ejml-ddense-0.44", "jhdf-1",
                    "jackson-core-2.22")
            .map(name -> "/lib/" + name + ".jar").collect(Collectors.joining(File.pathSeparator));

    @TempDir
    private Path home;
    private final SparkOptions spark = new SparkOptions();
    private final List<Long> progress = new ArrayList<>();
    private final Monitor monitor = new Monitor() {
        @Override
        public void phase(String name, long total, String unit) {}

        @Override
        public void at(long done, String note) {
            progress.add(done);
        }

        @Override
        public void warn(String message) {}
    };

    @BeforeEach
    void settings() {
        spark.master = MASTER;
        spark.conf = List.of("spark.executor.memory=4g");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertEquals("master spark://there:7077: needs Spark, and SPARK_HOME is not set; set it to"
                + " the folder of a Spark distribution, in which bin/spark-submit is",
                refusal(null, CLASS_PATH));
        assertEquals("master spark://there:7077: SPARK_HOME is " + home + ", which has no"
                + " bin/spark-submit; set it to the folder of a Spark distribution",
                refusal(home.toString(), CLASS_PATH));
        submit("true");
        assertEquals("master spark://there:7077: this Parsimony was built without the module for"
                + " Spark (no parsimony-cluster.jar); run it with PARSIMONY_PROFILE=cluster, and"
                + " it builds it", refusal(home.toString(), "/lib/parsimony-data-1.jar"));
    }

    private String refusal(String spark, String classPath) {
        return assertThrows(InputException.class, () -> SparkJob.of(MASTER, spark, classPath))
                .getMessage();
    }

    @Test
    void aMasterOrASettingThatIsNoneIsRefusedBeforeSparkStarts() {
        assertTrue(spark.isAsked());
        spark.conf = List.of("spark.executor.memory=4g", "spark.executor.memory");
        assertEquals("--conf spark.executor.memory: must be K=V, such as"
                + " spark.executor.memory=4g",
                assertThrows(InputException.class, spark::isAsked).getMessage());
        spark.conf = List.of();
        for (String known : List.of("yarn", "local", "local[*]", "k8s://https://there:6443")) {
            spark.master = known;
            assertTrue(spark.isAsked());
        }
        spark.master = "head:7077";
        assertEquals("--master head:7077: is no master of Spark; spark://HOST:PORT, yarn,"
                + " k8s://HOST or local[2] is wanted",
                assertThrows(InputException.class, spark::isAsked).getMessage());
    }

    @Test
    void submitsTheJobAndHearsItsProgressAmongOtherWords() throws Exception {
        submit("echo \"$@\" >" + home + "/words; echo parsimony: 8 of 20 patches; echo other;"
                + " echo chatter >&2; echo parsimony: 20 of 20 patches");
        job().run(spark, List.of("a", "b"), monitor);
        assertEquals("--master spark://there:7077 --deploy-mode client --name parsimony infer"
                + " --class parsimony.cluster.EncodeJob --jars /lib/parsimony-encoding-1.jar,"
                + "/lib/parsimony-data-1.jar,/lib/parsimony-sparsecoding-1.jar,"
                + "/lib/parsimony-signals-1.jar,/lib/ejml-core-0.44.jar,"
                + "/lib/ejml-fdense-0.44.jar,/lib/ejml-ddense-0.44.jar,/lib/jhdf-1.jar"
                + " --conf spark.executor.memory=4g /lib/parsimony-cluster-1.jar a b",
                Files.readString(home.resolve("words")).strip());
        assertEquals(List.of(8L, 20L), progress);
    }

    @Test
    void theUsersFaultIsTheJobsOwnWord() throws Exception {
        submit("echo parsimony: 8 of 20 patches; echo parsimony: rows 8..15: no; exit 2");
        assertEquals("rows 8..15: no", assertThrows(InputException.class,
                () -> job().run(spark, List.of(), monitor)).getMessage());
    }

    @Test
    void anyOtherFailureNamesTheLogWithAllThatSparkSaid() throws Exception {
        submit("echo one >&2; echo '26/01/01 ERROR Client: no master' >&2; exit 1");
        String said = assertThrows(SparkJob.SparkFailure.class,
                () -> job().run(spark, List.of(), monitor)).getMessage();
        assertTrue(said.startsWith("26/01/01 ERROR Client: no master; Spark's log is "), said);
        Path log = Path.of(said.replaceFirst(".* is ", ""));
        assertEquals(2, Files.readAllLines(log).size());
        Files.delete(log);
    }

    @Test
    void anInterruptEndsTheJob() throws Exception {
        submit("echo parsimony: 1 of 20 patches; cat >" + home + "/input; echo >" + home + "/end");
        Thread test = Thread.currentThread();
        Monitor interrupts = new Monitor() {
            @Override
            public void phase(String name, long total, String unit) {}

            @Override
            public void at(long done, String note) {
                test.interrupt();
            }

            @Override
            public void warn(String message) {}
        };
        assertThrows(InterruptedException.class, () -> job().run(spark, List.of(), interrupts));
        assertFalse(Thread.interrupted());
        assertTrue(Files.exists(home.resolve("end")));
    }

    private SparkJob job() {
        return SparkJob.of(MASTER, home.toString(), CLASS_PATH);
    }

    private void submit(String script) throws IOException {
        Path program = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertTrue(program.toFile().setExecutable(true));
    }
}
