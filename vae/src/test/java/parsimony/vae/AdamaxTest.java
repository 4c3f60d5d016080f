package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

class AdamaxTest {

    /**
     * Σ c_i p_i² from the same start, beside Kingma &amp; Ba's Algorithm 2 written out. Gradients
     * are clipped first, at another norm in the first half; then weights decay.
     */
    @ParameterizedTest
    @CsvSource({"Infinity, 1, 0", "3, 1, 0", "3, 2, 0", "Infinity, 2, .7", "3, 1, .7", "3, 2, .7"})
    void stepsAreAlgorithmTwosWithGradientsClippedToTheirNormBeforeWeightsDecay(double clip,
            double clipWarmup, double decay) {
        Optimizer settings = new Optimizer(.1, .5, 0, 1, clip, clipWarmup, decay);
        double[] curvature = {1, 4, 0.25};
        double[] expected = {1, -2, 3};
        double[] m = new double[3];
        double[] v = new double[3];
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Blueprint<TFloat64> blueprint = new Blueprint<>(tf, TFloat64.class, true);
            Operand<TFloat64> p =
                    blueprint.parameter("p", Shape.of(3), tf.constant(expected.clone()));
            Operand<TFloat64> loss =
                    tf.sum(tf.math.mul(tf.constant(curvature), tf.math.square(p)), tf.constant(0));
            Adamax<TFloat64> adamax = new Adamax<>(blueprint, loss, settings, List.of(loss));
            try (Session session = Device.CPU.open(graph)) {
                blueprint.variables().values().forEach(slot -> session.run(slot.assign()));
                for (int t = 1; t <= 50; t++) {
                    double rate = 0.1 / t;
                    double most = t <= 25 ? clip * clipWarmup : clip;
                    assertEquals(most, settings.clipAt(t - 1, 50));
                    double norm = 0;
                    for (int i = 0; i < 3; i++) {
                        norm += Math.pow(2 * curvature[i] * expected[i], 2);
                    }
                    norm = Math.sqrt(norm);
                    for (int i = 0; i < 3; i++) {
                        double gradient = 2 * curvature[i] * expected[i] * Math.min(1, most / norm)
                                + decay * expected[i];
                        m[i] = 0.9 * m[i] + 0.1 * gradient;
                        v[i] = Math.max(0.999 * v[i], Math.abs(gradient));
                        expected[i] -= rate / (1 - Math.pow(0.9, t)) * m[i] / (v[i] + 1e-8);
                    }
                    try (TFloat64 power = TFloat64.scalarOf(Adamax.power(t));
                            TFloat64 learningRate = TFloat64.scalarOf(rate);
                            TFloat64 fedClip = TFloat64.scalarOf(most)) {
                        Session.Runner runner = session.runner().feed(adamax.power, power)
                                .feed(adamax.learningRate, learningRate)
                                .addTarget(adamax.step).fetch(adamax.norm);
                        adamax.clip.ifPresent(fed -> runner.feed(fed, fedClip));
                        try (Result result = runner.run()) {
                            assertEquals(norm, ((TFloat64) result.get(0)).getDouble(),
                                    1e-12 * norm);
                        }
                    }
                }
                try (Result result = session.runner().fetch(p).run()) {
                    double[] actual = new double[3];
                    result.get(0).asRawTensor().data().asDoubles().read(actual);
                    assertArrayEquals(expected, actual, 1e-12);
                }
            }
        }
    }
}
