package parsimony.data.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;

/**
 * Letters that say what the axes of an array hold. The letter n counts images; h, w and c are the
 * rows, columns and colours of each image. In the form {@code hwn} each letter is one axis. With
 * commas, several letters may share an axis, and the last of them changes fastest: {@code n,chw}
 * means that each row is an image, first all its red, then its green, then its blue pixels. The
 * letter d is short for such an axis of gray pixels, row by row. The height and width of pixels
 * that share an axis may follow, {@code nd12x20}; without them an image is square.
 *
 * @param axes  the letters of each axis
 * @param shape the shape of an image whose pixels share an axis; null if the image is square, or if
 *              its height and width have axes of their own
 */
record ArrayAxes(List<String> axes, PatchShape shape) {
    /** The form of the text, for messages. */
    static final String FORM =
            "letters such as nhw, hwn, nhwc, nd, dn or n,chw, one for each axis: n images, h"
                    + " rows, w columns, c colours, d all pixels of an image";
    private static final Pattern TEXT = Pattern.compile("([a-z,]+?)(\\d+x\\d+)?");

    /** @throws InputException if the text has another form; the message says why */
    static ArrayAxes parse(String text) {
        Matcher form = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw refusal(text, "names no axes");
        }
        String letters = form.group(1);
        List<String> axes = new ArrayList<>();
        for (String axis : letters.contains(",") ? letters.split(",", -1) : letters.split("")) {
            axes.add(axis.replace("d", "hw"));
        }
        String all = String.join("", axes);
        if (!all.matches("[nhwc]+")) {
            throw refusal(text, "has another letter than n, h, w, c and d");
        }
        if (count(all, 'h') != 1 || count(all, 'w') != 1 || count(all, 'c') > 1) {
            throw refusal(text, "must have h and w, or d, and c at most, once each");
        }
        for (String axis : axes) {
            if (axis.isEmpty() || axis.length() > 1
                    && (axis.contains("n") || !axis.contains("h") || !axis.contains("w"))) {
                throw refusal(text,
                        "must have one letter for each axis; only h and w, with or without c, can"
                                + " share one");
            }
        }
        boolean shared = axes.stream().anyMatch(axis -> axis.length() > 1);
        if (form.group(2) != null && !shared) {
            throw refusal(text, "says a size, which the array itself has where h and w are axes");
        }
        return new ArrayAxes(List.copyOf(axes),
                form.group(2) == null ? null : PatchShape.parse(form.group(2)));
    }

    private static InputException refusal(String text, String why) {
        return new InputException("@" + text + " " + why + "; say " + FORM);
    }

    private static long count(String text, char letter) {
        return text.chars().filter(c -> c == letter).count();
    }

    /** Text that {@link #parse} takes. */
    @Override
    public String toString() {
        boolean plain = axes.stream().allMatch(axis -> axis.length() == 1 || axis.equals("hw"));
        return axes.stream().map(axis -> axis.equals("hw") ? "d" : axis)
                .collect(Collectors.joining(plain ? "" : ",")) + (shape == null ? "" : shape);
    }

    /**
     * Applies the letters to an array.
     *
     * @param dimensions  the length of each axis, ≥ 1
     * @param columnMajor true if the first axis changes fastest, as in MATLAB; false if the last
     *                    one does
     * @throws InputException if they do not fit; the message says why
     */
    ArrayReading on(long[] dimensions, boolean columnMajor) {
        if (axes.size() != dimensions.length) {
            throw new InputException("@" + this + " names " + axes.size() + " axes, the array has "
                    + dimensions.length + ", " + times(dimensions));
        }
        List<ArrayReading.Step> steps = new ArrayList<>();
        long stride = 1;
        for (int i = 0; i < dimensions.length; i++) { // from the axis that changes fastest
            int axis = columnMajor ? i : dimensions.length - 1 - i;
            lay(axes.get(axis), dimensions[axis], stride, axis, steps);
            stride *= dimensions[axis];
        }
        return new ArrayReading(this, steps);
    }

    private void lay(String letters, long length, long stride, int axis,
            List<ArrayReading.Step> steps) {
        if (letters.length() == 1) {
            steps.add(new ArrayReading.Step(letters.charAt(0), length, stride, axis));
            return;
        }
        long colours = letters.contains("c") ? 3 : 1;
        PatchShape image = shape != null ? shape : PatchShape.square(length / colours).orElse(null);
        if (image == null || (long) image.pixels() * colours != length) {
            throw new InputException("@" + this + ": " + length + " values are not "
                    + (shape != null ? shape.times() : "a square number of") + " pixels"
                    + (colours == 3 ? " in 3 colours" : "")
                    + (shape != null ? "" : "; add their HEIGHTxWIDTH, as in @" + this + "12x20"));
        }
        long inner = stride;
        for (int i = letters.length() - 1; i >= 0; i--) {
            char letter = letters.charAt(i);
            long size = letter == 'h' ? image.height() : letter == 'w' ? image.width() : colours;
            steps.add(new ArrayReading.Step(letter, size, inner, axis));
            inner *= size;
        }
    }

    /** A shape as people write it, {@code 2×768×1024}. */
    static String times(long[] dimensions) {
        return Arrays.stream(dimensions).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }
}
