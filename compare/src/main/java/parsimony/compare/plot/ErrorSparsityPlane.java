package parsimony.compare.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.ErrorMeasure;
import parsimony.compare.GapEstimate;
import parsimony.compare.Sparsity;
import parsimony.compare.statistics.SampleMean;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;
import parsimony.signals.InputException;

/**
 * The error–sparsity plane (Vafaii, Galor &amp; Yates 2024, fig. 3b): squared error per patch
 * against sparsity, with the curve of each inference, the point of each encoder, and the
 * amortization gap as arrows between them. Codes that are not proven to be within {@link
 * CurvePoint#CONVERGED} of their optimum are hollow.
 *
 * <pre>{@code
 * new ErrorSparsityPlane().point("My encoder", own).curve("Exact lasso", curve.points())
 *         .gap(AmortizationGap.between(own, curve.points())).figure().write(folder, "plane");
 * }</pre>
 */
public final class ErrorSparsityPlane {
    private static final String HOLLOW = "hollow: not within 1% of the optimum";
    /** Digits of λ and β on the plane. */
    private static final MathContext DIGITS = new MathContext(3);
    /** The room about what a window shows, as a share of its extent. */
    private static final double ROOM = 0.75;
    /** The least extent of a window, if an arrow has no length. */
    private static final double LEAST_WINDOW = 1e-3;

    private final Sparsity sparsity;
    private final Palette palette;
    private final Column column;
    private final List<Curve> curves = new ArrayList<>();
    private final List<Consumer<Plane>> arrows = new ArrayList<>();
    private final List<Consumer<Plane>> labels = new ArrayList<>();
    private ErrorMeasure error = ErrorMeasure.SQUARED_ERROR;
    private boolean transposed;
    private Window window;

    /** A part of the plane. */
    private record Window(double lowSparsity, double highSparsity, double lowError,
            double highError) {
    }

    /**
     * A mark on the plane: the mean of a few seeds, or a point whose interval is known.
     *
     * @param sparsity  sparsity of the codes
     * @param error     squared error per patch
     * @param converged whether the codes are within {@link CurvePoint#CONVERGED} of their optimum
     * @param seeds     the points of which it is the mean, drawn as small marks if there are
     *                  several; may be empty
     */
    public record Mark(Estimate sparsity, Estimate error, boolean converged,
            List<CurvePoint> seeds) {
        /** Copies the seeds. */
        public Mark {
            seeds = List.copyOf(seeds);
        }
    }

    private record Curve(String name, List<Mark> marks) {
    }

    /**
     * A plane over lifetime sparsity, one column wide. Names get their colours in the order in
     * which they are added.
     */
    public ErrorSparsityPlane() {
        this(Sparsity.LIFETIME, null, Column.SINGLE);
    }

    /**
     * A plane without points.
     *
     * @param sparsity the horizontal axis
     * @param palette colours of all names that will be added; null to give names their colours in
     *     the order in which they are added
     * @param column the width of the figure
     */
    public ErrorSparsityPlane(Sparsity sparsity, Palette palette, Column column) {
        this.sparsity = sparsity;
        this.palette = palette;
        this.column = column;
    }

    /**
     * Adds a single point, such as that of an encoder.
     *
     * @param name a name of the palette
     * @param point the point
     * @return this
     */
    public ErrorSparsityPlane point(String name, CurvePoint point) {
        return curve(name, List.of(point));
    }

    /**
     * Adds the points of a curve, joined in their order.
     *
     * @param name a name of the palette
     * @param points in order of λ
     * @return this
     */
    public ErrorSparsityPlane curve(String name, List<CurvePoint> points) {
        return marks(name, points.stream().map(point -> new Mark(Estimate.exact(sparsity.of(point)),
                Estimate.exact(error.of(point)), point.converged(), List.of())).toList());
    }

    /**
     * Adds marks with their intervals, joined in their order. An empty list adds nothing.
     *
     * @param name a name of the palette
     * @param marks in order of λ
     * @return this
     */
    public ErrorSparsityPlane marks(String name, List<Mark> marks) {
        if (!marks.isEmpty()) {
            curves.add(new Curve(name, List.copyOf(marks)));
        }
        return this;
    }

    /**
     * Draws another measure of error than the squared one, for curves that are added from now on.
     *
     * @param measure of the error's axis
     * @return this
     */
    public ErrorSparsityPlane error(ErrorMeasure measure) {
        error = measure;
        return this;
    }

    /**
     * Puts the error on the horizontal axis, and the sparsity on the vertical one.
     *
     * @return this
     */
    public ErrorSparsityPlane transposed() {
        transposed = true;
        return this;
    }

    /**
     * Writes beside a point what it stands for, such as "β = 1".
     *
     * @param name of the curve that the point is on
     * @param sparsityOfPoint the sparsity of the point, as the plane's axis measures it
     * @param error the error of the point
     * @param text what stands beside it
     * @return this
     */
    public ErrorSparsityPlane label(String name, double sparsityOfPoint, double error,
            String text) {
        labels.add(plane -> plane.label(name, transposed ? error : sparsityOfPoint,
                transposed ? sparsityOfPoint : error, text));
        return this;
    }

    /**
     * Writes beside a point the parameter that it stands for, such as "λ = 0.05", with at most
     * three digits.
     *
     * @param name of the curve that the point is on
     * @param sparsityOfPoint the sparsity of the point, as the plane's axis measures it
     * @param error the error of the point
     * @param symbol of the parameter, such as λ
     * @param value of the parameter, finite
     * @return this
     */
    public ErrorSparsityPlane label(String name, double sparsityOfPoint, double error, char symbol,
            double value) {
        return label(name, sparsityOfPoint, error, symbol + " = " + plain(value));
    }

    /**
     * Says λ at the points of a curve: at its ends first, then at every power of 10 between them,
     * where there is room.
     *
     * @param name of the curve
     * @param sparsities of its points, as the plane's axis measures them
     * @param errors of its points, as many
     * @param lambdas of its points, as many, rising, &gt; 0
     * @return this
     */
    public ErrorSparsityPlane lambdas(String name, double[] sparsities, double[] errors,
            double[] lambdas) {
        int last = lambdas.length - 1;
        IntStream.concat(IntStream.of(0, last).distinct(),
                IntStream.range(1, last).filter(i -> isPowerOfTen(lambdas[i])))
                .forEach(i -> label(name, sparsities[i], errors[i], 'λ', lambdas[i]));
        return this;
    }

    private static boolean isPowerOfTen(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().precision() == 1
                && BigDecimal.valueOf(value).stripTrailingZeros().unscaledValue().intValue() == 1;
    }

    /**
     * {@return a number of at most three digits, without needless zeros: 1, 0.05}
     *
     * @param value finite
     */
    public static String plain(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /**
     * Shows only the part of the plane about the arrows of a gap, where they are large.
     *
     * @param gap with both differences
     * @return this
     * @throws java.util.NoSuchElementException if the curve does not reach the encoder's sparsity
     *     or error
     */
    public ErrorSparsityPlane about(GapEstimate gap) {
        double lifetime = gap.lifetime().value();
        double mse = gap.mse().value();
        double sparser = gap.lifetimeAtSameMse().orElseThrow().value();
        double better = gap.mseAtSameSparsity().orElseThrow().value();
        double wide = Math.max(Math.abs(sparser - lifetime), LEAST_WINDOW);
        double high = Math.max(Math.abs(mse - better), LEAST_WINDOW);
        window = new Window(Math.min(lifetime, sparser) - 2 * ROOM * wide,
                Math.min(1, Math.max(lifetime, sparser) + ROOM * wide),
                Math.max(0, Math.min(mse, better) - ROOM * high),
                Math.max(mse, better) + ROOM * high);
        return this;
    }

    /**
     * Adds the arrows from the encoder to the curve, where the curve reaches the encoder's sparsity
     * or error. They are drawn only of squared errors over lifetime sparsity.
     *
     * @param gap the gap
     * @return this
     */
    public ErrorSparsityPlane gap(AmortizationGap gap) {
        gap.deltaMse()
                .ifPresent(delta -> errorGap(gap.lifetime(), gap.mse(),
                        gap.mseAtSameSparsity().getAsDouble(),
                        Estimate.exact(delta)));
        gap.deltaSparsity()
                .ifPresent(delta -> sparsityGap(gap.lifetime(), gap.mse(),
                        gap.sparsityAtSameMse().getAsDouble(),
                        Estimate.exact(delta)));
        return this;
    }

    /**
     * As {@link #gap(AmortizationGap)}, for several seeds, with intervals.
     *
     * @param gap the gap over seeds
     * @return this
     */
    public ErrorSparsityPlane gap(GapEstimate gap) {
        double lifetime = gap.lifetime().value();
        double mse = gap.mse().value();
        gap.deltaMse().map(SampleMean::estimate)
                .ifPresent(delta -> errorGap(lifetime, mse,
                        gap.mseAtSameSparsity().orElseThrow().value(), delta));
        gap.deltaSparsity().map(SampleMean::estimate)
                .ifPresent(delta -> sparsityGap(lifetime, mse,
                        gap.lifetimeAtSameMse().orElseThrow().value(), delta));
        return this;
    }

    /**
     * Adds the arrow of the error alone, over lifetime sparsity.
     *
     * @param lifetime the encoder's lifetime sparsity
     * @param mse the encoder's squared error per patch
     * @param mseAtSameSparsity the error of inference at that sparsity
     * @param delta the difference on its label, with its interval
     * @return this
     */
    public ErrorSparsityPlane errorGap(double lifetime, double mse, double mseAtSameSparsity,
            Estimate delta) {
        arrow(lifetime, mse, lifetime, mseAtSameSparsity, "Δ error = " + label(delta, "%.1f"));
        return this;
    }

    /**
     * Adds the arrow of the sparsity alone, over lifetime sparsity.
     *
     * @param lifetime the encoder's lifetime sparsity
     * @param mse the encoder's squared error per patch
     * @param lifetimeAtSameMse the lifetime sparsity of inference at that error
     * @param delta the difference on its label, with its interval
     * @return this
     */
    public ErrorSparsityPlane sparsityGap(double lifetime, double mse, double lifetimeAtSameMse,
            Estimate delta) {
        arrow(lifetime, mse, lifetimeAtSameMse, mse, "Δ sparsity = " + label(delta, "%.3f"));
        return this;
    }

    private void arrow(double fromSparsity, double fromError, double toSparsity, double toError,
            String text) {
        arrows.add(plane -> {
            if (transposed) {
                plane.arrow(fromError, fromSparsity, toError, toSparsity, text);
            } else {
                plane.arrow(fromSparsity, fromError, toSparsity, toError, text);
            }
        });
    }

    private static String label(Estimate delta, String format) {
        return String.format(Locale.ROOT,
                delta.low() == delta.high() ? format : format + " [" + format + ", " + format + "]",
                delta.value(), delta.low(), delta.high());
    }

    /**
     * {@return the figure of what was added}
     *
     * @throws InputException if a name comes twice, the palette does not know one, or there are
     *     more names than {@link Palette#SIZE} without a palette
     */
    public Plane figure() {
        Palette colors =
                palette != null ? palette : new Palette(curves.stream().map(Curve::name).toList());
        Axis sparse = Axis.linear(sparsity.label());
        Axis up = Axis.linear(error.label());
        if (window != null) {
            sparse = sparse.between(window.lowSparsity, window.highSparsity);
            up = up.between(window.lowError, window.highError);
        }
        Plane plane = new Plane(transposed ? up : sparse, transposed ? sparse : up, colors,
                column).open(HOLLOW);
        for (Curve curve : curves) {
            List<Estimate> across = curve.marks.stream().map(Mark::sparsity).toList();
            List<Estimate> errors = curve.marks.stream().map(Mark::error).toList();
            plane.curve(new Series(curve.name, transposed ? errors : across,
                    transposed ? across : errors,
                    curve.marks.stream().map(mark -> !mark.converged).toList()));
            List<CurvePoint> seeds =
                    curve.marks.stream().flatMap(mark -> mark.seeds.stream()).toList();
            if (seeds.size() > curve.marks.size()) {
                double[] sparsities = seeds.stream().mapToDouble(sparsity::of).toArray();
                double[] single = seeds.stream().mapToDouble(error::of).toArray();
                plane.dots(Series.of(curve.name, transposed ? single : sparsities,
                        transposed ? sparsities : single));
            }
        }
        if (sparsity == Sparsity.LIFETIME && error == ErrorMeasure.SQUARED_ERROR) {
            arrows.forEach(arrow -> arrow.accept(plane));
        }
        labels.forEach(label -> label.accept(plane));
        return plane;
    }
}
