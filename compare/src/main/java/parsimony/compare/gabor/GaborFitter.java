package parsimony.compare.gabor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.jtransforms.fft.DoubleFFT_2D;
import parsimony.signals.InputException;
import parsimony.signals.ParallelLoop;

/**
 * Fits Gabor functions by nonlinear least squares (Levenberg–Marquardt). The problem has many local
 * optima. So each fit starts from each of the highest peaks of the atom's Fourier spectrum, with
 * envelopes of several widths around the centre of its energy, and the best result is kept.
 */
public final class GaborFitter {
    /** Most peaks of the spectrum to start from. */
    private static final int PEAKS = 3;
    /** Widths σ of the first envelopes, as shares of the atom's longer side. */
    private static final double[] SIGMAS = {0.08, 0.16, 0.32};
    /**
     * The factor by which zero padding samples the spectrum more finely than the atom's own size.
     */
    private static final int PADDING = 4;
    /** After this many steps only the best {@link #FINALISTS} go on. */
    private static final int FIRST_STEPS = 6;
    private static final int FINALISTS = 2;
    /** Most steps of a fit that goes on. */
    private static final int MOST_STEPS = 60;
    /** A limit that the optimizer requires; a fit normally ends by its steps. */
    private static final int MOST_EVALUATIONS = 1000;
    /** The fit stops after a step that lowers the cost by a smaller share. */
    private static final double LEAST_GAIN = 1e-5;
    /** A wave of amplitude 1 with less energy than this is only rounding. */
    private static final double NOTHING = 1e-12;
    private static final Comparator<LeastSquaresProblem.Evaluation> BY_COST =
            Comparator.comparingDouble(LeastSquaresProblem.Evaluation::getCost);

    private final int height;
    private final int width;
    private final GaborModel model;

    /**
     * A fitter for atoms of one shape.
     *
     * @param height pixel rows of an atom, ≥ 1
     * @param width pixel columns of an atom, ≥ 1
     */
    public GaborFitter(int height, int width) {
        if (height < 1 || width < 1) {
            throw new InputException(
                    "atom: is " + height + "×" + width + "; must have a pixel at least");
        }
        this.height = height;
        this.width = width;
        this.model = new GaborModel(height, width);
    }

    /**
     * Fits every atom, in parallel.
     *
     * @param atoms K×D, D = height·width, finite
     * @return K fits
     * @throws InputException if D ≠ height·width or a value is not finite
     * @throws CancellationException    if the thread was interrupted
     */
    public List<GaborFit> fit(FMatrixRMaj atoms) {
        GaborFit[] fits = new GaborFit[atoms.numRows];
        ParallelLoop.run(fits.length, k -> {
            double[] atom = new double[atoms.numCols];
            for (int d = 0; d < atom.length; d++) {
                atom[d] = atoms.get(k, d);
            }
            fits[k] = fit(atom);
        });
        return List.of(fits);
    }

    /**
     * Fits one atom.
     *
     * @param atom its pixels, row by row, finite
     * @return the best fit
     * @throws InputException if there are not height·width of them or one is not finite
     */
    public GaborFit fit(double[] atom) {
        double energy = 0;
        for (double value : atom) {
            energy += value * value;
        }
        if (atom.length != height * width || !Double.isFinite(energy)) {
            throw new InputException(
                    "atom: has " + atom.length + " pixels; must have " + height + "×" + width
                            + ", all finite");
        }
        if (energy == 0) {
            return new GaborFit(new Gabor(0, (width - 1) / 2.0, (height - 1) / 2.0, 1, 1, 0, 0, 0),
                    1);
        }
        double norm = Math.sqrt(energy);
        double[] unit = new double[atom.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = atom[i] / norm;
        }
        LeastSquaresProblem.Evaluation best =
                starts(unit).stream().map(start -> descend(unit, start, FIRST_STEPS))
                        .sorted(BY_COST).limit(FINALISTS)
                        .map(first -> descend(unit, first.getPoint().toArray(), MOST_STEPS))
                        .min(BY_COST).orElseThrow();
        return new GaborFit(GaborModel.gabor(best.getPoint(), norm),
                Math.min(1, best.getCost() * best.getCost()));
    }

    private LeastSquaresProblem.Evaluation descend(double[] atom, double[] start, int steps) {
        LeastSquaresProblem problem = new LeastSquaresBuilder().model(model)
                .parameterValidator(model).target(atom).start(start)
                .maxIterations(MOST_EVALUATIONS).maxEvaluations(MOST_EVALUATIONS)
                .checker((step, before, after) -> step >= steps
                        || before.getCost() - after.getCost() < LEAST_GAIN * before.getCost())
                .build();
        try {
            return new LevenbergMarquardtOptimizer().optimize(problem);
            // The optimizer fails on some starts, such as an envelope without a pixel in it.
        } catch (MathIllegalStateException e) {
            return problem.evaluate(new ArrayRealVector(start, false));
        }
    }

    private List<double[]> starts(double[] atom) {
        double column = 0;
        double row = 0;
        for (int i = 0; i < atom.length; i++) {
            column += atom[i] * atom[i] * (i % width);
            row += atom[i] * atom[i] * (i / width);
        }
        List<double[]> starts = new ArrayList<>();
        for (double[] wave : peaks(atom)) {
            for (double share : SIGMAS) {
                double sigma = Math.log(share * Math.max(height, width));
                double[] start = {1, 0, column, row, sigma, sigma, Math.atan2(wave[0], wave[1]),
                    Math.hypot(wave[0], wave[1])};
                starts.add(scaled(start, atom));
            }
        }
        return starts;
    }

    /**
     * Sets the amplitudes of the even and the odd part. They fit best if the two parts are
     * orthogonal, which they nearly are.
     */
    private double[] scaled(double[] start, double[] atom) {
        RealVector even = model.value(new ArrayRealVector(start)).getFirst();
        double[] turned = start.clone();
        turned[0] = 0;
        turned[1] = 1;
        RealVector odd = model.value(new ArrayRealVector(turned)).getFirst();
        RealVector target = new ArrayRealVector(atom);
        start[0] = share(target, even);
        start[1] = share(target, odd);
        return start;
    }

    /**
     * The amplitude of a part that fits best. It is 0 for a part that is 0 at every pixel except
     * for rounding, which happens for the finest wave.
     */
    private static double share(RealVector target, RealVector part) {
        double energy = part.dotProduct(part);
        return energy > NOTHING ? target.dotProduct(part) / energy : 0;
    }

    /**
     * The waves (cycles per pixel to the right and down) at the highest local maxima of the
     * spectrum, at most {@link #PEAKS}.
     */
    private List<double[]> peaks(double[] atom) {
        int rows = PADDING * height;
        int columns = PADDING * width;
        double[] spectrum = new double[2 * rows * columns];
        for (int i = 0; i < atom.length; i++) {
            spectrum[i / width * columns + i % width] = atom[i];
        }
        new DoubleFFT_2D(rows, columns).realForwardFull(spectrum);
        double[][] power = new double[rows][columns];
        for (int i = 0; i < rows * columns; i++) {
            power[i / columns][i % columns] = Math.hypot(spectrum[2 * i], spectrum[2 * i + 1]);
        }
        List<int[]> peaks = new ArrayList<>();
        for (int v = 0; v < rows; v++) {
            for (int u = 0; u <= columns / 2; u++) { // the other half mirrors this one
                if (highest(power, v, u)) {
                    peaks.add(new int[] {v, u});
                }
            }
        }
        return peaks.stream()
                .sorted(Comparator.comparingDouble((int[] peak) -> -power[peak[0]][peak[1]]))
                .limit(PEAKS)
                .map(peak -> new double[] {(double) peak[1] / columns,
                    (double) (peak[0] <= rows / 2 ? peak[0] : peak[0] - rows) / rows})
                .toList();
    }

    private static boolean highest(double[][] power, int v, int u) {
        int rows = power.length;
        int columns = power[0].length;
        for (int i = -1; i <= 1; i++) {
            for (int j = -1; j <= 1; j++) {
                if (power[(v + i + rows) % rows][(u + j + columns) % columns] > power[v][u]) {
                    return false;
                }
            }
        }
        return true;
    }
}
