package parsimony.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import parsimony.data.MatElements.Damaged;
import parsimony.signals.InputException;

/**
 * A MATLAB file of version 4, or 5 to 7. The file is held in memory. Of a compressed variable only
 * the beginning is unpacked, until the variable is asked for.
 */
final class MatVersion5 extends MatFile {
    /** The bytes before the first element. */
    private static final int HEADER = 128;
    /** The type number of an element that is compressed. */
    private static final int COMPRESSED = 15;
    /**
     * The largest file in bytes, since it is held in memory. An unpacked variable may not be larger
     * either.
     */
    private static final int LARGEST = 1 << 30;
    /** The bytes to unpack for an array's flags, dimensions and name. */
    private static final int HEAD = 1 << 12;

    private final ByteBuffer bytes;
    /** The position of each variable's tag, in a file of version 5. */
    private final List<Integer> places = new ArrayList<>();

    /**
     * @throws InputException if it is not a MATLAB file of version 4 to 7, or an element reaches
     *                        beyond its end
     */
    MatVersion5(Path file) {
        super(file);
        this.bytes = ByteBuffer.wrap(contents(file));
        String text = new String(bytes.array(), 0, Math.min(HEADER, bytes.limit()),
                StandardCharsets.ISO_8859_1);
        try {
            if (text.length() == HEADER && (text.endsWith("MI") || text.endsWith("IM"))) {
                bytes.order(text.endsWith("MI") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                bytes.position(HEADER);
                listVersion5();
            } else if (text.startsWith("MATLAB 5.0")) {
                MatElements.require(false);
            } else if (MatVersion4.order(bytes) != null) {
                bytes.order(MatVersion4.order(bytes));
                while (bytes.hasRemaining()) {
                    add(MatVersion4.next(bytes));
                }
            } else {
                throw new InputException(file + ": is not a MATLAB file (it begins neither as"
                        + " version 4 nor as 5 to 7 do)");
            }
        } catch (Damaged e) {
            throw damaged(e);
        }
    }

    private static byte[] contents(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new InputException(file + ": has " + Files.size(file)
                        + " bytes, too many to handle; save fewer images");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private void listVersion5() throws Damaged {
        while (bytes.hasRemaining()) {
            int place = bytes.position();
            MatElements.require(bytes.remaining() >= MatElements.TAG);
            int type = bytes.getInt(place);
            int size = bytes.getInt(place + 4);
            MatElements.require(size >= 0 && size <= bytes.remaining() - MatElements.TAG);
            boolean compressed = type == COMPRESSED;
            ByteBuffer element = element(place, HEAD);
            if (element != null) {
                MatArray head = MatElements.read(element, true);
                if (!head.name().isEmpty()) { // MATLAB's own data about objects has no name
                    add(head);
                    places.add(place);
                }
            }
            int padded = compressed ? size : (size + 7) / 8 * 8;
            bytes.position(Math.min(bytes.limit(), place + MatElements.TAG + padded));
        }
    }

    /**
     * The bytes after the tag of an array, unpacked.
     *
     * @param most the most bytes to unpack
     * @return null if the element is something else
     */
    private ByteBuffer element(int place, int most) throws Damaged {
        int type = bytes.getInt(place);
        ByteBuffer data = bytes.slice(place + MatElements.TAG,
                bytes.getInt(place + 4)).order(bytes.order());
        if (type != COMPRESSED) {
            return type == MatElements.MATRIX ? data : null;
        }
        ByteBuffer whole = inflate(data, most).order(bytes.order());
        MatElements.require(whole.limit() >= MatElements.TAG);
        int size = whole.getInt(4);
        int there = whole.limit() - MatElements.TAG;
        MatElements.require(size >= 0 && (size <= there || whole.limit() >= most));
        return whole.getInt(0) != MatElements.MATRIX ? null
                : whole.slice(MatElements.TAG, Math.min(size, there)).order(bytes.order());
    }

    /** Unpacks bytes piece by piece until they end, or until at least {@code most} are unpacked. */
    private ByteBuffer inflate(ByteBuffer compressed, int most) throws Damaged {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[HEAD];
            while (!inflater.finished() && out.size() < most) {
                int count = inflater.inflate(piece);
                MatElements.require(count > 0 || inflater.finished());
                out.write(piece, 0, count);
                if (out.size() > Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 8)) {
                    throw new InputException(
                            file() + ": unpacks to more than fits into memory; save"
                                    + " fewer images");
                }
            }
            return ByteBuffer.wrap(out.toByteArray());
        } catch (DataFormatException e) {
            throw new InputException(file() + ": its compression is damaged: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private InputException damaged(Damaged e) {
        return new InputException(file() + ": " + e.getMessage(), e);
    }

    @Override
    MatArray whole(int index) {
        if (places.isEmpty()) {
            return variables().get(index);
        }
        try {
            return MatElements.read(element(places.get(index), Integer.MAX_VALUE), false);
        } catch (Damaged e) {
            throw damaged(e);
        }
    }
}
