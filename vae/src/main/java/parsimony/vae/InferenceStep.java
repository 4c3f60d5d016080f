package parsimony.vae;

/**
 * How well codes describe patches after some steps of inference.
 *
 * @param steps        taken, ≥ 1
 * @param r2           1 − SS_res/SS_tot of all pixels together, from sampled codes, ≤ 1
 * @param r2Rates      the same from the means of the codes, which are rates for counts
 * @param portionZeros share of sampled code entries that are 0, 0..1
 */
public record InferenceStep(int steps, double r2, double r2Rates, double portionZeros) {}
