package parsimony.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import parsimony.data.FileFault;
import parsimony.data.WholeNumber;
import parsimony.data.preprocess.Pipeline;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ShapeModule;
import parsimony.experiment.run.SolverModule;
import parsimony.signals.InputException;

/**
 * Reads and writes experiments as YAML. The message about a mistake in a file is one line: the
 * file, the line, what is wrong, and what would be right.
 */
public final class ExperimentFile {
    /** The experiments that come with Parsimony. */
    public static final List<String> PRESETS =
            List.of("quick", "mnist", "van-hateren16", "cifar16", "paper", "paper-mnist",
                    "paper-cifar16", "paper-short", "paper-short-mnist", "paper-short-cifar16",
                    "metabolic", "metabolic-short", "iterative", "iterative-short");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new ShapeModule())
            .addModule(new SolverModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new SimpleModule()
                    .addDeserializer(Integer.class,
                            new WholeNumberReader<>(Integer.class, WholeNumber::parseInt))
                    .addDeserializer(Long.class,
                            new WholeNumberReader<>(Long.class, WholeNumber::parseLong)))
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL,
                    JsonInclude.Include.NON_NULL))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    /**
     * Largest size of a file. An experiment is far smaller; the limit keeps a file that was named
     * by mistake from filling the memory.
     */
    private static final int MOST_BYTES = 1 << 20;

    private ExperimentFile() {}

    /**
     * Reads an experiment.
     *
     * @param nameOrFile one of {@link #PRESETS}, or a YAML file
     * @return the experiment
     * @throws InputException if there is no such file, it cannot be read, or something in it is
     *     wrong
     */
    public static Experiment read(String nameOrFile) {
        return single(sweep(nameOrFile), nameOrFile);
    }

    /**
     * Reads an experiment in which single values may be lists.
     *
     * @param nameOrFile one of {@link #PRESETS}, or a YAML file
     * @return every experiment that the lists make
     * @throws InputException if there is no such file, it cannot be read, or something in it is
     *     wrong
     */
    public static Sweep sweep(String nameOrFile) {
        if (PRESETS.contains(nameOrFile)) {
            try {
                return sweep(preset(nameOrFile), nameOrFile);
            } catch (IOException e) {
                throw new IllegalStateException("preset " + nameOrFile, e);
            }
        }
        String known = "name a YAML file or one of " + String.join(", ", PRESETS);
        if (nameOrFile.isBlank()) {
            throw new InputException("EXPERIMENT: is empty; " + known);
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw new InputException(nameOrFile + ": no such file; " + known
                    + YamlFault.suggestion(nameOrFile, PRESETS));
        }
        if (Files.isDirectory(file)) {
            Path inside = file.resolve(FileNames.EXPERIMENT);
            throw new InputException(nameOrFile + ": is a folder; " + known
                    + (Files.exists(inside) ? "; did you mean " + inside + "?" : ""));
        }
        return parseSweep(content(file), nameOrFile);
    }

    private static Experiment single(Sweep sweep, String origin) {
        if (!sweep.isSingle()) {
            throw new InputException(origin + ": " + sweep.keys().get(0).name()
                    + ": is a list; must be one value here");
        }
        return sweep.first();
    }

    /**
     * {@return the YAML of a preset, whole, to begin an experiment of one's own with}
     *
     * @param preset one of {@link #PRESETS}
     * @throws InputException if there is none of that name
     */
    public static String text(String preset) {
        if (!PRESETS.contains(preset)) {
            throw new InputException(preset + ": is no preset; name one of "
                    + String.join(", ", PRESETS) + YamlFault.suggestion(preset, PRESETS));
        }
        try {
            return YAML.writeValueAsString(preset(preset));
        } catch (IOException e) {
            throw new IllegalStateException("preset " + preset, e);
        }
    }

    /** A preset. Where it {@code extends} another one, its settings go before the other's. */
    private static JsonNode preset(String name) throws IOException {
        try (InputStream file = ExperimentFile.class.getResourceAsStream(name + ".yaml")) {
            ObjectNode preset = (ObjectNode) YAML.readTree(file);
            JsonNode base = preset.remove("extends");
            return base == null ? preset : merged(preset(base.textValue()), preset);
        }
    }

    /** Groups key by key; anything else, a list too, is that of the second. */
    private static JsonNode merged(JsonNode base, JsonNode over) {
        if (!base.isObject() || !over.isObject()) {
            return over;
        }
        ObjectNode merged = base.deepCopy();
        over.properties().forEach(entry -> merged.set(entry.getKey(),
                merged.has(entry.getKey()) ? merged(merged.get(entry.getKey()), entry.getValue())
                        : entry.getValue()));
        return merged;
    }

    /**
     * The text of a file. It is read up to {@link #MOST_BYTES}, because a device or a pipe may
     * never end.
     */
    private static String content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new InputException(file + ": has more than " + (MOST_BYTES >> 20)
                        + " MiB, which is no experiment; name a YAML file");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /** Reads an experiment without lists from text; messages call the text {@code origin}. */
    static Experiment parse(String text, String origin) {
        return single(parseSweep(text, origin), origin);
    }

    /** Reads an experiment from text; messages call the text {@code origin}. */
    static Sweep parseSweep(String text, String origin) {
        try {
            requireNoAlias(text, origin);
            JsonNode tree = YAML.readTree(text);
            requireOneNameEach(Experiment.class, tree);
            Optional<Sweep> sweep = lists(tree, origin);
            if (sweep.isPresent()) {
                return sweep.get();
            }
            Experiment experiment =
                    tree.isMissingNode() ? null : YAML.readValue(text, Experiment.class);
            if (experiment == null) { // the text has only comments, ~ or ---
                throw new InputException(
                        origin + ": is empty; an experiment names vaes or dictionaries");
            }
            requireSteps(experiment.data());
            return Sweep.of(experiment);
        } catch (YamlFault.Thrown e) {
            throw new InputException(origin + e.fault().in(text), e);
        } catch (JsonProcessingException e) {
            throw new InputException(origin + new YamlFault(e).in(text), e);
        }
    }

    /** The experiments of a tree that has lists in place of single values; empty if it has none. */
    private static Optional<Sweep> lists(JsonNode tree, String origin) throws YamlFault.Thrown {
        try {
            return new SweepReader(YAML, tree).read();
        } catch (InputException e) {
            throw new InputException(origin + ": " + e.getMessage(), e);
        }
    }

    /**
     * Refuses steps from images to patches that a plan would refuse later, when the line is not
     * known any more.
     */
    static void requireSteps(Experiment.Data data) throws JsonMappingException {
        String key = "pipeline";
        try {
            Pipeline steps = data.pipeline() == null ? Pipeline.photographs()
                    : Pipeline.parse(data.pipeline());
            key = "patch";
            steps = data.patch() == null ? steps : steps.withPatch(data.patch());
            key = "count";
            steps = data.count() == null ? steps : steps.withCount(data.count());
        } catch (InputException e) {
            throw JsonMappingException.wrapWithPath(
                    JsonMappingException.wrapWithPath(e, data, key), Experiment.class, "data");
        }
    }

    /** Refuses a setting that comes twice, by two of its names. Jackson would take one of them. */
    private static void requireOneNameEach(Class<?> type, JsonNode tree)
            throws JsonMappingException {
        for (RecordComponent setting : type.isRecord() ? type.getRecordComponents()
                : new RecordComponent[0]) {
            List<String> given =
                    SweepReader.names(setting).stream().filter(tree::has).toList();
            if (given.size() > 1) {
                throw JsonMappingException.wrapWithPath(new InputException(
                        given.get(1) + ": is " + given.get(0) + ", which comes twice"), type,
                        given.get(1));
            }
            for (String key : given) {
                Class<?> inner = setting.getGenericType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] instanceof Class<?> element ? element
                                : setting.getType();
                JsonNode value = tree.path(key);
                for (int i = 0; i < (value.isArray() ? value.size() : 1); i++) {
                    try {
                        requireOneNameEach(inner, value.isArray() ? value.path(i) : value);
                    } catch (JsonMappingException e) {
                        throw JsonMappingException.wrapWithPath(
                                value.isArray() ? JsonMappingException.wrapWithPath(e, value, i)
                                        : e,
                                type, key);
                    }
                }
            }
        }
    }

    /** Refuses YAML aliases, because Jackson would take the name of an alias for its value. */
    private static void requireNoAlias(String text, String origin) throws JsonProcessingException {
        try (YAMLParser yaml = YAML.getFactory().createParser(text)) {
            while (yaml.nextToken() != null) {
                if (yaml.isCurrentAlias()) {
                    int line = yaml.currentTokenLocation().getLineNr();
                    throw new InputException(origin + ":" + line + ": *" + yaml.getText()
                            + ": is an alias, which an experiment cannot have;"
                            + " write its value out");
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("a text is read from memory", e);
        }
    }

    /**
     * The experiment as YAML with its defaults filled in, except those of training, which differ
     * from model to model.
     */
    static String write(Experiment experiment) {
        return yaml(experiment);
    }

    /** The tree of an experiment, which may have lists, as YAML. */
    static String write(ObjectNode tree) {
        return yaml(tree);
    }

    private static String yaml(Object experiment) {
        try {
            return YAML.writeValueAsString(experiment);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an experiment is plain data", e);
        }
    }

    /**
     * {@return the experiment as a tree that can be changed and {@linkplain #of read back}}
     *
     * @param experiment the experiment
     */
    public static ObjectNode tree(Experiment experiment) {
        return YAML.valueToTree(experiment);
    }

    /**
     * {@return the experiment that a tree describes}
     *
     * @param tree keys and values, as in a file
     * @param origin what messages call the tree
     * @throws InputException if something in it is wrong
     */
    public static Experiment of(JsonNode tree, String origin) {
        return single(sweep(tree, origin), origin);
    }

    /**
     * {@return every experiment that a tree describes, in which single values may be lists}
     *
     * @param tree keys and values, as in a file
     * @param origin what messages call the tree
     * @throws InputException if something in it is wrong
     */
    public static Sweep sweep(JsonNode tree, String origin) {
        try {
            Optional<Sweep> sweep = lists(tree, origin);
            return sweep.isPresent() ? sweep.get()
                    : Sweep.of(YAML.treeToValue(tree, Experiment.class));
        } catch (YamlFault.Thrown e) {
            throw new InputException(origin + ": " + e.fault().what(), e);
        } catch (JsonProcessingException e) {
            throw new InputException(origin + ": " + new YamlFault(e).what(), e);
        }
    }
}
