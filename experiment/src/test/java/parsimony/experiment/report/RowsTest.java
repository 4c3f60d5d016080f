package parsimony.experiment.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;

/** What is wrong with a table is said with its line. */
class RowsTest {
    @TempDir
    private Path home;

    private Rows read(String text) throws Exception {
        return Rows.read(Files.writeString(home.resolve("t.csv"), text));
    }

    private void refused(String said, Executable reading) {
        assertEquals(home.resolve("t.csv") + said + "; make the result again",
                assertThrows(InputException.class, reading).getMessage());
    }

    @Test
    void aDamagedLineIsNamed() throws Exception {
        refused(":3: is damaged, it has 1 cells where the first line has 2",
                () -> read("a,b\n1,2\n1\n3,4\n"));
        refused(":3: is damaged, it is no line of a table", () -> read("a,b\n1,2\n\"3,4\n"));
        refused(": is damaged, it has no row", () -> read("a,b\n"));
        for (String end : new String[] {"", "\n"}) {
            Rows rows = read("a,b\n1,x\n2,y\n-3,z" + end);
            assertArrayEquals(new double[] {1, 2, -3}, rows.numbers("a"));
            refused(":4: is damaged, its a \"-3\" must be a finite number above 0",
                    () -> rows.positive("a"));
            refused(":3: is damaged, its b \"y\" must be a finite number",
                    () -> rows.where("b", "y").numbers("b"));
            refused(": is damaged, no b of it is q", () -> rows.where("b", "q"));
        }
    }
}
