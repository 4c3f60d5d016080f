package parsimony.cluster;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A cluster on this machine: a master and workers in this Java, and executors in a Java of their
 * own. As on every cluster Spark's jars come first, and Parsimony's are sent to the executors.
 */
final class TestSpark {
    /** What a user sends along with the job. */
    private static final String SENT = "(ejml-(core|ddense|fdense)|jhdf)-.*";

    private TestSpark() {}

    /** The jars of Parsimony and of what it needs on a cluster. */
    private static List<Path> sent(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path entry : classPath().toList()) {
            if (entry.getFileName().toString().matches("parsimony-.*\\.jar|" + SENT)) {
                jars.add(entry);
            } else if (entry.endsWith("target/classes")) {
                jars.add(jar(entry, folder.resolve(jars.size() + ".jar")));
            }
        }
        return jars;
    }

    private static Stream<Path> classPath() {
        return Stream
                .of(System.getProperty("surefire.test.class.path",
                        System.getProperty("java.class.path")).split(File.pathSeparator))
                .map(Path::of);
    }

    private static Path jar(Path classes, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(
                        classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, jar);
            }
        }
        return file;
    }

    /** Two workers, each with an executor of one core. */
    static JavaSparkContext start(Path folder) throws IOException {
        return new JavaSparkContext(new SparkConf().setAppName("test")
                .setMaster("local-cluster[2,1,1024]")
                .set("spark.jars", sent(folder).stream().map(Path::toString)
                        .collect(Collectors.joining(",")))
                .set("spark.ui.enabled", "false")
                .set("spark.local.dir", folder.toString()));
    }

    /** The processes of the executors. */
    static List<ProcessHandle> executors() {
        return ProcessHandle.current().descendants().filter(process -> process.info().arguments()
                .map(List::of).orElse(List.of()).toString()
                .contains("CoarseGrainedExecutorBackend")).toList();
    }
}
