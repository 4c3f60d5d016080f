package parsimony.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import parsimony.signals.InputException;

/**
 * Reads a Python pickle of tensors in dictionaries and lists, and nothing else. A pickle is a
 * program for a small machine with a stack; one from elsewhere may call anything. This machine
 * knows only the instructions and names that {@code torch.save} writes for tensors and plain
 * values. It refuses every other by name. It calls nothing: what would be a call of NumPy's, for
 * statistics that are beside the tensors, becomes an object that can do nothing.
 *
 * <p>Numbers in lists are passed over, since a list of statistics may have millions.
 */
final class TensorPickle {
    /** The most dictionaries and lists. */
    private static final int MOST_CONTAINERS = 1 << 20;
    private static final int MOST_ON_STACK = 1 << 21;
    private static final int LONGEST_TEXT = 1 << 24;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_PATH = 4096;
    /** The most levels of dictionaries and lists within one another. */
    private static final int DEEPEST = 64;

    private static final Set<String> DICTIONARIES = Set.of("collections.OrderedDict",
            "collections.defaultdict", "builtins.dict", "__builtin__.dict");
    private static final Set<String> STUBS = Set.of("numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar", "numpy.dtype", "_codecs.encode");
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";

    /** The name of something of Python's. */
    private record Global(String name) {}

    /**
     * A file of numbers in the archive.
     *
     * @param type     the class in PyTorch, such as FloatStorage
     * @param key      the name of the file
     * @param elements the number of its elements
     */
    record Storage(String type, String key, long elements) {}

    /**
     * A tensor: a view of a storage.
     *
     * @param offset  the number of its first element in the storage
     * @param shape   the length of every dimension
     * @param strides how many elements further the next index of every dimension is
     */
    record Tensor(Storage storage, long offset, long[] shape, long[] strides) {}

    /** A list or tuple whose numbers and texts are forgotten. */
    private static final class Sequence {
        private final Map<Long, Object> kept = new TreeMap<>();
        private long size;

        void add(Object value) {
            if (isContainer(value)) {
                kept.put(size, value);
            }
            size++;
        }
    }

    /** A tuple; whether it holds tensors or dictionaries is found once. */
    private static final class Tuple {
        private final Object[] values;
        private final boolean container;

        Tuple(Object... values) {
            this.values = values;
            container = Arrays.stream(values).anyMatch(TensorPickle::isContainer);
        }
    }

    /** What has no value here. */
    private enum Inert {
        MARK, NONE, STUB
    }

    private final DataInputStream in;
    private final String place;
    private final List<Object> stack = new ArrayList<>();
    private final List<Object> memo = new ArrayList<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private int containers;
    private int visited;

    private TensorPickle(InputStream in, String place) {
        this.in = new DataInputStream(in);
        this.place = place;
    }

    /**
     * Reads the tensors.
     *
     * @param in    a pickle of protocol 2
     * @param place the file in messages
     * @return the tensors by their names; those in dictionaries within one another have names with
     *         dots, such as {@code model.encoder.weight}
     * @throws InputException if the pickle is damaged, or holds or calls anything else
     */
    static Map<String, Tensor> read(InputStream in, String place) throws IOException {
        TensorPickle pickle = new TensorPickle(in, place);
        Object all;
        try {
            all = pickle.run();
        } catch (EOFException e) {
            throw new InputException(place + ": its pickle was cut short", e);
        }
        pickle.name("", all, 0);
        return pickle.tensors;
    }

    private InputException refusal(String what) {
        return new InputException(place + ": its pickle " + what);
    }

    private Object run() throws IOException {
        while (true) {
            int instruction = in.readUnsignedByte();
            switch (instruction) {
                case 0x80 -> {
                    int protocol = in.readUnsignedByte();
                    if (protocol != 2) {
                        throw refusal("is of protocol " + protocol + "; torch.save writes 2");
                    }
                }
                case '}' -> push(dictionary());
                case ']' -> push(list());
                case ')' -> push(new Tuple());
                case '(' -> push(Inert.MARK);
                case 'q' -> remember(in.readUnsignedByte());
                case 'r' -> remember(unsigned());
                case 'h' -> push(recall(in.readUnsignedByte()));
                case 'j' -> push(recall(unsigned()));
                case 'X' -> push(text());
                case 'J' -> push((long) Integer.reverseBytes(in.readInt()));
                case 'K' -> push((long) in.readUnsignedByte());
                case 'M' -> push((long) Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
                case 0x8a -> push(longNumber());
                case 'G' -> push(in.readDouble());
                case 'N' -> push(Inert.NONE);
                case 0x88 -> push(true);
                case 0x89 -> push(false);
                case 't' -> push(tuple(popToMark().toArray()));
                case 0x85 -> push(tuple(pop(1)));
                case 0x86 -> push(tuple(pop(2)));
                case 0x87 -> push(tuple(pop(3)));
                case 'a' -> {
                    Object value = pop();
                    append(List.of(value));
                }
                case 'e' -> append(popToMark());
                case 's' -> {
                    Object[] item = pop(2);
                    set(List.of(item));
                }
                case 'u' -> set(popToMark());
                case 'c' -> push(global());
                case 'R' -> {
                    Object arguments = pop();
                    push(call(pop(), arguments));
                }
                case 'b' -> {
                    pop(); // attributes of a dictionary, or the state of a stub
                    if (!(top() instanceof Map) && top() != Inert.STUB) {
                        throw refusal("sets attributes of something; only tensors are read");
                    }
                }
                case 'Q' -> push(storage(pop()));
                case '.' -> {
                    return pop();
                }
                default -> throw refusal(String.format("has the instruction 0x%02x, which torch"
                        + ".save does not write for tensors; save tensors only, such as"
                        + " torch.save(model.state_dict(), FILE)", instruction));
            }
        }
    }

    private void push(Object value) {
        if (stack.size() == MOST_ON_STACK) {
            throw refusal("holds more at once than any file of tensors does");
        }
        stack.add(value);
    }

    private Object pop() {
        if (stack.isEmpty() || top() == Inert.MARK) {
            throw refusal("is damaged: it takes what was not put there");
        }
        return stack.remove(stack.size() - 1);
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw refusal("is damaged: it takes what was not put there");
        }
        return stack.get(stack.size() - 1);
    }

    private Object[] pop(int size) {
        Object[] values = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return values;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(Inert.MARK);
        if (mark < 0) {
            throw refusal("is damaged: it ends what was not begun");
        }
        List<Object> tail = stack.subList(mark, stack.size());
        List<Object> values = new ArrayList<>(tail.subList(1, tail.size()));
        tail.clear();
        return values;
    }

    private void countContainer() {
        if (++containers > MOST_CONTAINERS) {
            throw refusal("holds more lists and dictionaries than any file of tensors does");
        }
    }

    private Map<Object, Object> dictionary() {
        countContainer();
        return new LinkedHashMap<>();
    }

    private Sequence list() {
        countContainer();
        return new Sequence();
    }

    private Tuple tuple(Object[] values) {
        Tuple tuple = new Tuple(values);
        if (tuple.container) {
            countContainer();
        }
        return tuple;
    }

    private long unsigned() throws IOException {
        return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    }

    /** Python counts what it remembers from 0. */
    private void remember(long number) {
        Object value = top();
        if (value == Inert.MARK || number > memo.size()) {
            throw refusal("is damaged: it remembers out of turn");
        } else if (number == memo.size()) {
            memo.add(value);
        } else {
            memo.set((int) number, value);
        }
    }

    private Object recall(long number) {
        if (number >= memo.size()) {
            throw refusal("is damaged: it recalls what it does not remember");
        }
        return memo.get((int) number);
    }

    private String text() throws IOException {
        long length = unsigned();
        if (length > LONGEST_TEXT) {
            throw refusal("has a text of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Object longNumber() throws IOException {
        byte[] bytes = in.readNBytes(in.readUnsignedByte());
        for (int i = 0; i < bytes.length / 2; i++) {
            byte first = bytes[i];
            bytes[i] = bytes[bytes.length - 1 - i];
            bytes[bytes.length - 1 - i] = first;
        }
        BigInteger number = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : Inert.STUB;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (line.length() == LONGEST_NAME) {
                throw refusal("is damaged: it has a name without an end");
            }
            line.append(c >= ' ' && c <= '~' ? (char) c : '?');
        }
        return line.toString();
    }

    private Global global() throws IOException {
        String module = line();
        String name = module + "." + line();
        if (!DICTIONARIES.contains(name) && !STUBS.contains(name) && !name.equals(TENSOR)
                && !(module.equals("torch") && name.endsWith("Storage"))) {
            throw refusal("asks for " + name + ", which is no tensor; nothing was called. Save"
                    + " tensors only, such as torch.save(model.state_dict(), FILE)");
        }
        return new Global(name);
    }

    /** What a call would give. Nothing is called. */
    private Object call(Object called, Object arguments) {
        if (!(called instanceof Global global) || !(arguments instanceof Tuple tuple)) {
            throw refusal("calls what cannot be called");
        }
        Object[] values = tuple.values;
        if (DICTIONARIES.contains(global.name)) {
            if (Arrays.stream(values).anyMatch(v -> !(v instanceof Global))) {
                throw refusal("makes a " + global.name + " of what it holds");
            }
            return dictionary();
        }
        if (STUBS.contains(global.name)) {
            return Inert.STUB;
        }
        if (!global.name.equals(TENSOR)) {
            throw refusal("calls " + global.name + "; nothing was called");
        }
        boolean plain = (values.length == 6 || values.length == 7
                && (values[6] == Inert.NONE || values[6] instanceof Map<?, ?> map && map.isEmpty()))
                && values[0] instanceof Storage;
        if (!plain || !(values[1] instanceof Long offset)) {
            throw refusal("holds a tensor of a kind that is not read");
        }
        return new Tensor((Storage) values[0], offset, lengths(values[2]), lengths(values[3]));
    }

    private long[] lengths(Object of) {
        if (!(of instanceof Tuple tuple)) {
            throw refusal("holds a tensor without a shape");
        }
        Object[] values = tuple.values;
        long[] lengths = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] instanceof Long length) || length < 0) {
                throw refusal("holds a tensor whose shape or strides are no whole numbers from 0");
            }
            lengths[i] = length;
        }
        return lengths;
    }

    private Storage storage(Object id) {
        Object[] values = id instanceof Tuple tuple ? tuple.values : new Object[0];
        if (values.length >= 5 && "storage".equals(values[0])
                && values[1] instanceof Global type && type.name.endsWith("Storage")
                && values[2] instanceof String key && values[4] instanceof Long elements
                && elements >= 0 && (values.length == 5 || values[5] == Inert.NONE)) {
            return new Storage(type.name.substring("torch.".length()), key, elements);
        }
        throw refusal("refers to something outside it that is no storage of a tensor");
    }

    private void append(List<Object> values) {
        if (!(top() instanceof Sequence list)) {
            throw refusal("appends to what is no list");
        }
        values.forEach(list::add);
    }

    private void set(List<Object> items) {
        if (!(top() instanceof Map<?, ?> dictionary) || items.size() % 2 != 0) {
            throw refusal("sets items of what is no dictionary");
        }
        @SuppressWarnings("unchecked") // made by dictionary()
        Map<Object, Object> map = (Map<Object, Object>) dictionary;
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (key instanceof String || key instanceof Long || key instanceof Boolean
                    || key instanceof Double) {
                map.put(key, items.get(i + 1));
            } else if (isContainer(items.get(i + 1))) {
                throw refusal("holds tensors or dictionaries under a key that is neither a text nor"
                        + " a number");
            }
        }
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map || value instanceof Sequence || value instanceof Tensor
                || value instanceof Tuple tuple && tuple.container;
    }

    /** Gives names to the tensors of what was read. */
    private void name(String prefix, Object value, int depth) {
        if (depth > DEEPEST || ++visited > MOST_CONTAINERS || prefix.length() > LONGEST_PATH) {
            throw refusal("has dictionaries or lists within one another without an end");
        }
        if (value instanceof Tensor tensor) {
            if (tensors.put(prefix, tensor) != null) {
                throw refusal("gives two tensors the name "
                        + NamedArrays.shown(prefix));
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> nameWithin(prefix, key, inner, depth));
        } else if (value instanceof Sequence list) {
            list.kept.forEach((index, inner) -> nameWithin(prefix, index, inner, depth));
        } else if (value instanceof Tuple tuple) {
            for (int i = 0; i < tuple.values.length; i++) {
                nameWithin(prefix, i, tuple.values[i], depth);
            }
        }
    }

    private void nameWithin(String prefix, Object key, Object inner, int depth) {
        if (isContainer(inner)) {
            name(prefix.isEmpty() ? key.toString() : prefix + "." + key, inner, depth + 1);
        }
    }
}
