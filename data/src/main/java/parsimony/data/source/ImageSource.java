package parsimony.data.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import parsimony.data.DataException;
import parsimony.data.NpyArray;

/**
 * A numbered series of images that can be read again and again, in any order and from several threads at once, and is the same
 * every time.
 */
public interface ImageSource {
    /** What {@link #open} takes, for messages and help. */
    String FORMS = "a folder of images, van-hateren:DIR, mnist:DIR, cifar10:DIR-or-tar.gz, mat:FILE[#variable], npy:FILE,"
            + " npz:FILE[#name], dead-leaves or bars";

    /** How many images of bars there are when nothing else is said. */
    int BARS = 10_000;

    /** Where the images come from, in the form {@link #open} takes. */
    String origin();

    /** How many images there are, those that will turn out to be unreadable included. */
    int size();

    /** The pipeline that suits these images when nothing else is said, in the text form of one. */
    default String pipeline() {
        return "van-hateren16";
    }

    /**
     * Reads one image.
     *
     * @param index from 0 to size − 1
     * @throws DataException if this image cannot be used; others may still be
     */
    Image read(int index) throws DataException;

    /**
     * Opens what {@code --data} names.
     *
     * @param data a folder of images, a dataset as NAME:PATH, or the name of a built-in
     * @param seed for sources that make their images
     * @throws DataException if there is no such thing, or no image in it
     */
    static ImageSource open(String data, long seed) throws DataException {
        int colon = data.indexOf(':');
        String name = colon < 0 ? data : data.substring(0, colon);
        String place = data.substring(colon + 1);
        int hash = place.lastIndexOf('#');
        String file = hash < 0 ? place : place.substring(0, hash);
        String member = hash < 0 ? "" : place.substring(hash + 1);
        try {
            if (place.isBlank() && !(colon >= 0 && Files.exists(Path.of(data)))) { // a script's variable that is not set, perhaps
                throw new DataException("data: \"" + data + "\" names no place; data can be " + FORMS);
            }
            return switch (name) {
                case DeadLeaves.NAME -> new DeadLeaves(DeadLeaves.Settings.DEFAULT, seed);
                case Bars.NAME -> new Bars(BARS, seed);
                case VanHateren.NAME -> new VanHateren(Path.of(place));
                case Mnist.NAME -> new Mnist(Path.of(place));
                case Cifar10.NAME -> new Cifar10(Path.of(place));
                case MatImages.NAME -> new MatImages(Path.of(file), member);
                case NpyImages.NPY -> new NpyImages(data, NpyArray.open(Path.of(place)));
                case NpyImages.NPZ -> new NpyImages(data, NpyArray.open(Path.of(file), member));
                default -> folder(data);
            };
        } catch (InvalidPathException e) {
            throw new DataException(data + ": " + e.getReason(), e);
        }
    }

    /**
     * The file or folder that holds what {@code --data} names; empty for a built-in, whose images are made.
     *
     * @param data as for {@link #open}
     * @throws DataException if it is nothing that a file system can hold
     */
    static Optional<Path> place(String data) throws DataException {
        int colon = data.indexOf(':');
        String name = colon < 0 ? data : data.substring(0, colon);
        String place = data.substring(colon + 1);
        int hash = place.lastIndexOf('#');
        try {
            return switch (name) {
                case DeadLeaves.NAME, Bars.NAME -> Optional.empty();
                case VanHateren.NAME, Mnist.NAME, Cifar10.NAME, NpyImages.NPY -> Optional.of(Path.of(place));
                case MatImages.NAME, NpyImages.NPZ -> Optional.of(Path.of(hash < 0 ? place : place.substring(0, hash)));
                default -> Optional.of(Path.of(data));
            };
        } catch (InvalidPathException e) {
            throw new DataException(data + ": " + e.getReason(), e);
        }
    }

    private static ImageSource folder(String data) throws DataException {
        Path folder = Path.of(data);
        if (!Files.exists(folder)) {
            throw new DataException(data + ": no such folder or dataset; data can be " + FORMS);
        }
        return new PhotographFolder(folder);
    }
}
