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
    /** Every kind of source, in the order of help texts: the door through which one comes in. */
    // no constant, as sources and their list would wait for one another
    static List<SourceKind> kinds() {
        return List.of(PhotographFolder.KIND, VanHateren.KIND, Mnist.KIND, Cifar10.KIND,
                ArrayImages.MAT, ArrayImages.NPY, ArrayImages.NPZ, DeadLeaves.KIND, Bars.KIND);
    }

    /** What {@link #open} takes, for messages and help. */
    static String forms() {
        return kinds().stream().map(SourceKind::form).collect(Collectors.joining(", "))
                + "; axes are letters such as nhw, hwn, nhwc or nd";
    }

    /** Where the images come from, in the form {@link #open} takes. */
    String origin();

    /** How many images there are, those that will turn out to be unreadable included. */
    int size();

    /** In words what was found, such as "40 images of 512×512", so that a wrong reading shows. */
    default String reading() {
        return size() + (size() == 1 ? " image" : " images");
    }

    /** The pipeline that suits these images when nothing else is said, in the text form of one. */
    default String pipeline() {
        return "van-hateren16";
    }

    /**
     * What a user should be told of things that are not among the images, or are read in a way that
     * is not obvious.
     */
    default List<String> remarks() {
        return List.of();
    }

    /**
     * Reads one image.
     *
     * @param index from 0 to size − 1
     * @throws InputException if this image cannot be used; others may still be
     */
    Image read(int index);

    /**
     * Opens what {@code --data} names.
     *
     * @param data a folder of images, a dataset as NAME:PATH, or the name of a built-in; NAME: may
     *             be left out where the file or folder shows what it is
     * @param seed for sources that make their images
     * @throws InputException if there is no such thing, or no image in it
     */
    static ImageSource open(String data, long seed) {
        DataName name = DataName.parse(data);
        if (name.place().isBlank() && !name.kind().isMade()) { // a script's variable, not set
            throw new InputException(
                    "data: \"" + data + "\" names no place; data can be " + forms());
        }
        DataForm.requireRight(name);
        return name.kind().open(name, seed);
    }

    /**
     * The file or folder that holds what {@code --data} names; empty for a built-in, whose images
     * are made.
     *
     * @param data as for {@link #open}
     * @throws InputException if it is nothing that a file system can hold
     */
    static Optional<Path> place(String data) {
        DataName name = DataName.parse(data);
        return name.place().isEmpty() ? Optional.empty() : Optional.of(name.path());
    }

    /**
     * What {@code --data} says but for the place: how it is read, which variable of a file, and the
     * letters of its axes.
     *
     * @param data as for {@link #open}
     */
    static String form(String data) {
        return DataName.parse(data).form();
    }

    /**
     * The same images in a form that {@link #open} understands from whatever folder.
     *
     * @param data as for {@link #open}
     * @throws InputException if it is nothing that a file system can hold
     */
    static String absolute(String data) {
        return DataName.parse(data).absolute();
    }
}
