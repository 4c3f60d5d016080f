package parsimony.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of a {@code .npy} file, NumPy's NEP 1: magic, version, length, and a Python dictionary literal of dtype, memory
 * order and shape. The literal is matched against what NumPy writes, never evaluated.
 *
 * @param dtype        NumPy's code of the element type without the byte order, such as {@code f4}
 * @param order        byte order of the elements
 * @param fortranOrder whether the first index varies fastest
 * @param shape        the length of every dimension, each ≥ 0; empty for a scalar
 * @param bytes        how long the header itself is, from the file's start
 */
record NpyHeader(String dtype, ByteOrder order, boolean fortranOrder, long[] shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int LONGEST = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([<>|=])([a-zA-Z]\\d*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    /** Possessive: a long number without an end would else be tried in all the ways that it can be cut. */
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(((?:\\s*+\\d++\\s*+,?+)*+)\\s*\\)");

    /**
     * Reads a header and leaves the stream at the first element.
     *
     * @param name what to call the file in messages
     * @throws DataException if this is no {@code .npy} header, or its elements are not plain numbers
     */
    static NpyHeader read(InputStream stream, String name) throws DataException, IOException {
        DataInputStream in = new DataInputStream(stream);
        byte[] magic = new byte[MAGIC.length];
        try {
            in.readFully(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new DataException(name + ": is not a .npy file (it does not start with \\x93NUMPY)");
            }
            int version = in.readUnsignedByte();
            in.readUnsignedByte();
            if (version < 1 || version > 3) {
                throw new DataException(name + ": .npy format version " + version + ", which is unknown (1 to 3 are)");
            }
            int prefix = version == 1 ? 10 : 12;
            long length = version == 1 ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (length > LONGEST) {
                throw new DataException(name + ": the .npy header claims " + length + " bytes, more than any array needs");
            }
            byte[] text = new byte[(int) length];
            in.readFully(text);
            return parse(new String(text, StandardCharsets.UTF_8), prefix + text.length, name);
        } catch (EOFException e) {
            throw new DataException(name + ": cut short within the .npy header", e);
        }
    }

    private static NpyHeader parse(String text, int bytes, String name) throws DataException {
        Matcher descr = DESCR.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!order.find() || !shape.find()) {
            throw new DataException(name + ": the .npy header names no fortran_order or shape");
        }
        if (!descr.find()) {
            throw new DataException(name + ": its elements are records; plain numbers are wanted");
        }
        if (descr.group(2).startsWith("O")) {
            throw new DataException(name + ": holds pickled Python objects, which are never loaded; save plain numbers");
        }
        ByteOrder byteOrder = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN
                : descr.group(1).equals("=") ? ByteOrder.nativeOrder() : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(descr.group(2), byteOrder, order.group(1).equals("True"), dimensions(shape.group(1), name), bytes);
    }

    private static long[] dimensions(String text, String name) throws DataException {
        if (text.isBlank()) {
            return new long[0];
        }
        try {
            return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            throw new DataException(name + ": the shape (" + text + ") in its .npy header is not one of whole numbers", e);
        }
    }

    /** The header of a C-ordered little-endian float32 array, as NumPy would write it, with room for the shape to grow. */
    static byte[] float32(long... shape) {
        String literal = "{'descr': '<f4', 'fortran_order': False, 'shape': " + describe(shape) + ", }";
        int unpadded = 10 + literal.length() + 1;
        int length = Math.max(2 * ALIGNMENT, (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        byte[] header = new byte[length];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[6] = 1;
        header[7] = 0;
        header[8] = (byte) (length - 10);
        header[9] = (byte) (length - 10 >> 8);
        System.arraycopy(literal.getBytes(StandardCharsets.US_ASCII), 0, header, 10, literal.length());
        header[length - 1] = '\n';
        return header;
    }

    /** The shape as Python writes it: {@code (3, 4)}, {@code (3,)} or {@code ()}. */
    String describeShape() {
        return describe(shape);
    }

    private static String describe(long[] shape) {
        String inner = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return "(" + inner + (shape.length == 1 ? ",)" : ")");
    }

    /** What people call the element type. */
    String describeType() {
        String name = switch (dtype) {
            case "f4" -> "float32";
            case "f8" -> "float64";
            case "f2" -> "float16";
            case "u1" -> "uint8";
            default -> dtype.startsWith("i") ? "int" + bits() : dtype.startsWith("u") ? "uint" + bits()
                    : dtype.startsWith("c") ? "complex" + bits() : dtype;
        };
        return name + (order == ByteOrder.BIG_ENDIAN ? ", big-endian" : "");
    }

    private String bits() {
        return dtype.length() == 2 ? Integer.toString(8 * (dtype.charAt(1) - '0')) : dtype.substring(1);
    }

    /** How many bytes an element takes. */
    int elementBytes() {
        return dtype.charAt(dtype.length() - 1) - '0';
    }

    /**
     * The number of elements.
     *
     * @throws DataException if their bytes are beyond 2^63
     */
    long elements(String name) throws DataException {
        long elements = 1;
        try {
            for (long dimension : shape) {
                elements = Math.multiplyExact(elements, dimension);
            }
            Math.addExact(Math.multiplyExact(elements, 8L), bytes);
        } catch (ArithmeticException e) {
            throw new DataException(name + ": claims the impossible shape " + describeShape(), e);
        }
        return elements;
    }

    /**
     * Checks that a file of such a header is as long as it must be.
     *
     * @param length of the whole file, in bytes
     * @throws DataException if it is not
     */
    void requireLength(long length, String name) throws DataException {
        long wanted = elements(name) * elementBytes();
        long found = length - bytes;
        if (found != wanted) {
            throw new DataException(name + ": shape " + describeShape() + " of " + describeType() + " takes " + wanted
                    + " bytes, the file has " + found
                    + (found < wanted ? "; it was cut short" : "; something follows the array"));
        }
    }
}
