package parsimony.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import parsimony.signals.InputException;

/**
 * The numbers of an array wherever it lies, in memory or, if they take more than half of it, in a
 * window of 1 MiB for each thread.
 */
final class StoredNumbers implements ArrayNumbers {
    /** Pieces have 2^28 bytes: a buffer cannot be longer than 2^31 − 1 bytes, but an array can. */
    private static final int PIECE_BITS = 28;
    private static final int WINDOW = 1 << 20;

    private final Path file;
    private final String place;
    private final StoredArray array;
    private final float white;
    private final boolean columnMajor;
    /** The numbers in memory; empty if they are in the file. */
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private final Bytes bytes;
    private final ThreadLocal<Window> windows = ThreadLocal.withInitial(Window::new);

    /** A stretch of the file. */
    private final class Window {
        private final ByteBuffer buffer = ByteBuffer.allocate(WINDOW).order(array.order());
        private long begin = -1;
        private int length;
    }

    private StoredNumbers(Path file, String place, StoredArray array, float white,
            boolean columnMajor, Bytes bytes) throws IOException {
        this.file = file;
        this.place = place;
        this.array = array;
        this.white = white;
        this.columnMajor = columnMajor;
        this.bytes = bytes;
        long length = length();
        if (bytes instanceof BufferBytes there) {
            for (long at = 0; at < length; at += 1L << PIECE_BITS) {
                pieces.add(there.buffer().slice((int) at, (int) Math.min(1L << PIECE_BITS,
                        length - at)).order(array.order()));
            }
        } else if (length <= Runtime.getRuntime().maxMemory() / 2) {
            for (long at = 0; at < length; at += 1L << PIECE_BITS) {
                byte[] piece = new byte[(int) Math.min(1L << PIECE_BITS, length - at)];
                bytes.read(array.offset() + at, piece, piece.length);
                pieces.add(ByteBuffer.wrap(piece).order(array.order()));
            }
            bytes.close();
        }
    }

    /**
     * Opens an array whose elements follow one another without a gap.
     *
     * @param file  in messages of the operating system
     * @param place the array in other messages
     * @throws InputException if it cannot be read
     */
    static StoredNumbers open(Path file, String place, StoredArray array, float white,
            boolean columnMajor, StoredRows.Opener opener) {
        try {
            return new StoredNumbers(file, place, array, white, columnMajor, opener.open());
        } catch (IOException e) {
            throw StoredRows.fault(file, place, e);
        }
    }

    private long length() {
        return StoredArray.elements(array.shape(), place) * array.type().bytes();
    }

    @Override
    public long[] shape() {
        return array.shape();
    }

    @Override
    public boolean isColumnMajor() {
        return columnMajor;
    }

    @Override
    public float white() {
        return white;
    }

    @Override
    public float at(long position) {
        NumberType type = array.type();
        long at = position * type.bytes();
        if (!pieces.isEmpty()) {
            return value(pieces.get((int) (at >> PIECE_BITS)), (int) (at & (1L << PIECE_BITS) - 1),
                    position);
        }
        Window window = windows.get();
        if (window.begin < 0 || at < window.begin || at >= window.begin + window.length) {
            move(window, at);
        }
        return value(window.buffer, (int) (at - window.begin), position);
    }

    private synchronized void move(Window window, long to) {
        window.length = (int) Math.min(WINDOW, length() - to);
        try {
            bytes.read(array.offset() + to, window.buffer.array(), window.length);
        } catch (IOException e) {
            throw StoredRows.fault(file, place, e);
        }
        window.begin = to;
    }

    private float value(ByteBuffer buffer, int offset, long position) {
        float value = array.type().at(buffer, offset);
        if (!Float.isFinite(value)) {
            throw array.type().refusal(buffer, offset, place + ": element "
                    + subscripts(position));
        }
        return value;
    }

    /** The subscripts of an element, as MATLAB or as Python counts them. */
    private String subscripts(long position) {
        long[] shape = array.shape();
        String[] inner = new String[shape.length];
        long rest = position;
        for (int i = 0; i < shape.length; i++) {
            int axis = columnMajor ? i : shape.length - 1 - i;
            inner[axis] = Long.toString(rest % shape[axis] + (columnMajor ? 1 : 0));
            rest /= shape[axis];
        }
        String all = String.join(", ", inner);
        return columnMajor ? "(" + all + ")" : "[" + all + "]";
    }
}
