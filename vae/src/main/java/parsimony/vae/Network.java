package parsimony.vae;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tensorflow.types.family.TFloating;
import parsimony.signals.InputException;

/**
 * A kind of network with its settings: a map from rows to rows, used as a model's encoder or
 * decoder. Each kind is a record that builds itself. To add one, write the record, with a
 * constructor without arguments for its defaults, and permit it here.
 */
@JsonSerialize(using = NetworkJson.Writer.class)
@JsonDeserialize(using = NetworkJson.Reader.class)
public sealed interface Network permits LinearNetwork, MlpNetwork {

    /**
     * Builds the network in a graph, with initial weights.
     *
     * @param blueprint the graph to build in
     * @param name      prefix of the names of its variables
     * @param in        shape of a row that goes in, flattened with channels last
     * @param out       shape of a row that comes out, flattened likewise
     */
    <T extends TFloating> Layer<T> build(Blueprint<T> blueprint, String name, ImageShape in,
            ImageShape out);

    /** Whether this is one matrix without bias. As a decoder it is then a dictionary. */
    default boolean linear() {
        return false;
    }

    /**
     * The name of this kind in options, YAML and {@code config.json}: its class's name in lower
     * case, without "Network".
     */
    default String kind() {
        return kind(getClass());
    }

    private static String kind(Class<?> type) {
        return type.getSimpleName().replace("Network", "").toLowerCase(Locale.ROOT);
    }

    /** Every kind, with its default settings. */
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
     * The kind of this name, with its default settings.
     *
     * @throws InputException if there is none
     */
    static Network of(String kind) {
        return all().stream().filter(network -> network.kind().equalsIgnoreCase(kind)).findFirst()
                .orElseThrow(() -> new InputException("network: there is no " + kind + "; "
                        + all().stream().map(Network::kind).collect(Collectors.joining(" or "))));
    }
}
