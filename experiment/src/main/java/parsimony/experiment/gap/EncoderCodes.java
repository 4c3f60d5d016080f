package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.MatrixRows;
import parsimony.experiment.encoder.ImportedEncoder;
import parsimony.experiment.encoder.TrainedEncoder;
import parsimony.experiment.report.TransposeHint;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.sparsecoding.InputScaling;
import parsimony.vae.Vae;

/**
 * Codes that an encoder makes of the patches: one from elsewhere, or that of a finished run of
 * {@code parsimony train} with a linear decoder, whose codes are posterior means.
 */
final class EncoderCodes implements Coding {
    private final Encoder encoder;
    private final Dictionary dictionary;
    private final FMatrixRMaj bias;
    private final UnaryOperator<FMatrixRMaj> scaling;
    private final Runnable end;

    private EncoderCodes(Encoder encoder, Dictionary dictionary, FMatrixRMaj bias,
            UnaryOperator<FMatrixRMaj> scaling, Runnable end) {
        this.encoder = encoder;
        this.scaling = scaling;
        this.dictionary = dictionary;
        this.bias = bias;
        this.end = end;
    }

    /**
     * Loads an encoder.
     *
     * @param place    a file, a folder of another library, or a run folder
     * @param patches  that it will encode
     * @param measured what the patches are called
     * @param progress is told if the encoder scales its inputs
     * @throws InputException if it is no encoder with a dictionary, or not of such patches
     */
    static EncoderCodes load(String place, MatrixRows patches, String measured, Monitor progress)
            throws IOException {
        Path path = Path.of(place);
        EncoderCodes codes = TrainedEncoder.isOne(path) ? trained(path) : imported(path, progress);
        int pixels = codes.dictionary.pixels();
        if (patches.columns() != pixels) {
            codes.close();
            throw new InputException("‹patches› " + measured + ": has patches of "
                    + patches.columns() + " pixels, those of " + place + " have " + pixels
                    + "; they must agree"
                    + TransposeHint.of(patches.rows() == pixels, measured));
        }
        return codes;
    }

    private static EncoderCodes trained(Path run) throws IOException {
        Vae vae = TrainedEncoder.load(run);
        Dictionary dictionary = vae.dictionary().get();
        FMatrixRMaj bias = vae.decode(new FMatrixRMaj(1, dictionary.size()));
        return new EncoderCodes(vae.posteriorMean(), dictionary, bias, patches -> patches,
                vae::close);
    }

    private static EncoderCodes imported(Path place, Monitor progress) {
        ImportedEncoder imported = ImportedEncoder.load(place);
        if (imported.encoder().settings().scaling() != InputScaling.NONE) {
            progress.note(place + ": scales its inputs (" + imported.encoder().settings().scaling()
                    .name().toLowerCase(Locale.ROOT)
                    + "); squared errors are those of the scaled inputs");
        }
        return new EncoderCodes(imported.encoder(), imported.dictionary(), imported.bias(),
                imported.encoder()::prepare, () -> {});
    }

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public FMatrixRMaj bias() {
        return bias;
    }

    @Override
    public FMatrixRMaj inputs(FMatrixRMaj patches) {
        return scaling.apply(patches);
    }

    @Override
    public FMatrixRMaj codes(FMatrixRMaj patches) {
        return encoder.encode(patches);
    }

    @Override
    public void rewind() {}

    @Override
    public void close() {
        end.run();
    }
}
