package parsimony.compare.gabor;

import java.util.OptionalDouble;

/**
 * A Gabor function on the pixels of an atom, g = A exp(−½(x²/σx² + y²/σy²)) cos(2πf·x + φ), where x
 * runs across its bars and y along them from its centre (Daugman 1985, J. Opt. Soc. Am. A 2, 1160;
 * Ringach 2002, J. Neurophysiol. 88, 455). Several sets of parameters describe the same function.
 * This record keeps the set with A ≥ 0, f ≥ 0, an orientation in [0, π) and a phase in [−π, π].
 *
 * @param amplitude   A, ≥ 0, in the units of the atom
 * @param column      of the centre, pixels from the left; 0 is the middle of the first
 * @param row         of the centre, pixels from the top
 * @param sigmaX      spread of the envelope across the bars, pixels, &gt; 0
 * @param sigmaY      spread along the bars, pixels, &gt; 0
 * @param orientation of the bars, radians counter-clockwise from the horizontal, as they are seen;
 *                    0 ≤ θ &lt; π
 * @param frequency   f, cycles per pixel, ≥ 0
 * @param phase       φ, radians; at 0 and ±π the function is even, at ±π/2 odd
 */
public record Gabor(double amplitude, double column, double row, double sigmaX, double sigmaY,
        double orientation,
        double frequency, double phase) {

    /** Changes the parameters to the equivalent set that is kept. */
    public Gabor {
        if (amplitude < 0) {
            amplitude = -amplitude;
            phase += Math.PI;
        }
        if (frequency < 0) {
            frequency = -frequency;
            phase = -phase;
        }
        double halfTurns = Math.floor(orientation / Math.PI);
        orientation = Math.max(0, orientation - halfTurns * Math.PI);
        if (halfTurns % 2 != 0) {
            phase = -phase; // x changes its sign
        }
        if (orientation >= Math.PI) { // by rounding
            orientation = 0;
            phase = -phase;
        }
        phase = Math.IEEEremainder(phase, 2 * Math.PI);
    }

    /**
     * {@return the value at a pixel}
     *
     * @param atColumn the column, from 0
     * @param atRow the row, from 0
     */
    public double at(double atColumn, double atRow) {
        double right = atColumn - column;
        double down = atRow - row;
        double x = right * Math.sin(orientation) + down * Math.cos(orientation);
        double y = right * Math.cos(orientation) - down * Math.sin(orientation);
        return amplitude * Math.exp(-0.5 * (x * x / (sigmaX * sigmaX) + y * y / (sigmaY * sigmaY)))
                * Math.cos(2 * Math.PI * frequency * x + phase);
    }

    /**
     * Full width of the frequency response at half its height, in octaves: log2((f + h)/(f − h)),
     * where h = √(2 ln 2)/(2πσx) is the half width of the envelope's transform (Petkov &amp;
     * Kruizinga 1997, Biol. Cybern. 76, 83; the measure is that of De Valois, Albrecht &amp;
     * Thorell 1982, Vision Res. 22, 545).
     *
     * @return empty if f ≤ h: the response is low-pass, and has no lower end
     */
    public OptionalDouble bandwidth() {
        double half = Math.sqrt(2 * Math.log(2)) / (2 * Math.PI * sigmaX);
        return frequency > half
                ? OptionalDouble.of(Math.log((frequency + half) / (frequency - half)) / Math.log(2))
                : OptionalDouble.empty();
    }
}
