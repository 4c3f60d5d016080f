package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python module does what it says; python/test_parsimony.py has the tests. */
class PythonTest {
    @TempDir
    private Path home;

    @Test
    void thePythonModulePassesItsTests() throws Exception {
        assumeTrue(hasNumpy(), "there is no python3 with NumPy to try");
        Checkout checkout = new Checkout(home);
        Path said = home.resolve("said");
        ProcessBuilder tests = checkout.process(List.of("python3", "-B", "-m", "unittest",
                "test_parsimony")).directory(Path.of("../python").toFile())
                .redirectErrorStream(true).redirectOutput(said.toFile());
        tests.environment().put("PARSIMONY", checkout.launcher().toString());
        assertEquals(0, tests.start().waitFor(), Files.readString(said));
    }

    static boolean hasNumpy() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import numpy").start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no python3
        }
    }
}
