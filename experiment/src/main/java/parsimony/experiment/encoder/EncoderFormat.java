package parsimony.experiment.encoder;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A form in which encoders lie on disk. It reads what it knows entirely, and refuses the rest by
 * name: a weight or a setting that is passed over could make it another encoder.
 */
interface EncoderFormat {
    /** {@return all forms; the first that a place has is the one} */
    static List<EncoderFormat> all() {
        return List.of(new RunFormat(), new SaeLensFormat(), new SparsifyFormat(),
                new DictionaryLearningFormat(), new GemmaScopeFormat(), new PoissonVaeFormat(),
                new BareArraysFormat());
    }

    /** {@return what it is and how it is known, for messages and help} */
    String form();

    /** Whether a file or folder has this form; it is not read to the end. */
    boolean matches(Path place);

    /**
     * Reads an encoder.
     *
     * @param place a file or folder that has this form
     * @param scale what inputs are multiplied by before they are encoded, where the user says it;
     *              the format need not apply it, only know that it is said
     * @throws parsimony.signals.InputException if it is damaged, or holds what is not known
     */
    EncoderWeights read(Path place, OptionalDouble scale);
}
