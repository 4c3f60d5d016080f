package parsimony.experiment.run;

import java.nio.file.Path;

/**
 * A file of patches that a run goes on with.
 *
 * @param option by which the user names it
 * @param then   where it was when the run began
 * @param now    where it is
 */
public record RunFile(String option, Path then, Path now) {

    /** @param moved where the user says that the file is; null if it has stayed */
    public static RunFile of(String option, String then, Path moved) {
        Path now = moved != null ? moved.toAbsolutePath().normalize() : Path.of(then);
        return new RunFile(option, Path.of(then), now);
    }
}
