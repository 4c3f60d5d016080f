package parsimony.experiment.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/** Finds the folders of runs that came to their end. */
final class FinishedRuns {
    private FinishedRuns() {}

    /**
     * Finds runs.
     *
     * @param places folders of runs, and folders that hold such folders
     * @param wanted whether a run is one of those that are looked for, by its settings
     * @param none   what a message says of a place where there is none
     * @return the folders, each once, in the order of the places and of their names
     * @throws InputException if there is none at a place
     */
    static List<Path> find(List<Path> places, Predicate<JsonNode> wanted, String none)
            throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path place : places) {
            List<Path> found = new ArrayList<>();
            if (isOne(place, wanted)) {
                found.add(place);
            } else if (Files.isDirectory(place)) {
                try (Stream<Path> entries = Files.list(place)) {
                    entries.sorted().filter(entry -> isOne(entry, wanted)).forEach(found::add);
                }
            }
            if (found.isEmpty()) {
                throw new InputException(place + none);
            }
            for (Path folder : found) {
                folders.add(folder.toAbsolutePath().normalize());
            }
        }
        return List.copyOf(folders);
    }

    private static boolean isOne(Path folder, Predicate<JsonNode> wanted) {
        return Files.exists(folder.resolve(ResultFolder.CONFIG)) && RunRecord.finished(folder)
                && wanted.test(RunRecord.readSettings(folder, JsonNode.class));
    }
}
