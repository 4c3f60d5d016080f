package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;

class TemporaryFolderTest {
    @TempDir
    private Path home;

    @Test
    void goesWithWhatIsInIt() throws Exception {
        Path path;
        try (TemporaryFolder folder = TemporaryFolder.create(home)) {
            path = folder.path();
            Files.writeString(Files.createDirectory(path.resolve("deeper")).resolve("file"), "");
            assertEquals(home, path.getParent());
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamedWithWhatNamesAnother() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        for (Path place : new Path[] {file, home.resolve("nowhere"), Path.of("/proc")}) {
            String said = assertThrows(InputException.class, () -> TemporaryFolder.create(place))
                    .getMessage();
            assertTrue(said.startsWith(place + ": cannot be written") && said.endsWith("TMPDIR"),
                    said);
        }
    }
}
