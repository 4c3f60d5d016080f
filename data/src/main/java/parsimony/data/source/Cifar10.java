package parsimony.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import parsimony.data.FileFault;
import parsimony.data.TarGz;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * CIFAR-10 in its binary version: a folder of batches, the archive they come in, or a folder with
 * that archive. A record of a batch is a label and 32×32 pixels, all red, then green, then blue.
 * {@code test_batch} is held out.
 *
 * <p>Krizhevsky (2009), Learning multiple layers of features from tiny images.
 */
final class Cifar10 implements ImageSource {
    static final SourceKind KIND = new SourceKind("cifar10:DIR-or-tar.gz", "cifar10:data/cifar10",
            "CIFAR-10 in its binary version, a folder or the archive it comes in, with labels",
            "a .tar.gz archive", (name, seed) -> new Cifar10(name.path()), ".tar.gz") {
        @Override
        boolean isPart(String name, boolean top) {
            return BATCH.matcher(name).matches() || name.equals("cifar-10-binary" + ARCHIVE);
        }
    };
    private static final int SIDE = 32;
    private static final int VALUES = 3 * SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final Pattern BATCH = Pattern.compile("data_batch_\\d+\\.bin|test_batch\\.bin");
    private static final String ARCHIVE = ".tar.gz";
    /** The longest batch in bytes, since it is held in memory; the real ones have 30 MB. */
    private static final int LONGEST_BATCH = 1 << 29;

    private final Path path;
    private final List<byte[]> batches;
    private final List<String> names;

    Cifar10(Path path) {
        this.path = path;
        TreeMap<String, byte[]> found =
                Files.isDirectory(path) ? readFolder(path) : readArchive(path);
        if (found.isEmpty()) {
            throw new InputException(path
                    + ": holds no data_batch_*.bin or test_batch.bin of CIFAR-10's binary version");
        }
        for (var batch : found.entrySet()) {
            check(batch.getValue(), path + ", " + batch.getKey());
        }
        this.names = List.copyOf(found.keySet());
        this.batches = List.copyOf(found.values());
    }

    /** The batches in a folder, or else those in the first archive there. */
    private static TreeMap<String, byte[]> readFolder(Path folder) {
        TreeMap<String, byte[]> found = new TreeMap<>();
        List<Path> files =
                FileFinder.find(folder, "CIFAR-10 in its binary version", List.of(".bin", ARCHIVE));
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (BATCH.matcher(name).matches()) {
                try (InputStream in = Files.newInputStream(file)) {
                    found.put(name, readBatch(in, Files.size(file), file.toString()));
                } catch (IOException e) {
                    throw FileFault.of(file, e);
                }
            }
        }
        Optional<Path> archive =
                files.stream().filter(file -> file.toString().endsWith(ARCHIVE)).findFirst();
        return found.isEmpty() && archive.isPresent() ? readArchive(archive.get()) : found;
    }

    /** Nothing of the archive is ever written to disk. */
    private static TreeMap<String, byte[]> readArchive(Path archive) {
        TreeMap<String, byte[]> found = new TreeMap<>();
        TarGz.visit(archive, (name, size, contents) -> {
            String last = name.getFileName().toString();
            if (BATCH.matcher(last).matches()) {
                found.put(last, readBatch(contents, size, archive + ", " + last));
            }
        });
        return found;
    }

    private static byte[] readBatch(InputStream in, long size, String name) throws IOException {
        if (size < 1 || size > LONGEST_BATCH || size % (1 + VALUES) != 0) {
            throw new InputException(name + ": has " + size + " bytes; a batch has " + (1 + VALUES)
                    + " for each image");
        }
        byte[] batch = in.readNBytes((int) size);
        if (batch.length < size) {
            throw new InputException(name + ": was cut short");
        }
        return batch;
    }

    private static void check(byte[] batch, String name) {
        for (int i = 0; i < batch.length; i += 1 + VALUES) {
            if (Byte.toUnsignedInt(batch[i]) >= CLASSES) {
                throw new InputException(name + ": image " + i / (1 + VALUES) + " has the label "
                        + Byte.toUnsignedInt(batch[i]) + "; they go from 0 to " + (CLASSES - 1));
            }
        }
    }

    @Override
    public String origin() {
        return KIND.beforePlace() + path;
    }

    @Override
    public int size() {
        return batches.stream().mapToInt(batch -> batch.length / (1 + VALUES)).sum();
    }

    @Override
    public String reading() {
        return size() + " colour images of " + SIDE + "×" + SIDE + "×3";
    }

    @Override
    public String pipeline() {
        return "cifar16";
    }

    @Override
    public Image read(int index) {
        int batch = 0;
        int i = index;
        while (i >= batches.get(batch).length / (1 + VALUES)) {
            i -= batches.get(batch).length / (1 + VALUES);
            batch++;
        }
        byte[] bytes = batches.get(batch);
        int start = i * (1 + VALUES);
        float[] pixels = new float[VALUES];
        for (int k = 0; k < VALUES; k++) {
            pixels[k] = Byte.toUnsignedInt(bytes[start + 1 + k]) / 255f;
        }
        return new Image(pixels, 3, SIDE, SIDE, origin() + " " + names.get(batch) + " " + i,
                bytes[start], names.get(batch).startsWith("test"));
    }
}
