package parsimony.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Reads a matrix of a {@code .npy} file in blocks of rows, so that a file may be larger than
 * memory. Numbers may be of any {@link NumberType} and byte order, in C or Fortran order. Every
 * value must be finite as a float32. The file must be exactly as long as its header says.
 *
 * <p>Besides the block itself, a read takes 64 KiB of memory, whatever the size of the file. In C
 * order a block of rows is one stretch of the file; in Fortran order it is a stretch of every
 * column, which are read one after another.
 */
public final class NpyRowReader implements MatrixRows {
    private final StoredRows rows;

    private NpyRowReader(StoredRows rows) {
        this.rows = rows;
    }

    /**
     * Opens a file and checks its header against its length; no element is read yet.
     *
     * @param file the file to read
     * @return a reader at the first row
     * @throws InputException if it cannot be read or is not such a matrix
     */
    public static NpyRowReader open(Path file) {
        return new NpyRowReader(StoredRows.ofMatrix(file, file.toString(), stored(file),
                () -> new FileBytes(file)));
    }

    /** Opens a one-dimensional array as a matrix of one row. */
    static NpyRowReader openVector(Path file) {
        return new NpyRowReader(StoredRows.ofVector(file, file.toString(), stored(file), true,
                () -> new FileBytes(file)));
    }

    /** Where the elements are, in a file that is exactly as long as its header says. */
    static StoredArray stored(Path file) {
        NpyHeader header = headerOf(file);
        try {
            header.requireLength(Files.size(file), file.toString());
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        return header.stored();
    }

    static NpyHeader headerOf(Path file) {
        requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return NpyHeader.read(in, file.toString());
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": is a folder; a file of arrays is wanted");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InputException(file
                    + ": is a pipe or device, which cannot be read twice; write it to a .npy file"
                    + " first");
        }
    }

    @Override
    public long rows() {
        return rows.rows();
    }

    @Override
    public int columns() {
        return rows.columns();
    }

    @Override
    public void seek(long row) {
        rows.seek(row);
    }

    @Override
    public int read(FMatrixRMaj block, int maximum) {
        return rows.read(block, maximum);
    }

    /** Reads all rows into one matrix. */
    FMatrixRMaj all() {
        return rows.all();
    }

    @Override
    public void close() {
        rows.close();
    }
}
