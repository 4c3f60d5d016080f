package parsimony.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * A numbered series of images that can be read again and again, in any order and from several
 * threads at once, and is the same every time.
 */
public interface ImageSource {
    /** {@return every kind of source, in the order of help texts} A new kind is added here. */
    // A constant would need the sources to be initialised, and they need this interface.
    static List<SourceKind> kinds() {
        return List.of(PhotographFolder.KIND, VanHateren.KIND, Mnist.KIND, Cifar10.KIND,
                ArrayImages.MAT, ArrayImages.NPY, ArrayImages.NPZ, ArrayImages.HDF5,
                ArrayImages.SAFETENSORS, DeadLeaves.KIND, Bars.KIND, PairedBars.KIND,
                Superposition.KIND);
    }

    /**
     * Lists the forms that {@link #open} takes, for messages and help.
     *
     * @return the forms, one after another
     */
    static String forms() {
        return kinds().stream().map(SourceKind::form).collect(Collectors.joining(", "))
                + "; axes are letters such as nhw, hwn, nhwc or nd";
    }

    /** {@return the place that the images come from, in a form that {@link #open} takes} */
    String origin();

    /** {@return the number of images} It includes images that {@link #read} will refuse. */
    int size();

    /**
     * Says in words what was found, such as "40 images of 512×512". It shows the user a wrong
     * reading.
     *
     * @return the words
     */
    default String reading() {
        return size() + (size() == 1 ? " image" : " images");
    }

    /** {@return the default pipeline for these images, in its text form} */
    default String pipeline() {
        return "van-hateren16";
    }

    /**
     * {@return remarks for the user: on files that are not read, and on images that are read in a
     * way that is not obvious}
     */
    default List<String> remarks() {
        return List.of();
    }

    /** {@return the features that the images are sums of, where those are known; else empty} */
    default Optional<KnownFeatures> features() {
        return Optional.empty();
    }

    /**
     * Reads one image.
     *
     * @param index from 0 to size − 1
     * @return the image
     * @throws InputException if this image cannot be used; other images may be usable
     */
    Image read(int index);

    /**
     * Opens what {@code --data} names.
     *
     * @param data a folder of images, a dataset as NAME:PATH, or the name of a built-in; NAME: may
     *     be left out where the file or folder shows its kind
     * @param seed for sources that make their images
     * @return the source
     * @throws InputException if it does not exist, or holds no image
     */
    static ImageSource open(String data, long seed) {
        DataName name = DataName.parse(data);
        if (name.place().isBlank() && !name.kind().isMade()) { // a script's variable is empty
            throw new InputException(
                    "data: \"" + data + "\" names no place; data can be " + forms());
        }
        DataForm.requireRight(name);
        return name.kind().open(name, seed);
    }

    /**
     * {@return the file or folder that holds what {@code --data} names; empty for a built-in, whose
     * images are made}
     *
     * @param data as for {@link #open}
     * @throws InputException if it is nothing that a file system can hold
     */
    static Optional<Path> place(String data) {
        DataName name = DataName.parse(data);
        return name.place().isEmpty() ? Optional.empty() : Optional.of(name.path());
    }

    /**
     * {@return the text of {@code --data} without the place: the prefix, the variable of a file,
     * and the letters of its axes}
     *
     * @param data as for {@link #open}
     */
    static String form(String data) {
        return DataName.parse(data).form();
    }

    /**
     * {@return the text of {@code --data} with an absolute path, which {@link #open} takes in any
     * working folder}
     *
     * @param data as for {@link #open}
     * @throws InputException if it is nothing that a file system can hold
     */
    static String absolute(String data) {
        return DataName.parse(data).absolute();
    }
}
