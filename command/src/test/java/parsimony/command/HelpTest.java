package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a user is told about commands: help in the width of a terminal, and completion. */
class HelpTest {
    @TempDir
    private Path home;

    private static Stream<CommandLine> commands(int columns) {
        CommandLine parsimony = Parsimony.commandLine();
        HelpLayout.apply(parsimony, columns);
        return Stream.concat(Stream.of(parsimony), parsimony.getSubcommands().values().stream());
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 72, 80, 100, 120})
    void noLineIsWiderThanTheTerminal(int columns) {
        assertEquals(List.of(), commands(columns).map(CommandLine::getUsageMessage)
                .flatMap(String::lines).filter(line -> line.length() > columns).toList());
    }

    @Test
    void aWiderTerminalHasFewerLines() {
        long narrow = commands(60).map(CommandLine::getUsageMessage).flatMap(String::lines).count();
        long wide = commands(120).map(CommandLine::getUsageMessage).flatMap(String::lines).count();
        assertTrue(wide < .7 * narrow, wide + " of " + narrow);
        assertEquals(wide,
                commands(500).map(CommandLine::getUsageMessage).flatMap(String::lines).count());
    }

    @Test
    void anExampleOnTwoLinesCanBeCopied() {
        assertEquals("""
                  parsimony prepare \\
                      "a b" --out c
                """, HelpLayout.fitted("  parsimony prepare \"a b\" --out c", 24)
                .replace(System.lineSeparator(), "\n"));
        assertEquals("""
                  parsimony compare
                      the main job, on
                      images
                """, HelpLayout.fitted("  parsimony compare   the main job, on images", 22)
                .replace(System.lineSeparator(), "\n"));
    }

    @Test
    void helpOfACommandIsThatOfItsOption() {
        assertEquals(Spoken.run("infer", "--help"), Spoken.run("help", "infer"));
        assertEquals(Spoken.run("--help"), Spoken.run("help"));
        assertEquals(Spoken.run("--help"), Spoken.run());
    }

    @Test
    void helpOfACommandThatIsNoneNamesOneThatIs() {
        Spoken said = Spoken.run("help", "infre");
        assertEquals(2, said.status());
        assertTrue(said.err().contains("infre") && said.err().contains("did you mean infer?"),
                said.err());
    }

    @Test
    void everyCommandIsListedWithWhatItDoes() {
        String list = Spoken.run("--help").out();
        assertEquals(Parsimony.COMMANDS.size(), Parsimony.commandLine().getSubcommands().size());
        Parsimony.commandLine().getSubcommands().forEach((name, command) -> {
            String summary = HelpLayout.summary(command.getCommandSpec().usageMessage()
                    .description());
            assertTrue(list.replaceAll("\\s+", " ").contains(" " + name + " " + summary),
                    name + ": " + list);
        });
    }

    @Test
    void aFileOfWordsMayNameTheCommand() throws Exception {
        Path words = Files.writeString(home.resolve("words"), "infer --help");
        assertEquals(Spoken.run("infer", "--help"), Spoken.run("@" + words));
    }

    /** What bash proposes for the last of these words. */
    private List<String> proposed(String... words) throws Exception {
        Path script = home.resolve("completion");
        Files.writeString(script, Spoken.run("completion").out());
        List<String> line = new ArrayList<>(List.of("bash", "-c", """
                source "$0"
                COMP_WORDS=("$@")
                COMP_CWORD=$(($# - 1))
                function=$(complete -p parsimony | sed -E 's/.*-F ([^ ]+).*/\\1/')
                $function
                printf '%s\\n' "${COMPREPLY[@]}"
                """, script.toString()));
        line.addAll(List.of(words));
        // The script also sets options of a completion, which is none here: bash complains.
        Process bash = new ProcessBuilder(line).directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines().toList();
    }

    @Test
    void completionKnowsCommandsOptionsTheirValuesAndFiles() throws Exception {
        Files.createFile(home.resolve("patches.npy"));
        assertEquals(List.of("infer"), proposed("parsimony", "inf"));
        assertTrue(proposed("parsimony", "infer", "--pat").contains("--patches"));
        assertEquals(List.of("lasso"), proposed("parsimony", "infer", "--method", "las"));
        assertTrue(proposed("parsimony", "infer", "--patches", "pa").contains("patches.npy"));
        assertEquals(List.of("poisson"), proposed("parsimony", "train", "--model", "poi"));
        assertEquals(List.of("infer"), proposed("parsimony", "help", "inf"));
    }
}
