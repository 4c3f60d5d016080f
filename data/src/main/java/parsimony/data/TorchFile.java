package parsimony.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import parsimony.signals.InputException;

/**
 * A file of {@code torch.save}, from PyTorch 1.6 on: a zip with a pickle, {@code data.pkl}, and the
 * numbers of every storage in {@code data/}. {@link TensorPickle} reads the pickle.
 */
final class TorchFile extends NamedArrays {
    private static final String PICKLE = "data.pkl";
    /** A byte of a pickle takes at most so many bytes of memory. */
    private static final int MEMORY_PER_BYTE = 16;
    private static final Map<String, NumberType> TYPES = Map.of(
            "BoolStorage", NumberType.BOOL, "ByteStorage", NumberType.UINT8,
            "CharStorage", NumberType.INT8, "ShortStorage", NumberType.INT16,
            "IntStorage", NumberType.INT32, "LongStorage", NumberType.INT64,
            "HalfStorage", NumberType.FLOAT16, "BFloat16Storage", NumberType.BFLOAT16,
            "FloatStorage", NumberType.FLOAT32, "DoubleStorage", NumberType.FLOAT64);

    private final Map<String, TensorPickle.Tensor> tensors = new HashMap<>();
    private final String root;
    private final ByteOrder order;

    TorchFile(Path file) {
        super(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry pickle = pickleOf(zip);
            if (pickle == null) {
                throw new InputException(
                        file + ": has not one " + PICKLE + ", but several or none");
            }
            root = pickle.getName().substring(0, pickle.getName().length() - PICKLE.length());
            if (pickle.getSize() > Runtime.getRuntime().maxMemory() / MEMORY_PER_BYTE) {
                throw new InputException(file + ": its pickle has " + (pickle.getSize() >> 20)
                        + " MiB beside the numbers of the tensors, more than memory allows; save"
                        + " the tensors only, such as torch.save(model.state_dict(), FILE)");
            }
            order = order(zip);
            try (InputStream in = new BufferedInputStream(zip.getInputStream(pickle))) {
                TensorPickle.read(in, file.toString())
                        .forEach((name, tensor) -> add(zip, name, tensor));
            }
        } catch (IOException e) {
            throw StoredRows.fault(file, file.toString(), e);
        }
    }

    /** Whether a zip is one of PyTorch's. */
    static boolean isOne(ZipFile zip) {
        return zip.stream().anyMatch(entry -> isPickle(entry.getName()));
    }

    private static boolean isPickle(String name) {
        return name.equals(PICKLE) || name.endsWith("/" + PICKLE);
    }

    private static ZipEntry pickleOf(ZipFile zip) {
        List<? extends ZipEntry> found =
                zip.stream().filter(entry -> isPickle(entry.getName())).toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private ByteOrder order(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(root + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            String order = new String(in.readNBytes(16), StandardCharsets.US_ASCII).strip();
            if (!order.equals("little") && !order.equals("big")) {
                throw new InputException(file() + ": its byteorder is "
                        + order.replaceAll("[^\\x20-\\x7e]", "?") + "; must be little or big");
            }
            return order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    private void add(ZipFile zip, String name, TensorPickle.Tensor tensor) {
        NumberType type = TYPES.get(tensor.storage().type());
        long elements = StoredArray.elements(tensor.shape(), place(name));
        if (tensor.shape().length != tensor.strides().length
                || elements > tensor.storage().elements()
                || elements > 0 && last(tensor) >= tensor.storage().elements()) {
            throw new InputException(place(name) + ": its shape "
                    + StoredArray.describe(tensor.shape())
                    + " goes beyond the numbers that are stored for it");
        }
        if (type != null) {
            requireStored(zip, tensor.storage(), type, place(name));
        }
        tensors.put(name, tensor);
        add(new Entry(name, Arrays.stream(tensor.shape()).boxed().toList(),
                type == null ? tensor.storage().type().toLowerCase(Locale.ROOT)
                        : type.toString()));
    }

    /** The number of the last element in the storage; beyond every storage if it overflows. */
    private static long last(TensorPickle.Tensor tensor) {
        try {
            long last = tensor.offset();
            for (int axis = 0; axis < tensor.shape().length; axis++) {
                last = Math.addExact(last,
                        Math.multiplyExact(tensor.shape()[axis] - 1, tensor.strides()[axis]));
            }
            return tensor.offset() < 0 ? Long.MAX_VALUE : last;
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private void requireStored(ZipFile zip, TensorPickle.Storage storage, NumberType type,
            String place) {
        ZipEntry entry = zip.getEntry(member(storage));
        if (entry == null) {
            throw new InputException(place + ": its numbers are missing from the archive");
        }
        if (storage.elements() > entry.getSize() / type.bytes()) {
            throw new InputException(place + ": needs " + storage.elements() + " numbers of "
                    + type + ", the archive has " + entry.getSize() + " bytes; it was cut short");
        }
        ZipBytes.requirePossible(entry, place);
    }

    private String member(TensorPickle.Storage storage) {
        return root + "data/" + storage.key();
    }

    @Override
    StoredArray stored(String name) {
        TensorPickle.Tensor tensor = tensors.get(name);
        NumberType type = TYPES.get(tensor.storage().type());
        if (type == null) {
            throw new InputException(place(name) + ": is a " + tensor.storage().type()
                    + " of PyTorch; wanted are whole numbers, bfloat16, or floats of 16 to 64"
                    + " bits");
        }
        return new StoredArray(type, order, tensor.offset() * type.bytes(), tensor.shape(),
                tensor.strides());
    }

    @Override
    Bytes bytes(String name, StoredArray stored) throws IOException {
        // PyTorch may be told to write no checksums
        ZipBytes bytes =
                new ZipBytes(file(), member(tensors.get(name).storage()), false);
        return stored.isSequential() ? bytes : bytes.inMemory(place(name));
    }
}
