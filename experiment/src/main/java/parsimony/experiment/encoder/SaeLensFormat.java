package parsimony.experiment.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.InputScaling;

/**
 * A folder that SAELens wrote: {@code cfg.json} and {@code sae_weights.safetensors}, of version 6
 * and later or of those before, whose {@code cfg.json} may also hold the settings of the training.
 * Sources: SAELens, {@code sae_lens/saes/} and {@code loading/pretrained_sae_loaders.py}; before
 * version 6, {@code sae_lens/sae.py}.
 */
final class SaeLensFormat extends FolderFormat {
    /** What a training multiplies inputs by, where it is not in the weights yet. */
    private static final String SCALER = "activation_scaler.json";
    private static final String NORMALIZE = "normalize_activations";

    /** Settings of training, of the model and of provenance: none changes codes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("dtype", "device", "metadata",
            "model_name", "model_class_name", "hook_name", "hook_eval", "hook_layer", "hook_point",
            "hook_point_layer", "hook_point_head_index", "hook_head_index", "hook_point_eval",
            "dataset_path", "dataset_trust_remote_code", "streaming", "is_dataset_tokenized",
            "context_size", "use_cached_activations", "cached_activations_path",
            "b_dec_init_method", "expansion_factor", "normalize_sae_decoder", "noise_scale",
            "from_pretrained_path", "decoder_orthogonal_init", "decoder_heuristic_init",
            "decoder_heuristic_init_norm", "decoder_init_norm", "init_encoder_as_decoder_transpose",
            "n_batches_in_buffer", "training_tokens", "finetuning_tokens",
            "store_batch_size_prompts", "train_batch_size_tokens", "store_batch_size",
            "train_batch_size", "tokens_per_buffer", "seqpos_slice", "act_store_device", "seed",
            "prepend_bos", "jumprelu_init_threshold", "jumprelu_bandwidth",
            "jumprelu_sparsity_loss_mode", "jumprelu_tanh_scale", "pre_act_loss_coefficient",
            "l0_coefficient", "l0_warm_up_steps", "autocast", "autocast_lm", "compile_llm",
            "llm_compilation_mode", "compile_sae", "sae_compilation_mode", "adam_beta1",
            "adam_beta2", "mse_loss_normalization", "l1_coefficient", "lp_norm",
            "scale_sparsity_penalty_by_decoder_norm", "l1_warm_up_steps", "lr",
            "lr_scheduler_name", "lr_warm_up_steps", "lr_end", "lr_decay_steps",
            "n_restart_cycles", "finetuning_method", "use_ghost_grads", "feature_sampling_window",
            "feature_sampling_method", "resample_batches", "feature_reinit_scale",
            "dead_feature_window", "dead_feature_estimation_method", "dead_feature_threshold",
            "n_eval_batches", "eval_batch_size_prompts", "n_eval_seqs", "log_to_wandb", "logger",
            "log_activations_store_to_wandb", "log_optimizer_state_to_wandb", "wandb_project",
            "wandb_id", "run_name", "wandb_entity", "wandb_log_frequency",
            "eval_every_n_wandb_logs", "resume", "n_checkpoints", "checkpoint_path", "verbose",
            "model_kwargs", "model_from_pretrained_kwargs", "sae_lens_version",
            "sae_lens_training_version", "neuronpedia_id", "exclude_special_tokens",
            "use_sparse_activations", "aux_loss_coefficient", "topk_threshold_lr",
            "matryoshka_widths", "total_training_tokens", "total_training_steps",
            "eval_frequency", "output_path", "save_final_checkpoint");

    SaeLensFormat() {
        super("SAELens", "cfg.json", "sae_weights.safetensors");
    }

    @Override
    EncoderWeights read(Path folder, ModelConfig config, ModelArrays arrays,
            OptionalDouble scale) {
        int pixels = arrays.length("b_dec");
        int[] decoder = arrays.lengths("W_dec");
        int units = decoder[0] == pixels ? decoder[1] : decoder[0];
        config.requireSize("d_in", pixels);
        config.requireSize("d_sae", units);
        String architecture = architecture(config);
        boolean centred = config.flag("apply_b_dec_to_input", true);
        FMatrixRMaj encoderBias =
                arrays.vector(architecture.equals("gated") ? "b_gate" : "b_enc", units);
        CodeActivation activation = activation(config, architecture, arrays, units);
        EncoderWeights weights = new EncoderWeights("SAELens, " + architecture,
                arrays.matrix("W_dec", units, pixels), arrays.vector("b_dec", pixels),
                EncoderWeights.transpose(arrays.matrix("W_enc", pixels, units)), encoderBias,
                activation, centred, arrays.remarks());
        weights = finetuned(config, arrays, weights);
        if (config.flag("rescale_acts_by_decoder_norm", false)) {
            if (!architecture.endsWith("topk")) {
                throw config.refusal("rescale_acts_by_decoder_norm",
                        "it is known of TopK encoders only");
            }
            weights = weights.withUnitAtoms(true);
        }
        weights = scaled(config, folder, scale, weights);
        String reshaped = config.text("reshape_activations", "none");
        if (!reshaped.equals("none") && !reshaped.equals("hook_z")) {
            throw config.refusal("reshape_activations", "none and hook_z are known");
        }
        config.requireNoOther(WITHOUT_EFFECT);
        arrays.requireAllRead(Set.of());
        return weights;
    }

    private static String architecture(ModelConfig config) {
        String said = config.text("architecture", "standard");
        String activation = config.text("activation_fn", config.text("activation_fn_str", "relu"));
        return switch (said) {
            case "standard" -> activation.equals("topk") ? "topk" : said;
            case "gated", "jumprelu", "topk", "batchtopk", "matryoshka_batchtopk" -> said;
            default -> throw config.refusal("architecture", "known are standard, gated, jumprelu,"
                    + " topk, batchtopk and matryoshka_batchtopk");
        };
    }

    private static CodeActivation activation(ModelConfig config, String architecture,
            ModelArrays arrays, int units) {
        String key = config.text("activation_fn", null) == null ? "activation_fn_str"
                : "activation_fn";
        String function = config.text(key, "relu");
        ModelConfig arguments = config.part("activation_fn_kwargs");
        OptionalInt k = arguments.whole("k");
        arguments.requireNoOther(Set.of());
        if (architecture.equals("topk")) {
            OptionalInt given = config.whole("k");
            if (!given.isPresent() && !k.isPresent()) {
                throw new InputException(
                        "cfg.json: has no k, how many units of a TopK encoder are active");
            }
            if (!function.equals("topk") && !function.equals("relu")) {
                throw config.refusal(key, "a TopK encoder has topk");
            }
            return new CodeActivation.TopK(given.orElseGet(k::getAsInt));
        }
        if (k.isPresent()) {
            throw config.refusal("activation_fn_kwargs", "k belongs to topk, and " + key
                    + " is " + function);
        }
        if (architecture.endsWith("batchtopk")) {
            config.positive("k"); // the average of a batch, in training
        }
        boolean tanh = function.equals("tanh-relu");
        if (!function.equals("relu") && !(tanh && architecture.equals("standard"))) {
            throw config.refusal(key, "known for " + architecture + " is relu"
                    + (architecture.equals("standard") ? ", tanh-relu and topk" : ""));
        }
        return switch (architecture) {
            case "gated" -> gated(arrays, units);
            case "jumprelu" -> new CodeActivation.JumpRelu(thresholds(arrays, units));
            case "standard" -> tanh ? new CodeActivation.TanhRelu() : new CodeActivation.Relu();
            default -> new CodeActivation.JumpRelu(arrays.vectorOrNumber("topk_threshold", units));
        };
    }

    private static CodeActivation gated(ModelArrays arrays, int units) {
        return new CodeActivation.Gated(exponential(arrays.vector("r_mag", units)),
                arrays.vector("b_mag", units));
    }

    private static FMatrixRMaj thresholds(ModelArrays arrays, int units) {
        return arrays.has("log_threshold") ? exponential(arrays.vector("log_threshold", units))
                : arrays.vector("threshold", units);
    }

    static FMatrixRMaj exponential(FMatrixRMaj logarithms) {
        FMatrixRMaj values = new FMatrixRMaj(1, logarithms.numCols);
        for (int i = 0; i < values.data.length; i++) {
            values.data[i] = (float) Math.exp(logarithms.data[i]);
        }
        return values;
    }

    /** The decoder may multiply each unit by a factor. Some versions saved ones always. */
    private static EncoderWeights finetuned(ModelConfig config, ModelArrays arrays,
            EncoderWeights weights) {
        boolean said = config.flag("finetuning_scaling_factor", false);
        EncoderWeights result = weights;
        for (String name : new String[] {"scaling_factor", "finetuning_scaling_factor"}) {
            if (arrays.has(name)) {
                FMatrixRMaj factors = arrays.vector(name, weights.encoder().numRows);
                boolean ones = true;
                for (float factor : factors.data) {
                    ones &= Math.abs(factor - 1) <= 1e-5;
                }
                if (!ones && !said) {
                    throw config.refusal("finetuning_scaling_factor", "the weights hold " + name
                            + ", which is not 1; must be true, or those be taken out");
                }
                result = ones ? result : result.withAtomsTimes(factors);
            }
        }
        return result;
    }

    private static EncoderWeights scaled(ModelConfig config, Path folder, OptionalDouble scale,
            EncoderWeights weights) {
        String way = config.isFlag(NORMALIZE)
                ? config.flag(NORMALIZE, false) ? "expected_average_only_in" : "none"
                : config.text(NORMALIZE, "none");
        switch (way) {
            case "none" -> {
                return weights;
            }
            case "constant_norm_rescale" -> {
                return weights.with(InputScaling.CONSTANT_NORM);
            }
            case "layer_norm" -> {
                return weights.with(InputScaling.LAYER_NORM);
            }
            case "expected_average_only_in" -> {
                Path scaler = folder.resolve(SCALER);
                OptionalDouble stored = Files.exists(scaler)
                        ? new ModelConfig(scaler).positive("scaling_factor")
                        : OptionalDouble.empty();
                if (scale.isPresent() || stored.isEmpty()) {
                    if (scale.isEmpty()) {
                        throw config.refusal(NORMALIZE, "inputs were multiplied by one number in"
                                + " training, which " + SCALER + " does not say; say it with"
                                + " ‹scale› (√D divided by the mean norm of inputs), or ‹scale› 1"
                                + " if it is in the weights");
                    }
                    return weights;
                }
                return weights.onInputsTimes(stored.getAsDouble());
            }
            default -> throw config.refusal(NORMALIZE, "known are none, expected_average_only_in,"
                    + " constant_norm_rescale and layer_norm");
        }
    }
}
