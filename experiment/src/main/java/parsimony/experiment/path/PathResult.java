package parsimony.experiment.path;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;

/**
 * What {@link PathAnalysis} found, in the form of {@code metrics.json}.
 *
 * @param patches      that were measured, N
 * @param signed       whether codes may be negative
 * @param interval     of the errors
 * @param dictionaries in the order in which they were named
 * @param seconds      that it took
 */
public record PathResult(int patches, boolean signed, Resampling.Intervals interval,
        List<OfDictionary> dictionaries, double seconds) {
    private static final String QUESTION =
            "Which λ gives the wanted sparsity or error, and how many atoms are enough?";
    /** Norms of atoms that differ by less than this share count as equal. */
    private static final double EQUAL = 1e-3;

    /**
     * The points of a dictionary.
     *
     * @param name of the dictionary
     * @param atoms K
     * @param leastNorm of an atom
     * @param largestNorm of an atom
     * @param start the λ from which on all codes are 0
     * @param end the λ at which its curve ends
     * @param points that were asked for, then the nearest to the ideal corner
     */
    public record OfDictionary(String name, int atoms, double leastNorm, double largestNorm,
            double start, double end, List<At> points) {
    }

    /**
     * A point that was asked for.
     *
     * @param at what was wanted, such as {@code zeros=0.9}
     * @param point the point; null if the curve does not reach it
     */
    public record At(String at, Numbers point) {
    }

    /**
     * The measures of a point, under the names that all results have.
     *
     * @param lambda weight of the l1 norm
     * @param mse squared error per patch
     * @param mseLow lower end of its interval over patches, at this λ
     * @param mseHigh upper end
     * @param r2Pooled explained variance of all pixels
     * @param l1 mean ‖a‖₁
     * @param l0 mean number of active units
     * @param portionZeros share of zeros
     * @param lifetime mean lifetime sparsity, interpolated
     * @param distance from the ideal corner
     * @param scaledDistance the same divided by √2
     */
    public record Numbers(double lambda, double mse, double mseLow, double mseHigh,
            double r2Pooled, double l1, double l0, double portionZeros, double lifetime,
            double distance, double scaledDistance) {
    }

    /** {@return the answer in a few sentences with their numbers} */
    public String answer() {
        StringBuilder answer = new StringBuilder();
        OfDictionary first = dictionaries.get(0);
        for (int p = 0; p < first.points.size(); p++) {
            int place = p;
            List<OfDictionary> reached =
                    dictionaries.stream().filter(d -> d.points.get(place).point != null).toList();
            String at = first.points.get(p).at;
            if (reached.isEmpty()) {
                answer.append("No curve reaches ").append(at).append(". ");
            } else if (reached.size() == 1) {
                Numbers n = reached.get(0).points.get(p).point;
                answer.append(String.format(Locale.ROOT,
                        "%s: λ = %s, squared error %.4g, zeros %.4f, L0 %.1f%s. ", sentence(at),
                        ErrorSparsityPlane.plain(n.lambda), n.mse, n.portionZeros, n.l0,
                        dictionaries.size() == 1 ? "" : ", on " + reached.get(0).name + " alone"));
            } else {
                OfDictionary best = reached.stream().min(Comparator.comparingDouble(
                        d -> loss(at, d.points.get(place).point))).orElseThrow();
                Numbers n = best.points.get(p).point;
                answer.append(String.format(Locale.ROOT, "%s %s (K = %d) is best: λ = %s, squared"
                        + " error %.4g, zeros %.4f, L0 %.1f. ", sentence(at), best.name,
                        best.atoms, ErrorSparsityPlane.plain(n.lambda), n.mse, n.portionZeros,
                        n.l0));
            }
        }
        return answer.toString().strip();
    }

    /** What is to be small: the distance, at equal error the active units, else the error. */
    private static double loss(String at, Numbers point) {
        return at.equals(PathAnalysis.NEAREST) ? point.distance
                : at.matches("(mse|r2)=.*") ? point.l0 : point.mse;
    }

    private static String sentence(String at) {
        return at.equals(PathAnalysis.NEAREST) ? "Nearest to the ideal corner" : "At " + at;
    }

    /** {@return a row per dictionary and point that was asked for} */
    public Table table() {
        List<Table.Column> columns = List.of(Table.Column.text("dictionary"),
                Table.Column.setting("K").inFiles("atoms"), Table.Column.text("at"),
                Table.Column.number("λ", 6), Table.Column.mean("squared error", 3).inFiles("mse"),
                Table.Column.number("R² pooled", 4), Table.Column.number("L1", 3),
                Table.Column.number("L0", 2),
                Table.Column.number("zeros", 4).inFiles("portion_zeros"),
                Table.Column.number("lifetime", 4), Table.Column.number("distance", 4),
                Table.Column.number("distance/√2", 4).inFiles("scaled_distance"));
        List<List<Object>> rows = new ArrayList<>();
        for (OfDictionary dictionary : dictionaries) {
            for (At at : dictionary.points) {
                rows.add(row(dictionary, at));
            }
        }
        return new Table("Points of the exact curve: means of the lasso's codes over " + patches
                + " patches, " + (signed ? "of either sign" : "not negative")
                + ". Squared errors are sums over the pixels of a patch, with "
                + SampleMean.percent(interval.level()) + " intervals over patches at this λ."
                + " Distance is that to the ideal corner, R² = 1 and zeros = 1."
                + " Cells are empty where the curve does not get there."
                + (sameNorm() ? ""
                        : " The atoms of some dictionary differ in norm: λ then weighs them"
                                + " unequally, and is no measure to compare dictionaries at."),
                columns, rows);
    }

    private boolean sameNorm() {
        double least = dictionaries.stream().mapToDouble(OfDictionary::leastNorm).min().orElse(1);
        double most = dictionaries.stream().mapToDouble(OfDictionary::largestNorm).max().orElse(1);
        return most - least <= EQUAL * most;
    }

    private static List<Object> row(OfDictionary dictionary, At at) {
        Numbers n = at.point;
        if (n == null) {
            return Arrays.asList(dictionary.name, dictionary.atoms, at.at, null, null, null, null,
                    null, null, null, null, null);
        }
        return List.of(dictionary.name, dictionary.atoms, at.at, n.lambda,
                new SampleMean(n.mse, n.mseLow, n.mseHigh, List.of(n.mse)), n.r2Pooled, n.l1,
                n.l0, n.portionZeros, n.lifetime, n.distance, n.scaledDistance);
    }

    /**
     * Writes the {@code report.html} of a folder that holds everything else, its
     * {@code config.json} included.
     *
     * @param folder the folder
     * @param shown what the page shows of the folder
     * @throws IOException if a file cannot be read or written
     */
    public void writeReport(ResultFolder folder, Report.Shown shown) throws IOException {
        Report.write(folder.file(FileNames.REPORT),
                new Report.Page("Exact curves of error against sparsity", QUESTION, answer(),
                        shown, List.of(table()),
                        Files.readString(folder.file(ResultFolder.CONFIG))));
    }
}
