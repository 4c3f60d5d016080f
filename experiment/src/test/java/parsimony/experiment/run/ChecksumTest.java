package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.compare.CurvePoint;
import parsimony.data.Patches;
import parsimony.encoding.Encoding;
import parsimony.experiment.Plan;
import parsimony.figures.Figure;
import parsimony.signals.InputException;
import parsimony.signals.Stop;
import parsimony.sparsecoding.Lca;
import parsimony.vae.Vae;

/**
 * Which code and which data are part of what a run is. The tests change code in copies of the
 * running modules' sources.
 */
class ChecksumTest {
    private static final List<Class<?>> MODULES =
            List.of(Stop.class, Patches.class, Lca.class, Encoding.class, Vae.class,
                    CurvePoint.class, Plan.class, Figure.class);

    @TempDir
    private Path home;
    private final List<Path> folders = new ArrayList<>();

    @BeforeEach
    void copiesOfTheModules() throws Exception {
        for (Class<?> one : MODULES) {
            Path from = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path to = home.resolve("code/" + one.getSimpleName());
            folders.add(to);
            if (Files.isDirectory(from)) {
                copy(from, to);
            } else { // as after packaging
                try (FileSystem jar = FileSystems.newFileSystem(from)) {
                    copy(jar.getPath("/"), to);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from.resolve("META-INF/sources"))) {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"experiment/ExperimentResult", "experiment/ResultTables",
        "experiment/gap/GapReport",
        "experiment/report/Report", "experiment/plot/RunFigures", "figures/Figure",
        "compare/plot/Plane",
        "command/TrainCommand"})
    void aCaptionAPageAFigureOrAHelpTextIsNoOtherCode(String name) throws Exception {
        String before = Checksum.ofCode(folders);
        change(name);
        assertEquals(before, Checksum.ofCode(folders));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sparsecoding/Lca", "signals/Stop",
        "data/preprocess/Preparation",
        "encoding/CodeSums", "vae/PoissonLatent", "compare/gap/FreeEnergyGap",
        "compare/SparseCodingCurve",
        "experiment/run/SweepRun"})
    void aSolverAModelOrAMeasureIsOtherCode(String name) throws Exception {
        String before = Checksum.ofCode(folders);
        assertTrue(change(name), name + " is no source of ours any more");
        assertNotEquals(before, Checksum.ofCode(folders));
    }

    @Test
    void inJarsTheSameChangesCount() throws Exception {
        String before = Checksum.ofCode(jars());
        change("experiment/ExperimentResult");
        assertEquals(before, Checksum.ofCode(jars()));
        change("sparsecoding/Lca");
        assertNotEquals(before, Checksum.ofCode(jars()));
    }

    @Test
    void foldersJarsAndOneJarOfEverythingAreTheSameCode() throws Exception {
        String folder = Checksum.ofCode(folders);
        assertEquals(folder, Checksum.ofCode(jars()));
        assertEquals(folder, Checksum.ofCode(List.of(jar(home.resolve("all.jar"), folders))));
        assertEquals(folder, Checksum.ofCode(), "all of the code that is being run counts");
    }

    /** The compilers of two JDKs make different classes of one source. */
    @Test
    void whatCompiledTheCodeDoesNotCount() throws Exception {
        String before = Checksum.ofCode(folders);
        Files.write(Files.createDirectories(folders.get(0).resolve("parsimony/sparsecoding"))
                .resolve("Lca.class"), new byte[] {1, 2});
        assertEquals(before, Checksum.ofCode(folders));
    }

    /** Else all code without sources would be the same. */
    @Test
    void codeWithoutItsSourcesIsRefused() throws Exception {
        Path bare = Files.createDirectories(home.resolve("bare/parsimony")).getParent();
        assertThrows(InputException.class, () -> Checksum.ofCode(List.of(bare)));
    }

    @Test
    void aLinkThatLeadsBackUpAddsNothing() throws Exception {
        Path images = Files.createDirectory(home.resolve("images"));
        Files.writeString(images.resolve("a.png"), "a");
        Files.writeString(Files.createDirectory(images.resolve("more")).resolve("b.png"), "b");
        String before = Checksum.ofImages(images.toString(), 0);
        Files.createSymbolicLink(images.resolve("more/up"), images);
        assertEquals(before, Checksum.ofImages(images.toString(), 0));
        Files.writeString(images.resolve("more/c.png"), "c");
        assertNotEquals(before, Checksum.ofImages(images.toString(), 0));
    }

    /** Changes a source in the copies, or adds it; says whether it was there. */
    private boolean change(String name) throws IOException {
        String file = "META-INF/sources/parsimony/" + name + ".java";
        for (Path folder : folders) {
            if (Files.exists(folder.resolve(file))) {
                byte[] code = Files.readAllBytes(folder.resolve(file));
                code[code.length - 1]++;
                Files.write(folder.resolve(file), code);
                return true;
            }
        }
        Files.write(Files.createDirectories(folders.get(0).resolve(file).getParent())
                .resolve(Path.of(file).getFileName()), new byte[] {1});
        return false;
    }

    private List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            jars.add(jar(folder.resolveSibling(folder.getFileName() + ".jar"), List.of(folder)));
        }
        return jars;
    }

    /** A jar with its files in reverse order and with other time stamps. */
    private static Path jar(Path jar, List<Path> folders) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path folder : folders) {
                List<Path> files = new ArrayList<>(files(folder));
                Collections.reverse(files);
                for (Path file : files) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    ZipEntry entry = new ZipEntry(name);
                    entry.setLastModifiedTime(
                            FileTime.fromMillis(1_000_000_000_000L + files.size()));
                    out.putNextEntry(entry);
                    out.write(Files.readAllBytes(file));
                }
            }
        }
        return jar;
    }

    private static List<Path> files(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
