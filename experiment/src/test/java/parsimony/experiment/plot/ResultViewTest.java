package parsimony.experiment.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.experiment.run.FileNames;

/** Which dictionary the figures of a folder show. */
class ResultViewTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void settingsThatNameADictionaryElsewhere() throws IOException {
        Files.writeString(folder.resolve(FileNames.CONFIG),
                "{\"settings\": {\"dictionary\": \"/elsewhere/first.npy\"}}");
    }

    @Test
    void codesWereMadeWithTheOneElsewhere() {
        assertEquals(Path.of("/elsewhere/first.npy"), new ResultView(folder).dictionary());
    }

    @Test
    void aTrainingThatBeganWithTheOneElsewhereHasLearnedItsOwn() throws IOException {
        Path own = Files.createFile(folder.resolve(FileNames.DICTIONARY));
        assertEquals(own, new ResultView(folder).dictionary());
    }

    @Test
    void aGapOfCodesHasNone() throws IOException {
        Files.createFile(folder.resolve(FileNames.DISTRIBUTION));
        assertEquals(folder.resolve(FileNames.DICTIONARY), new ResultView(folder).dictionary());
    }
}
