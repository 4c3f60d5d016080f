package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.FreeEnergyGap;

/** The tables of a gap. */
final class GapFiles {
    private GapFiles() {
    }

    /** Writes {@code free_energy.csv}, a row per patch. */
    static void writeFreeEnergy(Path file, FreeEnergyGap gap) throws IOException {
        double[] total = gap.total();
        double[] rates = gap.ofRates();
        double[] others = gap.ofSupport();
        String rows = IntStream.range(0, gap.patches()).mapToObj(i -> String.format(Locale.ROOT,
                "%d,%.6f,%.6f,%.6f,%.3g,%.6f,%.6f,%.6f,%d,%d,%d\n", i, gap.amortized()[i], gap.sameSupport()[i], gap.optimal()[i], gap.certificate()[i],
                total[i], rates[i], others[i], gap.support()[i].length, gap.optimalSupport()[i].length, gap.common(i)))
                .collect(Collectors.joining());
        Files.writeString(file, "patch,amortized,same_support,optimal,certificate,gap,gap_rates,gap_support,support,"
                + "optimal_support,common_support\n" + rows);
    }

    /** Writes {@code closing.csv}; iterations are empty where inference did not get there. */
    static void writeClosings(Path file, List<Closing> closings) throws IOException {
        String rows = closings.stream().map(c -> String.format(Locale.ROOT, "%s,%s,%s,%s\n", c.inference(), c.start(), c.share(),
                c.iterations() == null ? "" : c.iterations())).collect(Collectors.joining());
        Files.writeString(file, "inference,start,share,iterations\n" + rows);
    }

    /** Writes {@code convergence.csv}. */
    static void writeConvergence(Path file, List<Convergence> all) throws IOException {
        String rows = all.stream().flatMap(c -> c.points().stream().map(p -> String.format(Locale.ROOT,
                "%s,%d,%d,%.9f,%.9g,%.9g,%.9g,%.6f,%.6f\n", c.inference(), c.patches(), p.iterations(), p.seconds(), p.energy(),
                p.energy() - c.lowerBound(), p.mse(), p.lifetime(), p.zeros()))).collect(Collectors.joining());
        Files.writeString(file, "inference,patches,iterations,seconds,energy,excess,mse,lifetime,portion_zeros\n" + rows);
    }
}
