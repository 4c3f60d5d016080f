package parsimony.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
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
                run(given, context, arguments);
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
            say(e.toString());
            e.printStackTrace();
            return OUR_FAULT;
        }
    }

    private static void run(JobArguments given, JavaSparkContext context, String[] arguments)
            throws IOException, InterruptedException, PartFailure {
        throw new UnsupportedOperationException();
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
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
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
