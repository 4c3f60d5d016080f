package parsimony.vae;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import parsimony.signals.InputException;

/**
 * Where TensorFlow computes. An NVIDIA GPU of 2020 or later multiplies matrices in TF32, with ten
 * bits of mantissa, unless the environment variable {@code NVIDIA_TF32_OVERRIDE} is 0, as the
 * {@code parsimony} command sets it.
 *
 * @param kind    processor or GPU
 * @param index   which GPU, ≥ 0; 0 for the processor
 * @param threads cores to compute on, ≥ 1; the last bits of a training can depend on it
 */
public record Device(Kind kind, int index, int threads) {

    /** The kinds of device. */
    public enum Kind {
        /** The processor. */
        CPU,
        /** An NVIDIA GPU. */
        GPU
    }

    /** Most shares of a batch; see {@link #shares}. */
    private static final int MOST_SHARES = 4;
    /** Patches that a share must have at least. */
    private static final int LEAST_SHARE = 125;

    /** All cores of this machine. */
    public static final Device CPU =
            new Device(Kind.CPU, 0, Runtime.getRuntime().availableProcessors());

    /**
     * Checks the values.
     *
     * @throws InputException if a number is out of its range
     */
    public Device {
        Objects.requireNonNull(kind, "kind");
        if (index < 0 || kind != Kind.GPU && index > 0) {
            throw new InputException(
                    "‹device›: index " + index + "; must be at least 0, and is for a GPU");
        }
        if (threads < 1) {
            throw new InputException("threads", threads, "must be at least 1");
        }
    }

    /**
     * {@return the device of a name} {@code auto} is the first GPU if TensorFlow can use one, else
     * the processor.
     *
     * @param text {@code cpu}, {@code gpu}, {@code gpu:N} or {@code auto}, in upper or lower case
     * @throws InputException if it is none of these
     */
    public static Device parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("cpu")) {
            return CPU;
        }
        if (lower.equals("auto")) {
            boolean gpu =
                    Devices.list().stream().anyMatch(device -> device.name().startsWith("gpu"));
            return gpu ? new Device(Kind.GPU, 0, CPU.threads) : CPU;
        }
        if (lower.matches("gpu(:\\d{1,4})?")) {
            return new Device(Kind.GPU,
                    lower.length() > 4 ? Integer.parseInt(lower.substring(4)) : 0, CPU.threads);
        }
        throw new InputException("device", text, "must be cpu, gpu, gpu:N or auto");
    }

    /** As {@link #parse} reads it: cpu or gpu:N. */
    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "gpu:" + index;
    }

    /**
     * Checks that TensorFlow can be loaded and has this device.
     *
     * @throws InputException if TensorFlow cannot be unpacked or loaded, or cannot use this GPU;
     *                                  the message says what is missing, as far as known
     */
    public void requireAvailable() {
        Devices.load();
        if (kind == Kind.GPU) {
            List<String> names = Devices.list().stream().map(Devices.Entry::name).toList();
            if (!names.contains(toString())) {
                throw new InputException("device", this,
                        "TensorFlow sees " + String.join(", ", names) + " here. "
                                + Devices.gpuDiagnosis());
            }
        }
    }

    /**
     * The number of equal shares into which a training's batch is divided, to be computed in
     * parallel. A share has few enough patches for a core's cache. The number depends on the batch
     * alone, so that every machine draws the same noise. On a GPU it is 1.
     */
    int shares(int batch) {
        int shares = kind == Kind.CPU ? Math.max(1, Math.min(MOST_SHARES, batch / LEAST_SHARE)) : 1;
        while (batch % shares != 0) {
            shares--;
        }
        return shares;
    }

    Session open(Graph graph) {
        // Rewritten graphs train no faster on a processor, and to rewrite them takes half the time
        // of a short training. On a GPU, remapping would replace a hand-built layer normalisation
        // by one with another epsilon.
        RewriterConfig rewriter = kind == Kind.CPU
                ? RewriterConfig.newBuilder().setDisableMetaOptimizer(true).build()
                : RewriterConfig.newBuilder().setRemapping(RewriterConfig.Toggle.OFF).build();
        // Threads of its own, or those of the first session would be for all sessions of a process.
        ConfigProto.Builder config = Devices.config(threads).setUsePerSessionThreads(true)
                .setAllowSoftPlacement(true)
                .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriter));
        if (kind == Kind.GPU) {
            config.getGpuOptionsBuilder().setVisibleDeviceList(Integer.toString(index));
        } else {
            config.putDeviceCount("GPU", 0);
        }
        return new Session(graph, config.build());
    }
}
