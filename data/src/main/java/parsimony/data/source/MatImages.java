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
 * Images in a MATLAB file of version 5 to 7: a real array of H×W, one image, or of H×W×N, such as Olshausen
 * &amp; Field's IMAGES. Bytes become parts of 255, other numbers stay as they are.
 */
final class MatImages implements ImageSource {
    static final String NAME = "mat";
    private static final Set<MatlabType> NUMBERS = EnumSet.range(MatlabType.Double, MatlabType.UInt64);

    private final String origin;
    private final Matrix matrix;
    private final int height;
    private final int width;

    /** @param variable the array's name; empty for the only one */
    MatImages(Path file, String variable) throws DataException {
        this.matrix = find(file, variable);
        this.origin = NAME + ":" + file + (variable.isEmpty() ? "" : "#" + variable);
        int[] shape = matrix.getDimensions();
        if (shape.length > 3 || matrix.getNumElements() == 0) {
            throw new DataException(origin + ": has the shape " + Arrays.toString(shape) + "; images are wanted, H×W or H×W×N");
        }
        this.height = shape[0];
        this.width = shape[1];
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
        return (int) (matrix.getNumElements() / ((long) height * width));
    }

    @Override
    public Image read(int index) {
        float[] pixels = new float[height * width];
        int start = index * pixels.length;
        float scale = matrix.getType() == MatlabType.UInt8 ? 1 / 255f : 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = matrix.getFloat(start + x * height + y) * scale; // MATLAB's order is by columns
            }
        }
        return Image.gray(pixels, height, width, origin + " " + index);
    }
}
