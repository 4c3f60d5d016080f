package parsimony.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.signals.InputException;

/**
 * The text form of something with options, {@code name(word, …, option=value, …)}, such as a step
 * of a pipeline or a source that makes its images. What it describes takes its arguments from here
 * one by one.
 */
public final class OptionText {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z]+)\\s*(?:\\(([^()]*)\\))?\\s*");

    private static final String SHAPE = "at least 1 pixel, a side or HEIGHTxWIDTH";

    private final String what;
    private final String text;
    private final String name;
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    /** The options that were asked for, to list them in a message. */
    private final List<String> asked = new ArrayList<>();
    private OptionText defaults;
    private long defaultSeed;

    /**
     * Reads a text.
     *
     * @param what that the text describes, for messages: "step" or "data"
     * @param example of such a text, for messages
     * @param text a name, perhaps with arguments in parentheses
     * @throws InputException if the text has another form
     */
    public OptionText(String what, String example, String text) {
        this.what = what;
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InputException(
                    what + " '" + text.strip() + "': must be like " + example);
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

    /** {@return the name, before the parenthesis} */
    public String name() {
        return name;
    }

    /**
     * {@return the first argument if it consists of letters, as in {@code split(random)}; else
     * empty}
     */
    public String choice() {
        return words.isEmpty() || !words.get(0).matches("[a-z]+") ? "" : words.get(0);
    }

    /**
     * Takes the first argument without a name.
     *
     * @param otherwise the default, for when there is none left
     * @return the argument
     */
    public String word(String otherwise) {
        return words.isEmpty() ? otherwise : words.remove(0);
    }

    /**
     * Sets the defaults for arguments that this text leaves out.
     *
     * @param form the form of its kind, with all options
     * @param seed the default seed, in place of the form's
     */
    public void takeDefaults(OptionText form, long seed) {
        form.words.remove(form.choice());
        defaults = form;
        defaultSeed = seed;
    }

    /**
     * Takes a whole number.
     *
     * @param option its name
     * @return the number
     * @throws InputException if it is none
     */
    public int whole(String option) {
        return parse(option, take(option), WholeNumber::parseInt);
    }

    /**
     * Takes a whole number that has no name.
     *
     * @param meaning what it is, for messages
     * @return the number
     * @throws InputException if it is none
     */
    public int wholeWord(String meaning) {
        return parse(meaning, word(defaults.word(null)), WholeNumber::parseInt);
    }

    /**
     * Takes a shape that has no default in the form.
     *
     * @param option its name
     * @return the shape; null if the text does not give it
     * @throws InputException if it is none
     */
    public PatchShape shape(String option) {
        String value = take(option);
        return value == null ? null : parse(option, value, OptionText::shapeOf);
    }

    /**
     * Takes a shape that has no name.
     *
     * @param meaning what it is, for messages
     * @return the shape
     * @throws InputException if it is none
     */
    public PatchShape shapeWord(String meaning) {
        return parse(meaning, word(defaults.word(null)), OptionText::shapeOf);
    }

    /**
     * {@return the seed, or the default seed}
     *
     * @throws InputException if it is no whole number
     */
    public long seed() {
        asked.add("seed");
        String value = options.remove("seed");
        return value == null ? defaultSeed : parse("seed", value, WholeNumber::parseLong);
    }

    /** {@return the default seed} */
    public long defaultSeed() {
        return defaultSeed;
    }

    /**
     * Takes a number.
     *
     * @param option its name
     * @return the number
     * @throws InputException if it is none
     */
    public double number(String option) {
        return parse(option, take(option), OptionText::parseDouble);
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

    /**
     * Checks that every argument was taken.
     *
     * @throws InputException if one was not
     */
    public void requireNothingLeft() {
        if (!words.isEmpty() || !options.isEmpty()) {
            throw refusal("does not take "
                    + (words.isEmpty() ? options.keySet().iterator().next() : words.get(0))
                    + (asked.isEmpty() ? "" : "; it takes " + String.join(", ", asked)));
        }
    }

    /**
     * {@return the exception for a wrong text}
     *
     * @param why what is wrong, and what would be right
     */
    public InputException refusal(String why) {
        return new InputException(what + " '" + text + "': " + why);
    }
}
