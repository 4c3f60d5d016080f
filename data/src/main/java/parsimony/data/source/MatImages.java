package parsimony.data.source;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import parsimony.data.DataException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/** Images in a MATLAB file of version 5 to 7: a real array of H×W, one image, or of H×W×N, such as Olshausen & Field's IMAGES. */
final class MatImages implements ImageSource {
    static final String NAME = "mat";
    private static final int HEADER = 128;
    private static final int TAG = 8;
    private static final int COMPRESSED = 15;

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
            requireWhole(file);
            MatFile mat = Mat5.readFromFile(file.toFile());
            List<String> names = new ArrayList<>();
            List<Matrix> arrays = new ArrayList<>();
            for (MatFile.Entry entry : mat.getEntries()) {
                if (entry.getValue() instanceof Matrix matrix && !matrix.isComplex()) {
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

    /** Checks the header, and that the elements end where the file does, which the library does not mind. */
    private static void requireWhole(Path file) throws DataException, IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] header = new byte[(int) Math.min(HEADER, in.length())];
            in.readFully(header);
            String text = new String(header, StandardCharsets.ISO_8859_1);
            if (text.startsWith("MATLAB 7.3") || text.startsWith("\u0089HDF")) {
                throw new DataException(file + ": is in MATLAB's 7.3 format (HDF5); save it with -v7");
            }
            if (!text.startsWith("MATLAB 5.0") || header.length < HEADER) {
                throw new DataException(file + ": is not a MATLAB file (it does not start with MATLAB 5.0)");
            }
            boolean bigEndian = text.endsWith("MI");
            long end = HEADER;
            while (end + TAG <= in.length()) {
                in.seek(end);
                int type = bigEndian ? in.readInt() : Integer.reverseBytes(in.readInt());
                long size = Integer.toUnsignedLong(bigEndian ? in.readInt() : Integer.reverseBytes(in.readInt()));
                end += TAG + (type == COMPRESSED ? size : (size + 7) / 8 * 8);
            }
            if (end != in.length()) {
                throw new DataException(file + ": was cut short, or something follows its arrays");
            }
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
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = matrix.getFloat(start + x * height + y); // MATLAB's order is by columns
            }
        }
        return Image.gray(pixels, height, width, origin + " " + index);
    }
}
