package parsimony.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.signals.InputException;

/**
 * The variables of a MATLAB file, and how a path leads into structs and cell arrays. An array's
 * name is such a path.
 */
abstract class MatFile extends NamedArrays {
    private static final String VERSION_73 = "MATLAB 7.3";
    /** The bytes of the header of version 5, which ends with the byte order. */
    private static final int HEADER = 128;
    private static final Pattern FIRST = Pattern.compile("[^.{(]+");
    private static final Pattern STEP =
            Pattern.compile("\\G(?:\\.([^.{(]+)|\\{(\\d{1,9})}|\\((\\d{1,9})\\))");

    private final List<MatArray> variables = new ArrayList<>();
    /** The array that was found last, since unpacking one takes time. */
    private MatArray found;
    private String foundPath = "";

    MatFile(Path file) {
        super(file);
    }

    /**
     * Whether a file is one of MATLAB's.
     *
     * @param head its first 128 bytes, or all if it has fewer
     */
    static boolean isOne(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("MATLAB ")
                || text.length() == HEADER && (text.endsWith("\1IM") || text.endsWith("\1MI"))
                || MatVersion4.order(ByteBuffer.wrap(head)) != null;
    }

    /**
     * Opens a file of version 4 to 7.3.
     *
     * @throws InputException if it is none, or is damaged
     */
    static MatFile ofMatlab(Path file) {
        byte[] head = new byte[VERSION_73.length()];
        try (FileBytes bytes = new FileBytes(file)) {
            bytes.read(0, head, head.length);
        } catch (EOFException e) {
            return new MatVersion5(file); // which says that it is too short
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        return new String(head, StandardCharsets.ISO_8859_1).equals(VERSION_73)
                ? new MatVersion73(file) : new MatVersion5(file);
    }

    /** Adds a variable of the file; what is in it may be missing until {@link #whole}. */
    void add(MatArray variable) {
        if (variable.name().isEmpty()) { // which no program writes, and nobody could ask for
            return;
        }
        variables.add(variable);
        add(new Entry(variable.name(), lengths(variable), variable.kind().toString()));
    }

    private static List<Long> lengths(MatArray array) {
        return Arrays.stream(array.shape()).asLongStream().boxed().toList();
    }

    List<MatArray> variables() {
        return variables;
    }

    /** A variable with what is in it. */
    abstract MatArray whole(int index);

    @Override
    public Entry entry(String name) {
        MatArray array = find(name);
        return new Entry(name, lengths(array), array.kind().toString());
    }

    @Override
    String only() {
        return find("").name();
    }

    @Override
    StoredArray stored(String name) {
        return find(name).stored();
    }

    @Override
    Bytes bytes(String name, StoredArray stored) throws IOException {
        return find(name).opener().open();
    }

    @Override
    float white(String name, NumberType type) {
        return find(name).white();
    }

    @Override
    boolean isColumnMajor() {
        return true;
    }

    /**
     * An array of real numbers.
     *
     * @param path its name, or its place in structs and cell arrays: {@code name.field},
     *             {@code name{3}}, {@code name(2).field}, counted from 1 as in MATLAB; empty if the
     *             file holds only one
     * @throws InputException if there is no such array, or it does not hold real numbers
     */
    MatArray find(String path) {
        if (path.isEmpty()) {
            List<MatArray> readable = variables().stream().filter(MatArray::isReadable).toList();
            MatArray only = readable.size() == 1 ? readable.get(0) : variables().size() == 1
                    ? variables().get(0) : null;
            if (only == null) {
                throw new InputException(file() + ": " + (variables().isEmpty()
                        ? "holds no variable"
                        : (readable.isEmpty() ? "holds no array of real numbers"
                                : "holds several arrays")
                                + "; choose one with mat:" + file() + "#NAME; " + listing()));
            }
            return find(only.name());
        }
        if (path.equals(foundPath)) {
            return found;
        }
        MatArray array = walk(path);
        if (!array.isReadable()) {
            throw new InputException(file() + "#" + path + ": " + array.refusal(path) + "; "
                    + listing());
        }
        foundPath = path;
        found = array;
        return array;
    }

    private String listing() {
        return "the file holds " + MatArray.describe(variables());
    }

    private MatArray walk(String path) {
        int found = index(path); // other programs write names with points
        int at = path.length();
        if (found < 0) {
            Matcher first = FIRST.matcher(path);
            at = first.lookingAt() ? first.end() : 0;
            found = index(path.substring(0, at));
        }
        if (found < 0) {
            throw new InputException(file() + ": has no array " + path.substring(0, at) + "; "
                    + listing());
        }
        MatArray array = whole(found);
        Matcher step = STEP.matcher(path).region(at, path.length());
        while (at < path.length()) {
            String before = path.substring(0, at);
            if (!step.find()) {
                throw new InputException(file() + "#" + path + ": \"" + path.substring(at)
                        + "\" is no way into an array; .FIELD, {NUMBER} or (NUMBER).FIELD is");
            }
            if (step.group(3) != null) {
                int element = number(step.group(3), array, MatKind.STRUCT, before);
                at = step.end();
                if (!step.find() || step.group(1) == null) {
                    throw new InputException(file() + "#" + path + ": name a field after "
                            + path.substring(0, at) + "; " + before + " " + array.refusal(before));
                }
                array = field(array, element, step.group(1), before);
            } else if (step.group(2) != null) {
                array = array.parts().get(number(step.group(2), array, MatKind.CELL, before));
            } else {
                array = field(array, 0, step.group(1), before);
            }
            at = step.end();
        }
        return array;
    }

    private int index(String name) {
        for (int i = 0; i < variables().size(); i++) {
            if (variables().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int number(String digits, MatArray array, MatKind wanted, String path) {
        int number = Integer.parseInt(digits);
        if (array.kind() != wanted || number < 1 || number > array.elements()) {
            throw new InputException(file() + "#" + path + ": is " + array.describe()
                    + ", which has no element " + number + " to choose; " + listing());
        }
        return number - 1;
    }

    private MatArray field(MatArray array, int element, String name, String path) {
        int field = array.fields().indexOf(name);
        if (field < 0 || array.elements() <= element) {
            throw new InputException(file() + "#" + path + ": " + (array.kind() == MatKind.STRUCT
                    ? "has no field " + name + "; it " + array.refusal(path)
                    : "is " + array.describe() + ", which has no fields; " + listing()));
        }
        return array.parts().get(element * array.fields().size() + field);
    }
}
