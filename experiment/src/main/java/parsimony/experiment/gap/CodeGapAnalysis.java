package parsimony.experiment.gap;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.compare.gap.CodeGap;
import parsimony.compare.gap.CodeGapMeter;
import parsimony.compare.gap.CodeGapSample;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PatchBrowser;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.PatchException;

/**
 * Measures how much better codes could have been on their dictionary, whoever made them: codes in a
 * file, or those of an encoder. Patches and codes are read in blocks of rows: first for the mean
 * patch and whether a code is negative, then to measure, and last for the patches that the page
 * shows. Of each patch a few numbers stay in memory, so there may be millions.
 */
public final class CodeGapAnalysis {
    /** Most numbers of a block of patches or codes. */
    private static final int BLOCK = 1 << 24;
    private static final int MOST_ROWS = 2048;
    /** Blocks have a multiple of so many rows; then their size does not change a bit. */
    private static final int ROWS = 8;

    /**
     * What is measured on what. A place is a file, or {@code FILE#NAME} of an array in it.
     *
     * @param encoder    file or folder of an encoder, or run folder; null for codes from a file
     * @param dictionary K×D or D×K; null for that of the encoder
     * @param patches    N×D
     * @param codes      N×K; null for those of the encoder
     * @param bias       the decoder's, D numbers; null for none, or for that of the encoder
     * @param interval   confidence of the intervals, above 0 and below 1
     */
    public record Settings(String encoder, String dictionary, String patches, String codes,
            String bias, double interval) {

        /**
         * Checks the values.
         *
         * @throws InputException if the level is out of its range
         */
        public Settings {
            SampleMean.requireLevel("interval", interval);
        }
    }

    private final Settings settings;
    private final ResultFolder folder;
    private final Monitor progress;
    private final int mostRows;

    /**
     * The analysis of some codes.
     *
     * @param settings what to measure
     * @param folder that the results are written into
     * @param progress is told how the work goes on
     */
    public CodeGapAnalysis(Settings settings, ResultFolder folder, Monitor progress) {
        this(settings, folder, progress, MOST_ROWS);
    }

    /** An analysis in blocks of at most so many rows, a multiple of 8. */
    CodeGapAnalysis(Settings settings, ResultFolder folder, Monitor progress, int mostRows) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
        this.mostRows = mostRows;
    }

    /** What the first reading finds: the mean patch, and whether a code is negative. */
    private record Overview(double[] mean, boolean signed) {
    }

    /**
     * Measures everything and writes its tables and numbers into the folder.
     *
     * @return the numbers
     * @throws InputException if a file cannot be read or is not what it must be, or shapes do not
     *     agree
     * @throws IOException if a file cannot be read or written
     */
    public CodeGapResult run() throws IOException {
        long begun = System.nanoTime();
        try (MatrixRows patches = ArrayFile.rows(settings.patches);
                Coding coding = settings.encoder == null
                        ? StoredCodes.open(settings, patches, progress)
                        : EncoderCodes.load(settings.encoder, patches, settings.patches,
                                progress)) {
            int longest = Math.max(patches.columns(), coding.dictionary().size());
            int rows = Math.min(mostRows, Math.max(1, BLOCK / longest / ROWS) * ROWS);
            Overview overview = overview(patches, coding, rows);
            patches.rewind();
            coding.rewind();
            CodeGapSample sample = measure(patches, coding, rows, overview);
            CodeGapFiles.writeDistribution(folder.file(FileNames.DISTRIBUTION), sample);
            if (coding.dictionary().size() <= PatchBrowser.MOST_UNITS) {
                patches.rewind();
                coding.rewind();
                browse(patches, coding, rows, overview, sample);
            }
            progress.phase("Resampling the patches", Resampling.COUNT, "resamples");
            CodeGapResult result = new CodeGapResult(overview.signed,
                    sample.estimates(settings.interval), (System.nanoTime() - begun) * 1e-9);
            progress.at(Resampling.COUNT);
            RunRecord.writeMetrics(folder.path(), result.metrics());
            return result;
        }
    }

    private Overview overview(MatrixRows patches, Coding coding, int rows) {
        double[] sum = new double[patches.columns()];
        boolean signed = false;
        long done = 0;
        FMatrixRMaj block = new FMatrixRMaj(1, patches.columns());
        progress.phase("Reading codes", patches.rows(), "patches");
        while (patches.read(block, rows) > 0) {
            FMatrixRMaj inputs = numbered(done, () -> coding.inputs(block));
            for (int i = 0; i < inputs.getNumElements(); i++) {
                sum[i % sum.length] += inputs.data[i];
            }
            signed |= CodeGap.isSigned(numbered(done, () -> coding.codes(block)));
            done += block.numRows;
            progress.at(done);
        }
        if (signed) {
            progress.note("codes: some are negative, so they are held against codes of either"
                    + " sign");
        }
        double n = done;
        Arrays.setAll(sum, d -> sum[d] / n);
        return new Overview(sum, signed);
    }

    private CodeGapSample measure(MatrixRows patches, Coding coding, int rows, Overview overview)
            throws IOException {
        CodeGapMeter meter =
                new CodeGapMeter(coding.dictionary(), coding.bias(), overview.signed);
        CodeGapSample sample = new CodeGapSample(overview.mean, coding.dictionary().size());
        FMatrixRMaj block = new FMatrixRMaj(1, patches.columns());
        progress.phase("Measuring the gap", patches.rows(), "patches");
        try (CodeGapFiles.PerPatch table =
                new CodeGapFiles.PerPatch(folder.file(FileNames.PER_PATCH))) {
            while (patches.read(block, rows) > 0) {
                int first = sample.size();
                FMatrixRMaj inputs = numbered(first, () -> coding.inputs(block));
                FMatrixRMaj codes = numbered(first, () -> coding.codes(block));
                sample.add(inputs, codes,
                        numbered(first, () -> meter.measure(inputs, codes)));
                table.write(sample);
                progress.at(sample.size());
            }
        }
        return sample;
    }

    /** Reads once more, for those patches that the page shows with their codes. */
    private void browse(MatrixRows patches, Coding coding, int rows, Overview overview,
            CodeGapSample sample) throws IOException {
        double[] errors = IntStream.range(0, sample.size())
                .mapToDouble(i -> sample.get(i, CodeGapSample.Number.SQUARED_ERROR)).toArray();
        PatchBrowser.Choices choices = PatchBrowser.Choices.of(errors, Resampling.SEED);
        int[] chosen = choices.patches();
        FMatrixRMaj shown = new FMatrixRMaj(chosen.length, patches.columns());
        FMatrixRMaj theirs = new FMatrixRMaj(chosen.length, coding.dictionary().size());
        FMatrixRMaj block = new FMatrixRMaj(1, patches.columns());
        progress.phase("Reading patches to show", errors.length, "patches");
        int found = 0;
        for (int first = 0; patches.read(block, rows) > 0; first += block.numRows) {
            FMatrixRMaj inputs = coding.inputs(block);
            FMatrixRMaj codes = coding.codes(block);
            for (; found < chosen.length && chosen[found] < first + block.numRows; found++) {
                CommonOps_FDRM.extract(inputs, chosen[found] - first, chosen[found] - first + 1, 0,
                        inputs.numCols, shown, found, 0);
                CommonOps_FDRM.extract(codes, chosen[found] - first, chosen[found] - first + 1, 0,
                        codes.numCols, theirs, found, 0);
            }
            progress.at(first + block.numRows);
        }
        PatchBrowser.write(folder.path(), choices, shown, theirs, coding.dictionary(),
                coding.bias(), overview.signed);
    }

    /** @throws InputException if a patch cannot be measured, with its number in the file */
    private static <T> T numbered(long first, Supplier<T> work) {
        try {
            return work.get();
        } catch (PatchException e) {
            throw new InputException(e.message(first + e.patch()), e);
        }
    }
}
