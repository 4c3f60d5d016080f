package parsimony.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import parsimony.data.FileFault;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Handwritten digits, and the datasets in the same layout (Fashion-MNIST, EMNIST). They are IDX
 * files of training images, then of images held out for testing, with labels where there are any.
 * Black is 0 and white 1.
 *
 * <p>LeCun, Bottou, Bengio &amp; Haffner (1998), Proceedings of the IEEE 86. EMNIST (Cohen et al.
 * 2017) stores its images on their side; they are turned upright.
 */
final class Mnist implements ImageSource {
    static final SourceKind KIND = new SourceKind("mnist:DIR", "mnist:data/mnist",
            "MNIST and datasets laid out like it (Fashion-MNIST, EMNIST), IDX files with labels",
            "an IDX file", (name, seed) -> new Mnist(name.path())) {
        @Override
        boolean begins(String head) {
            return head.startsWith("\0\0\b");
        }

        @Override
        boolean isNamed(String name) {
            return isImages(name);
        }

        @Override
        boolean isPart(String name, boolean top) {
            return top && isImages(name);
        }
    };
    private static final Pattern FILE =
            Pattern.compile("(.*?)(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(\\.gz)?");

    private final Path place;
    private final boolean single;
    private final boolean transposed;
    private final Part train;
    private final Part test;

    /** The images and labels of one part; labels may be null. */
    private record Part(Idx images, Idx labels) {
        int size() {
            return images == null ? 0 : images.shape()[0];
        }
    }

    /**
     * @param place a folder, or one file of images, whose labels are looked for beside it. None of
     *              the images of a single file is held out: otherwise all or none would be.
     */
    Mnist(Path place) {
        this.place = place;
        this.single = Files.isRegularFile(place);
        Matcher wanted = FILE.matcher(single ? place.getFileName().toString() : "");
        Map<String, Path> files = new TreeMap<>();
        if (single) {
            files.put("train images", place);
        }
        String prefix = single && wanted.matches() ? wanted.group(1) : null;
        for (Path file : !single ? list(place) : prefix == null ? List.<Path>of()
                : list(place.toAbsolutePath().getParent())) {
            Matcher matcher = FILE.matcher(file.getFileName().toString());
            if (!matcher.matches() || single && !isLabelsOf(wanted, matcher)) {
                continue;
            }
            if (prefix != null && !prefix.equals(matcher.group(1))) {
                throw new InputException(place + ": holds several datasets, " + prefix + "* and "
                        + matcher.group(1) + "*; give each a folder of its own");
            }
            prefix = matcher.group(1);
            files.putIfAbsent((single || matcher.group(2).equals("train") ? "train " : "test ")
                    + matcher.group(3), file);
        }
        this.transposed = prefix != null && prefix.startsWith("emnist");
        this.train = part(files, "train");
        this.test = part(files, "test");
        if (size() == 0) {
            throw new InputException(place + ": holds no images; train-images-idx3-ubyte, gzipped"
                    + " or not, is looked for");
        }
    }

    /** Whether a file has the labels for a file of images: of the same dataset and part. */
    private static boolean isLabelsOf(Matcher images, Matcher labels) {
        return labels.group(3).equals("labels") && labels.group(1).equals(images.group(1))
                && labels.group(2).equals(images.group(2));
    }

    private static boolean isImages(String name) {
        Matcher matcher = FILE.matcher(name);
        return matcher.matches() && matcher.group(3).equals("images");
    }

    /**
     * The files of a folder in the order of their names. Hidden files, such as macOS leaves behind,
     * are left out. The order puts a file before its compressed copy, so that the copy is not
     * needed.
     */
    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file)
                    && !file.getFileName().toString().startsWith(".")).sorted().toList();
        } catch (IOException e) {
            throw FileFault.of(folder, e);
        }
    }

    private static Part part(Map<String, Path> files, String name) {
        Path imageFile = files.get(name + " images");
        if (imageFile == null) {
            return new Part(null, null);
        }
        Idx images = Idx.read(imageFile, 3);
        if (images.shape()[1] < 1 || images.shape()[2] < 1) {
            throw new InputException(imageFile + ": its images have no pixels");
        }
        Path labelFile = files.get(name + " labels");
        Idx labels = labelFile == null ? null : Idx.read(labelFile, 1);
        if (labels != null && labels.shape()[0] != images.shape()[0]) {
            throw new InputException(labelFile + ": has " + labels.shape()[0] + " labels for "
                    + images.shape()[0] + " images");
        }
        return new Part(images, labels);
    }

    @Override
    public String origin() {
        return KIND.beforePlace() + place;
    }

    @Override
    public int size() {
        return train.size() + test.size();
    }

    @Override
    public String reading() {
        int[] shape = (train.images() != null ? train : test).images().shape();
        return ImageSource.super.reading() + " of " + shape[transposed ? 2 : 1] + "×"
                + shape[transposed ? 1 : 2];
    }

    @Override
    public String pipeline() {
        int[] shape = (train.size() > 0 ? train : test).images().shape();
        int side = Math.min(Math.min(shape[1], shape[2]), 64);
        return "patches(" + side + ", stride=" + side + ") | split("
                + (single ? "blocks)" : "own)");
    }

    @Override
    public Image read(int index) {
        boolean heldOut = index >= train.size();
        Part part = heldOut ? test : train;
        int i = heldOut ? index - train.size() : index;
        int height = part.images().shape()[1];
        int width = part.images().shape()[2];
        int start = i * height * width;
        float[] pixels = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int stored = Byte.toUnsignedInt(part.images().values()[start + y * width + x]);
                pixels[transposed ? x * height + y : y * width + x] = stored / 255f;
            }
        }
        int label = part.labels() == null ? Image.UNLABELLED
                : Byte.toUnsignedInt(part.labels().values()[i]);
        return new Image(pixels, 1, transposed ? width : height, transposed ? height : width,
                origin() + (single ? " " : heldOut ? " test " : " train ") + i, label, heldOut);
    }
}
