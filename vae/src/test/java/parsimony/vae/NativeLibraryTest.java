package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    private Path home;

    @Test
    void aFolderWithRoomIsTaken() {
        assertEquals(Optional.empty(), NativeLibrary.whyNot(home.resolve("deeper/cache"), 1));
    }

    @Test
    void whatHindersIsSaid() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        String noFolder = NativeLibrary.whyNot(file.resolve("cache"), 1).orElseThrow();
        assertTrue(noFolder.startsWith("cannot be written"), noFolder);
        String noRoom = NativeLibrary.whyNot(home, Long.MAX_VALUE).orElseThrow();
        assertTrue(noRoom.matches("has room for \\d+ MiB"), noRoom);
    }
}
