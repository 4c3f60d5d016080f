package parsimony.compare;

/**
 * How far codes are from the ideal corner of the plane of R² and zeros, where everything is
 * explained and every entry is 0. Two definitions are in use, and differ by √2. R² is here that of
 * all pixels pooled; one below 0 counts as 0, so that a distance has a largest value.
 */
public final class IdealCorner {
    private IdealCorner() {}

    /**
     * {@return √((1 − max(0, R²))² + (1 − zeros)²), from 0 to √2} As in the figures of Vafaii,
     * Galor &amp; Yates (2025), Brain-like variational inference.
     *
     * @param r2 explained variance, ≤ 1
     * @param zeros share of zeros, 0..1
     */
    public static double distance(double r2, double zeros) {
        return Math.hypot(1 - Math.max(0, r2), 1 - zeros);
    }

    /**
     * {@return the same divided by √2, from 0 to 1} As in the code of Vafaii, Galor &amp; Yates
     * (2024), Poisson variational autoencoder, which takes the mean R² of patches.
     *
     * @param r2 explained variance, ≤ 1
     * @param zeros share of zeros, 0..1
     */
    public static double scaledDistance(double r2, double zeros) {
        return distance(r2, zeros) / Math.sqrt(2);
    }
}
