package parsimony.experiment.codes;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.encoding.AffineSpec;
import parsimony.encoding.Coded;
import parsimony.encoding.Coder;
import parsimony.experiment.encoder.ImportedEncoder;
import parsimony.experiment.encoder.TrainedEncoder;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.vae.Vae;

/** Makes coders of amortized encoders. */
public final class EncoderCoder {
    private EncoderCoder() {}

    /**
     * Loads an encoder.
     *
     * @param place a file or folder that {@code parsimony import} reads, what it wrote, or a
     *     finished run of {@code parsimony train} with a linear decoder, whose codes are posterior
     *     means
     * @return its coder
     * @throws InputException if it is no encoder, or has no linear decoder
     * @throws IOException if a file cannot be read
     */
    public static Coder load(String place) throws IOException {
        Path path = Path.of(place);
        if (TrainedEncoder.isOne(path)) {
            Vae vae = TrainedEncoder.load(path);
            Dictionary dictionary = vae.dictionary().orElseThrow();
            return new OfVae(vae, vae.posteriorMean(), dictionary.pixels(), dictionary.size());
        }
        return new AffineSpec(ImportedEncoder.load(path).encoder());
    }

    /** The posterior means of a model. */
    private record OfVae(Vae vae, Encoder encoder, int pixels, int units) implements Coder {
        @Override
        public Coded code(FMatrixRMaj patches, FMatrixRMaj start) {
            if (start != null) {
                throw new InputException(
                        "‹start›: not for an encoder, which makes codes in one step");
            }
            return new Coded(encoder.encode(patches));
        }

        @Override
        public FMatrixRMaj decode(FMatrixRMaj patches, FMatrixRMaj codes) {
            return vae.decode(codes);
        }

        /** TensorFlow multiplies all patches of a block together. */
        @Override
        public boolean dependsOnBlock() {
            return true;
        }

        @Override
        public void close() {
            vae.close();
        }
    }
}
