package parsimony.vae;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A model's state in a run folder: {@code checkpoint/ITERATION/} with the variables in TensorFlow's
 * format and {@code model.json} beside them. It is written under another name and moved into place;
 * only then is the checkpoint of an earlier iteration deleted. So a process that is killed in
 * between leaves a complete checkpoint.
 *
 * @param architecture the model's structure
 * @param training     how it is being trained; null for a model that is only kept
 * @param iteration    gradient steps taken
 * @param patches      checksum of the patches trained on; 0 without training
 * @param seconds      duration of the training so far, without breaks; 0 in older checkpoints that
 *                     do not have it
 */
record Checkpoint(Architecture architecture, Training training, long iteration, long patches,
        double seconds) {
    private static final String FOLDER = "checkpoint";
    private static final String DESCRIPTION = "model.json";
    private static final String UNFINISHED = ".part";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Writes this into a run folder, in place of a checkpoint that is there. {@code variables}
     * writes the variables into the folder that it receives.
     */
    void write(Path run, Consumer<Path> variables) throws IOException {
        Path all = Files.createDirectories(run.resolve(FOLDER));
        Path part = all.resolve(iteration + UNFINISHED);
        delete(part);
        Files.createDirectory(part);
        variables.accept(part);
        JSON.writerWithDefaultPrettyPrinter().writeValue(part.resolve(DESCRIPTION).toFile(), this);
        Path whole = all.resolve(Long.toString(iteration));
        delete(whole);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        for (Path other : contents(all)) {
            if (!other.equals(whole)) {
                delete(other);
            }
        }
    }

    static Checkpoint read(Path run) throws IOException {
        Path file = latest(run).resolve(DESCRIPTION);
        try {
            return JSON.readValue(file.toFile(), Checkpoint.class);
        } catch (JsonProcessingException e) {
            FileSystemException damaged = new FileSystemException(file.toString(), null,
                    "is damaged: " + e.getOriginalMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** The folder of a run's last whole checkpoint. */
    static Path latest(Path run) throws IOException {
        return last(run)
                .orElseThrow(() -> new NoSuchFileException(run.resolve(FOLDER).toString(), null,
                        "no checkpoint there; expected the folder of a training run"));
    }

    /** The folder of a run's last whole checkpoint, if there is one. */
    static Optional<Path> last(Path run) throws IOException {
        Path all = run.resolve(FOLDER);
        return !Files.isDirectory(all) ? Optional.empty()
                : contents(all).stream()
                        .filter(path -> path.getFileName().toString().matches("\\d+"))
                        .max(Comparator.comparingLong(
                                path -> Long.parseLong(path.getFileName().toString())));
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
