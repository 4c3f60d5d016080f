package parsimony.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import parsimony.data.FileFault;
import parsimony.data.WholeNumber;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ShapeModule;
import parsimony.experiment.run.SolverModule;
import parsimony.signals.InputException;

/**
 * Experiments to and from YAML. Whatever is wrong in a file is one line: file, line, what, and what
 * would be right.
 */
public final class ExperimentFile {
    /** The experiments that come with Parsimony. */
    public static final List<String> PRESETS =
            List.of("quick", "mnist", "van-hateren16", "cifar16", "paper");

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

    /** Far more than any experiment has; another file by mistake should not fill the memory. */
    private static final int MOST_BYTES = 1 << 20;

    private ExperimentFile() {}

    /**
     * Reads an experiment.
     *
     * @param nameOrFile one of {@link #PRESETS}, or a YAML file
     * @throws InputException if there is no such file, or something in it is wrong
     * @throws InputException  if the file cannot be read
     */
    public static Experiment read(String nameOrFile) {
        if (PRESETS.contains(nameOrFile)) {
            try (InputStream preset =
                    ExperimentFile.class.getResourceAsStream(nameOrFile + ".yaml")) {
                return YAML.readValue(preset, Experiment.class);
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
        return parse(text(file), nameOrFile);
    }

    /** The text of a file. What is no file but a device or a pipe may have no end. */
    private static String text(Path file) {
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

    /** Reads an experiment from text; {@code origin} is what messages call it. */
    static Experiment parse(String text, String origin) {
        try {
            requireNoAlias(text, origin);
            Experiment experiment = YAML.readTree(text).isMissingNode() ? null
                    : YAML.readValue(text, Experiment.class);
            if (experiment == null) { // nothing but comments, ~ or ---
                throw new InputException(
                        origin + ": is empty; an experiment names vaes or dictionaries");
            }
            return experiment;
        } catch (JsonProcessingException e) {
            throw new InputException(origin + new YamlFault(e).in(text), e);
        }
    }

    /** Jackson would take the name of an alias for its value. */
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
     * The experiment as YAML, with its defaults but for those of training, which differ from model
     * to model.
     */
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
            throw new InputException(origin + ": " + new YamlFault(e).what(), e);
        }
    }
}
