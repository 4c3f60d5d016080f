package parsimony.data;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.AttributeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.MatElements.Damaged;
import parsimony.signals.InputException;

/**
 * A MATLAB file of version 7.3, which is an HDF5 file with conventions of its own (as MATLAB writes
 * them; there is no specification). Dimensions are in reverse, since the first one changes fastest.
 * An attribute, {@code MATLAB_class}, tells what a variable is. A struct is a group of its fields;
 * the elements of a cell array, and the fields of an array of structs, are addresses of other
 * arrays. What is within structs and cell arrays is read when a path leads there.
 */
final class MatVersion73 extends MatFile {
    private static final String CLASS = "MATLAB_class";
    /** The number of rows of a sparse matrix. */
    private static final String SPARSE = "MATLAB_sparse";
    /** Says that the numbers are not the array, which is empty, but its dimensions. */
    private static final String EMPTY = "MATLAB_empty";
    private static final int ADDRESS_BYTES = 8;
    /** MATLAB's own groups, of which users see nothing, begin with it. */
    private static final String HIDDEN = "#";

    MatVersion73(Path file) {
        super(file);
        try (Hdf5Storage storage = Hdf5Storage.open(file)) {
            Hdf5Storage.guarded(file.toString(), () -> {
                list(storage);
                return null;
            });
        }
    }

    private void list(Hdf5Storage storage) {
        ObjectHeader root = ObjectHeader.readObjectHeader(storage, storage.root());
        Hdf5Group.members(storage, root).forEach((name, member) -> {
            if (!name.startsWith(HIDDEN) && member.address() != Hdf5Group.UNDEFINED) {
                add(array(storage, NamedArrays.shown(name), member.address()));
            }
        });
    }

    @Override
    MatArray whole(int index) {
        return variables().get(index);
    }

    private MatArray at(long address) {
        try (Hdf5Storage storage = Hdf5Storage.open(file())) {
            return Hdf5Storage.guarded(file().toString(), () -> array(storage, "", address));
        }
    }

    private MatArray array(Hdf5Storage storage, String name, long address) {
        ObjectHeader header = ObjectHeader.readObjectHeader(storage, address);
        String kind = text(header, CLASS);
        if (!Hdf5Dataset.isOne(header)) {
            Map<String, Hdf5Group.Member> members = Hdf5Group.members(storage, header);
            return attribute(header, SPARSE) != null ? sparse(storage, header, name, kind, members)
                    : kind.isEmpty() || kind.equals("struct") ? struct(storage, name, members)
                            : MatArray.of(name, kind.equals("function_handle") ? MatKind.FUNCTION
                                    : MatKind.OPAQUE, new int[] {1, 1}, false, List.of(),
                                    List.of());
        }
        Hdf5Dataset dataset = Hdf5Dataset.of(storage, header);
        MatKind found = kind.isEmpty() ? kindOf(dataset.type().words()) : kindOf(kind);
        if (attribute(header, EMPTY) != null) {
            return MatArray.of(name, found, dimensions(dataset), false, NumberType.FLOAT64,
                    ByteBuffer.allocate(0));
        }
        int[] shape = shape(dataset);
        if (found == MatKind.CELL) {
            return MatArray.of(name, found, shape, false, List.of(), new Elements(dataset));
        }
        if (!found.isNumber() || dataset.type().number() == null) {
            return MatArray.of(name, found, shape, found.isNumber(), List.of(), List.of());
        }
        StoredArray rows = dataset.stored(file(), name.isEmpty() ? file().toString()
                : place(name));
        long[] lengths = IntStream.of(shape).asLongStream().toArray();
        return new MatArray(name, found, shape, kind.equals("logical"), false,
                new StoredArray(rows.type(), rows.order(), rows.offset(), lengths,
                        StoredArray.inColumnMajorOrder(lengths)),
                () -> dataset.bytes(file(), file().toString(), dataset.shape().length - 1),
                List.of(), List.of());
    }

    /** MATLAB's dimensions, of which there are two at least. */
    private static int[] shape(Hdf5Dataset dataset) {
        long[] reversed = dataset.shape();
        int[] shape = new int[Math.max(2, reversed.length)];
        shape[0] = 1;
        shape[1] = 1;
        for (int i = 0; i < reversed.length; i++) {
            shape[i] = Math.toIntExact(reversed[reversed.length - 1 - i]);
        }
        return shape;
    }

    /** The dimensions of an empty array, which stand in place of its numbers. */
    private int[] dimensions(Hdf5Dataset dataset) {
        FMatrixRMaj lengths = vector(dataset);
        int[] shape = new int[lengths.numCols];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) lengths.data[i];
        }
        if (IntStream.of(shape).noneMatch(length -> length == 0)) {
            throw new HdfException("an empty array has no dimension of 0");
        }
        return shape;
    }

    private FMatrixRMaj vector(Hdf5Dataset dataset) {
        String place = file().toString();
        try (StoredRows rows = StoredRows.ofVector(file(), place, dataset.stored(file(), place),
                false, () -> dataset.bytes(file(), place, 0))) {
            return rows.all();
        }
    }

    private MatArray struct(Hdf5Storage storage, String name,
            Map<String, Hdf5Group.Member> members) {
        List<String> fields = List.copyOf(members.keySet());
        List<Long> addresses = members.values().stream().map(Hdf5Group.Member::address).toList();
        int[] shape = {1, 1};
        if (!fields.isEmpty()) {
            ObjectHeader first = ObjectHeader.readObjectHeader(storage, addresses.get(0));
            if (Hdf5Dataset.isOne(first) && text(first, CLASS).isEmpty()) {
                Hdf5Dataset dataset = Hdf5Dataset.of(storage, first);
                shape = dataset.type().words().equals("references") ? shape(dataset) : shape;
            }
        }
        boolean several = shape[0] * (long) shape[1] != 1 || shape.length > 2;
        List<MatArray> parts = several ? new Records(addresses, shape)
                : new AbstractList<>() {
                    @Override
                    public MatArray get(int field) {
                        return at(addresses.get(field));
                    }

                    @Override
                    public int size() {
                        return addresses.size();
                    }
                };
        return MatArray.of(name, MatKind.STRUCT, shape, false, fields, parts);
    }

    private MatArray sparse(Hdf5Storage storage, ObjectHeader header, String name, String kind,
            Map<String, Hdf5Group.Member> members) {
        long height = number(attribute(header, SPARSE));
        FMatrixRMaj begins = member(storage, members, "jc");
        int width = begins.numCols - 1;
        try {
            MatElements.require(height >= 0 && height <= Integer.MAX_VALUE && width >= 0);
            MatSparse dense = new MatSparse((int) height, width);
            if (begins.data[width] > 0) { // else there is no entry, and no list of them
                FMatrixRMaj rows = member(storage, members, "ir");
                FMatrixRMaj values = member(storage, members, "data");
                for (int x = 0; x < width; x++) {
                    MatElements.require(begins.data[x] >= 0 && begins.data[x] <= begins.data[x + 1]
                            && begins.data[x + 1] <= Math.min(rows.numCols, values.numCols));
                    for (int i = (int) begins.data[x]; i < begins.data[x + 1]; i++) {
                        dense.set((int) rows.data[i], x, values.data[i]);
                    }
                }
            }
            return dense.array(name, kind.equals("logical"));
        } catch (Damaged e) {
            throw new InputException(file() + ": " + e.getMessage(), e);
        }
    }

    private FMatrixRMaj member(Hdf5Storage storage, Map<String, Hdf5Group.Member> members,
            String name) {
        if (!members.containsKey(name)) {
            throw new HdfException("a sparse matrix has no " + name);
        }
        return vector(Hdf5Dataset.of(storage,
                ObjectHeader.readObjectHeader(storage, members.get(name).address())));
    }

    private static MatKind kindOf(String kind) {
        return switch (kind) {
            case "cell" -> MatKind.CELL;
            case "struct" -> MatKind.STRUCT;
            case "char", "text" -> MatKind.CHAR;
            case "logical", "bool", "uint8" -> MatKind.UINT8;
            case "double", "float64", "complex numbers" -> MatKind.DOUBLE;
            case "single", "float32" -> MatKind.SINGLE;
            case "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64" ->
                    MatKind.valueOf(kind.toUpperCase(Locale.ROOT));
            case "function_handle" -> MatKind.FUNCTION;
            default -> MatKind.OPAQUE;
        };
    }

    private static AttributeMessage attribute(ObjectHeader header, String name) {
        return header.getMessagesOfType(AttributeMessage.class).stream()
                .filter(attribute -> attribute.getName().equals(name)).findFirst().orElse(null);
    }

    /** The text of an attribute; empty if there is none. */
    private static String text(ObjectHeader header, String name) {
        AttributeMessage attribute = attribute(header, name);
        ByteBuffer bytes = attribute == null ? null : attribute.getDataBuffer();
        return bytes == null ? "" : StandardCharsets.UTF_8.decode(bytes).toString()
                .replace("\0", "").strip();
    }

    private static long number(AttributeMessage attribute) {
        ByteBuffer bytes = attribute.getDataBuffer();
        return bytes == null || bytes.remaining() < Long.BYTES ? -1
                : bytes.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    /** The elements of an array of addresses. */
    private final class Elements extends AbstractList<MatArray> {
        private final Hdf5Dataset dataset;
        private final int size;

        Elements(Hdf5Dataset dataset) {
            this.dataset = dataset;
            long count = StoredArray.elements(dataset.shape(), file().toString());
            if (!dataset.type().words().equals("references") || dataset.fill().length
                    != ADDRESS_BYTES || count > Integer.MAX_VALUE) {
                throw new HdfException("a cell array holds no addresses");
            }
            size = (int) count;
        }

        @Override
        public MatArray get(int element) {
            byte[] address = new byte[ADDRESS_BYTES];
            try (Bytes bytes = dataset.bytes(file(), file().toString(), 0)) {
                bytes.read(dataset.offset() + (long) element * ADDRESS_BYTES, address,
                        ADDRESS_BYTES);
            } catch (IOException e) {
                throw StoredRows.fault(file(), file().toString(), e);
            }
            return at(ByteBuffer.wrap(address).order(ByteOrder.LITTLE_ENDIAN).getLong());
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** The fields of all elements of an array of structs, one element after another. */
    private final class Records extends AbstractList<MatArray> {
        private final List<Long> fields;
        private final int count;

        Records(List<Long> fields, int... shape) {
            this.fields = fields;
            long all = fields.size();
            for (int length : shape) {
                all = Math.min(all * length, Integer.MAX_VALUE);
            }
            count = (int) all;
        }

        @Override
        public MatArray get(int part) {
            long address = fields.get(part % fields.size());
            try (Hdf5Storage storage = Hdf5Storage.open(file())) {
                return Hdf5Storage.guarded(file().toString(), () -> new Elements(Hdf5Dataset.of(
                        storage, ObjectHeader.readObjectHeader(storage, address))))
                        .get(part / fields.size());
            }
        }

        @Override
        public int size() {
            return count;
        }
    }
}
