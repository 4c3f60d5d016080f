package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import parsimony.signals.InputException;

/**
 * A piece of work that ends in a folder of its own. Two runs with the same key come to the same
 * result.
 *
 * <p>Each kind of run is one class. It carries itself out, and says what it costs and what it
 * leaves. No other code asks which kind a run is. So a new kind needs its class and the line of the
 * plan that makes it.
 */
public interface Run {

    /** {@return the name, in the experiment, of the model whose dictionary it makes or works on} */
    String model();

    /** {@return the seed of the model's random draws} */
    long seed();

    /** {@return weight of the KL term that the model is trained with; null if it has none} */
    default Double beta() {
        return null;
    }

    /**
     * {@return the run's name for people} The name of its folder is this and the beginning of its
     * key.
     */
    String name();

    /** {@return SHA-256 of everything that the result depends on: description, data and code} */
    String key();

    /**
     * Throws an {@code InputException} if this machine cannot do the run. Called before any work.
     */
    default void requireAvailable() {}

    /**
     * {@return whether its folder holds a state from which it can go on}
     *
     * @param folder the folder
     * @throws IOException if the folder cannot be read
     */
    default boolean hasCheckpoint(Path folder) throws IOException {
        return false;
    }

    /**
     * {@return how large its own work is, which may have other atoms than most of a plan}
     *
     * @param usual in its plan
     */
    default Size own(Size usual) {
        return usual;
    }

    /**
     * {@return estimated seconds that it takes on the reference machine of all estimates, ≥ 0}
     *
     * @param size the size of the work
     */
    double seconds(Size size);

    /**
     * {@return estimated bytes of memory that it needs, without the patches that all runs share; ≥
     * 0}
     *
     * @param size the size of the work
     */
    double bytes(Size size);

    /**
     * {@return estimated bytes of its folder, ≥ 0}
     *
     * @param size the size of the work
     */
    default double disk(Size size) {
        return 8.0 * size.atoms() * size.pixels();
    }

    /**
     * Carries the run out to its end. It goes on where it was stopped, else it begins anew.
     * {@code metrics.json} is written last; it marks the run as finished.
     *
     * @param context where the run and those that it needs lie
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IOException if a file cannot be read or written
     * @throws InputException if an array cannot be read or written
     */
    void carryOut(RunContext context) throws IOException;

    /**
     * {@return the runs whose results it works on, besides its model's}
     */
    default List<? extends Run> needs() {
        return List.of();
    }

    /**
     * Loads the encoder that the finished run left, to encode other patches with it.
     *
     * @param folder of the finished run
     * @return the encoder; empty if the run leaves none
     * @throws IOException if a file cannot be read
     */
    default Optional<OwnEncoder> encoder(Path folder) throws IOException {
        return Optional.empty();
    }

    /**
     * {@return the result}
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

        /**
         * {@return the same work with another number of atoms}
         *
         * @param other K
         */
        public Size withAtoms(int other) {
            return new Size(pixels, other, patches);
        }
    }

    /**
     * {@return the key of a run}
     *
     * @param kind of run
     * @param data key of its patches, or of the run whose dictionary it works on
     * @param settings everything else that the result depends on
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
