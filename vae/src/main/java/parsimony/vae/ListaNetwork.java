package parsimony.vae;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/**
 * Steps of iterative shrinkage-thresholding with learned matrices, the same in every step: from
 * a₀ = 0 to a_m by a ← max(0, W x + S a − θ), with W K×D, S K×K and θ of K numbers. It is an
 * encoder of non-negative codes only.
 *
 * <p>Where the code is {@linkplain Distribution#deterministic() deterministic} and the decoder a
 * dictionary Φ, training begins at W = Φᵀ/L, S = I − ΦᵀΦ/L and θ = λ/L, with L from
 * {@link Dictionary#curvatureBound()}. There it is m steps of the solver
 * {@link parsimony.sparsecoding.Ista} from zero. Otherwise the entries of W are drawn, and S and θ
 * begin at 0.
 *
 * <p>Gregor &amp; LeCun (2010), Learning fast approximations of sparse coding, algorithm 3.
 *
 * @param layers m, steps, ≥ 1
 * @param lambda λ of the lasso, ½‖x − Φa‖² + λ‖a‖₁, &gt; 0
 */
public record ListaNetwork(int layers, double lambda) implements Network {
    /** Name of the variable with S. */
    static final String RECURRENT = VaeGraph.ENCODER + "_recurrent";
    /** Name of the variable with θ. */
    static final String THRESHOLD = VaeGraph.ENCODER + "_threshold";

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public ListaNetwork {
        Training.require(layers >= 1, "layers", layers, "at least 1");
        Training.require(lambda > 0 && lambda < Double.POSITIVE_INFINITY, "lambda", lambda,
                "above 0, and finite");
    }

    /** Five steps with λ = 0.5. */
    public ListaNetwork() {
        this(5, 0.5);
    }

    /** Never, as θ is what a bias would be. */
    @Override
    public boolean bias() {
        return false;
    }

    @Override
    public ListaNetwork withBias() {
        throw new InputException("network: lista has no bias; its thresholds are learned");
    }

    @Override
    public boolean decodes() {
        return false;
    }

    @Override
    public String label() {
        return kind();
    }

    @Override
    public <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image,
            int outputs, double scale) {
        Ops tf = blueprint.tf;
        Dense<T> first = Dense.normal(blueprint, VaeGraph.ENCODER, image.size(), outputs, scale,
                false);
        // One step begins at 0, where S says nothing.
        Optional<Operand<T>> recurrent = layers == 1 ? Optional.empty()
                : Optional.of(blueprint.parameter(RECURRENT, Shape.of(outputs, outputs),
                        blueprint.zeros(Shape.of(outputs, outputs))));
        Operand<T> threshold = blueprint.vector(THRESHOLD, outputs, 0);
        return rows -> {
            // TensorFlow adds up the gradients of three or more uses of a tensor in an order that
            // depends on threads. So each tensor is used twice: in a step, and to make that of the
            // next step, by an operation that changes no bit.
            Operand<T> drive = tf.math.sub(first.apply(rows), threshold);
            Operand<T> matrix = recurrent.orElse(null);
            Operand<T> code = tf.nn.relu(drive);
            for (int step = 1; step < layers; step++) {
                boolean turned = step % 2 == 1; // −drive and Sᵀ
                drive = tf.math.neg(drive);
                matrix = tf.linalg.transpose(matrix, tf.constant(new int[] {1, 0}));
                Operand<T> recalled =
                        tf.linalg.matMul(code, matrix, MatMul.transposeB(turned));
                code = tf.nn.relu(turned ? tf.math.sub(recalled, drive)
                        : tf.math.add(recalled, drive));
            }
            return code;
        };
    }

    @Override
    public <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents,
            ImageShape image, double scale) {
        throw new IllegalStateException("LISTA decodes nothing");
    }

    @Override
    public Map<String, FMatrixRMaj> start(Dictionary dictionary) {
        int units = dictionary.size();
        double curvature = dictionary.curvatureBound();
        Map<String, FMatrixRMaj> start = new LinkedHashMap<>();
        FMatrixRMaj matrix = CommonOps_FDRM.transpose(dictionary.atoms(), null);
        CommonOps_FDRM.scale((float) (1 / curvature), matrix);
        start.put(VaeGraph.ENCODER, matrix);
        if (layers > 1) {
            FMatrixRMaj recurrent = new FMatrixRMaj(units, units);
            CommonOps_FDRM.multTransB(dictionary.atoms(), dictionary.atoms(), recurrent);
            CommonOps_FDRM.scale((float) (-1 / curvature), recurrent);
            for (int k = 0; k < units; k++) {
                recurrent.data[k * units + k] += 1;
            }
            start.put(RECURRENT, recurrent);
        }
        FMatrixRMaj threshold = new FMatrixRMaj(1, units);
        CommonOps_FDRM.fill(threshold, (float) (lambda / curvature));
        start.put(THRESHOLD, threshold);
        return start;
    }

    @Override
    public double work(ImageShape image, int units) {
        return (double) image.size() * units + (layers - 1.0) * units * units;
    }
}
