package parsimony.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine;

/** The lists of docs/command-line.md, from the model that the help texts are made from too. */
final class CommandLinePage {
    private static final List<String> EVERY_COMMAND_HAS = List.of("--help", "--version");

    private CommandLinePage() {}

    /** Markdown: for each command what it does, its parameters and options, and its examples. */
    static String text() {
        return Parsimony.commandLine().getSubcommands().values().stream()
                .map(CommandLinePage::section)
                .collect(Collectors.joining("\n"));
    }

    private static String section(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        StringBuilder page = new StringBuilder("### " + spec.name() + "\n\n");
        for (String paragraph : spec.usageMessage().description()) {
            page.append(wrapped(plain(paragraph))).append('\n');
        }
        StringBuilder rows = new StringBuilder();
        spec.positionalParameters()
                .forEach(parameter -> rows.append(row(head(parameter), parameter)));
        spec.options().stream().filter(option -> !EVERY_COMMAND_HAS.contains(option.longestName()))
                .forEach(option -> rows.append(row(head(option), option)));
        if (!rows.isEmpty()) {
            page.append("| argument | what it is |\n|---|---|\n").append(rows).append('\n');
        }
        page.append("Examples:\n\n");
        Arrays.stream(spec.usageMessage().footer())
                .forEach(line -> page.append("  ").append(plain(line)).append('\n'));
        return page.toString();
    }

    private static String head(PositionalParamSpec parameter) {
        return parameter.paramLabel() + (parameter.arity().isVariable() ? "..." : "")
                + (parameter.required() ? "" : " (may be left out)");
    }

    private static String head(OptionSpec option) {
        List<String> aliases =
                Arrays.stream(option.names()).skip(1).map(alias -> "`" + alias + "`").toList();
        return option.names()[0] + (option.arity().max() == 0 ? "" : "=" + option.paramLabel())
                + (option.required() ? " (needed)" : "")
                + (aliases.isEmpty() ? "" : " or " + String.join(", ", aliases));
    }

    private static String row(String head, ArgSpec argument) {
        String[] parts = head.split(" ", 2);
        String said = plain(String.join(" ", argument.description()));
        if (argument.completionCandidates() != null) {
            said = said.replace("${COMPLETION-CANDIDATES}",
                    String.join(", ", argument.completionCandidates()));
        }
        String usual = argument.showDefaultValue() == Visibility.ALWAYS
                ? " Default: " + argument.defaultValue() + "." : "";
        return String.format(Locale.ROOT, "| `%s`%s | %s%s |%n", parts[0],
                parts.length == 1 ? "" : " " + parts[1],
                said.replace("|", "\\|"), usual);
    }

    /** A help text as picocli prints it: it may have two signs for one percent. */
    private static String plain(String text) {
        return text.replace("%%", "%").replace("%n", "");
    }

    private static String wrapped(String paragraph) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : paragraph.split(" ")) {
            if (column > 0 && column + 1 + word.length() > 100) {
                lines.append('\n');
                column = 0;
            }
            lines.append(column == 0 ? "" : " ").append(word);
            column += (column == 0 ? 0 : 1) + word.length();
        }
        return lines.append('\n').toString();
    }
}
