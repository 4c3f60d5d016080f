package parsimony.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import parsimony.signals.InputException;

/**
 * The header of a {@code .npy} file, NumPy's NEP 1: magic, version, length, and a Python dictionary
 * literal of dtype, memory order and shape, in any spelling that {@code numpy.load} reads. The
 * literal is parsed, never evaluated.
 *
 * @param type         of the elements
 * @param order        byte order of the elements
 * @param fortranOrder whether the first index varies fastest
 * @param shape        the length of every dimension, each ≥ 0; empty for a scalar
 * @param bytes        the length of the header in bytes, from the start of the file
 */
record NpyHeader(NumberType type, ByteOrder order, boolean fortranOrder, long[] shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** The header ends at a multiple of so many bytes, as NumPy pads it. */
    private static final int ALIGNMENT = 64;
    /** The most bytes of a header. A longer one is damage, and is not allocated. */
    private static final int LONGEST = 1 << 16;
    private static final Pattern DTYPE = Pattern.compile("([<>|=]?)(.*)");
    /** The names that {@code numpy.dtype} takes for each type, without the byte order. */
    private static final Map<NumberType, List<String>> CODES = Map.ofEntries(
            Map.entry(NumberType.BOOL, List.of("b1", "?", "bool", "bool8")),
            Map.entry(NumberType.INT8, List.of("i1", "b", "int8", "byte")),
            Map.entry(NumberType.UINT8, List.of("u1", "B", "uint8", "ubyte")),
            Map.entry(NumberType.INT16, List.of("i2", "h", "int16", "short")),
            Map.entry(NumberType.UINT16, List.of("u2", "H", "uint16", "ushort")),
            Map.entry(NumberType.INT32, List.of("i4", "i", "int32", "intc")),
            Map.entry(NumberType.UINT32, List.of("u4", "I", "uint32", "uintc")),
            Map.entry(NumberType.INT64, List.of("i8", "q", "l", "int64", "int", "longlong")),
            Map.entry(NumberType.UINT64, List.of("u8", "Q", "L", "uint64", "uint", "ulonglong")),
            Map.entry(NumberType.FLOAT16, List.of("f2", "e", "float16", "half")),
            Map.entry(NumberType.FLOAT32, List.of("f4", "f", "float32", "single")),
            Map.entry(NumberType.FLOAT64, List.of("f8", "d", "float64", "double", "float")));

    /**
     * Reads a header and leaves the stream at the first element.
     *
     * @param name the name of the file in messages
     * @throws InputException if this is no {@code .npy} header, or its elements are not plain
     *                        numbers
     */
    static NpyHeader read(InputStream stream, String name) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        byte[] magic = new byte[MAGIC.length];
        try {
            in.readFully(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new InputException(name + ": is not a .npy file ("
                        + (magic[0] == 'P' && magic[1] == 'K'
                                ? "but perhaps an .npz archive; save one of its arrays with"
                                        + " numpy.save)"
                                : "it does not start with \\x93NUMPY)"));
            }
            int version = in.readUnsignedByte();
            in.readUnsignedByte();
            if (version < 1 || version > 3) {
                throw new InputException(name + ": .npy format version " + version
                        + ", which is unknown (1 to 3 are)");
            }
            int prefix = version == 1 ? 10 : 12;
            long length = version == 1 ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (length > LONGEST) {
                throw new InputException(name + ": the .npy header claims " + length
                        + " bytes, more than any array needs");
            }
            byte[] text = new byte[(int) length];
            in.readFully(text);
            return parse(new String(text, StandardCharsets.UTF_8), prefix + text.length, name);
        } catch (EOFException e) {
            throw new InputException(name + ": cut short within the .npy header", e);
        }
    }

    private static NpyHeader parse(String text, int bytes, String name) {
        Object literal;
        try {
            literal = PythonLiteral.parse(text);
        } catch (PythonLiteral.Malformed e) {
            throw new InputException(name + ": the .npy header has " + e.getMessage(), e);
        }
        if (!(literal instanceof Map<?, ?> entries)) {
            throw new InputException(name + ": the .npy header is no dictionary of descr,"
                    + " fortran_order and shape");
        }
        if (!(entries.get("fortran_order") instanceof Boolean fortran)) {
            throw new InputException(name + ": the .npy header does not say whether fortran_order"
                    + " is True or False");
        }
        long[] shape = dimensions(entries.get("shape"), name);
        Object descr = entries.get("descr");
        if (!(descr instanceof String dtype)) {
            throw new InputException(name + ": holds " + (descr == null ? "elements of no type"
                    : "records" + fields(descr))
                    + "; plain numbers are wanted, such as those of one field"
                    + " (a['x'].astype('float32'))");
        }
        Matcher matcher = DTYPE.matcher(dtype);
        if (!matcher.matches()) {
            throw new InputException(name + ": the .npy header has no descr that is a type");
        }
        ByteOrder order = switch (matcher.group(1)) {
            case ">" -> ByteOrder.BIG_ENDIAN;
            case "<" -> ByteOrder.LITTLE_ENDIAN;
            default -> ByteOrder.nativeOrder();
        };
        return new NpyHeader(type(matcher.group(2), name), order, fortran, shape, bytes);
    }

    private static NumberType type(String code, String name) {
        for (Map.Entry<NumberType, List<String>> type : CODES.entrySet()) {
            if (type.getValue().contains(code)) {
                return type.getKey();
            }
        }
        String kind = switch (code.isEmpty() ? ' ' : code.charAt(0)) {
            case 'c', 'F', 'D', 'G' -> "complex numbers (" + code
                    + "); real ones are wanted, such as numpy.abs(a).astype('float32')";
            case 'O', 'o' -> "Python objects, which are never loaded; plain numbers are wanted,"
                    + " such as numpy.stack(a).astype('float32')";
            case 'U', 'S', 'a', 's' ->
                    "text (" + code + "); numbers are wanted, such as a.astype('float32')";
            case 'M', 'm' -> "dates or times (" + code + "); numbers are wanted, such as"
                    + " a.astype('int64').astype('float32')";
            case 'V' -> "raw bytes (" + code + "); numbers are wanted, such as a.astype('float32')";
            default -> "elements of type " + code + "; bool, whole numbers of 8 to 64 bits, or"
                    + " floats of 16 to 64 bits are wanted, such as a.astype('float32')";
        };
        throw new InputException(name + ": holds " + kind.replaceAll("[^\\x20-\\x7e]", "?"));
    }

    private static String fields(Object descr) {
        if (!(descr instanceof List<?> fields)) {
            return "";
        }
        String names = fields.stream().map(f -> f instanceof Object[] field && field.length > 0
                ? field[0].toString() : "?")
                .limit(10).collect(Collectors.joining(", ")).replaceAll("[^\\x20-\\x7e]", "?");
        return " of the fields " + names;
    }

    private static long[] dimensions(Object shape, String name) {
        if (!(shape instanceof Object[] lengths)) {
            throw new InputException(name + ": the .npy header has no shape that is a tuple, such"
                    + " as (3, 4)");
        }
        long[] dimensions = new long[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            if (!(lengths[i] instanceof Long length) || length < 0) {
                throw new InputException(name + ": dimension " + i
                        + " of the shape in its .npy header is no whole number from 0");
            }
            dimensions[i] = length;
        }
        return dimensions;
    }

    /**
     * The header of a little-endian float32 array in C order, as NumPy would write it. It has room
     * for a shape with longer numbers, since the row count is filled in at the end.
     */
    static byte[] float32(long... shape) {
        return plain("<f4", shape);
    }

    /** The same for elements of any type, as NumPy's {@code descr} names it. */
    static byte[] plain(String descr, long... shape) {
        String literal = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': "
                + StoredArray.describe(shape) + ", }";
        int unpadded = 10 + literal.length() + 1;
        int length = Math.max(2 * ALIGNMENT, (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        byte[] header = new byte[length];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[6] = 1;
        header[7] = 0;
        header[8] = (byte) (length - 10);
        header[9] = (byte) (length - 10 >> 8);
        System.arraycopy(literal.getBytes(StandardCharsets.US_ASCII), 0, header, 10,
                literal.length());
        header[length - 1] = '\n';
        return header;
    }

    String describeShape() {
        return StoredArray.describe(shape);
    }

    String describeType() {
        return type + (order == ByteOrder.BIG_ENDIAN && type.bytes() > 1 ? ", big-endian" : "");
    }

    /** Where the elements are in the file. */
    StoredArray stored() {
        return new StoredArray(type, order, bytes, shape,
                fortranOrder ? StoredArray.inColumnMajorOrder(shape)
                        : StoredArray.inRowMajorOrder(shape));
    }

    /**
     * Checks that a file with this header has exactly as many bytes as the header and its elements
     * take.
     *
     * @param length of the whole file, in bytes
     * @throws InputException if it is not
     */
    void requireLength(long length, String name) {
        long wanted = StoredArray.elements(shape, name) * type.bytes();
        long found = length - bytes;
        if (found != wanted) {
            throw new InputException(name + ": shape " + describeShape() + " of " + describeType()
                    + " takes " + wanted + " bytes, the file has " + found
                    + (found < wanted ? "; it was cut short" : "; something follows the array"));
        }
    }
}
