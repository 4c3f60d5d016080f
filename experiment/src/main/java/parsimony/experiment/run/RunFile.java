package parsimony.experiment.run;

import parsimony.data.ArrayFile;

/**
 * Patches of a run that is resumed.
 *
 * @param option by which the user names them
 * @param then   their place when the run began, {@code FILE} or {@code FILE#NAME}
 * @param now    their place now
 */
public record RunFile(String option, String then, String now) {

    /**
     * {@return the patches as they are now}
     *
     * @param option by which the user names them
     * @param then their place when the run began
     * @param moved the place now, as the user gave it; null if they were not moved
     */
    public static RunFile of(String option, String then, String moved) {
        return new RunFile(option, then, moved == null ? then : ArrayFile.absolute(moved));
    }
}
