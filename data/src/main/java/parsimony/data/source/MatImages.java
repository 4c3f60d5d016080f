package parsimony.data.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import parsimony.data.DataException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * Images in a MATLAB file of version 5 to 7: a real array of H×W, one image, of H×W×N, such as Olshausen
 * &amp; Field's IMAGES, or as {@link ArrayGuess} is told. Bytes become parts of 255, other numbers stay as they are.
 */
final class MatImages implements ImageSource {
    static final String NAME = "mat";
    private static final Set<MatlabType> NUMBERS = EnumSet.range(MatlabType.Double, MatlabType.UInt64);

    private final String origin;
    private final Matrix matrix;
    private final ArrayReading reading;

    /**
     * @param variable the array's name; empty for the only one
     * @param letters  of its axes, empty if there are none
     */
    MatImages(Path file, String variable, String letters) throws DataException {
        this.matrix = find(file, variable);
        String name = NAME + ":" + file + (variable.isEmpty() ? "" : "#" + variable);
        this.origin = letters.isEmpty() ? name : name + "@" + letters;
        long[] shape = Arrays.stream(matrix.getDimensions()).asLongStream().toArray();
        if (matrix.getNumElements() == 0) {
            throw new DataException(name + ": is empty, of shape " + ArrayAxes.times(shape) + "; images are wanted");
        }
        this.reading = ArrayGuess.settle(name, shape, true, letters);
    }

    private static Matrix find(Path file, String variable) throws DataException {
        try {
            MatFile mat = readNumbers(file);
            List<String> names = new ArrayList<>();
            List<Matrix> arrays = new ArrayList<>();
            for (MatFile.Entry entry : mat.getEntries()) {
                if (entry.getValue() instanceof Matrix matrix) {
                    names.add(entry.getName());
                    arrays.add(matrix);
                }
            }
            int found = variable.isEmpty() && names.size() == 1 ? 0 : names.indexOf(variable);
            if (found < 0) {
                throw new DataException(file + ": " + (variable.isEmpty() ? "name one of its arrays after a #"
                        : "has no array " + variable) + "; it holds " + String.join(", ", names));
            }
            return arrays.get(found);
        } catch (IOException e) {
            throw DataException.of(file, e);
        } catch (RuntimeException e) { // what the reader throws on damaged files
            throw new DataException(file + ": is not a MATLAB file of version 5 to 7, or a damaged one: " + e, e);
        }
    }

    /** All real arrays; nothing else is looked into. */
    private static MatFile readNumbers(Path file) throws IOException, DataException {
        try (Source source = Sources.wrap(MatElements.read(file))) {
            return Mat5.newReader(source).disableSubsystemProcessing()
                    .setEntryFilter(entry -> NUMBERS.contains(entry.getType()) && !entry.isComplex()).readMat();
        }
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
    public Image read(int index) {
        float scale = matrix.getType() == MatlabType.UInt8 ? 1 / 255f : 1;
        return reading.image(index, position -> matrix.getFloat((int) position) * scale, origin + " " + index);
    }
}
