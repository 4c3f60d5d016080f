package parsimony.figures;

/** A color scale for values in [−1, 1]; zero is its middle. */
public enum Shade {
    /** From black through middle gray to white. */
    GRAY {
        @Override
        int rgb(double value) {
            int level = (int) Math.round(127.5 + 127.5 * value);
            return level << 16 | level << 8 | level;
        }
    },
    /** From blue through white to vermilion: colour-blind readers can tell the sign, too. */
    DIVERGING {
        @Override
        int rgb(double value) {
            int end = value < 0 ? 0x0072B2 : 0xD55E00;
            double t = Math.abs(value);
            return mix(end >> 16 & 255, t) << 16 | mix(end >> 8 & 255, t) << 8 | mix(end & 255, t);
        }
    };

    /**
     * The color of a value.
     *
     * @param value from −1 to 1
     * @return 0xRRGGBB
     */
    abstract int rgb(double value);

    private static int mix(int end, double t) {
        return (int) Math.round(255 + (end - 255) * t);
    }
}
