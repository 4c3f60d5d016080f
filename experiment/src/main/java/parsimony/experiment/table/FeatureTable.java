package parsimony.experiment.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.features.CodeMatch;
import parsimony.compare.features.DictionaryMatch;
import parsimony.compare.features.SupportMatch;
import parsimony.data.Npy;
import parsimony.experiment.report.Table;
import parsimony.experiment.report.Table.Column;
import parsimony.experiment.run.TrueFeatures;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Measures;

/**
 * How well known features are found again: a row for each dictionary, true or learned, with a way
 * to infer codes under it. A good reconstruction is no proof of good features, so that explained
 * variance and sparsity stand beside the scores in every row.
 */
public final class FeatureTable {
    private static final List<Column> COLUMNS = List.of(Column.text("dictionary"),
            Column.text("inference"), Column.number("MMCS", 3), Column.number("MMCS of atoms", 3),
            Column.number("MCC of atoms", 3),
            Column.number("max correlation", 3), Column.number("MCC", 3), Column.number("F1", 3),
            Column.number("rare F1", 3), Column.number("precision", 3),
            Column.number("recall", 3), Column.number("explained variance", 3),
            Column.number("L0", 2), Column.text("patches"));

    private FeatureTable() {}

    /** The true features of a file of patches, and what the caption says of them. */
    private record Known(Path file, FMatrixRMaj patches, TrueFeatures truth) {

        static Known of(Path file) {
            TrueFeatures truth = TrueFeatures.beside(file);
            FMatrixRMaj patches = Npy.read(file);
            if (patches.numRows != truth.codes().numRows
                    || patches.numCols != truth.dictionary().numCols) {
                throw new InputException(file + ": has " + patches.numRows + " patches of "
                        + patches.numCols + " pixels; the true codes beside it are of "
                        + truth.codes().numRows + ", the true dictionary has "
                        + truth.dictionary().numCols + "; they must agree");
            }
            return new Known(file, patches, truth);
        }

        /** The patches' name in the table: their folder and file. */
        String name() {
            return file.getParent() == null ? file.toString()
                    : file.getParent().getFileName() + "/" + file.getFileName();
        }

        boolean hasDictionary(FMatrixRMaj atoms) {
            return atoms.numRows == truth.dictionary().numRows
                    && Arrays.equals(atoms.data, truth.dictionary().data);
        }

        String describe() {
            int active = 0;
            for (float value : truth.codes().data) {
                active += value != 0 ? 1 : 0;
            }
            return String.format(Locale.ROOT, "%s: %d features, L0 %.2f", name(),
                    truth.dictionary().numRows, (double) active / truth.codes().numRows);
        }
    }

    /**
     * Measures runs on the patches that they were measured on or that they encoded. Their true
     * features must lie beside these patches.
     *
     * @param places folders of finished runs of {@code train}, {@code learn} and {@code infer}, and
     *     folders that hold such
     * @param progress is told how the work goes on
     * @return a row for each run
     * @throws InputException if a place is no such folder, or there are no true features
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IOException if a file cannot be read
     */
    public static Table of(List<Path> places, Monitor progress) throws IOException {
        List<FeatureRun> runs = FeatureRun.find(places);
        runs.forEach(run -> TrueFeatures.requireBeside(run.patches())); // before long work begins
        progress.phase("Matching features", runs.size(), "runs");
        List<List<Object>> rows = new ArrayList<>();
        List<String> described = new ArrayList<>();
        Known known = null;
        for (FeatureRun run : runs) {
            if (known == null || !known.file.equals(run.patches())) {
                known = Known.of(run.patches());
                if (!described.contains(known.describe())) {
                    described.add(known.describe());
                }
            }
            rows.add(row(run, known));
            progress.at(rows.size());
        }
        return new Table("Features found again. MMCS: mean over features of the largest cosine with"
                + " any atom, of atoms: of atoms with any feature; MCC of atoms: mean cosine with"
                + " the atom assigned one to one. Max correlation"
                + " and MCC: the same of codes, by their correlations. F1, precision and recall of"
                + " supports, by the atoms that MCC assigns; rare F1: of the rarest quarter of the"
                + " features that fire. Explained variance: of all pixels together, about their"
                + " mean; L0: active units of a patch. " + String.join("; ", described) + ".",
                COLUMNS, rows);
    }

    private static List<Object> row(FeatureRun run, Known known) throws IOException {
        FeatureRun.Encoded encoded = run.work().encode(known.patches);
        boolean signed = false;
        for (float value : encoded.codes().data) {
            signed |= value < 0;
        }
        FMatrixRMaj trueCodes = known.truth.codes();
        DictionaryMatch atoms =
                DictionaryMatch.of(known.truth.dictionary(), encoded.atoms(), signed);
        CodeMatch codes = CodeMatch.of(trueCodes, encoded.codes(), signed);
        SupportMatch support = SupportMatch.of(trueCodes, encoded.supports(), atoms.atomOf());
        Measures measures = Measures.of(known.patches, encoded.codes(), encoded.decoded());
        return List.of(known.hasDictionary(encoded.atoms()) ? "true" : run.dictionary(),
                run.inference(), atoms.meanMaxCosine(), atoms.meanMaxCosineOfAtoms(),
                atoms.meanCosine(),
                codes.meanMaxCorrelation(), codes.mcc(), support.f1(), support.rareF1(),
                support.precision(), support.recall(), measures.r2Pooled(), support.l0(),
                known.name());
    }
}
