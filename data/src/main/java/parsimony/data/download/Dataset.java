package parsimony.data.download;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import parsimony.signals.InputException;

/** A public dataset: its files, and the text for {@code --data} once they are in a folder. */
public enum Dataset {
    /**
     * The first 99 of van Hateren's four thousand images, linear in intensity, 3 MiB each. The
     * server offers these as single files.
     */
    VAN_HATEREN("van-hateren:%s",
            IntStream.rangeClosed(1, 99).mapToObj(i -> String.format(Locale.ROOT, "imk%05d.iml", i))
                    .map(name -> file("https://pirsquared.org/research/vhatdb/", name,
                            2L * 1536 * 1024, ""))
                    .toList()),

    /** Handwritten digits: 60,000 for training and 10,000 for testing. */
    MNIST("mnist:%s", List.of(
            mnist("train-images-idx3-ubyte.gz", 9_912_422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            mnist("train-labels-idx1-ubyte.gz", 28_881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            mnist("t10k-images-idx3-ubyte.gz", 1_648_877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            mnist("t10k-labels-idx1-ubyte.gz", 4_542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"))),

    /**
     * Small colour pictures of ten classes, in the binary version: 50,000 for training and 10,000
     * for testing.
     */
    CIFAR10("cifar10:%s/cifar-10-binary.tar.gz", List.of(
            file("https://www.cs.toronto.edu/~kriz/", "cifar-10-binary.tar.gz", 170_052_171,
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"))),

    /**
     * The Berkeley segmentation dataset: 500 photographs, which are unpacked from their archive.
     */
    BSDS500("%s/images", List.of(
            file("http://www.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/BSR/",
                    "BSR_bsds500.tgz", 70_763_455, "")));

    private static final Map<String, Dataset> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Dataset::toString, d -> d));

    private final String data;
    private final List<RemoteFile> files;

    Dataset(String data, List<RemoteFile> files) {
        this.data = data;
        this.files = files;
    }

    private static RemoteFile mnist(String name, long size, String sha256) {
        return file("https://storage.googleapis.com/cvdf-datasets/mnist/", name, size, sha256);
    }

    private static RemoteFile file(String folder, String name, long size, String sha256) {
        return new RemoteFile(URI.create(folder + name), name, size, sha256);
    }

    /**
     * {@return the dataset of a name, such as {@code van-hateren}}
     *
     * @param name a name, as users write it
     * @throws InputException if there is none
     */
    public static Dataset of(String name) {
        Dataset dataset = BY_NAME.get(name);
        if (dataset == null) {
            throw new InputException("dataset: must be one of " + BY_NAME.keySet().stream().sorted()
                    .collect(Collectors.joining(", ")) + ", got " + name);
        }
        return dataset;
    }

    /** {@return the files to fetch} */
    public List<RemoteFile> files() {
        return files;
    }

    /**
     * {@return the text for {@code --data} when the files are in a folder}
     *
     * @param folder as the user writes it
     */
    public String dataIn(String folder) {
        return String.format(Locale.ROOT, data, folder);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
