package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void codeThatChangesIsOtherCode() throws Exception {
        Path module = Files.createDirectories(home.resolve("classes/parsimony"));
        Path type = Files.write(module.resolve("Lca.class"), new byte[] {1, 2});
        List<Path> places = List.of(home.resolve("classes"));
        String before = Checksum.ofCode(places);
        assertEquals(before, Checksum.ofCode(places));
        Files.write(type, new byte[] {1, 3});
        assertNotEquals(before, Checksum.ofCode(places));
        assertEquals(64, Checksum.ofCode().length(), "the code that is being run can be read");
    }
}
