package parsimony.experiment.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import parsimony.data.ArrayFile;
import parsimony.signals.InputException;

/**
 * Reads and writes the two files by which a result folder describes itself: {@code config.json},
 * how it was made, and {@code metrics.json}, its numbers.
 */
public final class RunRecord {
    /** Version of Parsimony, as in the parent pom. */
    public static final String VERSION = "0.1.0";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new ShapeModule())
            .addModule(new SolverModule())
            .addModule(new Jdk8Module()) // an OptionalDouble is its number, or null
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    /**
     * Reads results. A missing number is an error, and not 0; a number of an unknown name, which a
     * newer version may have written, is ignored.
     */
    private static final ObjectReader NUMBERS = JSON.reader()
            .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private RunRecord() {}

    /**
     * Writes {@code config.json}: the command as given, its settings with every default filled in,
     * and what it ran on.
     *
     * @param folder the folder
     * @param command the arguments of {@code parsimony}, as given
     * @param settings a record or map; its components become keys
     * @throws IOException if a file cannot be read or written
     */
    public static void writeConfig(Path folder, List<String> command, Object settings)
            throws IOException {
        writeConfig(folder, command, settings, null);
    }

    /**
     * As {@link #writeConfig(Path, List, Object)}, with a checksum of the data.
     *
     * @param folder the folder
     * @param command the arguments of {@code parsimony}, as given
     * @param settings a record or map; its components become keys
     * @param dataChecksum that {@link Checksum} computed; null for none
     * @throws IOException if a file cannot be read or written
     */
    public static void writeConfig(Path folder, List<String> command, Object settings,
            String dataChecksum) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("parsimony", VERSION);
        config.put("code_checksum", Checksum.ofCode());
        config.put("command", command);
        config.put("settings", settings);
        if (dataChecksum != null) {
            config.put("data_checksum", dataChecksum);
        }
        config.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        config.put("system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        config.put("processors", Runtime.getRuntime().availableProcessors());
        write(folder.resolve(FileNames.CONFIG), config);
    }

    /**
     * {@return the absolute path of a file, as settings keep it, so that it is the same file when
     * they are read in another folder; null for null}
     *
     * @param file the path; may be null
     */
    public static String place(Path file) {
        return file == null ? null : file.toAbsolutePath().normalize().toString();
    }

    /**
     * Writes {@code metrics.json}.
     *
     * @param folder the folder
     * @param metrics a record; its components become keys
     * @throws IOException if a file cannot be read or written
     */
    public static void writeMetrics(Path folder, Object metrics) throws IOException {
        write(folder.resolve(FileNames.METRICS), metrics);
    }

    /**
     * Writes a value as JSON: a draft first, which is renamed, so that an existing file is whole.
     *
     * @param file the path of the file
     * @param value a record, map or tree
     * @throws IOException if a file cannot be read or written
     */
    public static void write(Path file, Object value) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".partial");
        Files.writeString(draft, JSON.writeValueAsString(value) + "\n");
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Whether {@link #writeConfig} wrote the {@code config.json} of a folder. Other programs write
     * files of that name, too.
     */
    static boolean describesRun(Path folder) {
        try {
            JsonNode config = JSON.readTree(folder.resolve(FileNames.CONFIG).toFile());
            return config.hasNonNull("parsimony") && config.hasNonNull("command");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * {@return whether a run that writes into its folder while it works is finished}
     *
     * @param folder the folder
     */
    public static boolean finished(Path folder) {
        return Files.exists(folder.resolve(FileNames.METRICS));
    }

    /**
     * Reads {@code metrics.json}.
     *
     * @param folder the folder
     * @return its keys and values
     * @throws InputException if it is missing or damaged
     */
    public static JsonNode readMetrics(Path folder) {
        return readObject(folder.resolve(FileNames.METRICS));
    }

    /**
     * Reads {@code metrics.json} as the record that was written.
     *
     * @param <T> the type of the record
     * @param folder the folder
     * @param type the class of the record
     * @return the record
     * @throws InputException if it is missing or damaged, or lacks a number
     */
    public static <T> T readMetrics(Path folder, Class<T> type) {
        return read(folder.resolve(FileNames.METRICS), type);
    }

    /**
     * Reads a JSON file as the record that was written.
     *
     * @param <T> the type of the record
     * @param file the path of the file
     * @param type the class of the record
     * @return the record
     * @throws InputException if it is missing or damaged, or lacks a number
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return NUMBERS.readValue(readObject(file), type);
        } catch (JsonMappingException e) {
            String name = e.getPath().stream().map(JsonMappingException.Reference::getFieldName)
                    .filter(Objects::nonNull).reduce((group, key) -> key).orElse("it");
            throw new InputException(file + ": is damaged, " + name
                    + " is not what it must be; delete its folder to run that again", e);
        } catch (IOException e) {
            throw new IllegalStateException("a tree in memory can be read", e);
        }
    }

    /**
     * Reads {@code config.json}.
     *
     * @param folder the folder
     * @return its keys and values
     * @throws InputException if it is missing or damaged
     */
    public static JsonNode readConfig(Path folder) {
        return readObject(folder.resolve(FileNames.CONFIG));
    }

    private static JsonNode readObject(Path file) {
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            if (tree.isObject()) {
                return tree;
            }
            throw new InputException(file
                    + ": is damaged, no JSON object is in it; delete its folder to run that again");
            // It may be another kind of folder, so the message must not advise to delete it.
        } catch (FileNotFoundException e) {
            throw new InputException(
                    file + ": cannot be read; name a folder that Parsimony has written to the end",
                    e);
        } catch (IOException e) {
            throw new InputException(file + ": is damaged (" + firstLine(e)
                    + "); delete its folder to run that again", e);
        }
    }

    /** The command that has written a {@code config.json}. */
    private static String command(Path file) {
        try {
            return JSON.readTree(file.toFile()).path("command").path(0).asText("something else");
        } catch (IOException e) {
            return "something else";
        }
    }

    /**
     * Reads the settings of {@code config.json} back.
     *
     * @param <T> the type of the record
     * @param folder the folder
     * @param type the class of the record
     * @return the settings
     * @throws InputException if the file is not what {@link #writeConfig} left there
     */
    public static <T> T readSettings(Path folder, Class<T> type) {
        Path file = folder.resolve(FileNames.CONFIG);
        try {
            T settings = JSON.treeToValue(JSON.readTree(file.toFile()).path("settings"), type);
            if (settings == null) {
                throw new IOException("it has none");
            }
            return settings;
        } catch (UnrecognizedPropertyException e) {
            throw new InputException(
                    file + ": has the setting " + e.getPropertyName() + ", which is none here; it"
                            + " was written by parsimony " + command(file)
                            + ", perhaps of another version",
                    e);
        } catch (IOException e) {
            throw new InputException(
                    file + ": cannot be read as the settings of a run (" + firstLine(e)
                            + "); it was written by another version, or damaged",
                    e);
        }
    }

    /**
     * Checks that a resumed run goes on with the same data.
     *
     * @param folder the folder
     * @param files whose checksum {@code config.json} has
     * @throws InputException if a file is missing or cannot be read, or the files have changed
     */
    public static void requireSameData(Path folder, List<RunFile> files) {
        for (RunFile file : files) {
            if (!isThere(file.now())) {
                throw new InputException("‹resume› " + folder + ": was begun with " + file.then()
                        + ", and " + file.now()
                        + " is not there; say where the file is now with " + file.option());
            }
        }
        String before = readConfig(folder).path("data_checksum").asText();
        String now = Checksum.ofArrays(files.stream().map(RunFile::now).toList(),
                files.stream().map(RunFile::then).toList());
        if (!before.isEmpty() && !before.equals(now)) {
            throw new InputException(
                    "‹resume› " + folder + ": was begun with other patches than are now in "
                            + String.join(", ", files.stream().map(RunFile::now).toList())
                            + "; put those back, or begin anew");
        }
    }

    private static boolean isThere(String place) {
        try {
            return ArrayFile.files(place).stream().allMatch(Files::exists);
        } catch (InputException e) {
            return false; // a pattern that matches no file
        }
    }

    /**
     * Replaces the settings in a {@code config.json}; the rest of it stays.
     *
     * @param folder the folder
     * @param settings a record or map; its components become keys
     * @throws IOException if a file cannot be read or written
     */
    public static void replaceSettings(Path folder, Object settings) throws IOException {
        ObjectNode config = (ObjectNode) readConfig(folder);
        config.set("settings", tree(settings));
        write(folder.resolve(FileNames.CONFIG), config);
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * {@return a value as the JSON tree that would be read back from a file}
     *
     * @param value a record or map
     */
    public static JsonNode tree(Object value) {
        try {
            return JSON.readTree(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a JSON value: " + value, e);
        }
    }

    /**
     * {@return a value as one line of JSON}
     *
     * @param value a record or map
     */
    public static String oneLine(Object value) {
        try {
            return JSON.writer().without(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a JSON value: " + value, e);
        }
    }
}
