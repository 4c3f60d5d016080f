package parsimony.data.preprocess;

/**
 * A step of a pipeline. Its {@code toString} is its text form; parsing that gives an equal step.
 */
sealed interface Step permits ImageStep, PatchSampling, PatchStep, Splitting {
}
