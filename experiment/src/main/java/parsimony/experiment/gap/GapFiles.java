package parsimony.experiment.gap;

import static parsimony.experiment.report.Csv.number;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.experiment.report.Csv;

/** Writes the CSV tables of a gap. */
final class GapFiles {
    private GapFiles() {}

    /** Writes {@code free_energy.csv}, a row per patch. */
    static void writeFreeEnergy(Path file, FreeEnergyGap gap) throws IOException {
        double[] total = gap.total();
        double[] rates = gap.ofRates();
        double[] others = gap.ofSupport();
        try (Csv csv = Csv.create(file,
                List.of("patch", "amortized", "same_support", "optimal", "certificate", "gap",
                        "gap_rates", "gap_support", "support", "optimal_support",
                        "common_support"))) {
            for (int i = 0; i < gap.patches(); i++) {
                csv.row(i, number("%.6f", gap.amortized()[i]), number("%.6f", gap.sameSupport()[i]),
                        number("%.6f", gap.optimal()[i]), number("%.3g", gap.certificate()[i]),
                        number("%.6f", total[i]), number("%.6f", rates[i]),
                        number("%.6f", others[i]),
                        gap.support()[i].length, gap.optimalSupport()[i].length, gap.common(i));
            }
        }
    }

    /** Writes {@code closing.csv}; iterations are empty where inference did not close the share. */
    static void writeClosings(Path file, List<Closing> closings) throws IOException {
        try (Csv csv = Csv.create(file, List.of("inference", "start", "share", "iterations"))) {
            for (Closing c : closings) {
                csv.row(c.inference(), c.start(), c.share(), c.iterations());
            }
        }
    }

    /** Writes {@code convergence.csv}, a row per inference and number of iterations. */
    static void writeConvergence(Path file, List<Convergence> all) throws IOException {
        try (Csv csv = Csv.create(file,
                List.of("inference", "patches", "iterations", "seconds", "energy", "excess",
                        "mse", "lifetime", "portion_zeros", "start", "equal_l1_excess",
                        "equal_l1_end"))) {
            for (Convergence c : all) {
                for (Convergence.Point p : c.points()) {
                    csv.row(c.inference(), c.patches(), p.iterations(), number("%.9f", p.seconds()),
                            number("%.9g", p.energy()), number("%.9g", p.energy() - c.lowerBound()),
                            number("%.9g", p.mse()), number("%.6f", p.lifetime()),
                            number("%.6f", p.zeros()), c.start(), number("%.9g", p.excess()),
                            number("%.9g", c.end()));
                }
            }
        }
    }
}
