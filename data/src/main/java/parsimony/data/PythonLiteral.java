package parsimony.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the Python literals of which the header of a {@code .npy} file consists: dictionaries,
 * tuples, lists, strings, whole numbers, {@code True}, {@code False} and {@code None}. Nothing is
 * evaluated. A whole number may end in {@code L}, as Python 2 wrote it.
 */
final class PythonLiteral {
    /**
     * The most brackets within brackets. The limit keeps a damaged file from exhausting the stack.
     */
    private static final int DEEPEST = 20;
    /**
     * The quantifiers are possessive. Otherwise a long number that does not match would be tried at
     * every length, and take quadratic time.
     */
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?+)\\s*+(0[xX][0-9a-fA-F]++|\\d[\\d_]*+)[lL]?+");
    private static final Pattern WORD = Pattern.compile("True|False|None");
    private static final Pattern STRING = Pattern.compile("[uUbBrR]{0,2}+"
            + "('(?:[^'\\\\\\n]|\\\\.)*+'|\"(?:[^\"\\\\\\n]|\\\\.)*+\")");

    /** Stands for {@code None}, so that no value is {@code null}. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** The text is not such a literal. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private Malformed(String message) {
            super(message);
        }
    }

    /**
     * @return a {@code Map}, {@code List} (of a list), {@code Object[]} (of a tuple),
     *         {@code String}, {@code Long}, {@code Boolean} or {@link #NONE}
     * @throws Malformed if the text is anything else, or goes on after the literal
     */
    static Object parse(String text) throws Malformed {
        PythonLiteral literal = new PythonLiteral(text);
        Object value = literal.value(0);
        if (literal.peek() != 0) {
            throw literal.unexpected();
        }
        return value;
    }

    private Object value(int depth) throws Malformed {
        if (depth > DEEPEST) {
            throw new Malformed("brackets within brackets, more than " + DEEPEST + " deep");
        }
        char first = peek();
        return switch (first) {
            case '{' -> dictionary(depth);
            case '[' -> items(']', depth);
            case '(' -> tuple(depth);
            default -> scalar();
        };
    }

    private Map<Object, Object> dictionary(int depth) throws Malformed {
        Map<Object, Object> entries = new LinkedHashMap<>();
        at++;
        while (!taken('}')) {
            Object key = value(depth + 1);
            require(':');
            entries.put(key, value(depth + 1));
            if (peek() != '}') {
                require(',');
            }
        }
        return entries;
    }

    private List<Object> items(char end, int depth) throws Malformed {
        List<Object> items = new ArrayList<>();
        at++;
        while (!taken(end)) {
            items.add(value(depth + 1));
            if (peek() != end) {
                require(',');
            }
        }
        return items;
    }

    /** One value in round brackets is a tuple only with a comma after it. */
    private Object tuple(int depth) throws Malformed {
        int begin = at;
        List<Object> items = items(')', depth);
        boolean comma = text.substring(begin, at - 1).strip().endsWith(",");
        return items.size() == 1 && !comma ? items.get(0) : items.toArray();
    }

    private Object scalar() throws Malformed {
        Matcher string = matcher(STRING);
        if (string.lookingAt()) {
            at = string.end();
            String quoted = string.group(1);
            return quoted.substring(1, quoted.length() - 1);
        }
        Matcher word = matcher(WORD);
        if (word.lookingAt()) {
            at = word.end();
            return word.group().equals("None") ? NONE : (Object) word.group().equals("True");
        }
        Matcher number = matcher(NUMBER);
        if (number.lookingAt()) {
            at = number.end();
            try {
                String digits = number.group(2).replace("_", "").replaceFirst("^0+(?=\\d)", "");
                return Long.decode(number.group(1) + digits);
            } catch (NumberFormatException e) {
                throw new Malformed("the number " + abridged(number.group()) + ", beyond 2^63");
            }
        }
        throw unexpected();
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }

    /** The next character that is not white space; 0 at the end. */
    private char peek() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at))
                || text.charAt(at) == 0)) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean taken(char wanted) {
        boolean there = peek() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void require(char wanted) throws Malformed {
        if (!taken(wanted)) {
            throw unexpected();
        }
    }

    private Malformed unexpected() {
        return new Malformed(peek() == 0 ? "an end before its brackets are closed"
                : "\"" + abridged(text.substring(at)) + "\", which is not understood");
    }

    /** The beginning of a text. Characters that are not printable ASCII become question marks. */
    private static String abridged(String text) {
        String shown = text.strip().replaceAll("[^\\x20-\\x7e]", "?");
        return shown.length() > 24 ? shown.substring(0, 24) + "…" : shown;
    }
}
