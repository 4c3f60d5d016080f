package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;

class ShardedRowsTest {
    @TempDir
    Path folder;

    private final FMatrixRMaj whole = new FMatrixRMaj(300, 4);

    /** A hundred shards of 1 to 5 rows, more than are open at once, some dense and some sparse. */
    @BeforeEach
    void write() throws IOException {
        for (int i = 0; i < whole.getNumElements(); i++) {
            whole.data[i] = i;
        }
        Files.createDirectory(folder.resolve("codes"));
        int row = 0;
        for (int i = 0; i < 100; i++) {
            int to = i == 99 ? 300 : row + 1 + i % 5;
            FMatrixRMaj rows = CommonOps_FDRM.extract(whole, row, to, 0, 4);
            if (i % 3 == 0) {
                try (CsrRowWriter writer =
                        CsrRowWriter.create(folder.resolve("codes/part-" + i + ".npz"), 4)) {
                    writer.write(rows);
                    writer.commit();
                }
            } else {
                Npy.write(folder.resolve("codes/part-" + i + ".npy"), rows);
            }
            row = to;
        }
        Files.writeString(folder.resolve("codes/.DS_Store"), "hidden");
    }

    @Test
    void aFolderIsReadInTheOrderOfItsNumbers() {
        String codes = folder.resolve("codes").toString();
        assertArrayEquals(whole.data, ArrayFile.matrix(codes).data);
        List<Path> files = ArrayFile.files(codes);
        assertEquals(100, files.size());
        assertEquals("part-10.npy", files.get(10).getFileName().toString());
        assertEquals(files.subList(0, 1), ArrayFile.files(files.get(0).toString()));
    }

    @Test
    void aPatternChoosesFiles() {
        String pattern = folder + "/codes/part-??.np*"; // all but the first ten
        FMatrixRMaj some = ArrayFile.matrix(pattern);
        assertEquals(270, some.numRows);
        assertArrayEquals(Arrays.copyOfRange(whole.data, 120, 1200), some.data);
    }

    @Test
    void anyRowsAreReadFromAnyPlace() {
        SplittableRandom random = new SplittableRandom(5);
        try (MatrixRows rows = ArrayFile.rows(folder.resolve("codes").toString())) {
            assertEquals(300, rows.rows());
            assertEquals(4, rows.columns());
            FMatrixRMaj block = new FMatrixRMaj(0, 0);
            for (int i = 0; i < 300; i++) {
                int row = random.nextInt(301);
                int most = random.nextInt(1, 40);
                rows.seek(row);
                int read = rows.read(block, most);
                assertEquals(Math.min(most, 300 - row), read);
                assertEquals(read, block.numRows);
                assertArrayEquals(Arrays.copyOfRange(whole.data, row * 4, (row + read) * 4),
                        Arrays.copyOf(block.data, read * 4));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> rows.seek(301));
        }
    }

    @Test
    void aNameIsThatOfTheArrayInEveryShard() throws IOException {
        Path named = Files.createDirectory(folder.resolve("named"));
        for (int i = 0; i < 2; i++) {
            try (var in = ShardedRowsTest.class.getResourceAsStream("/named/named.npz")) {
                Files.copy(in, named.resolve(i + ".npz"));
            }
        }
        FMatrixRMaj one = ArrayFile.matrix(named + "/0.npz#half");
        FMatrixRMaj two = ArrayFile.matrix(named + "#half");
        assertEquals(2 * one.numRows, two.numRows);
        assertArrayEquals(two.data, ArrayFile.matrix(named + "/*.npz#half").data);
    }

    @Test
    void filesThatAreNoShardsAreRefused() throws IOException {
        Path codes = folder.resolve("codes");
        Npy.write(codes.resolve("zz.npy"), new FMatrixRMaj(2, 5));
        String columns = refusal(codes.toString());
        assertTrue(columns.contains("zz.npy: has 5 columns, ") && columns.contains("has 4"),
                columns);
        Files.writeString(codes.resolve("zz.npy"), "no array");
        String other = refusal(codes.toString());
        assertTrue(other.startsWith(codes + ": is a folder") && other.contains("zz.npy: holds no"),
                other);
        assertTrue(refusal(folder + "/none-*.npy").contains("matches no file"));
        assertTrue(refusal(Files.createDirectory(folder.resolve("empty")).toString())
                .contains("folder without files"));
        assertTrue(refusal(folder + "/nowhere/*.npy").contains("nowhere"));
    }

    private static String refusal(String place) {
        return assertThrows(InputException.class, () -> ArrayFile.matrix(place)).getMessage();
    }
}
