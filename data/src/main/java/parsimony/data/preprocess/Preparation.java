package parsimony.data.preprocess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.FileFault;
import parsimony.data.Npy;
import parsimony.data.NpyRowReader;
import parsimony.data.NpyRowWriter;
import parsimony.data.PatchShape;
import parsimony.data.Patches;
import parsimony.data.TemporaryFolder;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;

/**
 * Applies a pipeline to the images of a source. The memory needed does not grow with the number of
 * patches: they lie in a temporary file while the statistics of the training part are computed. The
 * result depends on the source and the pipeline alone.
 */
public final class Preparation {
    /** The patches in memory at once: 4 MiB of float32 at D = 256. */
    private static final int ROWS_AT_A_TIME = 4096;

    /**
     * The counts of a preparation.
     *
     * @param images     the number of images of the source
     * @param skipped    the number of images that could not be used
     * @param train      the number of patches to learn from
     * @param validation the number of patches to measure on
     * @param whole which images the patches are; empty unless the features of the images are
     *     {@linkplain ImageSource#features() known}, and the pipeline leaves each image as it is
     */
    public record Tally(int images, int skipped, int train, int validation,
            Optional<Whole> whole) {}

    /**
     * The images of patches that are whole images.
     *
     * @param train the number of the image of each patch to learn from
     * @param validation the number of the image of each patch to measure on
     */
    public record Whole(int[] train, int[] validation) {}

    private Preparation() {}

    /**
     * Prepares patches in memory.
     *
     * @param source the images
     * @param pipeline what is done with them
     * @param strict true if an image that cannot be read or is too small is an error; false if it
     *     is skipped with a warning
     * @param monitor is told of progress and of what is wrong
     * @return the patches to learn from and those to measure on
     * @throws InputException if the images give no patch, or if {@code strict} and an image cannot
     *     be used
     * @throws CancellationException if the thread is interrupted
     */
    public static Split prepare(ImageSource source, Pipeline pipeline, boolean strict,
            Monitor monitor) {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            return prepare(source, pipeline, strict, folder.path(), monitor);
        }
    }

    /**
     * Prepares patches in memory.
     *
     * @param source the images
     * @param pipeline what is done with them
     * @param strict as for {@link #prepare(ImageSource, Pipeline, boolean, Monitor)}
     * @param folder holds the temporary files
     * @param monitor is told of progress and of what is wrong
     * @return the patches to learn from and those to measure on
     * @throws InputException as for the other {@code prepare}, or if the folder cannot be written
     *     to
     * @throws CancellationException if the thread is interrupted
     */
    public static Split prepare(ImageSource source, Pipeline pipeline, boolean strict, Path folder,
            Monitor monitor) {
        Path train = folder.resolve(".prepared-train.npy");
        Path validation = folder.resolve(".prepared-validation.npy");
        try {
            write(source, pipeline, strict, train, validation, monitor);
            return new Split(patches(train, pipeline, source), patches(validation, pipeline,
                    source));
        } finally {
            deleteIfThere(train, monitor);
            deleteIfThere(validation, monitor);
        }
    }

    /**
     * Prepares patches into two {@code .npy} files, N×D each.
     *
     * @param source the images
     * @param pipeline what is done with them
     * @param strict as for {@link #prepare}
     * @param train the file for the patches to learn from
     * @param validation the file for the patches to measure on
     * @param monitor is told of progress and of what is wrong
     * @return how many patches there are
     * @throws InputException as for {@link #prepare}, or if a file cannot be written
     * @throws CancellationException if the thread is interrupted; neither file is written then
     */
    public static Tally write(ImageSource source, Pipeline pipeline, boolean strict, Path train,
            Path validation, Monitor monitor) {
        Path cut = train.resolveSibling(".cut-" + UUID.randomUUID() + ".npy");
        try {
            PatchCutter cutter = new PatchCutter(source, pipeline, strict, monitor);
            cutter.cutInto(cut);
            BitSet kept = pipeline.splitting().validation(cutter.patches(), cutter.runs());
            int validationSize = kept.cardinality();
            if (validationSize == 0 || validationSize == cutter.patches()) {
                throw new InputException(source.origin() + ": " + pipeline.splitting() + " of "
                        + cutter.patches() + " patches leaves "
                        + (validationSize == 0 ? "none for validation" : "none to learn from")
                        + "; " + pipeline.splitting().need(cutter.patches(), cutter.runs()));
            }
            try (NpyRowReader reader = NpyRowReader.open(cut);
                    NpyRowWriter trainWriter = NpyRowWriter.create(train, pipeline.columns());
                    NpyRowWriter validationWriter =
                            NpyRowWriter.create(validation, pipeline.columns())) {
                List<PatchStep.Fitted> steps = new ArrayList<>();
                // each step is fitted on the patches after the steps before it
                for (PatchStep step : pipeline.patchSteps()) {
                    monitor.phase("Fitting " + step, Monitor.UNKNOWN, "patches");
                    List<PatchStep.Fitted> before = List.copyOf(steps);
                    steps.add(step.fit(visitor -> show(reader, row -> !kept.get(row), before,
                            visitor, monitor)));
                }
                monitor.phase("Writing patches", cutter.patches(), "patches");
                show(reader, row -> !kept.get(row), steps, trainWriter::write, monitor);
                show(reader, kept::get, steps, validationWriter::write, monitor);
                trainWriter.commit();
                validationWriter.commit();
            }
            return new Tally(source.size(), cutter.skipped(), cutter.patches() - validationSize,
                    validationSize, source.features().filter(known -> pipeline.keeps(known.shape()))
                            .map(known -> whole(cutter.runs(), kept)));
        } finally {
            deleteIfThere(cut, monitor);
        }
    }

    private static Whole whole(List<Splitting.Run> runs, BitSet kept) {
        int[] images = runs.stream()
                .flatMapToInt(run -> IntStream.range(0, run.count()).map(i -> run.image()))
                .toArray();
        IntStream all = IntStream.range(0, images.length);
        return new Whole(all.filter(row -> !kept.get(row)).map(row -> images[row]).toArray(),
                kept.stream().map(row -> images[row]).toArray());
    }

    private static void deleteIfThere(Path file, Monitor monitor) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            monitor.warn(FileFault.of(file, e).getMessage());
        }
    }

    /** Reads prepared patches. If a step has reduced their number of values, their shape is 1×D. */
    private static Patches patches(Path file, Pipeline pipeline, ImageSource source) {
        FMatrixRMaj pixels = Npy.read(file);
        PatchShape shape = pipeline.shape().orElse(new PatchShape(1, pixels.numCols));
        return new Patches(pixels, shape.height(), shape.width(), source.origin());
    }

    /** Applies some steps to the chosen rows of a file, and shows the results in blocks. */
    private static void show(NpyRowReader reader, IntPredicate chosen, List<PatchStep.Fitted> steps,
            PatchStep.Visitor visitor, Monitor monitor) {
        FMatrixRMaj block = new FMatrixRMaj(ROWS_AT_A_TIME, reader.columns());
        int columns = reader.columns();
        int row = 0;
        reader.rewind();
        while (reader.read(block, ROWS_AT_A_TIME) > 0) {
            int taken = 0;
            for (int i = 0; i < block.numRows; i++) {
                if (chosen.test(row + i)) {
                    System.arraycopy(block.data, i * columns, block.data, taken * columns, columns);
                    taken++;
                }
            }
            row += block.numRows;
            block.reshape(taken, columns);
            FMatrixRMaj shown = block;
            for (PatchStep.Fitted step : steps) {
                shown = step.apply(shown);
            }
            visitor.visit(shown);
            monitor.at(row);
            Stop.ifAsked("stopped while patches were prepared");
        }
    }
}
