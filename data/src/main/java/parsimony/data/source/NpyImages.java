package parsimony.data.source;

import parsimony.data.DataException;
import parsimony.data.NpyArray;

/**
 * Images or patches in an array of NumPy's, of any number of axes; {@link ArrayGuess} says which axes are height and width.
 * Numbers of
 * type uint8 and uint16 become parts of the largest, 255 and 65535; others stay as they are.
 */
final class NpyImages implements ImageSource {
    static final String NPY = "npy";
    static final String NPZ = "npz";

    private final String origin;
    private final NpyArray array;
    private final ArrayReading reading;

    /**
     * @param name    of the array in the form of {@code --data}, without letters
     * @param letters of its axes, empty if there are none
     */
    NpyImages(String name, NpyArray array, String letters) throws DataException {
        this.origin = letters.isEmpty() ? name : name + "@" + letters;
        this.array = array;
        if (array.size() == 0) {
            throw new DataException(name + ": is empty, of shape " + ArrayAxes.times(array.shape())
                    + "; images or patches are wanted");
        }
        this.reading = ArrayGuess.settle(name, array.shape(), false, letters);
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public int size() {
        return reading.size();
    }

    @Override
    public String reading() {
        return reading.describe() + " (" + reading.letters() + ")";
    }

    /** Patches are taken as they are; larger images are prepared like photographs. */
    @Override
    public String pipeline() {
        return reading.pipeline() != null ? reading.pipeline() : ImageSource.super.pipeline();
    }

    @Override
    public Image read(int index) throws DataException {
        float white = array.type().white();
        return reading.image(index, position -> array.at(position) / white, origin + " " + index);
    }
}
