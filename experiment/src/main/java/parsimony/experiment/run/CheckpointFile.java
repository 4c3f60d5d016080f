package parsimony.experiment.run;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import parsimony.sparsecoding.Checkpoint;

/** The file in which dictionary learning keeps its state between two epochs. */
record CheckpointFile(Path path) {

    /** Whether the file exists, that is, whether an epoch is complete. */
    boolean exists() {
        return Files.exists(path);
    }

    /**
     * Reads the state.
     *
     * @throws IOException if the file is missing, damaged or no checkpoint
     */
    Checkpoint read() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        try {
            return Checkpoint.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /** Writes a draft beside the file and renames it, so that a file that exists is whole. */
    void write(Checkpoint state) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
            state.write(out);
        }
        Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
