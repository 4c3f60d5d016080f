package parsimony.vae;

import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.tensorflow.types.family.TFloating;
import parsimony.sparsecoding.Dictionary;

/**
 * One matrix. As a decoder, K×D, its rows are the atoms of a dictionary.
 *
 * @param bias       whether a learned bias is added to the product
 * @param constraint what training may do with the matrix; null for {@link Constraint#NONE}
 */
public record LinearNetwork(boolean bias, Constraint constraint) implements Network {

    /** Fills in what is left out. */
    public LinearNetwork {
        constraint = constraint != null ? constraint : Constraint.NONE;
    }

    /** Without bias or constraint, as all linear networks of the paper. */
    public LinearNetwork() {
        this(false, Constraint.NONE);
    }

    @Override
    public boolean linear() {
        return !bias;
    }

    @Override
    public LinearNetwork withBias() {
        return new LinearNetwork(true, constraint);
    }

    /**
     * {@return the same network with another constraint}
     *
     * @param value what training may do with the matrix
     */
    public LinearNetwork withConstraint(Constraint value) {
        return new LinearNetwork(bias, value);
    }

    @Override
    public <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image,
            int outputs, double scale) {
        return Dense.constrained(blueprint, VaeGraph.ENCODER, image.size(), outputs, scale, bias,
                constraint, 0);
    }

    @Override
    public <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents,
            ImageShape image, double scale) {
        return Dense.constrained(blueprint, VaeGraph.DECODER, latents, image.size(), scale, bias,
                constraint, 1);
    }

    /** The atoms themselves, so that a unit begins with what its atom is like. */
    @Override
    public Map<String, FMatrixRMaj> start(Dictionary dictionary) {
        return Map.of(VaeGraph.ENCODER, CommonOps_FDRM.transpose(dictionary.atoms(), null));
    }

    @Override
    public double work(ImageShape image, int units) {
        return (double) image.size() * units;
    }
}
