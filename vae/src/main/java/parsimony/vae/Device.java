package parsimony.vae;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * Where TensorFlow computes.
 *
 * @param threads cores that one operation is spread over, ≥ 1
 */
public record Device(int threads) {
    /** All cores of this machine. */
    public static final Device CPU = new Device(Runtime.getRuntime().availableProcessors());

    public Device {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + "; must be at least 1");
        }
    }

    Session open(Graph graph) {
        // Remapping would replace a hand-built layer normalisation by one with another epsilon.
        RewriterConfig rewriter = RewriterConfig.newBuilder().setRemapping(RewriterConfig.Toggle.OFF).build();
        return new Session(graph, ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriter))
                .build());
    }
}
