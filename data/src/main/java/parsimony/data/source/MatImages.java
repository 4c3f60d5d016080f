package parsimony.data.source;

import java.nio.file.Path;
import java.util.Arrays;
import parsimony.data.DataException;

/**
 * Images in a MATLAB file of version 4 to 7: an array of real numbers of H×W, one image, of
 * H×W×N, such as Olshausen &amp; Field's IMAGES, or as {@link ArrayGuess} is told. Numbers of class uint8 and uint16 become parts of
 * the largest, 255 and 65535; others, logicals (0 and 1) among them, stay as they are.
 */
final class MatImages implements ImageSource {
    static final String NAME = "mat";

    private final String origin;
    private final MatArray array;
    private final ArrayReading reading;

    /**
     * @param variable the array's name, or the way to it through structs and cell arrays; empty
     *                 for the only one
     * @param letters  of its axes, empty if there are none
     */
    MatImages(Path file, String variable, String letters) throws DataException {
        this.array = new MatFile(file).find(variable);
        String name = NAME + ":" + file + (variable.isEmpty() ? "" : "#" + variable);
        this.origin = letters.isEmpty() ? name : name + "@" + letters;
        long[] shape = Arrays.stream(array.shape()).asLongStream().toArray();
        if (array.values().limit() == 0) {
            throw new DataException(name + ": is empty, of shape " + ArrayAxes.times(shape) + "; images are wanted");
        }
        this.reading = ArrayGuess.settle(name, shape, true, letters);
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

    @Override
    public String pipeline() {
        return reading.pipeline() != null ? reading.pipeline() : ImageSource.super.pipeline();
    }

    @Override
    public Image read(int index) throws DataException {
        float white = array.white();
        return reading.image(index, position -> array.at((int) position, origin) / white,
                origin + " " + index);
    }
}
