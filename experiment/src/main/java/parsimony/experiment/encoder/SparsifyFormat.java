package parsimony.experiment.encoder;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;
import parsimony.signals.InputException;
import parsimony.sparsecoding.CodeActivation;

/**
 * A folder that sparsify wrote: {@code cfg.json} and {@code sae.safetensors}, a TopK encoder of
 * centred inputs. Source: sparsify, {@code sparsify/sparse_coder.py} and {@code config.py}.
 */
final class SparsifyFormat extends FolderFormat {
    private static final String CONFIG = "cfg.json";
    /** Settings of training; the last two only matter with gram_lookup. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("expansion_factor",
            "normalize_decoder", "num_latents", "multi_topk", "lookup_max_order",
            "gram_table_hash");

    SparsifyFormat() {
        super("sparsify", CONFIG, "sae.safetensors");
    }

    @Override
    EncoderWeights read(Path folder, ModelConfig config, ModelArrays arrays,
            OptionalDouble scale) {
        if (!config.text("activation", "topk").equals("topk")) {
            throw config.refusal("activation", "topk is known");
        }
        int k = config.whole("k").orElseThrow(() -> new InputException(folder.resolve(CONFIG)
                + ": has no k, how many units of a TopK encoder are active"));
        for (String other : new String[] {"skip_connection", "transcode", "embed_skip",
            "gram_lookup", "signed"}) {
            if (config.flag(other, false)) {
                throw config.refusal(other, "only plain sparse autoencoders are read");
            }
        }
        int pixels = arrays.length("b_dec");
        int units = arrays.length("encoder.bias");
        config.requireSize("d_in", pixels);
        EncoderWeights weights = new EncoderWeights("sparsify, topk",
                arrays.matrix("W_dec", units, pixels), arrays.vector("b_dec", pixels),
                arrays.matrix("encoder.weight", units, pixels),
                arrays.vector("encoder.bias", units), new CodeActivation.TopK(k), true,
                arrays.remarks());
        config.requireNoOther(WITHOUT_EFFECT);
        arrays.requireAllRead(Set.of());
        return weights;
    }
}
