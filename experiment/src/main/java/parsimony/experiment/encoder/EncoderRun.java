package parsimony.experiment.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.data.FileFault;
import parsimony.data.Npy;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PatchBrowser;
import parsimony.experiment.run.OwnEncoder;
import parsimony.experiment.run.PreparedPatches;
import parsimony.experiment.run.ResampledFile;
import parsimony.experiment.run.Result;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunContext;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.UnitUsage;
import parsimony.signals.InputException;
import parsimony.sparsecoding.InputScaling;
import parsimony.sparsecoding.Measures;

/**
 * The codes that an imported encoder gives of the patches. Nothing is trained or drawn at random;
 * the seed is that of the models that it stands beside.
 *
 * @param model the name of the encoder in the experiment
 * @param name the run's name for people
 * @param key SHA-256 of all that the result depends on
 * @param place of the encoder, a file or folder
 * @param seed of the models of the same comparison
 */
public record EncoderRun(String model, String name, String key, String place,
        long seed) implements Run {
    /** Multiply–adds per second on the reference machine. */
    private static final double RATE = 1e9;
    /** Bytes of memory, beside weights and codes. */
    private static final double BYTES = 1e8;

    /** What {@code config.json} keeps. */
    private record Spec(String encoder, String origin) {
    }

    /**
     * What the codes come to, as in {@link Measures}.
     *
     * @param mse          squared error per patch
     * @param r2           mean over patches
     * @param r2Pooled     of all pixels
     * @param r2Median     over patches
     * @param lifetime     sparsity of a unit
     * @param population   sparsity of a patch
     * @param portionZeros share of zeros
     * @param seconds      that it took
     */
    public record Encoded(double mse, double r2, double r2Pooled, double r2Median, double lifetime,
            double population, double portionZeros, double seconds) implements Result {
        @Override
        public List<CurvePoint> points(Run run) {
            return List.of(new CurvePoint(run.model(), CurvePoint.AMORTIZED, null, null, mse, mse,
                    r2, r2Pooled, r2Median, lifetime, population, portionZeros, null));
        }
    }

    /**
     * {@return an encoder that can stand beside models of patches}
     *
     * @param place  a file or folder
     * @param pixels that a patch has, D
     * @throws InputException if it cannot be loaded, takes other inputs, or scales each input by
     *                        its own size, so that the plane has no one space for its codes
     */
    public static ImportedEncoder requireFitting(String place, int pixels) {
        ImportedEncoder encoder = ImportedEncoder.load(Path.of(place));
        if (encoder.dictionary().pixels() != pixels) {
            throw new InputException("encoders: file: " + place + ": takes inputs of "
                    + encoder.dictionary().pixels() + " numbers, patches have " + pixels);
        }
        if (encoder.encoder().settings().scaling() != InputScaling.NONE) {
            throw new InputException("encoders: file: " + place
                    + ": scales each input by its own size, so that errors of its codes are not"
                    + " those of patches as they are; gap measures such encoders");
        }
        return encoder;
    }

    /**
     * {@return the checksum of the files of an encoder}
     *
     * @param place a file or folder
     * @throws InputException if they cannot be read
     */
    public static String checksum(String place) {
        try (Stream<Path> files = Files.walk(Path.of(place), 1)) {
            return Checksum.of(files.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            throw FileFault.of(Path.of(place), e);
        }
    }

    @Override
    public double seconds(Size size) {
        return (double) size.patches() * size.atoms() * size.pixels() / RATE;
    }

    @Override
    public double bytes(Size size) {
        return BYTES + 24.0 * size.atoms() * size.pixels() + 4.0 * size.atoms() * size.patches();
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        long begun = System.nanoTime();
        PreparedPatches patches = context.patches();
        FMatrixRMaj inputs = patches.validation();
        ImportedEncoder encoder = requireFitting(place, inputs.numCols);
        Path folder = context.open(this, new Spec(place, encoder.origin()));
        FMatrixRMaj codes = encoder.encoder().encode(inputs);
        FMatrixRMaj found = encoder.encoder().reconstruct(inputs, codes);
        Npy.write(folder.resolve(FileNames.DICTIONARY), encoder.dictionary().atoms());
        Npy.write(folder.resolve(FileNames.DECODER_BIAS), encoder.bias().data);
        UnitUsage.write(folder, codes);
        PatchBrowser.write(folder, inputs, codes, encoder.dictionary(), encoder.bias(), seed);
        ResampledFile.write(folder, List.of(
                patches.resampling().measure(Measures.errors(inputs, found), codes)));
        Measures m = Measures.of(inputs, codes, found);
        RunRecord.writeMetrics(folder, new Encoded(m.mse(), m.r2(), m.r2Pooled(), m.r2Median(),
                m.lifetime(), m.population(), m.portionZeros(),
                (System.nanoTime() - begun) * 1e-9));
    }

    @Override
    public Optional<OwnEncoder> encoder(Path folder) {
        ImportedEncoder imported = ImportedEncoder.load(Path.of(place));
        return Optional.of(new OwnEncoder() {
            @Override
            public FMatrixRMaj codes(FMatrixRMaj patches) {
                return imported.encoder().encode(patches);
            }

            @Override
            public Measured measure(FMatrixRMaj patches) {
                FMatrixRMaj codes = codes(patches);
                return new Measured(CurvePoint.amortized(model, Measures.of(patches, codes,
                        imported.encoder().reconstruct(patches, codes))), null);
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public Encoded result(Path folder) {
        return RunRecord.readMetrics(folder, Encoded.class);
    }
}
