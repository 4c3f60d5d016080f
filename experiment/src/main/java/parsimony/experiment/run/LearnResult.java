package parsimony.experiment.run;

/**
 * The result of dictionary learning.
 *
 * @param objective on the validation patches after the last epoch
 * @param change    of the dictionary in the last epoch, as {@code history.csv} has it
 * @param epochs    that were done
 * @param seconds   that they took
 */
public record LearnResult(double objective, double change, int epochs,
        double seconds) implements Result {
}
