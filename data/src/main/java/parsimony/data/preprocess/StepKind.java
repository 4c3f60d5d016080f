package parsimony.data.preprocess;

import java.util.function.Function;
import parsimony.signals.InputException;

/**
 * A kind of step, and all that is known of it before one is made: how it is written, with every
 * option and its default. Each stands in the file of its step. To add one, write the step with its
 * kind, and name that in {@link Pipeline#KINDS}.
 *
 * @param form    the step with all its options at their defaults, as a user could write it:
 *                {@code contrast(size=13, sigma=0.5)}. A first argument of letters, as in
 *                {@code split(random)}, tells it from others of its name.
 * @param summary what it does, in one line
 * @param reader  makes a step of its text
 */
public record StepKind(String form, String summary, Function<StepText, Step> reader) {

    /** What is before the parenthesis. */
    String name() {
        return new StepText(form).name();
    }

    /** What tells it from others of its name; empty if there are none. */
    String choice() {
        return new StepText(form).choice();
    }

    /**
     * Makes the step.
     *
     * @param seed of random choices for which the text names none
     * @throws InputException if the text says more than the step takes, or what is out of
     *                                  its range
     */
    Step read(StepText text, long seed) {
        text.takeDefaults(new StepText(form), seed);
        Step step = reader.apply(text);
        text.requireNothingLeft();
        return step;
    }

    @Override
    public String toString() {
        return form;
    }
}
