package parsimony.data.preprocess;

/** What a pipeline consists of. Its {@code toString} is the text form, which makes it again. */
sealed interface Step permits ImageStep, PatchSampling, PatchStep, Splitting {
}
