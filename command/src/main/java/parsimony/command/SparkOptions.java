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
     * @throws InputException if there are settings of Spark, and it is not; or if the master or a
     *             setting is not of the form that spark-submit takes, which would else fail only
     *             after Spark has been started
     */
    boolean isAsked() {
        if (master == null && !conf.isEmpty()) {
            throw new InputException("--conf: only with --master; leave it out");
        }
        if (master == null) {
            return false;
        }
        // the test of spark-submit itself, of 3.5 (which still knows mesos) and of 4
        if (!master.matches("yarn|(spark|k8s|local|mesos).*")) {
            throw new InputException("--master " + master + ": is no master of Spark; spark://HOST"
                    + ":PORT, yarn, k8s://HOST or local[2] is wanted");
        }
        for (String setting : conf) {
            if (setting.indexOf('=') < 1) {
                throw new InputException("--conf " + setting + ": must be K=V, such as"
                        + " spark.executor.memory=4g");
            }
        }
        return true;
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
