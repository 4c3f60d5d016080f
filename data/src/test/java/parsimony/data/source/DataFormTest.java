package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;

/** Data whose prefix was forgotten is read as with it; a wrong prefix is named. */
class DataFormTest {
    @TempDir
    Path folder;

    private Path npy;
    private Path npz;
    private Path mat;
    private Path png;

    @BeforeEach
    void files() throws Exception {
        byte[] array = DatasetsTest.npy("|u1", false, "(3, 10, 12)", DatasetsTest.random(360));
        npy = write("x.npy", array);
        npz = write("x.npz", DatasetsTest.npz("x.npy", array));
        mat = Files.copy(Path.of(DataFormTest.class.getResource("/arrays/v5.mat").toURI()),
                folder.resolve("x.mat"));
        png = folder.resolve("x.png");
        ImageIO.write(new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY), "png", png.toFile());
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private static void assertSame(String prefixed, String data) throws Exception {
        ImageSource wanted = ImageSource.open(prefixed, 0);
        ImageSource source = ImageSource.open(data, 0);
        assertEquals(wanted.size(), source.size());
        assertEquals(wanted.pipeline(), source.pipeline());
        int last = wanted.size() - 1;
        assertArrayEquals(wanted.read(last).pixels(), source.read(last).pixels());
        assertEquals(ImageSource.absolute(prefixed), ImageSource.absolute(data));
        assertEquals(ImageSource.place(prefixed), ImageSource.place(data));
        assertEquals(ImageSource.form(prefixed), ImageSource.form(data));
    }

    private static String refusal(String data) {
        String message = assertThrows(InputException.class,
                () -> ImageSource.open(data, 0)).getMessage();
        assertEquals(1, message.lines().count());
        return message;
    }

    @Test
    void arraysAreKnownByTheirFirstBytes() throws Exception {
        assertSame("npy:" + npy + "@nhw", npy + "@nhw");
        assertSame("npz:" + npz + "@nhw", npz + "@nhw");
        assertSame("npz:" + npz + "#x@nhw", npz + "#x@nhw");
        assertSame("mat:" + mat + "#double@hwn", mat + "#double@hwn");
        assertSame("mat:" + mat + "#nested.images.left@hw", mat + "#nested.images.left@hw");
        Path renamed = Files.copy(npy, folder.resolve("renamed.dat"));
        assertSame("npy:" + renamed + "@nhw", renamed + "@nhw");
    }

    @Test
    void versionFourOfMatlabIsKnownByItsEnding() throws Exception {
        Path old = Path.of(DataFormTest.class.getResource("/arrays/v4-big.mat").toURI());
        assertSame("mat:" + old + "@hw", old + "@hw");
    }

    @Test
    void anImageIsAFolderOfOne() throws Exception {
        assertEquals(9, ImageSource.open(png.toString(), 0).read(0).width());
    }

    @Test
    void digitsAreKnownAsAFolderOrAsAFile() throws Exception {
        write("d/train-images-idx3-ubyte.gz", DatasetsTest.gzip(DatasetsTest.idx(0x803,
                new int[] {3, 4, 3},
                DatasetsTest.random(36))));
        write("d/train-labels-idx1-ubyte", DatasetsTest.idx(0x801, new int[] {3},
                new byte[] {7, 0, 9}));
        Path test = write("d/t10k-images-idx3-ubyte", DatasetsTest.idx(0x803, new int[] {2, 4, 3},
                DatasetsTest.random(24)));
        assertSame("mnist:" + folder.resolve("d"), folder.resolve("d").toString());
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("d"));
        assertSame("mnist:" + link, link.toString());
        Path train = folder.resolve("d/train-images-idx3-ubyte.gz");
        assertSame("mnist:" + train, train.toString());
        assertEquals(3, ImageSource.open(train.toString(), 0).size());
        assertEquals(9, ImageSource.open(train.toString(), 0).read(2).label());
        assertEquals("patches(3, stride=3) | split(blocks)",
                ImageSource.open(test.toString(), 0).pipeline());
        assertFalse(ImageSource.open(test.toString(), 0).read(1).heldOut());
        Path other = Files.copy(test, folder.resolve("digits.idx"));
        assertEquals(2, ImageSource.open(other.toString(), 0).size());
    }

    @Test
    void theFieldsDatasetsAreKnownByTheirFiles() throws Exception {
        write("c/inner/data_batch_1.bin", DatasetsTest.batch(3));
        assertSame("cifar10:" + folder.resolve("c"), folder.resolve("c").toString());
        Path archive = write("a.tar.gz", DatasetsTest.tarGz("c/data_batch_1.bin",
                DatasetsTest.batch(2)));
        assertSame("cifar10:" + archive, archive.toString());
        write("v/imk00001.iml", new byte[2 * 1536 * 1024]);
        assertSame("van-hateren:" + folder.resolve("v"), folder.resolve("v").toString());
    }

    @Test
    void aFolderWithPhotographsIsOneOfPhotographs() throws Exception {
        write("c/data_batch_1.bin", DatasetsTest.batch(3));
        Files.copy(png, folder.resolve("c/x.png"));
        assertEquals(9, ImageSource.open(folder.resolve("c").toString(), 0).read(0).width());
    }

    @Test
    void aWrongPrefixIsNamedWithTheRightOne() throws Exception {
        assertTrue(refusal("npz:" + npy).endsWith("is an array of NumPy's, which npz: does not"
                + " read; say npy:" + npy));
        assertTrue(refusal("mat:" + npz).endsWith("is an archive of NumPy's arrays, which mat:"
                + " does not read; say npz:" + npz));
        assertTrue(refusal("npy:" + mat).endsWith("is a MATLAB file, which npy: does not read; say"
                + " mat:" + mat));
        assertTrue(refusal("npy:" + png).endsWith("is an image, which npy: does not read; say "
                + png));
        assertTrue(refusal("mnist:" + npy).endsWith("say npy:" + npy));
        assertTrue(refusal("nyp:" + npy).contains("\"nyp:\" is no prefix known here, leave it"
                + " out"), refusal("nyp:" + npy));
        Path text = Files.writeString(folder.resolve("notes.txt"), "notes");
        assertTrue(refusal(text.toString()).contains("is a file of no form known here; data can be"
                + " a folder of images"));
        assertTrue(refusal("npy:" + Files.copy(npz, folder.resolve("y.npy"))).contains("say npz:"));
    }

    @Test
    void ofSeveralArraysOneMustBeChosen() throws Exception {
        byte[] array = DatasetsTest.npy("|u1", false, "(3, 10, 12)", DatasetsTest.random(360));
        byte[] labels = DatasetsTest.npy("<i8", false, "(3,)", DatasetsTest.random(24));
        Path several = write("s.npz", DatasetsTest.npz("x.npy", array, "y.npy", labels));
        String message = refusal(several.toString());
        assertTrue(message.endsWith("holds several arrays; choose one with npz:" + several
                + "#NAME; it holds x (3, 10, 12) uint8, y (3,) int64"), message);
    }

    @Test
    void lettersArePartOfTheNameOfTheData() throws Exception {
        assertEquals(new DataName(ArrayImages.NPZ, "a.npz", "x", "nhw"),
                DataName.parse("npz:a.npz#x@nhw"));
        assertEquals(new DataName(ArrayImages.MAT, "a.mat", "", "n,chw"),
                DataName.parse("mat:a.mat@n,chw"));
        assertEquals(new DataName(ArrayImages.NPY, "me@home.npy", "", ""),
                DataName.parse("npy:me@home.npy"));
        assertEquals(new DataName(ArrayImages.NPY, "a@hw", "", ""), DataName.parse("npy:a@hw@"));
        for (String data : new String[] {"npy:/a.npy@nd12x20", "npz:/a.npz#x@nhw", "npy:/a@hw@",
            "mat:/a.mat#x@hw@"}) {
            assertEquals(data, DataName.parse(data).absolute());
        }
        assertEquals("npz#x@nhw", ImageSource.form("npz:/a.npz#x@nhw"));
    }
}
