package parsimony.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine;

/**
 * How help texts are laid out: as wide as the terminal, with examples that can still be copied when
 * they take two lines.
 */
final class HelpLayout {
    /** Below this there is no room for an option and what it does side by side. */
    private static final int NARROWEST = 60;
    /** Longer lines are hard to read. */
    private static final int WIDEST = 120;
    private static final int WITHOUT_A_TERMINAL = 80;
    /** Property that the launcher sets: the columns of the terminal that help is read in. */
    private static final String COLUMNS = "parsimony.columns";
    private static final int INDENTATION = 4;
    /** What is between two columns of a line that the author has laid out. */
    private static final Pattern BETWEEN = Pattern.compile("(?<=\\S) {2,}(?=\\S)");
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|\\S)+");
    private static final Pattern SUMMARY = Pattern.compile("(?s).+?(?=: |\\.\\s|\\.$)");

    private HelpLayout() {}

    /** Lays out the help of a command and its subcommands for the terminal. */
    static void apply(CommandLine command) {
        apply(command, Integer.getInteger(COLUMNS, WITHOUT_A_TERMINAL));
    }

    /**
     * Lays out the help of a command and its subcommands.
     *
     * @param columns of the terminal; what is less than 60 or more than 120 counts as that
     */
    static void apply(CommandLine command, int columns) {
        command.setUsageHelpWidth(Math.max(NARROWEST, Math.min(WIDEST, columns)));
        Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::commands);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
        command.getSubcommands().values().forEach(each -> each.setHelpSectionMap(sections));
    }

    /** What a command does, as far as the first stop or colon of its description. */
    static String summary(String... description) {
        Matcher first = SUMMARY.matcher(String.format(description[0]));
        return first.find() ? first.group() : description[0];
    }

    private static String commands(Help help) {
        int longest = help.subcommands().keySet().stream().mapToInt(String::length).max().orElse(0);
        int width = help.commandSpec().usageMessage().width();
        return help.subcommands().values().stream().map(Help::commandSpec)
                .map(spec -> wrapped(
                        "  " + String.format("%-" + longest + "s", spec.name()) + "  ",
                        summary(spec.usageMessage().description()), longest + INDENTATION, "",
                        width))
                .collect(Collectors.joining());
    }

    private static String footer(Help help) {
        UsageMessageSpec message = help.commandSpec().usageMessage();
        return Stream.of(message.footer()).flatMap(text -> String.format(text).lines())
                .map(line -> fitted(line, message.width())).collect(Collectors.joining());
    }

    /** A line of an example or a paragraph, on as many lines as it needs. */
    static String fitted(String line, int width) {
        String text = line.strip();
        int indentation = line.indexOf(text);
        String before = " ".repeat(indentation);
        if (line.length() <= width) {
            return line + System.lineSeparator();
        }
        if (indentation == 0) {
            return wrapped("", text, 0, "", width);
        }
        String[] columns = BETWEEN.split(text, 2);
        String example = wrapped(before, columns[0], indentation + INDENTATION, " \\", width);
        return columns.length == 1 ? example
                : example + wrapped(before + " ".repeat(INDENTATION), columns[1],
                        indentation + INDENTATION, "", width);
    }

    /**
     * Words on lines.
     *
     * @param first       what the first line begins with
     * @param indentation of the lines that follow
     * @param broken      what a line that another one follows ends with
     */
    private static String wrapped(String first, String text, int indentation, String broken,
            int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean begun = true;
        for (String word : WORD.matcher(text).results().map(MatchResult::group).toList()) {
            if (!begun && line.length() + 1 + word.length() + broken.length() > width) {
                lines.add(line + broken);
                line = new StringBuilder(" ".repeat(indentation));
                begun = true;
            }
            line.append(begun ? "" : " ").append(word);
            begun = false;
        }
        lines.add(line.toString());
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }
}
