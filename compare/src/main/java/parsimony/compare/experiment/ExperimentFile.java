package parsimony.compare.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import parsimony.compare.InputException;
import parsimony.compare.ShapeModule;
import parsimony.data.DataException;

/** Experiments to and from YAML. Whatever is wrong in a file is one line: file, line, what, and what would be right. */
public final class ExperimentFile {
    /** The experiments that come with Parsimony. */
    public static final List<String> PRESETS = List.of("quick", "mnist", "van-hateren16", "cifar16", "paper");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new ShapeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL,
                    JsonInclude.Include.NON_NULL))
            .build();

    private ExperimentFile() {
    }

    /**
     * Reads an experiment.
     *
     * @param nameOrFile one of {@link #PRESETS}, or a YAML file
     * @throws InputException if there is no such file, or something in it is wrong
     * @throws DataException  if the file cannot be read
     */
    public static Experiment read(String nameOrFile) throws DataException {
        if (PRESETS.contains(nameOrFile)) {
            try (InputStream preset = ExperimentFile.class.getResourceAsStream(nameOrFile + ".yaml")) {
                return YAML.readValue(preset, Experiment.class);
            } catch (IOException e) {
                throw new IllegalStateException("preset " + nameOrFile, e);
            }
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw new InputException(nameOrFile + ": no such file; name a YAML file or one of " + String.join(", ", PRESETS)
                    + suggestion(nameOrFile, PRESETS));
        }
        try {
            return parse(Files.readString(file), nameOrFile);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** Reads an experiment from text; {@code origin} is what messages call it. */
    static Experiment parse(String text, String origin) {
        try {
            Experiment experiment = text.isBlank() ? null : YAML.readValue(text, Experiment.class);
            if (experiment == null) {
                throw new InputException(origin + ": is empty; an experiment names vaes or dictionaries");
            }
            return experiment;
        } catch (JsonProcessingException e) {
            int line = line(e, text.lines().toList());
            throw new InputException(origin + (line > 0 ? ":" + line : "") + ": " + what(e), e);
        }
    }

    /** The experiment as YAML, with its defaults but for those of training, which differ from model to model. */
    static String write(Experiment experiment) {
        try {
            return YAML.writeValueAsString(experiment);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an experiment is plain data", e);
        }
    }

    /** The experiment as a tree that can be changed and {@linkplain #of read back}. */
    public static ObjectNode tree(Experiment experiment) {
        return YAML.valueToTree(experiment);
    }

    /**
     * The experiment that a tree says.
     *
     * @param origin what messages call it
     * @throws InputException if something in it is wrong
     */
    public static Experiment of(JsonNode tree, String origin) {
        try {
            return YAML.treeToValue(tree, Experiment.class);
        } catch (JsonProcessingException e) {
            throw new InputException(origin + ": " + what(e), e);
        }
    }

    /** The line that is wrong, from 1; 0 if it is not known. What is wrong with a group of keys is found at its end. */
    private static int line(JsonProcessingException e, List<String> lines) {
        int line = e.getLocation() == null ? 0 : Math.max(0, Math.min(e.getLocation().getLineNr(), lines.size()));
        String key = e instanceof UnrecognizedPropertyException unknown ? unknown.getPropertyName() + ":"
                : e.getCause() instanceof IllegalArgumentException refused ? refused.getMessage().replaceFirst(":.*", ":") : null;
        for (int i = line; key != null && i > 0; i--) {
            if (lines.get(i - 1).contains(key)) {
                return i;
            }
        }
        return line;
    }

    private static String what(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> keys = unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
            return unknown.getPropertyName() + ": is no key here" + suggestion(unknown.getPropertyName(), keys) + " ("
                    + String.join(", ", keys) + ")";
        }
        if (e instanceof InvalidFormatException bad && bad.getTargetType().isEnum()) {
            List<String> names = Arrays.stream(bad.getTargetType().getEnumConstants())
                    .map(constant -> Experiment.lower((Enum<?>) constant)).toList();
            String value = String.valueOf(bad.getValue());
            return key(bad) + ": " + value + " is none of " + String.join(", ", names) + suggestion(value, names);
        }
        if (e.getCause() instanceof IllegalArgumentException refused) {
            return refused.getMessage();
        }
        if (e.getCause() instanceof NullPointerException && e instanceof JsonMappingException) {
            return "a list has an entry without a value; give it one or leave it out";
        }
        if (e.getOriginalMessage().startsWith("Trailing token")) {
            return "more than one document; an experiment is what stands before the first ---";
        }
        if (e instanceof MismatchedInputException bad && bad.getTargetType() != null) {
            return (bad.getPath().isEmpty() ? "the file" : key(bad)) + ": must be " + kind(bad.getTargetType());
        }
        return e.getOriginalMessage().lines().map(String::strip).filter(line -> !line.isEmpty()).limit(2)
                .collect(Collectors.joining(", "));
    }

    private static String key(JsonMappingException e) {
        return e.getPath().stream().map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex() + 1) : r.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String kind(Class<?> type) {
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == Double.class ? "a number" : type == String.class ? "a text" : "a group of keys";
    }

    /** The name nearest to a misspelt one, if it is near at all. */
    private static String suggestion(String misspelt, Collection<String> names) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream().min(Comparator.comparingInt(name -> distance.apply(misspelt, name)))
                .filter(name -> distance.apply(misspelt, name) <= Math.max(2, name.length() / 3))
                .map(name -> "; did you mean " + name + "?").orElse("");
    }
}
