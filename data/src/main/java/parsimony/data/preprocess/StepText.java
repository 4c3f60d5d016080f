package parsimony.data.preprocess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.data.PatchShape;
import parsimony.data.WholeNumber;
import parsimony.signals.InputException;

/**
 * The text form of one step, {@code name(word, …, option=value, …)}, from which a step takes its
 * arguments one by one.
 */
final class StepText {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z]+)\\s*(?:\\(([^()]*)\\))?\\s*");

    private static final String SHAPE = "at least 1 pixel, a side or HEIGHTxWIDTH";

    private final String text;
    private final String name;
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    /** The options that the step has asked for, to list them in a message. */
    private final List<String> asked = new ArrayList<>();
    private StepText defaults;
    private long defaultSeed;

    /** @throws InputException if the text has another form */
    StepText(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InputException(
                    "step '" + text.strip() + "': must be like crop(4) or split(random, seed=1)");
        }
        this.text = text.strip();
        this.name = matcher.group(1);
        String inside = matcher.group(2);
        if (inside == null || inside.isBlank()) {
            return;
        }
        for (String argument : inside.split(",", -1)) {
            String[] parts = argument.split("=", 2);
            if (parts.length == 1) {
                words.add(argument.strip());
            } else if (options.put(parts[0].strip(), parts[1].strip()) != null) {
                throw refusal("has " + parts[0].strip() + " twice");
            }
        }
    }

    String name() {
        return name;
    }

    /** The first argument if it consists of letters, as in {@code split(random)}; else empty. */
    String choice() {
        return words.isEmpty() || !words.get(0).matches("[a-z]+") ? "" : words.get(0);
    }

    /** Takes the first argument without a name, or the default if there is none left. */
    String word(String otherwise) {
        return words.isEmpty() ? otherwise : words.remove(0);
    }

    /**
     * Sets the defaults for arguments that this text leaves out.
     *
     * @param form the kind's form, with all options
     * @param seed the default seed, in place of the form's
     */
    void takeDefaults(StepText form, long seed) {
        form.words.remove(form.choice());
        defaults = form;
        defaultSeed = seed;
    }

    int whole(String option) {
        return parse(option, take(option), WholeNumber::parseInt);
    }

    int wholeWord(String meaning) {
        return parse(meaning, word(defaults.word(null)), WholeNumber::parseInt);
    }

    /** A shape that has no default in the form; null if the text does not give it. */
    PatchShape shape(String option) {
        String value = take(option);
        return value == null ? null : parse(option, value, StepText::shapeOf);
    }

    PatchShape shapeWord(String meaning) {
        return parse(meaning, word(defaults.word(null)), StepText::shapeOf);
    }

    long seed() {
        asked.add("seed");
        String value = options.remove("seed");
        return value == null ? defaultSeed : parse("seed", value, WholeNumber::parseLong);
    }

    long defaultSeed() {
        return defaultSeed;
    }

    double number(String option) {
        return parse(option, take(option), StepText::parseDouble);
    }

    private String take(String option) {
        asked.add(option);
        String value = options.remove(option);
        return value != null ? value : defaults.options.get(option);
    }

    private static PatchShape shapeOf(String text) {
        try {
            return PatchShape.parse(text);
        } catch (InputException e) {
            throw new InputException("must be " + SHAPE + ", got " + text);
        }
    }

    private <T> T parse(String meaning, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (InputException e) {
            throw refusal(meaning + " " + e.getMessage());
        }
    }

    private static double parseDouble(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new InputException("must be a number, got " + value);
        }
    }

    /** @throws InputException if an argument was not asked for */
    void requireNothingLeft() {
        if (!words.isEmpty() || !options.isEmpty()) {
            throw refusal("does not take "
                    + (words.isEmpty() ? options.keySet().iterator().next() : words.get(0))
                    + (asked.isEmpty() ? "" : "; it takes " + String.join(", ", asked)));
        }
    }

    InputException refusal(String what) {
        return new InputException("step '" + text + "': " + what);
    }
}
