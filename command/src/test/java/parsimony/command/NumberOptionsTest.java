package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.Npy;
import picocli.CommandLine.Model.CommandSpec;

/** Every option that counts something takes 1e4 for what it is; what is no number is said. */
class NumberOptionsTest {
    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, Integer.class, long.class, Long.class);

    @TempDir
    private Path home;

    /** Of every command, every option of a whole number. */
    static Stream<Arguments> options() {
        return Parsimony.COMMANDS.stream()
                .map(CommandSpec::forAnnotatedObject)
                .flatMap(command -> command.options().stream()
                        .filter(option -> WHOLE.contains(option.type()))
                        .map(option -> Arguments.of(command.name(), option.longestName())));
    }

    @ParameterizedTest
    @MethodSource("options")
    void aFractionIsRefusedInOneLine(String command, String option) {
        Spoken said = Spoken.run(command, option, "1.5");
        assertEquals(2, said.status());
        assertEquals("parsimony: Invalid value for option '" + option
                + "': must be a whole number such as 10000 or 1e4,"
                + " got 1.5 (see parsimony " + command + " --help)", said.err().strip());
    }

    @ParameterizedTest
    @MethodSource("options")
    void aNumberWithAnExponentIsReadAndWhatIsMissingIsSaid(String command, String option) {
        Spoken said = Spoken.run(command, option, "1_0e1", "--no-such-option");
        assertEquals(2, said.status());
        assertTrue(said.err().contains("--no-such-option") || said.err().contains("Missing"),
                said.err());
    }

    @Test
    void aMissingNumberOfAListIsSaidInOneLine() {
        Spoken said = Spoken.run("compare", "--beta", "1,,2");
        assertEquals(2, said.status());
        assertTrue(said.err().contains("must be a number such as 0.5 or 1e-3, got nothing"),
                said.err());
        assertTrue(Spoken.run("learn", "--rate", "fast").err()
                .contains("--rate': must be a number such as 0.5 or 1e-3, got fast"));
    }

    @Test
    void anExponentCountsPatches() throws Exception {
        Path out = home.resolve("patches");
        Spoken said = Spoken.run("prepare", "bars", "--patch", "8.0", "--count", "1e3", "--seed",
                "1e1", "--out", out);
        assertEquals(0, said.status(), said.err());
        assertEquals(1000, Npy.read(out.resolve("train.npy")).numRows
                + Npy.read(out.resolve("validation.npy")).numRows);
        assertTrue(Files.readString(out.resolve("config.json")).contains("\"seed\" : 10"));
    }
}
