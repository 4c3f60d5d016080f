package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import parsimony.signals.Monitor;

/**
 * What a run of a plan needs to be carried out.
 *
 * @param patches      that all runs share
 * @param folders      the folder of each run
 * @param command      the arguments of {@code parsimony}, as given
 * @param dataChecksum of the images
 * @param progress     told how it goes
 * @param prepared     the folder of the patches of other images, by their key
 */
public record RunContext(PreparedPatches patches, Function<Run, Path> folders, List<String> command,
        String dataChecksum, Monitor progress, Function<String, Path> prepared) {

    /**
     * {@return the folder of a run; it may not exist yet}
     *
     * @param run the run
     */
    public Path folder(Run run) {
        return folders.apply(run);
    }

    /**
     * {@return the folder of the patches of other images}
     *
     * @param key of these patches
     */
    public Path prepared(String key) {
        return prepared.apply(key);
    }

    /**
     * Opens the folder of a run that begins or goes on. If the folder has no {@code config.json},
     * because the run was killed too early, it is emptied and the run begins anew.
     *
     * @param run the run
     * @param spec settings for {@code config.json}
     * @return the folder
     * @throws IOException if a file cannot be read or written
     */
    public Path open(Run run, Object spec) throws IOException {
        Path folder = folder(run);
        if (!Files.exists(folder.resolve(FileNames.CONFIG))) {
            Files.createDirectories(folder);
            ResultFolder.empty(folder);
            RunRecord.writeConfig(folder, command, spec, dataChecksum);
        }
        return folder;
    }
}
