package parsimony.figures;

import java.awt.Color;

/**
 * Colours for amounts, from dark blue over green to light yellow. Its lightness rises evenly, so
 * that equal steps of a value look equally large, and that the order of values is seen in print
 * without colour and by colour-blind readers. Colours are made in OKLab (Ottosson 2020, "A
 * perceptual color space for image processing").
 */
final class Ramp {
    private static final double DARKEST = 0.32;
    private static final double LIGHTEST = 0.94;
    /** The hue in degrees of the least and of the largest value. */
    private static final double BLUE = 280;
    private static final double YELLOW = 105;
    /** How colourful a colour is at most; less where the screen has no such colour. */
    private static final double CHROMA = 0.13;
    private static final double LESS = 0.97;
    /** The lightness from which black letters are read more easily than white ones. */
    private static final double LIGHT = 0.57;

    private Ramp() {}

    /**
     * The colour of a value.
     *
     * @param value from 0 to 1
     */
    static Color color(double value) {
        double hue = Math.toRadians(BLUE + (YELLOW - BLUE) * value);
        for (double chroma = CHROMA; true; chroma *= LESS) {
            double[] rgb =
                    linear(lightness(value), chroma * Math.cos(hue), chroma * Math.sin(hue));
            if (isShowable(rgb)) {
                return new Color(level(rgb[0]), level(rgb[1]), level(rgb[2]));
            }
        }
    }

    /** Black or white, whichever is read more easily on the colour of a value. */
    static Color letters(double value) {
        return lightness(value) >= LIGHT ? Theme.INK : Theme.PAPER;
    }

    static double lightness(double value) {
        return DARKEST + (LIGHTEST - DARKEST) * value;
    }

    /** From OKLab to linear red, green and blue. */
    private static double[] linear(double lightness, double a, double b) {
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return new double[] {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
    }

    private static double cube(double x) {
        return x * x * x;
    }

    private static boolean isShowable(double[] rgb) {
        for (double part : rgb) {
            if (part < 0 || part > 1) {
                return false;
            }
        }
        return true;
    }

    /** From linear light to the level of a screen, 0 to 255 (sRGB, IEC 61966-2-1). */
    private static int level(double linear) {
        double encoded = linear <= 0.0031308 ? 12.92 * linear
                : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * encoded);
    }
}
