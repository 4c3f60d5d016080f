package parsimony.data;

import com.twelvemonkeys.imageio.metadata.tiff.Half;
import java.nio.ByteBuffer;
import java.util.Locale;
import parsimony.signals.InputException;

/**
 * The types of real numbers that arrays are stored in, and how each is read as float32. An integer
 * or float64 is rounded to the nearest float32. A number beyond the largest float32 becomes
 * infinite, and the reader of the array refuses it.
 */
public enum NumberType {
    /** 0 is false, any other byte is true and becomes 1. */
    BOOL(1, (bytes, offset) -> bytes.get(offset) != 0 ? 1 : 0),
    /** A signed integer of 1 byte. */
    INT8(1, (bytes, offset) -> bytes.get(offset)),
    /** An unsigned integer of 1 byte. */
    UINT8(1, (bytes, offset) -> Byte.toUnsignedInt(bytes.get(offset))),
    /** A signed integer of 2 bytes. */
    INT16(2, (bytes, offset) -> bytes.getShort(offset)),
    /** An unsigned integer of 2 bytes. */
    UINT16(2, (bytes, offset) -> Short.toUnsignedInt(bytes.getShort(offset))),
    /** A signed integer of 4 bytes. */
    INT32(4, (bytes, offset) -> bytes.getInt(offset)),
    /** An unsigned integer of 4 bytes. */
    UINT32(4, (bytes, offset) -> Integer.toUnsignedLong(bytes.getInt(offset))),
    /** A signed integer of 8 bytes. */
    INT64(8, (bytes, offset) -> bytes.getLong(offset)),
    /** An unsigned integer of 8 bytes. */
    UINT64(8, (bytes, offset) -> {
        long value = bytes.getLong(offset);// the last bit decides how a tie is rounded
        return value >= 0 ? value : 2f * (value >>> 1 | value & 1);
    }),
    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
    FLOAT16(2, (bytes, offset) -> Half.shortBitsToFloat(bytes.getShort(offset))),
    /** The upper half of a float32: 1 bit of sign, 8 of exponent, 7 of fraction. */
    BFLOAT16(2, (bytes, offset) -> Float.intBitsToFloat(bytes.getShort(offset) << 16)),
    /** IEEE 754, 4 bytes. */
    FLOAT32(4, (bytes, offset) -> bytes.getFloat(offset)),
    /** IEEE 754, 8 bytes. */
    FLOAT64(8, (bytes, offset) -> (float) bytes.getDouble(offset));

    /** Reads one number. */
    private interface Reader {
        float at(ByteBuffer bytes, int offset);
    }

    private final int bytes;
    private final Reader reader;

    NumberType(int bytes, Reader reader) {
        this.bytes = bytes;
        this.reader = reader;
    }

    /** {@return the number of bytes of one number} */
    public int bytes() {
        return bytes;
    }

    /**
     * A number as float32.
     *
     * @param bytes  in the byte order of the array
     * @param offset of the number's first byte
     * @return not finite if the number is not, or if it is beyond the largest float32
     */
    public float at(ByteBuffer bytes, int offset) {
        return reader.at(bytes, offset);
    }

    /**
     * Says why a number is refused that {@link #at} reads as infinite or NaN.
     *
     * @param bytes in the byte order of the array
     * @param offset of the number's first byte
     * @param place the array, and where in it the number is
     * @return the error to throw
     */
    public InputException refusal(ByteBuffer bytes, int offset, String place) {
        double stored = this == FLOAT64 ? bytes.getDouble(offset) : at(bytes, offset);
        return new InputException(place + " is " + stored + (Double.isFinite(stored)
                ? ", beyond the largest float32, 3.4e38; scale the array down"
                : "; every value must be finite"));
    }

    /**
     * {@return the number that stands for white in images of this type: 255 for uint8 and 65535 for
     * uint16, as in image files} It is 1 for all other types, whose numbers stay as they are.
     */
    public float white() {
        return this == UINT8 ? 255 : this == UINT16 ? 65535 : 1;
    }

    /** NumPy's name, such as {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
