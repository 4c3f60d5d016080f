package parsimony.compare.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import parsimony.compare.AmortizationGap;
import parsimony.compare.Report;
import parsimony.compare.ResultFolder;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.Table;

/** A gap as a page and as tables for people. */
final class GapReport {
    private static final String QUESTION = "How much does the one-shot encoder of a Poisson VAE lose against iterative inference"
            + " on the same dictionary, what would recover it, and in how many iterations?";

    private GapReport() {
    }

    /** Writes {@code report.html} into a folder that holds everything else. */
    static void write(ResultFolder folder, String run, GapResult result) throws IOException {
        Path figures = folder.path().resolve("figures");
        List<Report.Picture> pictures = new ArrayList<>();
        add(pictures, figures, "plane", "Reconstruction error against sparsity", "Each point of a curve is one λ on the VAE's own"
                + " dictionary; lower and further right is better. The arrow goes from the encoder to LCA at equal sparsity.");
        add(pictures, figures, "free_energy_gap", "What the encoder's posterior loses, patch by patch", "The free energy of the"
                + " encoder's rates less that of the best, which is certified, and its two parts.");
        add(pictures, figures, "worst_patches", "Where it loses most", "The patches with the largest gaps, what the encoder's"
                + " rates make of them, and what the best rates do. Each column has the gray scale of its original.");
        for (String against : List.of("iterations", "seconds")) {
            add(pictures, figures, "convergence_energy_" + against, "Energy against " + against, "Mean over patches, above a"
                    + " certified bound on the minimum of each inference's own objective, from a cold start.");
            add(pictures, figures, "convergence_mse_" + against, "Error against " + against, "Of the same inference.");
            add(pictures, figures, "convergence_sparsity_" + against, "Sparsity against " + against, "Of codes, and of rates.");
        }
        Report.write(folder.file("report.html"), new Report.Page("The amortization gap of " + run, QUESTION, result.answer(),
                pictures, tables(result), Files.readString(folder.file(ResultFolder.CONFIG))));
    }

    /** Adds a figure if it was drawn. */
    private static void add(List<Report.Picture> pictures, Path figures, String name, String title, String caption) {
        Path svg = figures.resolve(name + ".svg");
        if (Files.exists(svg)) {
            pictures.add(new Report.Picture(title, svg, caption));
        }
    }

    /** Each inference against the encoder, the free energies, and how soon the gap is closed. */
    static List<Table> tables(GapResult result) {
        return List.of(sparseCoding(result), freeEnergy(result.freeEnergy()), closing(result.closings()));
    }

    private static Table sparseCoding(GapResult result) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < result.curves().size(); i++) {
            SparseCodingCurve curve = result.curves().get(i);
            AmortizationGap gap = result.gaps().get(i);
            rows.add(Arrays.asList(curve.method().name().toLowerCase(Locale.ROOT), gap.deltaMse(),
                    gap.deltaSparsity(), gap.mseAtSameSparsity(), gap.sparsityAtSameMse(),
                    100 * curve.gapNear(gap.lifetime())));
        }
        return new Table("What the encoder loses to sparse coding on its dictionary: error at its own sparsity, lifetime sparsity"
                + " at its own error, and how near to the lasso's optimum the codes provably are; empty where the curve does not"
                + " get there. The encoder's error is that of its posterior mean, its lifetime sparsity that of sampled codes.",
                List.of(Table.Column.text("inference"), Table.Column.number("ΔMSE", 2), Table.Column.number("Δsparsity", 4),
                        Table.Column.number("MSE", 2), Table.Column.number("lifetime", 4), Table.Column.number("within %", 6)),
                rows);
    }

    private static Table freeEnergy(FreeEnergyGap gap) {
        List<List<Object>> rows = List.of(
                List.of("encoder's posterior", FreeEnergyGap.mean(gap.amortized())),
                List.of("best rates of the same units", FreeEnergyGap.mean(gap.sameSupport())),
                List.of("best posterior", FreeEnergyGap.mean(gap.optimal())),
                List.of("its certificate", FreeEnergyGap.mean(gap.certificate())),
                List.of("gap", FreeEnergyGap.mean(gap.total())),
                List.of("of it, better rates recover", FreeEnergyGap.mean(gap.ofRates())),
                List.of("of it, other units are needed for", FreeEnergyGap.mean(gap.ofSupport())),
                List.of("median gap", gap.medianGap()));
        return new Table("Free energy per patch, means over " + gap.patches() + " patches.",
                List.of(Table.Column.text("of"), Table.Column.number("free energy", 4)), rows);
    }

    private static Table closing(List<Closing> closings) {
        List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.text("inference"), Table.Column.text("start")));
        for (double share : Closing.SHARES) {
            columns.add(Table.Column.number(Math.round(100 * share) + "%", 0));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < closings.size(); i += Closing.SHARES.length) {
            List<Object> row = new ArrayList<>(List.of(closings.get(i).inference(), closings.get(i).start()));
            closings.subList(i, i + Closing.SHARES.length).forEach(closing -> row.add(closing.iterations()));
            rows.add(row);
        }
        return new Table("Iterations that close a share of the gap; empty where " + GapAnalysis.MOST_LCA_STEPS + " of LCA or "
                + GapAnalysis.MOST_POISSON_STEPS + " of iterative Poisson inference do not.", columns, rows);
    }
}
