package parsimony.data.array;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;

/**
 * Finds what the axes of an array hold, from the given letters or else from its shape. A shape that
 * allows several readings, or none, is refused. A wrong guess would give patches of noise, and only
 * a user who looks at them would notice.
 *
 * <p>The rules follow from common data sets. Photographs are at most twice as high as wide and
 * three times as wide as high. A single one has at least {@link #LEAST_PHOTOGRAPH} pixels a side
 * unless it is square. Patches have 4 to 64 pixels a side, and flattened patches are square.
 * Colours are the last axis or come before height and width.
 */
final class ArrayGuess {
    /**
     * The least shorter side, in pixels, of a single photograph that is not square. A smaller
     * matrix is too small to be a data set.
     */
    private static final int LEAST_PHOTOGRAPH = 100;
    /** The least side of a patch in pixels, as in a pipeline. */
    private static final int SMALLEST_PATCH = 4;
    /**
     * The least side in pixels of a flattened colour patch, and of a gray one in an array of three
     * axes that has another likely reading. There, images of a few pixels a side are likelier than
     * flattened patches of so few pixels.
     */
    private static final int SMALLEST_FLAT_PATCH = 8;
    /**
     * The least side of a flattened colour image in pixels where the array could be a photograph
     * too. Rows of 3·32² and 3·64² values are those of CIFAR and of small ImageNet.
     */
    private static final int KNOWN_COLOUR_SIDE = 32;

    private final long[] shape;
    private final boolean matlab;
    private final Set<String> likely = new LinkedHashSet<>();

    private ArrayGuess(long[] shape, boolean matlab) {
        this.shape = shape;
        this.matlab = matlab;
    }

    /**
     * Decides how to read an array.
     *
     * @param name   the array's name in the form of {@code --data}, without letters
     * @param shape  the length of every axis, ≥ 1
     * @param matlab whether MATLAB wrote it, so that the first axis changes fastest
     * @param told   the letters of its axes, empty if there are none
     * @throws InputException if the letters do not fit, or there are none and the shape allows
     *                        several readings or none
     */
    static ArrayReading settle(String name, long[] shape, boolean matlab, String told) {
        try {
            return told.isEmpty() ? new ArrayGuess(shape, matlab).guess(name)
                    : ArrayAxes.parse(told).on(shape, matlab);
        } catch (InputException e) {
            throw new InputException(name + ": " + e.getMessage(), e);
        }
    }

    private ArrayReading guess(String name) {
        if (shape.length < 2) {
            throw new InputException("has the shape (" + ArrayAxes.times(shape)
                    + (shape.length == 1 ? ",)" : ")")
                    + "; images or patches are wanted, such as N×256 or N×H×W");
        }
        switch (shape.length) {
            case 2 -> matrix(shape[0], shape[1]);
            case 3 -> stack(shape[0], shape[1], shape[2]);
            default -> more();
        }
        if (likely.size() == 1) {
            return reading(likely.iterator().next());
        }
        throw new InputException("its shape " + ArrayAxes.times(shape)
                + " can be read in several ways; add the letters of"
                + " the right one: " + (likely.isEmpty() ? unlikely(name) : likely.stream()
                        .map(letters -> reading(letters).describe() + meaning(letters) + " (" + name
                                + "@" + letters + ")")
                        .collect(Collectors.joining(", or "))));
    }

    private ArrayReading reading(String letters) {
        return ArrayAxes.parse(letters).on(shape, matlab);
    }

    private static String meaning(String letters) {
        return switch (letters) {
            case "nd" -> ", each a row";
            case "dn" -> ", each a column";
            case "n,chw" -> ", each a row, all red values before green and blue";
            case "n,hwc" -> ", each a row, the colours of each pixel together";
            default -> "";
        };
    }

    /** One photograph, or flattened patches in rows or, as in MATLAB, in columns. */
    private void matrix(long height, long width) {
        boolean photograph = height == width || Math.min(height, width) >= LEAST_PHOTOGRAPH;
        if (isPicture(height, width) && photograph) {
            likely.add("hw");
        }
        if (height != width) {
            if (isFlat(width, SMALLEST_PATCH)) {
                likely.add("nd");
            }
            if (isFlat(height, SMALLEST_PATCH) && width > height && (matlab || likely.isEmpty())) {
                likely.add("dn");
            }
            if (width % 3 == 0 && isFlat(width / 3,
                    likely.isEmpty() ? SMALLEST_FLAT_PATCH : KNOWN_COLOUR_SIDE)) {
                likely.addAll(List.of("n,chw", "n,hwc"));
                addIf(isStrip(height, width) && height * width <= ArrayReading.MOST_PIXELS, "hw");
            }
        }
        if (likely.isEmpty() && isPicture(height, width)) {
            likely.add("hw");
        }
    }

    private void stack(long first, long second, long third) {
        boolean numpys = matlab ? isSquarish(second, third) : isPicture(second, third);
        boolean matlabs =
                third > 1 && (matlab ? isPicture(first, second) : isSquarish(first, second));
        // the equal ones are height and width
        boolean square = (first == second) != (second == third);
        if (isColours(third) && isPicture(first, second)) {
            likely.add("hwc");
        }
        addIf(first == 3 && isPicture(second, third), "chw");
        if (numpys && !(square && matlabs && first == second)) {
            likely.add("nhw");
        }
        if (matlabs && !(square && numpys && second == third)) {
            likely.add("hwn");
        }
        if (!matlab && first != second && second != third
                && isFlat(third, likely.isEmpty() ? SMALLEST_PATCH : SMALLEST_FLAT_PATCH)) {
            likely.add("nnd");
        }
        if (likely.isEmpty()) {
            addIf(isStrip(second, third), "nhw");
            addIf(isStrip(first, second), "hwn");
        }
    }

    private void more() {
        int n = shape.length;
        long last = shape[n - 1];
        boolean lastTwo = isPicture(shape[n - 2], last);
        addIf(isColours(last) && isPicture(shape[n - 3], shape[n - 2]), "n".repeat(n - 3) + "hwc");
        addIf(shape[n - 3] == 3 && lastTwo, "n".repeat(n - 3) + "chw");
        addIf(n == 4 && isColours(shape[2]) && isPicture(shape[0], shape[1]), "hwcn");
        if (likely.isEmpty()) {
            addIf(matlab && isPicture(shape[0], shape[1]), "hw" + "n".repeat(n - 2));
            addIf(lastTwo, "n".repeat(n - 2) + "hw");
        }
        if (likely.isEmpty()) {
            addIf(isFlat(last, SMALLEST_PATCH), "n".repeat(n - 1) + "d");
        }
        if (likely.isEmpty()) {
            addIf(isPicture(shape[0], shape[1]), "hw" + "n".repeat(n - 2));
            addIf(isStrip(shape[n - 2], last), "n".repeat(n - 2) + "hw");
        }
    }

    private void addIf(boolean allowed, String letters) {
        if (allowed) {
            likely.add(letters);
        }
    }

    private static boolean isColours(long length) {
        return length == 1 || length == 3 || length == 4;
    }

    /** Whether a photograph or patch may have such sides. */
    private static boolean isPicture(long height, long width) {
        return Math.min(height, width) >= SMALLEST_PATCH && height <= 2 * width
                && width <= 3 * height;
    }

    /**
     * The same with a stricter limit, for an unusual order of axes: at most twice as wide as high.
     */
    private static boolean isSquarish(long height, long width) {
        return isPicture(height, width) && width <= 2 * height;
    }

    /**
     * The same with a looser limit, where no other reading fits: the longer side may be ten times
     * the shorter.
     */
    private static boolean isStrip(long height, long width) {
        return Math.min(height, width) >= SMALLEST_PATCH
                && Math.max(height, width) <= 10 * Math.min(height, width);
    }

    private static boolean isFlat(long pixels, int smallest) {
        return pixels >= (long) smallest * smallest
                && pixels <= (long) ArrayReading.LARGEST_PATCH * ArrayReading.LARGEST_PATCH
                && PatchShape.square(pixels).isPresent();
    }

    /**
     * The message where no reading is likely. It lists all letters that the number of axes allows.
     */
    private String unlikely(String name) {
        List<String> ways = new ArrayList<>();
        if (shape.length == 2) {
            ways.add("1 image of " + ArrayAxes.times(shape) + " (" + name + "@hw)");
            ways.add(shape[0] + " patches in rows of " + shape[1] + " pixels (" + name
                    + "@nd with their HEIGHTxWIDTH, such as @nd" + nearestToSquare(shape[1]) + ")");
            ways.add(shape[1] + " patches in columns of " + shape[0] + " pixels (" + name + "@dn"
                    + nearestToSquare(shape[0]) + ")");
        } else if (shape.length == 3) {
            ways.add(shape[0] + " images of " + shape[1] + "×" + shape[2] + " (" + name + "@nhw)");
            ways.add(shape[2] + " images of " + shape[0] + "×" + shape[1] + " (" + name + "@hwn)");
        } else {
            ways.add(name + "@ and " + ArrayAxes.FORM);
        }
        return String.join(", or ", ways);
    }

    private static String nearestToSquare(long pixels) {
        long height = (long) Math.sqrt(pixels);
        while (pixels % height != 0) {
            height--;
        }
        return height + "x" + pixels / height;
    }
}
