package parsimony.experiment.run;

/**
 * What dictionary learning came to.
 *
 * @param objective on the validation patches after the last epoch
 * @param change    of the dictionary in the last epoch
 * @param epochs    that were done
 * @param seconds   that they took
 */
public record LearnResult(double objective, double change, int epochs,
        double seconds) implements Result {
}
