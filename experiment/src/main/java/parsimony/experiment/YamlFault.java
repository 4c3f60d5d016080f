package parsimony.experiment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Network;

/**
 * Describes a mistake in an experiment in one line: where it is, what is wrong, and what would be
 * right.
 */
final class YamlFault {
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");
    private static final Pattern NOT_FINITE = Pattern.compile("Malformed numeric value '(.*)'");

    /** What SnakeYAML says about frequent mistakes, and how to mend each. */
    private static final Map<String, String> REMEDIES = remedies();

    /** Where in the file the parts of what was read come from, if that was made of it. */
    interface Origin {
        /** What was read as it stands in the file. */
        Origin SAME = new Origin() {
            @Override
            public JsonPointer group(JsonPointer read) {
                return read;
            }

            @Override
            public JsonPointer value(JsonPointer inFile, JsonPointer read) {
                return inFile;
            }
        };

        /** The place in the file of a group, or of a key of it, by its place in what was read. */
        JsonPointer group(JsonPointer read);

        /**
         * The entry of a list that was chosen for a key of the file; the key's own place if it has
         * one value.
         */
        JsonPointer value(JsonPointer inFile, JsonPointer read);
    }

    /** A mistake on its way to the reader of the file, who knows the text. */
    static final class Thrown extends Exception {
        private static final long serialVersionUID = 1;
        private final transient YamlFault fault;

        private Thrown(YamlFault fault) {
            super(fault.e);
            this.fault = fault;
        }

        YamlFault fault() {
            return fault;
        }
    }

    private final JsonProcessingException e;
    private final Origin origin;

    YamlFault(JsonProcessingException e) {
        this(e, Origin.SAME);
    }

    YamlFault(JsonProcessingException e, Origin origin) {
        this.e = e;
        this.origin = origin;
    }

    /** A mistake at a place of the file. */
    static Thrown at(JsonPointer place, String what) {
        Throwable wrong = new InputException(what);
        for (JsonPointer at = place; !at.matches(); at = at.head()) {
            JsonPointer last = at.last();
            wrong = last.getMatchingIndex() < 0
                    ? JsonMappingException.wrapWithPath(wrong, null, last.getMatchingProperty())
                    : JsonMappingException.wrapWithPath(wrong, null, last.getMatchingIndex());
        }
        return new YamlFault((JsonMappingException) wrong).thrown();
    }

    Thrown thrown() {
        return new Thrown(this);
    }

    private static Map<String, String> remedies() {
        Map<String, String> remedies = new LinkedHashMap<>();
        remedies.put("TAB", "indent with spaces");
        remedies.put("cannot start any token", "put a text that begins so in quotes");
        remedies.put("mapping values are not allowed",
                "put a space after the colon of each key, indent the keys of a"
                        + " group alike, and put a text that has a colon in quotes");
        remedies.put("could not find expected ':'", "write a key, a colon and a space");
        remedies.put("<block end>", "indent the keys of a group and the entries of a list alike");
        remedies.put("expected ',' or ']'", "close the list with ]");
        remedies.put("expected ',' or '}'", "close the group with }");
        remedies.put("unexpected end of stream", "close the quotes");
        return remedies;
    }

    /**
     * The whole message, to follow the name of the file.
     *
     * @param text of the file
     * @return {@code :line: what}; if the text is not YAML, {@code :line:column: what}
     */
    String in(String text) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException unreadable
                    && unreadable.getProblemMark() != null) {
                return position(unreadable.getProblemMark(), ":") + ": " + syntax(unreadable);
            }
            if (cause instanceof ReaderException unreadable) {
                String before =
                        text.substring(0, text.offsetByCodePoints(0, unreadable.getPosition()));
                long line = before.chars().filter(c -> c == '\n').count() + 1;
                return ":" + line + ":" + (before.length() - before.lastIndexOf('\n'))
                        + String.format(
                                ": has the character U+%04X, which YAML does not allow; is it a"
                                        + " text?",
                                unreadable.getCodePoint());
            }
        }
        int line = line(text);
        return (line > 0 ? ":" + line : "") + ": " + what();
    }

    private static String syntax(MarkedYAMLException unreadable) {
        String problem = unreadable.getProblem().replaceAll("\\s+", " ").strip();
        // SnakeYAML gives the same advice for every character, so it is left out.
        problem = problem.replaceFirst("\\.? ?\\(Do not use .* for indentation\\)", "");
        String found = problem;
        String remedy = REMEDIES.keySet().stream().filter(found::contains).findFirst()
                .map(slip -> "; " + REMEDIES.get(slip)).orElse("");
        String context = unreadable.getContext() == null ? "" : " ("
                + unreadable.getContext().strip()
                + (unreadable.getContextMark() == null ? ""
                        : " that began at " + position(unreadable.getContextMark(), "line "))
                + ")";
        return problem + context + remedy;
    }

    private static String position(Mark mark, String before) {
        return before + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    private boolean isSecondDocument() {
        return e.getOriginalMessage().startsWith("Trailing token");
    }

    /** The number of the wrong line, from 1; 0 if it is not known. */
    private int line(String text) {
        if (!(e instanceof JsonMappingException mapping) || isSecondDocument()) {
            return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        }
        Map<JsonPointer, Integer> lines = lines(text);
        JsonPointer read = read(mapping);
        JsonPointer at = origin.group(read);
        if (isRefusal() && e.getCause().getMessage().contains(":")) {
            at = lastOf(e.getCause().getMessage().replaceFirst(":.*", ""), at, lines.keySet());
        }
        at = origin.value(at, read);
        // A single value in place of a list has no line as an entry, so its list's is taken.
        while (at != null && !lines.containsKey(at)) {
            at = at.head();
        }
        return at == null ? 0 : lines.get(at);
    }

    /** The place of a mistake in what was read. */
    private static JsonPointer read(JsonMappingException mapping) {
        JsonPointer at = JsonPointer.empty();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            at = step.getFieldName() == null ? at.appendIndex(step.getIndex())
                    : at.appendProperty(step.getFieldName());
        }
        return at;
    }

    /** The last place of a key in a group; the place of the group if it does not have the key. */
    private static JsonPointer lastOf(String key, JsonPointer group,
            Collection<JsonPointer> places) {
        return places.stream()
                .filter(place -> place.toString().startsWith(group + "/")
                        && place.toString().endsWith("/" + key))
                .reduce(group, (before, later) -> later);
    }

    /** The line of every key and every entry of a list, in the order of the text. */
    private static Map<JsonPointer, Integer> lines(String text) {
        Map<JsonPointer, Integer> lines = new LinkedHashMap<>();
        try (JsonParser yaml = new YAMLFactory().createParser(text)) {
            while (yaml.nextToken() != null) {
                lines.putIfAbsent(yaml.getParsingContext().pathAsPointer(),
                        yaml.currentTokenLocation().getLineNr());
            }
        } catch (IOException unreadable) {
            // The text is broken here; the lines before it are known.
        }
        return lines;
    }

    /** Whether a number or a record of the experiment refused its value. */
    private boolean isRefusal() {
        return e.getCause() instanceof InputException;
    }

    /** What is wrong, and what would be right. */
    String what() {
        Matcher duplicate = DUPLICATE.matcher(e.getOriginalMessage());
        if (duplicate.find()) {
            return duplicate.group(1) + ": comes twice; each key must be named once";
        }
        Matcher number = NOT_FINITE.matcher(e.getOriginalMessage());
        if (number.find()) {
            return number.group(1) + ": must be a finite number";
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> keys =
                    unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
            return unknown.getPropertyName() + ": is no key here"
                    + suggestion(unknown.getPropertyName(), keys) + " ("
                    + String.join(", ", keys) + ")";
        }
        if (e instanceof InvalidFormatException bad && !names(bad.getTargetType()).isEmpty()) {
            List<String> names = names(bad.getTargetType());
            String value = String.valueOf(bad.getValue());
            return key(bad) + ": " + value + " is none of " + String.join(", ", names)
                    + suggestion(value, names);
        }
        if (e.getCause() instanceof NumberFormatException refused
                && e instanceof JsonMappingException bad) {
            return key(bad) + ": " + refused.getMessage();
        }
        if (isRefusal()) {
            return e.getCause().getMessage();
        }
        if (e instanceof InvalidNullException bad) {
            return key(bad) + ": a list has an entry without a value; give it one or leave it out";
        }
        if (isSecondDocument()) {
            return "begins a second document; an experiment is what stands before the first ---";
        }
        if (e instanceof MismatchedInputException bad && bad.getTargetType() != null) {
            return (bad.getPath().isEmpty() ? "the file" : key(bad)) + ": must be "
                    + kind(bad.getTargetType());
        }
        return e.getOriginalMessage().replaceAll("\\s*\\R\\s*", ", ");
    }

    /** The names of the values of a type; empty if its values have no names. */
    private static List<String> names(Class<?> type) {
        if (type == Solver.class) {
            return Solver.all().stream().map(Solver::name).toList();
        }
        if (type == Network.class) {
            return Network.all().stream().map(Network::kind).toList();
        }
        return !type.isEnum() ? List.of()
                : Arrays.stream(type.getEnumConstants())
                        .map(constant -> Experiment.lower((Enum<?>) constant)).toList();
    }

    /** The key of a mistake, with the numbers of list entries from 1: training.lr.2. */
    private String key(JsonMappingException e) {
        JsonPointer read = read(e);
        List<String> steps = new ArrayList<>();
        for (JsonPointer at = origin.value(origin.group(read), read); !at.matches(); at =
                at.tail()) {
            steps.add(at.getMatchingIndex() < 0 ? at.getMatchingProperty()
                    : String.valueOf(at.getMatchingIndex() + 1));
        }
        return String.join(".", steps);
    }

    private static String kind(Class<?> type) {
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return type == Double.class ? "a number" : type == String.class ? "a text"
                : "a group of keys, as in atoms: 512, with a space after the colon";
    }

    /**
     * Proposes the known name that is nearest to a misspelt one; empty if none is near: more than 2
     * edits away, or more than a third of its length for long names.
     */
    static String suggestion(String misspelt, Collection<String> names) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream().min(Comparator.comparingInt(name -> distance.apply(misspelt, name)))
                .filter(name -> distance.apply(misspelt, name) <= Math.max(2, name.length() / 3))
                .map(name -> "; did you mean " + name + "?").orElse("");
    }
}
