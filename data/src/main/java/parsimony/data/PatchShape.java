package parsimony.data;

import java.util.Optional;
import parsimony.signals.InputException;

/**
 * The height and width of a picture, such as a patch or an atom. A row of D = height·width numbers
 * alone does not tell them.
 *
 * @param height pixels, ≥ 1
 * @param width  pixels, ≥ 1
 */
public record PatchShape(int height, int width) {
    /**
     * Checks the values.
     *
     * @throws InputException if a side is below 1
     */
    public PatchShape {
        if (height < 1 || width < 1) {
            throw new InputException(
                    "‹patch›: must be at least 1x1 pixel, got " + height + "x" + width);
        }
    }

    /**
     * Reads the text form: a side of a square such as {@code 16}, or height and width such as
     * {@code 12x20}.
     *
     * @param text the text form
     * @return the shape
     * @throws InputException if the text has another form
     */
    public static PatchShape parse(String text) {
        String[] sides = String.valueOf(text).strip().split("[x×]", -1);
        try {
            if (sides.length <= 2) {
                int height = WholeNumber.parseInt(sides[0]);
                return new PatchShape(height,
                        sides.length == 1 ? height : WholeNumber.parseInt(sides[1]));
            }
        } catch (InputException e) {
            // The exception below says what would be right.
        }
        throw new InputException(
                "‹patch›: must be a side or HEIGHTxWIDTH in pixels, such as 16 or 12x20, got "
                        + text);
    }

    /**
     * {@return the square with so many pixels; empty if {@code pixels} is not a square number}
     *
     * @param pixels the number of pixels
     */
    public static Optional<PatchShape> square(long pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        return side >= 1 && (long) side * side == pixels ? Optional.of(new PatchShape(side, side))
                : Optional.empty();
    }

    /** {@return the number of pixels, D = height·width} */
    public int pixels() {
        return Math.multiplyExact(height, width);
    }

    /** {@return whether height and width are equal} */
    public boolean isSquare() {
        return height == width;
    }

    /** {@return the form for people to read, {@code 12×20}} */
    public String times() {
        return height + "×" + width;
    }

    /** The text form, {@code 12x20}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
