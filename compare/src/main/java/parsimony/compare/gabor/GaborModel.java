package parsimony.compare.gabor;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.optim.nonlinear.vector.leastsquares.ParameterValidator;
import org.hipparchus.util.Pair;

/**
 * Values and derivatives of a Gabor function on a grid of pixels, over parameters in which it is
 * smooth everywhere: a = A cos φ, b = A sin φ, column, row, ln σx, ln σy, orientation, frequency.
 */
final class GaborModel implements MultivariateJacobianFunction, ParameterValidator {
    private static final int PARAMETERS = 8;
    /** The least σ in pixels. A narrower envelope would fall between two pixels. */
    private static final double LEAST_SIGMA = 0.4;
    /**
     * The highest frequency in cycles per pixel: √½, that of a checkerboard, the finest pattern
     * that pixels can show.
     */
    private static final double MOST_FREQUENCY = Math.sqrt(0.5);

    private final int height;
    private final int width;

    GaborModel(int height, int width) {
        this.height = height;
        this.width = width;
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector point) {
        double[] p = point.toArray();
        double[] values = new double[height * width];
        double[][] slopes = new double[height * width][PARAMETERS];
        double varianceX = Math.exp(2 * p[4]);
        double varianceY = Math.exp(2 * p[5]);
        double sin = Math.sin(p[6]);
        double cos = Math.cos(p[6]);
        double radians = 2 * Math.PI * p[7];
        for (int i = 0; i < values.length; i++) {
            double right = i % width - p[2];
            double down = i / width - p[3];
            double x = right * sin + down * cos;
            double y = right * cos - down * sin;
            double envelope = Math.exp(-0.5 * (x * x / varianceX + y * y / varianceY));
            double even = envelope * Math.cos(radians * x);
            double odd = envelope * Math.sin(radians * x);
            double value = p[0] * even - p[1] * odd;
            double byWave = -p[0] * odd - p[1] * even;
            double byX = radians * byWave - value * x / varianceX;
            double byY = -value * y / varianceY;
            values[i] = value;
            double[] slope = slopes[i];
            slope[0] = even;
            slope[1] = -odd;
            slope[2] = -sin * byX - cos * byY;
            slope[3] = -cos * byX + sin * byY;
            slope[4] = value * x * x / varianceX;
            slope[5] = value * y * y / varianceY;
            slope[6] = y * byX - x * byY;
            slope[7] = 2 * Math.PI * x * byWave;
        }
        return new Pair<>(new ArrayRealVector(values, false),
                new Array2DRowRealMatrix(slopes, false));
    }

    /**
     * Limits the centre to the atom, the envelope's σ to twice the atom's longer side, and the
     * frequency to what pixels can show.
     */
    @Override
    public RealVector validate(RealVector p) {
        double mostSigma = Math.log(2.0 * Math.max(height, width));
        clamp(p, 2, -0.5, width - 0.5);
        clamp(p, 3, -0.5, height - 0.5);
        clamp(p, 4, Math.log(LEAST_SIGMA), mostSigma);
        clamp(p, 5, Math.log(LEAST_SIGMA), mostSigma);
        clamp(p, 7, -MOST_FREQUENCY, MOST_FREQUENCY);
        return p;
    }

    private static void clamp(RealVector p, int i, double low, double high) {
        p.setEntry(i, Math.max(low, Math.min(high, p.getEntry(i))));
    }

    /** The function that the parameters describe, {@code scale} times as high. */
    static Gabor gabor(RealVector p, double scale) {
        return new Gabor(scale * Math.hypot(p.getEntry(0), p.getEntry(1)), p.getEntry(2),
                p.getEntry(3), Math.exp(p.getEntry(4)),
                Math.exp(p.getEntry(5)), p.getEntry(6), p.getEntry(7),
                Math.atan2(p.getEntry(1), p.getEntry(0)));
    }
}
