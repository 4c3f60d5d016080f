package parsimony.experiment.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.ImageShape;
import parsimony.vae.Inference;
import parsimony.vae.Levels;
import parsimony.vae.Network;
import parsimony.vae.Training;

/**
 * Trainings that differ in nothing but their seed.
 *
 * @param data      name of the images
 * @param model     its name in the paper, such as P-VAE or G-VAE+relu, and whatever else
 *                  distinguishes it from the other conditions
 * @param estimator of the reconstruction error: exact, Monte Carlo or straight-through
 * @param runs      by rising seed, at least one
 */
public record Condition(String data, String model, String estimator, List<TrainedVae> runs) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The name of the last distinction, if nothing else differs: the file of patches. */
    private static final String FILE = "on";

    /** Settings of level 2 by their names in {@link Levels}, and the options that set them. */
    private static final Map<String, String> OPTIONS = Map.of("levels beta", "beta2",
            "levels start", "start2", "levels groups", "groups");

    /** The order of all tables, which is the paper's. */
    private static final Comparator<TrainedVae> ORDER = Comparator.comparing(TrainedVae::data)
            .thenComparing(run -> run.settings().architecture(), Comparator
                    .comparing(Architecture::latent)
                    .thenComparing(Architecture::activation).thenComparing(a -> place(a.encoder()))
                    .thenComparing(a -> place(a.decoder())).thenComparing(Architecture::latents))
            .thenComparing(run -> run.settings().training(),
                    Comparator.comparing(Training::estimator)
                            .thenComparing(training -> training.annealing().beta().end()))
            .thenComparingLong(TrainedVae::seed);

    private static int place(Network network) {
        return Network.all().stream().map(Network::kind).toList().indexOf(network.kind());
    }

    /**
     * Groups runs by what was trained and how.
     *
     * @param runs the runs
     * @return the groups, in the order of their first runs
     * @throws InputException if two runs of a group have the same seed
     */
    public static List<Condition> of(List<TrainedVae> runs) {
        Map<TrainedVae.Settings, List<TrainedVae>> groups = runs.stream().sorted(ORDER)
                .collect(Collectors.groupingBy(Condition::withoutSeed, LinkedHashMap::new,
                        Collectors.toList()));
        groups.values().forEach(Condition::requireDifferentSeeds);
        List<Condition> conditions = new ArrayList<>();
        groups.forEach((settings, group) -> {
            List<TrainedVae.Settings> namesakes = groups.keySet().stream()
                    .filter(other -> model(other).equals(model(settings))
                            && groups.get(other).get(0).data().equals(group.get(0).data()))
                    .toList();
            conditions.add(new Condition(group.get(0).data(),
                    model(settings) + difference(settings, namesakes),
                    estimator(settings), List.copyOf(group)));
        });
        return conditions;
    }

    /** {@return the condition's name: model and estimator} */
    public String name() {
        return model + ", " + estimator;
    }

    /** The seeds of the runs, rising. */
    LongStream seeds() {
        return runs.stream().mapToLong(TrainedVae::seed);
    }

    TrainedVae run(long seed) {
        return runs.stream().filter(run -> run.seed() == seed).findAny().orElseThrow();
    }

    private static TrainedVae.Settings withoutSeed(TrainedVae run) {
        TrainedVae.Settings settings = run.settings();
        // The shape is left out, because older runs did not keep it and have a vector in its place.
        Architecture model = settings.architecture();
        return new TrainedVae.Settings(settings.validation(),
                model.withImage(ImageShape.vector(model.pixels())),
                settings.training().withSeed(0));
    }

    private static void requireDifferentSeeds(List<TrainedVae> group) {
        for (int i = 1; i < group.size(); i++) {
            if (group.get(i).seed() == group.get(i - 1).seed()) {
                throw new InputException(group.get(i - 1).folder() + " and " + group.get(i).folder()
                        + ": are the same training from the same seed; name one of them");
            }
        }
    }

    private static String model(TrainedVae.Settings settings) {
        Architecture a = settings.architecture();
        double beta = settings.training().annealing().beta().end();
        return (iterative(a) ? "i" : "") + a.latent().label()
                + (a.activation() == Activation.NONE ? "" : "+" + Setting.word(a.activation()))
                + (a.inference() == null || iterative(a) ? ""
                        : ", " + Setting.word(a.inference().kind()))
                + (a.inference() == null || a.inference().kl() != Inference.Kl.PUBLISHED ? ""
                        : ", published KL")
                + (a.encoder().linear() || a.encoder().equals(a.latent().encoder()) ? ""
                        : encoderWords(a.encoder().label()))
                + (a.decoder().linear() || a.decoder().equals(a.latent().decoder()) ? ""
                        : ", " + a.decoder().label() + " decoder")
                + (a.levels() == null ? "" : levels(a.latents(), a.levels()))
                + (beta == 1 ? "" : ", β = " + beta);
    }

    private static String levels(int units, Levels above) {
        return ", two levels (" + units + ", " + above.units() + ")"
                + (above.link() == Levels.Link.ADDITIVE ? "" : ", " + Setting.word(above.link()));
    }

    private static boolean iterative(Architecture a) {
        return a.inference() != null && a.inference().iterative();
    }

    /** What a model's name says of its encoder, unless that is linear. */
    static String encoderWords(String label) {
        return ", " + label + " encoder";
    }

    private static String estimator(TrainedVae.Settings settings) {
        return switch (settings.training().estimator()) {
            case MC -> "Monte Carlo";
            case GUMBEL -> "Gumbel-softmax";
            case SCORE -> "score function";
            case COUPLING -> "finite coupling";
            case EXACT, EXACT_UNCORRELATED, STRAIGHT_THROUGH ->
                    Setting.word(settings.training().estimator());
        };
    }

    /**
     * The settings, in words, that distinguish a condition from others with the same name and
     * estimator.
     */
    private static String difference(TrainedVae.Settings settings,
            List<TrainedVae.Settings> namesakes) {
        Map<String, String> own = details(settings);
        TreeSet<String> differing = new TreeSet<>();
        for (TrainedVae.Settings other : namesakes) {
            if (other.training().estimator() == settings.training().estimator()) {
                Map<String, String> theirs = details(other);
                List<String> keys = own.keySet().stream()
                        .filter(key -> !own.get(key).equals(theirs.get(key))).toList();
                if (keys.isEmpty() && other != settings) {
                    differing.add(FILE);
                }
                differing.addAll(keys);
            }
        }
        return differing.stream()
                .map(key -> ", " + key + " " + own.getOrDefault(key, settings.validation()))
                .collect(Collectors.joining());
    }

    /** Every setting by its name, those of a schedule one by one: "temperature end 0.05". */
    private static Map<String, String> details(TrainedVae.Settings settings) {
        Map<String, String> details = new LinkedHashMap<>();
        addDetails(details, "", JSON.valueToTree(settings.architecture()));
        addDetails(details, "", JSON.valueToTree(settings.training()));
        return details;
    }

    private static void addDetails(Map<String, String> details, String prefix, JsonNode fields) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String name =
                    prefix + field.getKey().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
            if (field.getValue().isObject()) {
                addDetails(details, name + " ", field.getValue());
            } else {
                details.put(OPTIONS.getOrDefault(name, name), written(field.getValue()));
            }
        }
    }

    /** A value as users write it: a constant as its word, and a limit that does not limit. */
    private static String written(JsonNode value) {
        return value.isDouble() && Double.isInfinite(value.asDouble()) ? "none"
                : value.isTextual() ? value.asText().toLowerCase(Locale.ROOT).replace('_', '-')
                        : value.asText();
    }
}
