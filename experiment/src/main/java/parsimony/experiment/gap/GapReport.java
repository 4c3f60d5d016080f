package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.vae.Inference;

/** Writes a gap as a page and as tables for people. */
final class GapReport {
    private static final String QUESTION =
            "How much does the %s of a Poisson VAE lose against iterative inference"
                    + " on the same dictionary, what would recover it, and in how many iterations?";

    /** Shares of the encoder's excess that are left. */
    private static final List<Double> SHARES_LEFT = List.of(.5, .1, .01);

    private GapReport() {}

    /** Writes {@code report.html} into a folder that holds everything else. */
    static void write(ResultFolder folder, String run, GapResult result,
            Report.Shown shown) throws IOException {
        Report.write(folder.file(FileNames.REPORT),
                new Report.Page("The amortization gap of " + run,
                        String.format(QUESTION, Inference.finder(result.inference())),
                        result.answer(),
                        shown, tables(result),
                        Files.readString(folder.file(ResultFolder.CONFIG))));
    }

    /**
     * Each inference against the encoder, the free energies, and the iterations to close the gap.
     */
    static List<Table> tables(GapResult result) {
        List<Table> tables = new ArrayList<>(List.of(
                result.sparseCoding().table(result.spread().level()),
                freeEnergy(result.freeEnergy()), closing(result.closings())));
        if (!result.convergence().isEmpty()) {
            tables.add(compute(result.convergence()));
        }
        return tables;
    }

    /**
     * When inference has come below shares of the encoder's excess, in steps and milliseconds. The
     * first row is the encoder alone.
     */
    static Table compute(List<Convergence> all) {
        double own = all.get(0).points().get(0).excess();
        List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.text("inference"),
                Table.Column.text("start"), Table.Column.number("excess at its end", 4),
                Table.Column.number("ms a step", 4)));
        for (double share : SHARES_LEFT) {
            String left = Math.round(100 * share) + "%";
            columns.add(Table.Column.number(left + ": steps", 0));
            columns.add(Table.Column.number(left + ": ms", 4));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Convergence c : all) {
            Convergence.Point last = c.points().get(c.points().size() - 1);
            double most = Math.max(1, last.iterations());
            List<Object> row = new ArrayList<>(Arrays.asList(c.inference(), c.start(),
                    c.points().size() > 1 ? c.end() : last.excess(),
                    1000 * last.seconds() / c.patches() / most));
            for (double share : SHARES_LEFT) {
                Convergence.Point first = c.points().stream()
                        .filter(point -> point.excess() <= share * own).findFirst().orElse(null);
                row.add(first == null ? null : first.iterations());
                row.add(first == null ? null : 1000 * first.seconds() / c.patches());
            }
            rows.add(row);
        }
        return new Table("The gap against compute, on " + all.get(0).patches() + " patches: the"
                + " steps and the milliseconds of processor time per patch until the excess"
                + " squared error at the encoder's L1 is so much of the encoder's own, "
                + String.format(Locale.ROOT, "%.4g", own)
                + "; empty where it does not come so low. The encoder's time is in what starts"
                + " from it.",
                columns, rows);
    }

    private static Table freeEnergy(FreeEnergyGap gap) {
        List<List<Object>> rows = List.of(row("encoder's posterior", gap.amortized()),
                row("best rates of the same units", gap.sameSupport()),
                row("best posterior", gap.optimal()),
                row("its certificate", gap.certificate()), row("gap", gap.total()),
                row("of it, better rates recover", gap.ofRates()),
                row("of it, other units are needed for", gap.ofSupport()));
        return new Table(
                "Free energy per patch over " + gap.patches()
                        + " patches. Medians of parts do not add up.",
                List.of(Table.Column.text("of"), Table.Column.number("mean", 4),
                        Table.Column.number("median", 4)),
                rows);
    }

    private static List<Object> row(String of, double[] perPatch) {
        return List.of(of, FreeEnergyGap.mean(perPatch), FreeEnergyGap.median(perPatch));
    }

    private static Table closing(List<Closing> closings) {
        List<Table.Column> columns = new ArrayList<>(
                List.of(Table.Column.text("inference"), Table.Column.text("start")));
        for (double share : Closing.SHARES) {
            columns.add(Table.Column.number(Math.round(100 * share) + "%", 0));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < closings.size(); i += Closing.SHARES.size()) {
            List<Object> row =
                    new ArrayList<>(List.of(closings.get(i).inference(), closings.get(i).start()));
            closings.subList(i, i + Closing.SHARES.size())
                    .forEach(closing -> row.add(closing.iterations()));
            rows.add(row);
        }
        return new Table("Iterations that close a share of the gap; empty where "
                + GapAnalysis.MOST_LCA_STEPS + " of LCA or "
                + GapAnalysis.MOST_POISSON_STEPS + " of iterative Poisson inference do not.",
                columns, rows);
    }
}
