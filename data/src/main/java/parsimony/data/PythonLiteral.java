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
    private static final Pattern SCALAR = Pattern.compile("True|False|None"
            + "|[uUbBrR]{0,2}+(?<string>'(?:[^'\\\\\\n]|\\\\.)*+'|\"(?:[^\"\\\\\\n]|\\\\.)*+\")"
            + "|(?<sign>[+-]?+)\\s*+(?<digits>0[xX][0-9a-fA-F]++|\\d[\\d_]*+)[lL]?+");

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
        return switch (peek()) {
            case '{' -> dictionary(depth);
            case '[' -> items(']', depth);
            case '(' -> tuple(depth);
            default -> scalar();
        };
    }

    private Map<Object, Object> dictionary(int depth) throws Malformed {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (at++; !taken('}'); separate('}')) {
            Object key = value(depth + 1);
            require(':');
            entries.put(key, value(depth + 1));
        }
        return entries;
    }

    private List<Object> items(char end, int depth) throws Malformed {
        List<Object> items = new ArrayList<>();
        for (at++; !taken(end); separate(end)) {
            items.add(value(depth + 1));
        }
        return items;
    }

    private void separate(char end) throws Malformed {
        if (peek() != end) {
            require(',');
        }
    }

    /** One value in round brackets is a tuple only with a comma after it. */
    private Object tuple(int depth) throws Malformed {
        int begin = at;
        List<Object> items = items(')', depth);
        boolean comma = text.substring(begin, at - 1).strip().endsWith(",");
        return items.size() == 1 && !comma ? items.get(0) : items.toArray();
    }

    private Object scalar() throws Malformed {
        Matcher scalar = SCALAR.matcher(text).region(at, text.length());
        if (!scalar.lookingAt()) {
            throw unexpected();
        }
        at = scalar.end();
        if (scalar.group("string") != null) {
            String quoted = scalar.group("string");
            return quoted.substring(1, quoted.length() - 1);
        }
        if (scalar.group("digits") == null) {
            return scalar.group().equals("None") ? NONE : (Object) scalar.group().equals("True");
        }
        try {
            String digits = scalar.group("digits").replace("_", "").replaceFirst("^0+(?=\\d)", "");
            return Long.decode(scalar.group("sign") + digits);
        } catch (NumberFormatException e) {
            throw new Malformed("the number " + abridged(scalar.group()) + ", beyond 2^63");
        }
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
