package parsimony.data.preprocess;

import java.util.function.Function;
import parsimony.data.OptionText;
import parsimony.signals.InputException;

/**
 * A kind of step: its text form, with every option and its default. The code of each kind is in the
 * file of its step. To add a kind, write the step with its kind, and list the kind in
 * {@link Pipeline#KINDS}.
 *
 * @param form    the step with all its options at their defaults, as a user could write it:
 *                {@code contrast(size=13, sigma=0.5)}. A first argument of letters, as in
 *                {@code split(random)}, distinguishes kinds of the same name.
 * @param summary what the step does, in one line
 * @param reader  makes a step from its text
 */
public record StepKind(String form, String summary, Function<OptionText, Step> reader) {
    /**
     * The text of a step.
     *
     * @throws InputException if it has another form
     */
    static OptionText text(String step) {
        return new OptionText("step", "crop(4) or split(random, seed=1)", step);
    }

    /** The name, before the parenthesis. */
    String name() {
        return text(form).name();
    }

    /** The first argument that distinguishes kinds of the same name; empty if the form has none. */
    String choice() {
        return text(form).choice();
    }

    /**
     * Makes the step.
     *
     * @param seed of random choices for which the text gives no seed
     * @throws InputException if the text has an argument that the step does not take, or a value
     *                        out of its range
     */
    Step read(OptionText text, long seed) {
        text.takeDefaults(text(form), seed);
        Step step = reader.apply(text);
        text.requireNothingLeft();
        return step;
    }

    @Override
    public String toString() {
        return form;
    }
}
