package parsimony.experiment.look;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import parsimony.experiment.run.RunRecord;

/**
 * The data of a page, which its script draws. All of it is a function of the result folder. A part
 * that the folder has no files for is empty, and the page leaves it out.
 *
 * @param plane        points of the error–sparsity plane; null for none
 * @param dictionaries whose atoms can be looked at
 * @param browsers     patches with their codes, one for each model that has an encoder
 * @param curves       how trainings went
 */
public record Look(@JsonInclude(JsonInclude.Include.NON_NULL) Plane plane,
        List<Atoms> dictionaries, List<Browser> browsers, List<Curve> curves) {
    /** Nothing to look into. */
    public static final Look NOTHING = new Look(null, List.of(), List.of(), List.of());

    /** {@return whether there is nothing to look into} */
    public boolean isEmpty() {
        return plane == null && dictionaries.isEmpty() && browsers.isEmpty() && curves.isEmpty();
    }

    /** {@return the data as one line of JSON} */
    public String json() {
        return RunRecord.oneLine(this);
    }

    /**
     * Points of the error–sparsity plane.
     *
     * @param figure   name of the figure that shows the same without scripts
     * @param sparsity the label of the horizontal axis
     * @param error    the label of the vertical axis
     * @param rises    whether a better point is higher
     * @param interval what intervals are, in words; null if there are none
     * @param series   in the order of the legend
     */
    public record Plane(String figure, String sparsity, String error, boolean rises,
            String interval, List<Series> series) {
    }

    /**
     * Points that belong together.
     *
     * @param name   in the legend
     * @param model  series of one model have one colour
     * @param encoder whether these are points of an encoder, which are drawn larger
     * @param points in the order in which they are joined
     */
    public record Series(String name, String model, boolean encoder, List<Point> points) {
    }

    /**
     * A point, a mean over seeds.
     *
     * @param lambda    λ; null for an encoder
     * @param beta      β; null for a dictionary of sparse coding
     * @param sparsity  the horizontal coordinate
     * @param error     the vertical coordinate
     * @param r2        pooled over pixels
     * @param zeros     share of code entries that are 0
     * @param gap       upper bound of the codes' relative distance from their optimum; null for an
     *     encoder
     * @param converged whether that is small enough
     * @param seeds     how many
     * @param distance  to the ideal corner of R² = 1 and zeros = 1
     * @param excess    by how much codes err more than the best of their L1: from what was found to
     *     what is proven; null if that was not certified
     */
    public record Point(Double lambda, Double beta, Value sparsity, Value error, double r2,
            double zeros, Double gap, boolean converged, int seeds, double distance,
            Value excess) {
    }

    /**
     * A number with its interval.
     *
     * @param value the number
     * @param low   lower end; null if there is no interval
     * @param high  upper end
     */
    public record Value(double value, @JsonInclude(JsonInclude.Include.NON_NULL) Double low,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double high) {
    }

    /**
     * The atoms of a dictionary. Arrays of numbers have one for each atom in the order of the
     * dictionary's file, and are null where the folder does not know them.
     *
     * @param figure  name of the figure that shows the same without scripts
     * @param name    of the dictionary
     * @param sprite  all atoms in a grid, as a PNG in a data URI; none if they are no pictures
     * @param columns of the grid
     * @param height  of an atom, pixels
     * @param width   of an atom, pixels
     * @param size    K
     * @param order   numbers of the atoms that are shown, in the order of the grid
     * @param by      what they are ordered by, in words
     * @param rate    prior rate
     * @param divergence what {@code kl} is: KL or penalty
     * @param kl      mean divergence, in nats if it is a KL
     * @param usage   share of patches in whose code it is not 0
     * @param gabor   fits of Gabor functions
     * @param nearest in each other dictionary
     */
    public record Atoms(String figure, String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) String sprite, int columns, int height,
            int width, int size, int[] order, String by, float[] rate,
            String divergence, float[] kl, float[] usage,
            Gabor gabor, List<Nearest> nearest) {
    }

    /**
     * Gabor fits, a number for each atom.
     *
     * @param frequency   cycles per pixel
     * @param orientation degrees, counter-clockwise from the horizontal
     * @param r2          share of an atom's energy that its fit explains
     */
    public record Gabor(double[] frequency, double[] orientation, double[] r2) {
    }

    /**
     * The nearest atoms in another dictionary.
     *
     * @param dictionary its place in the list of dictionaries
     * @param atom       their numbers, a row for each atom
     * @param cosine     their absolute cosines
     */
    public record Nearest(int dictionary, int[][] atom, float[][] cosine) {
    }

    /**
     * Patches of one model.
     *
     * @param name       of the model
     * @param dictionary the place of its dictionary in the list; −1 if that is not shown
     * @param of         how many patches these were chosen from
     * @param units      K
     * @param sprite     a row for each patch: the patch, then what the encoder, LCA and the optimum
     *     reconstruct, as a PNG in a data URI; none if they are no pictures
     * @param height     of a patch, pixels
     * @param width      of a patch, pixels
     * @param patches    in the order of the rows
     */
    public record Browser(String name, int dictionary, int of, int units,
            @JsonInclude(JsonInclude.Include.NON_NULL) String sprite, int height, int width,
            List<Patch> patches) {
    }

    /**
     * A patch with three codes.
     *
     * @param patch   its number in the file
     * @param choices why it is here: random, median, worst
     * @param lower   proven lower bound of the error at the encoder's L1
     * @param codes   the encoder's, LCA's, the optimum
     */
    public record Patch(int patch, List<String> choices, float lower, List<Code> codes) {
    }

    /**
     * A code.
     *
     * @param error  squared error
     * @param l1     Σ_k ‖φ_k‖|a_k|
     * @param l0     how many units are not 0
     * @param at     units of the larger parts
     * @param values ‖φ_k‖a_k of these units
     */
    public record Code(float error, float l1, int l0, int[] at, float[] values) {
    }

    /**
     * Lines over one axis.
     *
     * @param figure name of the figure that shows the same without scripts
     * @param name   what was trained
     * @param x      label of the axis
     * @param averaged how many points of the file are one point here, their mean; 1 if none are
     * @param at     the places on it
     * @param lines  the lines
     */
    public record Curve(String figure, String name, String x, int averaged, double[] at,
            List<Line> lines) {
    }

    /**
     * A line.
     *
     * @param name   what it shows
     * @param values one for each place
     */
    public record Line(String name, double[] values) {
    }
}
