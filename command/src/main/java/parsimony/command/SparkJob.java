package parsimony.command;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import parsimony.encoding.CoderSpec;
import parsimony.experiment.run.InferResult;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * Has a job of the module {@code cluster} done by Spark: a process of the user's own
 * {@code spark-submit}, whose lines that begin with {@code parsimony:} are for us. All else that it
 * says goes to a log, which a failure names.
 *
 * @param home the folder of a Spark distribution
 * @param jars of Parsimony and what it needs on a cluster, that of the module {@code cluster} first
 */
record SparkJob(Path home, List<Path> jars) {
    private static final String MAIN = "parsimony.cluster.EncodeJob";
    /** Spark has the rest. */
    private static final List<String> JARS = List.of("parsimony-cluster", "parsimony-encoding",
            "parsimony-data", "parsimony-sparsecoding", "parsimony-signals", "ejml-core",
            "ejml-fdense", "ejml-ddense", "jhdf");
    private static final String OURS = "parsimony: ";
    private static final Pattern PROGRESS = Pattern.compile("(\\d+) of (\\d+) patches");
    /** Where Spark's log says why a job never began. */
    private static final Pattern REASON = Pattern.compile(".* ERROR .*|.*Exception: .*");
    private static final int INPUT_WAS_WRONG = 2;
    /** How long a job may take to cancel its tasks; {@link Parsimony} waits 20 s for a command. */
    private static final int GRACE_SECONDS = 12;

    /** Spark, or the job in it, failed although the input was right. */
    static final class SparkFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        SparkFailure(String message) {
            super(message);
        }
    }

    /** What the job said: its last word that is no progress. */
    private static final class Said {
        private volatile String last = "";
    }

    /**
     * A job with the Spark that the environment names and the jars of this program.
     *
     * @throws InputException if there is no Spark, or this was built without the module
     */
    static SparkJob of(String master) {
        return of(master, System.getenv("SPARK_HOME"), System.getProperty("java.class.path"));
    }

    static SparkJob of(String master, String home, String classPath) {
        String subject = "‹master› " + master + ": ";
        if (home == null || home.isBlank()) {
            throw new InputException(subject + "needs Spark, and SPARK_HOME is not set; set it to"
                    + " the folder of a Spark distribution, in which bin/spark-submit is");
        }
        if (!Files.isExecutable(Path.of(home, "bin", "spark-submit"))) {
            throw new InputException(subject + "SPARK_HOME is " + home
                    + ", which has no bin/spark-submit; set it to the folder of a Spark"
                    + " distribution");
        }
        List<Path> jars = new ArrayList<>();
        for (String name : JARS) {
            jars.add(Stream.of(classPath.split(File.pathSeparator)).map(Path::of)
                    .filter(jar -> jar.getFileName().toString().matches(name + "-\\d.*\\.jar"))
                    .findFirst().orElseThrow(() -> new InputException(subject
                            + "this Parsimony was built without the module for Spark (no " + name
                            + ".jar); run it with PARSIMONY_PROFILE=cluster, and it builds it")));
        }
        return new SparkJob(Path.of(home), jars);
    }

    /**
     * Has patches encoded into a folder, as this process would do it.
     *
     * @param spark    the cluster, and settings of Spark
     * @param coder    makes the codes
     * @param words    further arguments of the job, such as where the patches are
     * @param folder   receives codes and their numbers
     * @param progress is told how many patches are done
     * @return what {@code metrics.json} in the folder says
     * @throws InterruptedException if the thread was interrupted; the job has ended then
     */
    InferResult infer(SparkOptions spark, CoderSpec coder, List<String> words, Path folder,
            Monitor progress) throws IOException, InterruptedException {
        Path sent = folder.resolve("coder");
        try (ObjectOutputStream out = new ObjectOutputStream(
                new BufferedOutputStream(Files.newOutputStream(sent)))) {
            out.writeObject(coder);
        }
        Path result = folder.resolve("spark");
        List<String> arguments = new ArrayList<>(List.of("--attended", "--coder", sent.toString(),
                "--out", result.toString()));
        arguments.addAll(words);
        run(spark, arguments, progress);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(result)) {
            for (Path file : files) {
                Files.move(file, folder.resolve(file.getFileName()));
            }
        }
        Files.delete(result);
        Files.delete(sent);
        return RunRecord.readMetrics(folder, InferResult.class);
    }

    /**
     * Submits the job and waits for its end. An interrupt cancels it.
     *
     * @param spark     the cluster, and settings of Spark
     * @param arguments of the job
     * @param progress  is told how many patches are done
     * @throws InputException       if the job refused its input
     * @throws SparkFailure         if it failed otherwise
     * @throws InterruptedException if the thread was interrupted; the job has ended then
     */
    void run(SparkOptions spark, List<String> arguments, Monitor progress)
            throws IOException, InterruptedException {
        progress.phase("Starting Spark", Monitor.UNKNOWN, "");
        Path log = Files.createTempFile("parsimony-spark-", ".log");
        boolean kept = false;
        try {
            Process process = new ProcessBuilder(words(spark, arguments))
                    .redirectError(log.toFile()).start();
            Said said = new Said();
            Thread listener = new Thread(() -> listen(process, said, progress), "spark-submit");
            listener.setDaemon(true);
            listener.start();
            int status;
            try {
                status = process.waitFor();
                listener.join();
            } catch (InterruptedException e) {
                end(process);
                throw e;
            }
            if (status != 0) {
                kept = true;
                throw failure(status, said.last, log);
            }
        } finally {
            if (!kept) {
                Files.deleteIfExists(log);
            }
        }
    }

    private List<String> words(SparkOptions spark, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(
                home.resolve("bin").resolve("spark-submit").toString(), "--master", spark.master,
                "--deploy-mode", "client", "--name", "parsimony infer", "--class", MAIN, "--jars",
                String.join(",",
                        jars.subList(1, jars.size()).stream().map(Path::toString).toList())));
        for (String setting : spark.conf) {
            words.addAll(List.of("--conf", setting));
        }
        words.add(jars.get(0).toString());
        words.addAll(arguments);
        return words;
    }

    private static void listen(Process process, Said said, Monitor progress) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(OURS)) {
                    String message = line.substring(OURS.length());
                    Matcher count = PROGRESS.matcher(message);
                    if (count.matches()) {
                        long done = Long.parseLong(count.group(1));
                        if (done == 0) {
                            progress.phase("Inferring codes on Spark",
                                    Long.parseLong(count.group(2)), "patches");
                        }
                        progress.at(done);
                    } else {
                        said.last = message;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The job ends when its standard input does, also where spark-submit is not the job itself. */
    private static void end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static RuntimeException failure(int status, String said, Path log)
            throws IOException {
        if (status == INPUT_WAS_WRONG && !said.isEmpty()) {
            Files.delete(log);
            return new InputException(said);
        }
        String why = said;
        if (why.isEmpty()) {
            try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                why = lines.filter(line -> REASON.matcher(line).matches()).findFirst()
                        .orElse("spark-submit ended with status " + status);
            }
        }
        return new SparkFailure(why + "; Spark's log is " + log);
    }
}
