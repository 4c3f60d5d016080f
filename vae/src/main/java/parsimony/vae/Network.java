package parsimony.vae;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import org.tensorflow.types.family.TFloating;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/**
 * A kind of network with its settings, used as a model's encoder or decoder. Each kind is a record
 * that builds itself. To add one, write the record, with a constructor without arguments for its
 * defaults, and permit it here.
 */
@JsonSerialize(using = NetworkJson.Writer.class)
@JsonDeserialize(using = NetworkJson.Reader.class)
public sealed interface Network permits LinearNetwork, ConvNetwork, MlpNetwork, ResidualNetwork,
        ListaNetwork {
    /** Ends the name of a network whose last dense layer has a bias, as in "conv+b". */
    String BIAS = "+b";

    /**
     * Builds an encoder in a graph, with initial weights. Its variables' names begin with
     * {@link VaeGraph#ENCODER}.
     *
     * @param <T>       type of the graph's numbers
     * @param blueprint the graph to build in
     * @param image     shape of a patch, which goes in flattened, with channels last
     * @param outputs   numbers that come out per patch, ≥ 1
     * @param scale     standard deviation of the initial entries of the last matrix, &gt; 0
     * @return the layer from patches, B×D, to outputs
     * @throws InputException if this kind cannot take patches of such a shape
     */
    <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image, int outputs,
            double scale);

    /**
     * Builds a decoder in a graph, with initial weights. Its variables' names begin with
     * {@link VaeGraph#DECODER}.
     *
     * @param <T>       type of the graph's numbers
     * @param blueprint the graph to build in
     * @param latents   K, numbers that go in per patch, ≥ 1
     * @param image     shape of a patch, which comes out flattened, with channels last
     * @param scale     standard deviation of the initial entries of the first matrix, &gt; 0
     * @return the layer from codes, B×K, to reconstructions, B×D
     * @throws InputException if this kind cannot give patches of such a shape
     */
    <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents, ImageShape image,
            double scale);

    /** {@return whether this can be a decoder, too} */
    default boolean decodes() {
        return true;
    }

    /**
     * {@return what variables of an encoder begin with, by name, so that a unit looks for its atom}
     * The others begin as they are drawn. For deterministic codes, and level 2 above groups.
     *
     * @param dictionary that the decoder begins with, K×D
     */
    default Map<String, FMatrixRMaj> start(Dictionary dictionary) {
        return Map.of();
    }

    /**
     * {@return about how many multiply–adds a patch takes, as an encoder or a decoder}
     *
     * @param image shape of a patch
     * @param units numbers per patch on the other side of the network
     */
    double work(ImageShape image, int units);

    /** {@return whether this is one matrix without bias} As a decoder it is then a dictionary. */
    default boolean linear() {
        return false;
    }

    /**
     * {@return whether the last dense layer of an encoder, or the first of a decoder, has a bias}
     */
    boolean bias();

    /**
     * {@return the same network with a bias on that layer}
     *
     * @throws InputException if this kind has no such choice
     */
    Network withBias();

    /**
     * {@return the name of this kind in options, YAML and {@code config.json}} It is its class's
     * name in lower case, without "Network".
     */
    default String kind() {
        return getClass().getSimpleName().replace("Network", "").toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the name for people} It is the kind, and "+b" with a bias that its default does
     * not have.
     */
    default String label() {
        return kind() + (bias() && !of(kind()).bias() ? BIAS : "");
    }

    /** {@return every kind, with its default settings} */
    static List<Network> all() {
        return Arrays.stream(Network.class.getPermittedSubclasses()).map(type -> {
            try {
                return (Network) type.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + ": has no constructor of defaults", e);
            }
        }).toList();
    }

    /**
     * {@return the kind of this name with its default settings, and with a bias if the name ends in
     * "+b"}
     *
     * @param name as {@link #label} gives it, in upper or lower case
     * @throws InputException if there is none
     */
    static Network of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(BIAS)) {
            return of(lower.substring(0, lower.length() - BIAS.length())).withBias();
        }
        return all().stream().filter(network -> network.kind().equals(lower)).findFirst()
                .orElseThrow(() -> new InputException("network: there is no " + name + "; "
                        + all().stream().map(Network::kind).collect(Collectors.joining(" or "))));
    }
}
