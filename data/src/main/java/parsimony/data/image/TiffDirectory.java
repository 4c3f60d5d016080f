package parsimony.data.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import parsimony.signals.InputException;

/**
 * The directory of one page of a TIFF: fields, each a tag and one or more values. Values are read
 * when they are asked for.
 */
final class TiffDirectory {
    /** Bytes per value of the types 0 to 18; 0 for type numbers that the format does not define. */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    /** The type of a tag's values, their number, and their position in the file. */
    private record Field(int type, long count, long place) {}

    private final TiffFile file;
    /** The position of the directory in the file. */
    final long place;
    /** The position of the next directory; 0 after the last. */
    final long next;
    private final Map<Integer, Field> fields = new HashMap<>();

    TiffDirectory(TiffFile file, long place) throws IOException {
        this.file = file;
        this.place = place;
        int inline = file.big ? 8 : 4;
        int head = file.big ? 8 : 2;
        int entry = 4 + 2 * inline;
        long count = file.number(place, head);
        if (count < 0 || count > 1 << 16) {
            throw new InputException(file + ": is damaged: a page claims " + count + " fields");
        }
        ByteBuffer entries = file.read(place + head, count * entry + inline);
        for (int i = 0; i < count; i++) {
            int at = i * entry;
            int type = Short.toUnsignedInt(entries.getShort(at + 2));
            int size = type < SIZES.length ? SIZES[type] : 0;
            long values = number(entries, at + 4, inline);
            boolean fits = size > 0 && values >= 0 && values <= inline / size;
            long where = fits ? place + head + at + 4 + inline
                    : number(entries, at + 4 + inline, inline);
            fields.putIfAbsent(Short.toUnsignedInt(entries.getShort(at)),
                    new Field(type, values, where));
        }
        this.next = number(entries, (int) count * entry, inline);
    }

    private static long number(ByteBuffer bytes, int at, int size) {
        return size == 8 ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
    }

    /** The number of values of a tag, 0 if it is missing. */
    long count(int tag) {
        return fields.containsKey(tag) ? fields.get(tag).count : 0;
    }

    /** The whole numbers of a tag; none if it is missing. */
    long[] numbers(int tag) throws IOException {
        Field field = fields.get(tag);
        if (field == null) {
            return new long[0];
        }
        int size = field.type < SIZES.length ? SIZES[field.type] : 0;
        if (size == 0 || field.count < 0 || field.count > file.length / size) {
            throw new InputException(file + ": is damaged: tag " + tag + " has " + field.count
                    + " values of type " + field.type);
        }
        ByteBuffer bytes = file.read(field.place, field.count * size);
        long[] numbers = new long[(int) field.count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (field.type) {
                case 1, 7 -> Byte.toUnsignedLong(bytes.get());
                case 3 -> Short.toUnsignedLong(bytes.getShort());
                case 4, 13 -> Integer.toUnsignedLong(bytes.getInt());
                case 6 -> bytes.get();
                case 8 -> bytes.getShort();
                case 9 -> bytes.getInt();
                case 16, 17, 18 -> bytes.getLong();
                default -> throw new InputException(
                        file + ": is damaged: tag " + tag + " is not a whole number");
            };
        }
        return numbers;
    }

    /** The first number of a tag, or {@code otherwise} if the tag is missing. */
    long number(int tag, long otherwise) throws IOException {
        long[] numbers = numbers(tag);
        return numbers.length == 0 ? otherwise : numbers[0];
    }

    String text(int tag) throws IOException {
        Field field = fields.get(tag);
        return field == null || field.type != 2 ? ""
                : ISO_8859_1.decode(file.read(field.place, field.count)).toString();
    }
}
