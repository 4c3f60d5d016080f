package parsimony.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import parsimony.data.DataException;

/**
 * A numbered series of images that can be read again and again, in any order and from several threads at once, and is the same
 * every time.
 */
public interface ImageSource extends AutoCloseable {

    /** What {@code --data} takes, for messages and help. */
    String FORMS = "a folder of images, or dead-leaves";

    /** Where the images come from, in the form {@link #open} takes. */
    String origin();

    /** How many images there are, those that will turn out to be unreadable included. */
    int size();

    /**
     * Reads one image.
     *
     * @param index from 0 to size − 1
     * @throws DataException if this image cannot be used; others may still be
     */
    Image read(int index) throws DataException;

    @Override
    default void close() throws DataException {
    }

    /**
     * Opens what {@code --data} names.
     *
     * @param data a folder of images, or the name of a built-in
     * @param seed for sources that make their images
     * @throws DataException if there is no such thing, or no image in it
     */
    static ImageSource open(String data, long seed) throws DataException {
        if (data.equals(DeadLeaves.NAME)) {
            return new DeadLeaves(DeadLeaves.Settings.DEFAULT, seed);
        }
        Path folder = Path.of(data);
        if (!Files.exists(folder)) {
            throw new DataException(data + ": no such folder or dataset; --data takes " + FORMS);
        }
        return PhotographFolder.open(folder);
    }
}
