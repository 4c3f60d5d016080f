package parsimony.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.encoding.ByteSize;
import parsimony.encoding.CodeSums;
import parsimony.encoding.Coder;
import parsimony.encoding.CoderSpec;
import parsimony.encoding.PartSums;
import parsimony.encoding.RowRange;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Setting;

/**
 * The job that {@code spark-submit} runs: encodes the patches of a file into a folder, with the
 * same codes and numbers as {@code parsimony infer}. Its arguments are named as there. It says on
 * standard output how far it is. Its exit status is 0 if all is done, 2 if its input was wrong or
 * it was stopped, and 1 otherwise.
 *
 * <pre>
 *   spark-submit --master spark://HOST:7077 --class parsimony.cluster.EncodeJob \
 *       --jars parsimony-encoding.jar,… parsimony-cluster.jar \
 *       --method lasso --lambda 0.5 --dictionary D.npy --patches X.npy --out codes
 * </pre>
 */
public final class EncodeJob {
    private static final PrintStream OUT = System.out;
    private static final int INPUT_WAS_WRONG = 2;
    private static final int OUR_FAULT = 1;
    private static final int SECONDS_TO_STOP = 10;
    private static final int SECONDS_TO_SEE_A_STOP = 1;

    private EncodeJob() {}

    /** Says a line whenever more is done. */
    private static final class SpokenProgress implements Monitor {
        private String of = "";

        @Override
        public void phase(String name, long total, String unit) {
            of = " of " + total + " " + unit;
            at(0);
        }

        @Override
        public void at(long done, String note) {
            say(done + of);
        }

        @Override
        public void warn(String message) {
            say(message);
        }
    }

    /**
     * Runs the job. If it fails, Java ends with its status.
     *
     * @param arguments as {@code parsimony infer} has them
     */
    public static void main(String[] arguments) {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        CompletableFuture<Void> told = new CompletableFuture<>();
        Thread job = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.complete(null);
            if (!ended.isDone()) {
                job.interrupt();
                await(ended, SECONDS_TO_STOP);
            }
        }));
        int status = status(arguments, told);
        ended.complete(status);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int status(String[] arguments, CompletableFuture<Void> told) {
        try {
            JobArguments given = new JobArguments(arguments);
            if (given.attended()) {
                endWithStandardInput();
            }
            try (JavaSparkContext context =
                    new JavaSparkContext(new SparkConf().setIfMissing("spark.app.name",
                            "parsimony infer"))) {
                run(given, context, new SpokenProgress());
            }
            return 0;
        } catch (InputException e) {
            say(spoken(e.marked()));
            return INPUT_WAS_WRONG;
        } catch (PartFailure e) {
            say(spoken(e.getMessage()));
            return e.isInput() ? INPUT_WAS_WRONG : OUR_FAULT;
        } catch (InterruptedException | CancellationException e) {
            say("stopped before the end; nothing was written");
            return INPUT_WAS_WRONG;
        } catch (Exception e) {
            // Spark, which hears of a stop at the same moment, may be the first to end the job.
            if (await(told, SECONDS_TO_SEE_A_STOP)) {
                say("stopped before the end; nothing was written");
                return INPUT_WAS_WRONG;
            }
            e.printStackTrace();
            if (!String.valueOf(e.getMessage()).contains("stopped SparkContext")) {
                say(e.toString().lines().findFirst().orElse(""));
            } // else Spark has given up by itself, as without a master, and its log says why
            return OUR_FAULT;
        }
    }

    /**
     * Carries a job out.
     *
     * @param given    its arguments
     * @param context  the cluster
     * @param progress is told how many patches are done
     * @throws InputException       if the input is wrong
     * @throws PartFailure          if a part cannot be encoded
     * @throws InterruptedException if the thread was interrupted
     */
    static void run(JobArguments given, JavaSparkContext context, Monitor progress)
            throws IOException, InterruptedException, PartFailure {
        ByteSize shard = given.shard(); // wrong ones are refused before any work
        CoderSpec spec = given.coder();
        Coder coder = spec.coder();
        RowRange rows;
        try (MatrixRows patches = ArrayFile.rows(given.patches())) {
            if (patches.columns() != coder.pixels()) {
                throw new InputException(given.patches() + ": patches have " + patches.columns()
                        + " pixels, the atoms have " + coder.pixels() + "; they must agree");
            }
            rows = given.rows(patches.rows());
            rows.requireWithin(patches.rows(), given.patches());
        }
        int block = CodeSums.blockRows(coder.units());
        List<RowRange> parts = Parts.of(rows, given.partRows(block,
                Parts.goodRows(rows.count(), block, context.defaultParallelism())));
        try (ResultFiles result = new ResultFiles(given.out())) {
            PartFiles files =
                    new PartFiles(given.patches(), given.format(), result.parts().toString());
            progress.phase("Inferring codes", rows.count(), "patches");
            List<PartSums> sums =
                    new ClusterEncoding(context, progress).run(spec, files, parts);
            if (given.keepsParts()) {
                result.keep(files, parts);
            } else {
                result.join(files, parts, coder.units(), shard);
            }
            result.measure(sums, coder.units());
            result.commit();
        }
    }

    private static boolean await(CompletableFuture<?> event, int seconds) {
        try {
            event.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return event.isDone();
        }
    }

    /** Whoever started the job holds its standard input; its end is also the starter's own. */
    private static void endWithStandardInput() {
        Thread thread = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // It has ended, too.
            }
            System.exit(INPUT_WAS_WRONG);
        }, "standard input");
        thread.setDaemon(true);
        thread.start();
    }

    private static String spoken(String marked) {
        return Setting.spoken(marked, name -> "--" + name);
    }

    private static void say(String message) {
        OUT.println("parsimony: " + message.strip().replaceAll("\\s*\\R\\s*", "; "));
        OUT.flush();
    }
}
