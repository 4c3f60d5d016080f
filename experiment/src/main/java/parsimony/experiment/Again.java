package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/** A result folder repeated from nothing, and its numbers held against those of then. */
public final class Again {
    private final Path result;
    private final List<String> differences = new ArrayList<>();
    private int numbers;

    /**
     * @param result folder that {@code compare} left
     * @throws InputException if it is none, or one of another version
     */
    public Again(Path result) {
        this.result = result;
        String version = RunRecord.readConfig(result).path("parsimony").asText();
        if (!version.equals(RunRecord.VERSION)) {
            throw new InputException("‹again› " + result + ": was made by Parsimony " + version
                    + ", this is " + RunRecord.VERSION
                    + "; repeat it with that version");
        }
    }

    /**
     * The plan of then, for the data of then.
     *
     * @throws InputException if the data are others now
     */
    public Plan plan() {
        Plan plan = new Plan(ExperimentFile.read(result.resolve(FileNames.EXPERIMENT).toString()));
        String then = RunRecord.readConfig(result).path("data_checksum").asText();
        if (!plan.checksum().equals(then)) {
            throw new InputException("‹again› " + result + ": " + plan.experiment().data().images()
                    + " holds other data now (checksum " + plan.checksum() + ", then " + then
                    + ")");
        }
        return plan;
    }

    /** Holds new results against those in the folder. */
    public void compare(Results results) {
        compare("", RunRecord.readMetrics(result), RunRecord.tree(results.metrics()));
    }

    private void compare(String name, JsonNode then, JsonNode now) {
        if (then.isContainerNode() && now.isContainerNode()) {
            if (then.isArray()) {
                for (int i = 0; i < Math.max(then.size(), now.size()); i++) {
                    compare(name + "[" + i + "]", then.path(i), now.path(i));
                }
            } else {
                for (String key : keys(then, now)) {
                    compare(name.isEmpty() ? key : name + "." + key, then.path(key), now.path(key));
                }
            }
            return;
        }
        numbers += then.isNumber() ? 1 : 0;
        boolean same = then.isNumber() && now.isNumber() ? then.doubleValue() == now.doubleValue()
                : then.equals(now);
        if (!same) {
            differences.add(name + ": " + then + " then, " + now + " now");
        }
    }

    private static Set<String> keys(JsonNode then, JsonNode now) {
        Set<String> keys = new TreeSet<>();
        then.fieldNames().forEachRemaining(keys::add);
        now.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** What differs, a line each; empty if everything matches. */
    public List<String> differences() {
        return differences;
    }

    /** How many numbers were compared. */
    public int numbers() {
        return numbers;
    }
}
