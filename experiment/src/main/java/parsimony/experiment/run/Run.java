package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import parsimony.signals.InputException;

/**
 * A piece of work that ends in a folder of its own. Two runs with the same key come to the same
 * result.
 *
 * <p>Each kind of run is one class: it carries itself out, says what it costs and what it leaves.
 * Nobody asks which kind a run is, so a new kind is its class and the line of the plan that makes
 * it.
 */
public interface Run {

    /** Whose dictionary it makes or works on, by its name in the experiment. */
    String model();

    /** Of the model's random draws. */
    long seed();

    /** Weight of the KL term that the model is trained with; null if it has none. */
    default Double beta() {
        return null;
    }

    /** What people call the run; its folder is called this and the beginning of the key. */
    String name();

    /** SHA-256 of everything that the result depends on: description, data and code. */
    String key();

    /** Says so if this machine cannot do it, before any work on it. */
    default void requireAvailable() {}

    /**
     * Whether its folder holds a state from which it can go on.
     *
     * @throws IOException if the folder cannot be read
     */
    default boolean hasCheckpoint(Path folder) throws IOException {
        return false;
    }

    /** Seconds that it takes on the machine that the rates of all kinds were measured on, ≥ 0. */
    double seconds(Size size);

    /** Bytes that it holds beside the patches that all share, ≥ 0. */
    double bytes(Size size);

    /**
     * Takes it to its end: from where it was stopped, else from the beginning. {@code metrics.json}
     * comes last, and says that the run is whole.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IOException   if a file cannot be read or written
     * @throws InputException if an array cannot be
     */
    void carryOut(RunContext context) throws IOException;

    /**
     * What it came to.
     *
     * @param folder of the finished run
     * @throws InputException if the folder is damaged
     */
    Result result(Path folder);

    /**
     * How large the work is.
     *
     * @param pixels  D
     * @param atoms   K
     * @param patches that are measured on
     */
    record Size(int pixels, int atoms, int patches) {
    }

    /**
     * The key of a run.
     *
     * @param kind of run
     * @param data what identifies its patches, or the key of the run before
     */
    static String key(String kind, String data, Object... settings) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("code", Checksum.ofCode());
        description.put("kind", kind);
        description.put("data", data);
        description.put("settings", settings);
        return Checksum.of(RunRecord.oneLine(description));
    }
}
