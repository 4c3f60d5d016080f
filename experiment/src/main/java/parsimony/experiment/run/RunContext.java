package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import parsimony.signals.Monitor;

/**
 * What a run of a plan is carried out with.
 *
 * @param patches      that all runs share
 * @param folders      where each run lives
 * @param command      the arguments of {@code parsimony}, as given
 * @param dataChecksum of the images
 * @param progress     told how it goes
 */
public record RunContext(PreparedPatches patches, Function<Run, Path> folders, List<String> command,
        String dataChecksum, Monitor progress) {

    /** Where a run lives, or will. */
    public Path folder(Run run) {
        return folders.apply(run);
    }

    /**
     * The folder of a run that is begun or goes on. One that was killed before it had said what it
     * is begins again.
     *
     * @param spec what {@code config.json} keeps
     */
    public Path open(Run run, Object spec) throws IOException {
        Path folder = folder(run);
        if (!Files.exists(folder.resolve(FileNames.CONFIG))) {
            ResultFolder.delete(folder);
            Files.createDirectories(folder);
            RunRecord.writeConfig(folder, command, spec, dataChecksum);
        }
        return folder;
    }
}
