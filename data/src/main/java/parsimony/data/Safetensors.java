package parsimony.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import parsimony.signals.InputException;

/**
 * A {@code .safetensors} file: the length of a header in 8 bytes, little-endian; the header, in
 * JSON, with type, shape and place of every array; and the numbers, little-endian, in C order. The
 * arrays must fill the rest of the file without a gap and without sharing a byte, as the format
 * demands (<a href="https://github.com/huggingface/safetensors#format">safetensors</a>).
 */
final class Safetensors extends NamedArrays {
    /** The most bytes of a header, as in the format's own library. */
    private static final long LONGEST = 100_000_000;
    private static final int LENGTH_BYTES = 8;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final Map<String, NumberType> TYPES = Map.ofEntries(
            Map.entry("BOOL", NumberType.BOOL), Map.entry("U8", NumberType.UINT8),
            Map.entry("I8", NumberType.INT8), Map.entry("U16", NumberType.UINT16),
            Map.entry("I16", NumberType.INT16), Map.entry("U32", NumberType.UINT32),
            Map.entry("I32", NumberType.INT32), Map.entry("U64", NumberType.UINT64),
            Map.entry("I64", NumberType.INT64), Map.entry("F16", NumberType.FLOAT16),
            Map.entry("BF16", NumberType.BFLOAT16), Map.entry("F32", NumberType.FLOAT32),
            Map.entry("F64", NumberType.FLOAT64));

    private final Map<String, Tensor> tensors = new HashMap<>();
    private final long start;

    /** An array of the header; its numbers lie from begin to end after the header. */
    private record Tensor(String name, String type, long[] shape, long begin, long end) {}

    Safetensors(Path file) {
        super(file);
        try {
            long size = Files.size(file);
            byte[] header = header(size);
            start = (long) LENGTH_BYTES + header.length;
            List<Tensor> found = parse(header);
            found.forEach(this::check);
            requireWhole(found, size - start);
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": its header is not JSON: " + e.getOriginalMessage()
                    .replaceAll("[^\\x20-\\x7e]", "?"), e);
        } catch (IOException e) {
            throw StoredRows.fault(file, file.toString(), e);
        }
    }

    private byte[] header(long size) throws IOException {
        try (FileBytes bytes = new FileBytes(file())) {
            byte[] prefix = new byte[LENGTH_BYTES];
            bytes.read(0, prefix, LENGTH_BYTES);
            long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (length < 2 || length > LONGEST || length > size - LENGTH_BYTES) {
                throw new InputException(file() + ": is no .safetensors file, or a damaged one: its"
                        + " header claims " + Long.toUnsignedString(length) + " bytes");
            }
            byte[] all = new byte[LENGTH_BYTES + (int) length];
            bytes.read(0, all, all.length);
            return Arrays.copyOfRange(all, LENGTH_BYTES, all.length);
        }
    }

    private List<Tensor> parse(byte[] header) throws IOException {
        List<Tensor> found = new ArrayList<>();
        try (JsonParser json = JSON.createParser(header)) {
            require(json.nextToken(), JsonToken.START_OBJECT, "it");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                require(json.nextToken(), JsonToken.START_OBJECT, name);
                if (name.equals("__metadata__")) {
                    json.skipChildren();
                } else {
                    found.add(tensor(json, name));
                }
            }
            if (json.nextToken() != null) {
                throw new InputException(file() + ": something follows the object in its header");
            }
        }
        return found;
    }

    private Tensor tensor(JsonParser json, String name) throws IOException {
        String type = null;
        long[] shape = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(value, JsonToken.VALUE_STRING, name + ": dtype");
                    type = shown(json.getText());
                }
                case "shape" -> shape = wholeNumbers(json, name + ": shape");
                case "data_offsets" -> offsets = wholeNumbers(json, name + ": data_offsets");
                default -> throw new InputException(place(name)
                        + ": its header has " + shown(field) + ", which no .safetensors file has");
            }
        }
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw new InputException(place(name)
                    + ": its header needs dtype, shape and two data_offsets");
        }
        return new Tensor(name, type, shape, offsets[0], offsets[1]);
    }

    private long[] wholeNumbers(JsonParser json, String what) throws IOException {
        require(json.currentToken(), JsonToken.START_ARRAY, what);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
            if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || json.getLongValue() < 0) {
                throw new InputException(file() + ": in its header, " + shown(what)
                        + " is " + shown(json.getText()) + "; must be from 0 to 2^63");
            }
            numbers.add(json.getLongValue());
        }
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private void require(JsonToken found, JsonToken wanted, String what) {
        if (found != wanted) {
            throw new InputException(file() + ": in its header, " + shown(what) + " is "
                    + (found == null ? "cut short" : found.name()) + "; must be " + wanted.name());
        }
    }

    private void check(Tensor tensor) {
        NumberType type = TYPES.get(tensor.type);
        long elements = StoredArray.elements(tensor.shape, place(tensor.name));
        if (tensor.end < tensor.begin
                || type != null && elements * type.bytes() != tensor.end - tensor.begin) {
            throw new InputException(place(tensor.name) + ": shape "
                    + StoredArray.describe(tensor.shape) + " of " + tensor.type
                    + " does not take the bytes " + tensor.begin + " to " + tensor.end);
        }
        tensors.put(tensor.name, tensor);
        add(new Entry(tensor.name, Arrays.stream(tensor.shape).boxed().toList(),
                type == null ? tensor.type : type.toString()));
    }

    /** The arrays must follow one another to the end of the file. */
    private void requireWhole(List<Tensor> found, long length) {
        List<Tensor> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
        long at = 0;
        for (Tensor tensor : sorted) {
            if (tensor.begin != at) {
                throw new InputException(place(tensor.name) + ": begins at byte " + tensor.begin
                        + " of the data, the array before it ends at " + at
                        + "; arrays must follow one another");
            }
            at = tensor.end;
        }
        if (at != length) {
            throw new InputException(file() + ": its arrays take " + at + " bytes, the file has "
                    + length
                    + (length < at ? "; it was cut short" : "; something follows the arrays"));
        }
    }

    @Override
    StoredArray stored(String name) {
        Tensor tensor = tensors.get(name);
        NumberType type = TYPES.get(tensor.type);
        if (type == null) {
            throw new InputException(place(name) + ": holds numbers of type " + tensor.type
                    + "; wanted are whole numbers of 8 to 64 bits, bfloat16, or floats of 16 to 64"
                    + " bits");
        }
        return new StoredArray(type, ByteOrder.LITTLE_ENDIAN, start + tensor.begin, tensor.shape,
                StoredArray.inRowMajorOrder(tensor.shape));
    }

    @Override
    Bytes bytes(String name, StoredArray stored) throws IOException {
        return new FileBytes(file());
    }
}
