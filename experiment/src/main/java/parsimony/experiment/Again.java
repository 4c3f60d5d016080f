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

/**
 * Repeats the experiment of a result folder from nothing, and compares the new numbers with those
 * in the folder.
 */
public final class Again {
    private final Path result;
    private final List<String> differences = new ArrayList<>();
    private int numbers;

    /**
     * Opens a result to do it again.
     *
     * @param result folder that {@code compare} wrote
     * @throws InputException if it is no such folder, or another version wrote it
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
     * {@return the plan of the experiment that the folder keeps, on the same data}
     *
     * @throws InputException if the data have changed since
     */
    public SweepPlan plan() {
        SweepPlan plan = new SweepPlan(
                ExperimentFile.sweep(result.resolve(FileNames.EXPERIMENT).toString()));
        String then = RunRecord.readConfig(result).path("data_checksum").asText();
        if (!plan.checksum().equals(then)) {
            throw new InputException("‹again› " + result + ": "
                    + plan.first().experiment().data().images()
                    + " holds other data now (checksum " + plan.checksum() + ", then " + then
                    + ")");
        }
        return plan;
    }

    /**
     * Compares new results with those in the folder.
     *
     * @param plan whose runs are all finished
     * @param store the folder of its runs
     */
    public void compare(SweepPlan plan, RunStore store) {
        Object metrics = plan.sweep().isSingle() ? new Results(plan.first(), store).metrics()
                : new SweepResult(plan, store).metrics();
        compare("", RunRecord.readMetrics(result), RunRecord.tree(metrics));
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

    /** {@return one line for each number that differs; empty if all match} */
    public List<String> differences() {
        return differences;
    }

    /** {@return how many numbers were compared} */
    public int numbers() {
        return numbers;
    }
}
