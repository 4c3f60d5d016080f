package parsimony.data;

import io.jhdf.object.datatype.ArrayDataType;
import io.jhdf.object.datatype.BitField;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OpaqueDataType;
import io.jhdf.object.datatype.Reference;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/**
 * What the elements of an array of an HDF5 file are.
 *
 * @param number the type of the numbers; null if they are none that are read
 * @param order  the byte order of the numbers
 * @param bytes  the bytes of an element
 * @param words  the type in messages
 */
record Hdf5Type(NumberType number, ByteOrder order, int bytes, String words) {
    /** The bits before exponent and fraction, the bits of each, and the bias of the exponent. */
    private record Layout(int exponentAt, int exponent, int fraction, int bias) {}

    static Hdf5Type of(DataType type) {
        if (type instanceof FixedPoint fixed) {
            return of(fixed);
        }
        if (type instanceof FloatingPoint floating) {
            return of(floating);
        }
        if (type instanceof BitField bits && type.getSize() == 1) { // how PyTables writes bools
            return new Hdf5Type(NumberType.BOOL, bits.getByteOrder(), 1, "bool");
        }
        if (type instanceof EnumDataType names) {
            Hdf5Type base = of(names.getBaseType());
            boolean bool = base.bytes == 1 && Set.copyOf(names.getEnumMapping().values())
                    .equals(Set.of("FALSE", "TRUE")); // how h5py writes bools
            return bool ? new Hdf5Type(NumberType.BOOL, base.order, 1, "bool") : base;
        }
        return none(type, type instanceof CompoundDataType records ? words(records)
                : type instanceof StringData || type instanceof VariableLength list
                        && list.isVariableLengthString() ? "text"
                                : type instanceof VariableLength ? "lists of varying length"
                                        : type instanceof Reference ? "references"
                                                : type instanceof OpaqueDataType ? "raw bytes"
                                                        : type instanceof ArrayDataType ? "arrays"
                                                                : "elements of an unknown type");
    }

    private static String words(CompoundDataType records) {
        List<String> names = records.getMembers().stream()
                .map(CompoundDataType.CompoundDataMember::getName).toList();
        return List.of(List.of("r", "i"), List.of("real", "imag")).contains(names)
                ? "complex numbers" : NamedArrays.shown("records of " + String.join(", ", names));
    }

    private static Hdf5Type none(DataType type, String words) {
        return new Hdf5Type(null, ByteOrder.LITTLE_ENDIAN, type.getSize(), words);
    }

    private static Hdf5Type of(FixedPoint type) {
        boolean whole = type.getBitOffset() == 0 && type.getBitPrecision() == 8 * type.getSize();
        NumberType number = !whole ? null : switch (type.getSize()) {
            case 1 -> type.isSigned() ? NumberType.INT8 : NumberType.UINT8;
            case 2 -> type.isSigned() ? NumberType.INT16 : NumberType.UINT16;
            case 4 -> type.isSigned() ? NumberType.INT32 : NumberType.UINT32;
            case 8 -> type.isSigned() ? NumberType.INT64 : NumberType.UINT64;
            default -> null;
        };
        return number == null ? none(type, "whole numbers of " + type.getBitPrecision() + " bits")
                : new Hdf5Type(number, type.getByteOrder(), type.getSize(), number.toString());
    }

    private static Hdf5Type of(FloatingPoint type) {
        Layout layout = new Layout(type.getExponentLocation(), type.getExponentSize(),
                type.getMantissaSize(), type.getExponentBias());
        NumberType number = layout.equals(new Layout(10, 5, 10, 15)) ? NumberType.FLOAT16
                : layout.equals(new Layout(7, 8, 7, 127)) ? NumberType.BFLOAT16
                        : layout.equals(new Layout(23, 8, 23, 127)) ? NumberType.FLOAT32
                                : layout.equals(new Layout(52, 11, 52, 1023)) ? NumberType.FLOAT64
                                        : null;
        return number == null || number.bytes() != type.getSize() || type.getBitOffset() != 0
                ? none(type, "floats of " + type.getBitPrecision() + " bits")
                : new Hdf5Type(number, type.getByteOrder(), type.getSize(), number.toString());
    }
}
