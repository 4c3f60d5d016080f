package parsimony.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs one command in this JVM and keeps what it said.
 *
 * @param err      errors and warnings
 * @param progress the lines that ended a phase
 */
record Spoken(int status, String out, String err, String progress) {
    private static final Predicate<String> PHASE =
            Pattern.compile("[^:]+: .+, in \\d+[smhd].*\\n").asMatchPredicate();

    static Spoken run(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
            int status = Parsimony.execute(words);
            List<String> lines =
                    List.of(complained.toString(StandardCharsets.UTF_8).split("(?<=\n)"));
            return new Spoken(status, said.toString(StandardCharsets.UTF_8),
                    lines.stream().filter(PHASE.negate()).collect(Collectors.joining()),
                    lines.stream().filter(PHASE).collect(Collectors.joining()));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
