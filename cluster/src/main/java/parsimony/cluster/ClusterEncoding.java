package parsimony.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import parsimony.encoding.CoderSpec;
import parsimony.encoding.PartSums;
import parsimony.encoding.RowRange;
import parsimony.signals.Monitor;

/** Has parts of a file of patches encoded by the executors of a Spark cluster. */
final class ClusterEncoding {
    private static final int MILLISECONDS_PER_LOOK = 200;
    /** How often it is looked whether cancelled tasks have ended: for some seconds. */
    private static final int LOOKS_AT_THE_END = 40;
    private static final Pattern TASK = Pattern.compile("Task (\\d+) in stage");
    private static final String MOST_RECENT = "most recent failure: ";

    private final JavaSparkContext context;
    private final Monitor progress;
    private long told;

    /**
     * @param context  the cluster
     * @param progress is told how many patches are done, when these are more
     */
    ClusterEncoding(JavaSparkContext context, Monitor progress) {
        this.context = context;
        this.progress = progress;
    }

    /**
     * Encodes all parts. An interrupt of the thread cancels what is not done.
     *
     * @param coder makes the codes
     * @param files of the parts
     * @param parts of the same number of rows, but for the first and the last
     * @return the sums of each part, in order
     * @throws PartFailure          if one cannot be encoded
     * @throws InterruptedException if the thread was interrupted
     */
    List<PartSums> run(CoderSpec coder, PartFiles files, List<RowRange> parts)
            throws PartFailure, InterruptedException {
        Broadcast<SharedCoder> shared = context.broadcast(new SharedCoder(coder));
        CollectionAccumulator<PartFailure> refused = context.sc().collectionAccumulator();
        // Tasks that are cancelled are interrupted, which solvers hear within a patch.
        context.setJobGroup("parsimony", "Inferring codes", true);
        JavaFutureAction<List<PartSums>> job = context.parallelize(parts, parts.size())
                .map(new EncodeTask(shared, files, refused)).collectAsync();
        try {
            while (true) {
                try {
                    List<PartSums> sums = job.get(MILLISECONDS_PER_LOOK, TimeUnit.MILLISECONDS);
                    requireNone(refused);
                    tell(parts.get(parts.size() - 1).to() - parts.get(0).from());
                    return sums;
                } catch (TimeoutException e) {
                    requireNone(refused);
                    tell(done(job, parts));
                }
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause(), parts);
        } finally {
            job.cancel(true);
            awaitTasks();
            shared.destroy();
        }
    }

    /**
     * Waits for tasks that were cancelled, or done twice by speculation, because until they end
     * they may write files.
     */
    private void awaitTasks() {
        boolean interrupted = false;
        for (int look = 0; look < LOOKS_AT_THE_END && tasksAreActive(); look++) {
            try {
                Thread.sleep(MILLISECONDS_PER_LOOK);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tasksAreActive() {
        for (SparkExecutorInfo executor : context.sc().statusTracker().getExecutorInfos()) {
            if (executor.numRunningTasks() > 0) {
                return true;
            }
        }
        return false;
    }

    private void tell(long done) {
        if (done > told) {
            told = done;
            progress.at(done);
        }
    }

    private static void requireNone(CollectionAccumulator<PartFailure> refused)
            throws PartFailure {
        List<PartFailure> failures = new ArrayList<>(refused.value());
        failures.sort((a, b) -> Long.compare(a.rows().from(), b.rows().from()));
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** How many patches are done, as if parts were done in order. */
    private long done(JavaFutureAction<?> job, List<RowRange> parts) {
        int tasks = 0;
        for (int id : job.jobIds()) {
            SparkJobInfo info = context.statusTracker().getJobInfo(id); // null before it begins
            for (int stage : info == null ? new int[0] : info.stageIds()) {
                SparkStageInfo began = context.statusTracker().getStageInfo(stage);
                tasks += began == null ? 0 : began.numCompletedTasks();
            }
        }
        return tasks == 0 ? 0 : parts.get(Math.min(tasks, parts.size()) - 1).to()
                - parts.get(0).from();
    }

    /** What Spark reports when it has given up: the last failure of a task. */
    private static PartFailure failure(Throwable reported, List<RowRange> parts) {
        for (Throwable e = reported; e != null; e = e.getCause()) {
            if (e instanceof PartFailure failure) {
                return failure;
            }
        }
        String message = String.valueOf(reported.getMessage());
        Matcher task = TASK.matcher(message);
        if (task.find()) {
            int at = message.indexOf(MOST_RECENT);
            String why = at < 0 ? message : message.substring(at + MOST_RECENT.length());
            return PartFailure.lost(parts.get(Integer.parseInt(task.group(1))),
                    why.lines().findFirst().orElse(why));
        }
        throw new IllegalStateException(message, reported);
    }
}
