package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.source.ImageSource;
import parsimony.data.source.SourceKind;

/** Help texts list all that {@code --data} and {@code --pipeline} take. */
class DataHelpTest {

    /** Without spaces, as a long line may be broken anywhere. */
    private static String help(String command) {
        Spoken spoken = Spoken.run(command, "--help");
        assertEquals(0, spoken.status());
        return spoken.out().replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepare", "compare"})
    void everyFormOfDataIsInTheHelp(String command) {
        String help = help(command);
        for (SourceKind kind : ImageSource.kinds()) {
            assertTrue(help.contains(kind.form().replace(" ", "")),
                    kind.form() + " is not in " + help);
        }
    }

    @Test
    void everyPresetOfAPipelineIsInTheHelp() {
        String help = help("prepare");
        for (String preset : Pipeline.presets()) {
            assertTrue(help.contains(preset), preset + " is not in " + help);
        }
    }
}
