package parsimony.experiment.run;

import java.nio.file.Path;

/**
 * A file of patches of a run that is resumed.
 *
 * @param option by which the user names the file
 * @param then   its path when the run began
 * @param now    its path now
 */
public record RunFile(String option, Path then, Path now) {

    /**
     * {@return the file as it is now}
     *
     * @param option by which the user names the file
     * @param then its path when the run began
     * @param moved the path now, as the user gave it; null if the file was not moved
     */
    public static RunFile of(String option, String then, Path moved) {
        Path now = moved != null ? moved.toAbsolutePath().normalize() : Path.of(then);
        return new RunFile(option, Path.of(then), now);
    }
}
