package parsimony.command.broken;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the science must not do; a rule that lets it pass is no rule. */
public final class OpensFiles {
    private OpensFiles() {}

    static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
