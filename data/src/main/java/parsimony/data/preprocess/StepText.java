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

/** The text form of one step, {@code name(word, …, option=value, …)}, taken apart argument by argument. */
final class StepText {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z]+)\\s*(?:\\(([^()]*)\\))?\\s*");

    private static final String SHAPE = "at least 1 pixel, a side or HEIGHTxWIDTH";

    private final String text;
    private final String name;
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if the text has not that form */
    StepText(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("step '" + text.strip() + "': must be like crop(4) or split(random, seed=1)");
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

    /** Takes the first argument without a name, or the default if there is none left. */
    String word(String otherwise) {
        return words.isEmpty() ? otherwise : words.remove(0);
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    int whole(String option, int otherwise) {
        return parse(option, options.remove(option), otherwise, WholeNumber::parseInt);
    }

    int wholeWord(String meaning, int otherwise) {
        return parse(meaning, word(null), otherwise, WholeNumber::parseInt);
    }

    PatchShape shape(String option, PatchShape otherwise) {
        return parse(option, options.remove(option), otherwise, StepText::shape);
    }

    PatchShape shapeWord(PatchShape otherwise) {
        return parse("the size", word(null), otherwise, StepText::shape);
    }

    private static PatchShape shape(String text) {
        try {
            return PatchShape.parse(text);
        } catch (IllegalArgumentException e) {
            throw new NumberFormatException("must be " + SHAPE + ", got " + text);
        }
    }

    long seed(long otherwise) {
        return parse("seed", options.remove("seed"), otherwise, WholeNumber::parseLong);
    }

    double number(String option, double otherwise) {
        return parse(option, options.remove(option), otherwise, StepText::parseDouble);
    }

    private <T> T parse(String meaning, String value, T otherwise, Function<String, T> parser) {
        try {
            return value == null ? otherwise : parser.apply(value);
        } catch (NumberFormatException e) {
            throw refusal(meaning + " " + e.getMessage());
        }
    }

    private static double parseDouble(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("must be a number, got " + value);
        }
    }

    /** @throws IllegalArgumentException if an argument was not asked for */
    void requireNothingLeft() {
        if (!words.isEmpty() || !options.isEmpty()) {
            throw refusal("does not take " + (words.isEmpty() ? options.keySet().iterator().next() : words.get(0)));
        }
    }

    IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException("step '" + text + "': " + what);
    }
}
