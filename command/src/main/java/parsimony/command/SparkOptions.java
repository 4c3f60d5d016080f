package parsimony.command;

import java.util.ArrayList;
import java.util.List;
import parsimony.signals.InputException;
import picocli.CommandLine.Option;

/** Options of a command whose work a Spark cluster can do. */
final class SparkOptions {
    @Option(names = "--master", paramLabel = "URL",
            description = "Infer on a Spark cluster: spark://HOST:PORT, yarn, k8s://HOST or"
                    + " local[2]. Needs SPARK_HOME, and a build with PARSIMONY_PROFILE=cluster"
                    + " (docs/encoding.md).")
    String master;

    @Option(names = "--conf", paramLabel = "K=V",
            description = "A setting of Spark, such as spark.executor.memory=4g. May be given"
                    + " again. With --master.")
    List<String> conf = new ArrayList<>();

    /**
     * Whether Spark is to do the work.
     *
     * @throws InputException if there are settings of Spark, and it is not
     */
    boolean isAsked() {
        if (master == null && !conf.isEmpty()) {
            throw new InputException("--conf: only with --master; leave it out");
        }
        return master != null;
    }

    /**
     * The job that does it.
     *
     * @param more whether more is wanted than codes and their numbers
     * @throws InputException if it is, or there is no Spark
     */
    SparkJob job(boolean more) {
        if (more) {
            throw new InputException("--trace, --path and --start: not with --master; leave them"
                    + " out");
        }
        return SparkJob.of(master);
    }
}
