package parsimony.data;

import java.util.Optional;
import parsimony.signals.InputException;

/**
 * How high and wide a picture is, such as a patch or an atom. A row of D numbers alone does not say
 * it.
 *
 * @param height pixels, ≥ 1
 * @param width  pixels, ≥ 1
 */
public record PatchShape(int height, int width) {
    /** @throws InputException if a side is below 1 */
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
     * @throws InputException if it is something else
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
            // Said below, with what would be right.
        }
        throw new InputException(
                "‹patch›: must be a side or HEIGHTxWIDTH in pixels, such as 16 or 12x20, got "
                        + text);
    }

    /** The square of so many pixels; empty if their number is no square. */
    public static Optional<PatchShape> square(long pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        return side >= 1 && (long) side * side == pixels ? Optional.of(new PatchShape(side, side))
                : Optional.empty();
    }

    /** How many pixels it has, D. */
    public int pixels() {
        return Math.multiplyExact(height, width);
    }

    public boolean isSquare() {
        return height == width;
    }

    /** For people: {@code 12×20}. */
    public String times() {
        return height + "×" + width;
    }

    /** The text form, {@code 12x20}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
