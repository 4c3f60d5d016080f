package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {
    @TempDir
    private Path home;

    @Test
    void aLinkThatLeadsBackUpAddsNothing() throws Exception {
        Files.writeString(home.resolve("a.png"), "a");
        Files.writeString(Files.createDirectory(home.resolve("more")).resolve("b.png"), "b");
        String before = Checksum.ofImages(home.toString(), 0);
        Files.createSymbolicLink(home.resolve("more/up"), home);
        assertEquals(before, Checksum.ofImages(home.toString(), 0));
        Files.writeString(home.resolve("more/c.png"), "c");
        assertNotEquals(before, Checksum.ofImages(home.toString(), 0));
    }
}
