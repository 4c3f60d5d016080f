package parsimony.experiment;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import parsimony.signals.InputException;

/**
 * Reads a tree in which single values may be lists. It knows from the records of an experiment
 * which key has one value, so a new key can be swept without a line here.
 */
final class SweepReader {
    /** The longest value in the name of a model; names become those of files. */
    private static final int LONGEST = 24;

    private final ObjectMapper yaml;
    private final JsonNode tree;
    /** All lists in place of a value, those with one value, too. */
    private final List<SweptKey> lists = new ArrayList<>();

    /**
     * A reader of one tree.
     *
     * @param yaml binds trees to records
     * @param tree as in the file
     */
    SweepReader(ObjectMapper yaml, JsonNode tree) {
        this.yaml = yaml;
        this.tree = tree;
    }

    /** A choice of a value, by its number, at each key. */
    private record Choice(Map<SweptKey, Integer> of) {
        /** A tree with the chosen values in place of the lists. */
        JsonNode in(JsonNode tree, JsonPointer root) {
            JsonNode chosen = tree.deepCopy();
            of.forEach((key, i) -> {
                JsonPointer at = JsonPointer
                        .compile(key.at().toString().substring(root.toString().length()));
                JsonNode group = chosen.at(at.head());
                ((ObjectNode) group).set(at.last().getMatchingProperty(), key.values().get(i));
            });
            return chosen;
        }
    }

    /** A model of a list: as it stands in the file at a place, but with the chosen values. */
    private record Element(JsonPointer from, JsonNode tree, Choice choice) {
    }

    /** Where in the file the parts of one cell come from. */
    private record Origin(Map<String, List<Element>> models, Choice choice)
            implements
                YamlFault.Origin {
        private Optional<Element> element(JsonPointer inCell) {
            List<Element> all = models.get(inCell.getMatchingProperty());
            int number = inCell.tail() == null ? -1 : inCell.tail().getMatchingIndex();
            return all == null || number < 0 ? Optional.empty() : Optional.of(all.get(number));
        }

        @Override
        public JsonPointer group(JsonPointer inCell) {
            return element(inCell).map(made -> made.from.append(inCell.tail().tail()))
                    .orElse(inCell);
        }

        @Override
        public JsonPointer value(JsonPointer inFile, JsonPointer inCell) {
            Map<SweptKey, Integer> all = new HashMap<>(choice.of);
            element(inCell).ifPresent(made -> all.putAll(made.choice.of));
            for (Map.Entry<SweptKey, Integer> chosen : all.entrySet()) {
                String at = chosen.getKey().at().toString();
                if ((inFile + "/").startsWith(at + "/")) {
                    return JsonPointer.compile(at + "/" + chosen.getValue()
                            + inFile.toString().substring(at.length()));
                }
            }
            return inFile;
        }
    }

    /**
     * Reads the tree.
     *
     * @return empty if no value in it is a list
     * @throws YamlFault.Thrown if something in it is wrong
     */
    Optional<Sweep> read() throws YamlFault.Thrown {
        find(Experiment.class, tree, JsonPointer.empty(), "", null);
        if (lists.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Sweep.Model> named = new LinkedHashMap<>();
        Map<String, List<Element>> models = new LinkedHashMap<>();
        ObjectNode whole = tree.deepCopy();
        for (RecordComponent part : Experiment.class.getRecordComponents()) {
            for (String name : names(part)) {
                if (isList(part) && lists.stream().anyMatch(list -> list.model() != null
                        && name.equals(list.at().getMatchingProperty()))) {
                    models.put(name, elements(element(part), name, named));
                    ArrayNode made = whole.putArray(name);
                    models.get(name).forEach(each -> made.add(each.tree));
                }
            }
        }
        List<Sweep.Cell> cells = new ArrayList<>();
        for (Choice choice : choices(null)) {
            cells.add(cell(choice.in(whole, JsonPointer.empty()), choice,
                    new Origin(models, choice)));
        }
        requireApart(named, cells.get(0).experiment());
        return Optional.of(new Sweep(canonical(tree),
                lists.stream().filter(list -> list.values().size() > 1).toList(), named, cells));
    }

    private Sweep.Cell cell(JsonNode chosen, Choice choice, Origin origin)
            throws YamlFault.Thrown {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        choice.of.forEach((key, i) -> {
            if (key.values().size() > 1) {
                values.put(key.name(), key.values().get(i));
            }
        });
        try {
            Experiment experiment = yaml.treeToValue(chosen, Experiment.class);
            ExperimentFile.requireSteps(experiment.data());
            return new Sweep.Cell(values, experiment);
        } catch (JsonProcessingException e) {
            throw new YamlFault(e, origin).thrown();
        }
    }

    /** Two models of one name would be one in the tables, although only one has lists. */
    private static void requireApart(Map<String, Sweep.Model> named, Experiment experiment) {
        List<String> names = ExperimentLook.models(experiment);
        named.values().stream().map(Sweep.Model::name).filter(names::contains).findFirst()
                .ifPresent(name -> {
                    throw new InputException("name: two models are called " + name
                            + "; give one a name: of its own");
                });
    }

    /** Finds the lists in a part of the tree that is read into a type. */
    private void find(Class<?> type, JsonNode group, JsonPointer at, String name,
            JsonPointer model) throws YamlFault.Thrown {
        for (Map.Entry<String, JsonNode> entry : group.properties()) {
            Optional<RecordComponent> part = part(type, entry.getKey());
            if (part.isEmpty() && type.isRecord()) {
                continue; // it is no key here, which is said when it is read
            }
            JsonNode value = entry.getValue();
            JsonPointer here = at.appendProperty(entry.getKey());
            String key = (name.isEmpty() ? "" : name + ".")
                    + part.map(SweepReader::name).orElse(entry.getKey());
            if (part.filter(SweepReader::isList).isPresent() && !isListOfLists(value)) {
                for (int i = 0; i < (value.isArray() ? value.size() : 1); i++) {
                    JsonPointer place = value.isArray() ? here.appendIndex(i) : here;
                    // The lists of an experiment itself are those of its models.
                    find(element(part.get()), value.isArray() ? value.get(i) : value, place, key,
                            at.matches() ? place : model);
                }
            } else if (value.isObject()) {
                find(part.<Class<?>>map(RecordComponent::getType).orElse(Object.class), value,
                        here, key, model);
            } else if (value.isArray() && part.filter(SweepReader::isGroup).isEmpty()) {
                requireDistinct(value, here, key);
                lists.add(new SweptKey(key, here, model, value.valueStream().toList()));
            }
        }
    }

    /** Whether a key whose value is a list has several: levels: [[64, 16], [128, 32]]. */
    private static boolean isListOfLists(JsonNode value) {
        return value.isArray() && !value.isEmpty()
                && value.valueStream().allMatch(JsonNode::isArray);
    }

    private static void requireDistinct(JsonNode list, JsonPointer here, String key)
            throws YamlFault.Thrown {
        Set<String> seen = new HashSet<>();
        String end = Sweep.last(key);
        for (int i = 0; i < list.size(); i++) {
            String value = SweptKey.text(list.get(i));
            if (list.get(i).isNull()) {
                throw YamlFault.at(here.appendIndex(i), end
                        + ": a list has an entry without a value; give it one or leave it out");
            }
            if (!seen.add(value)) {
                throw YamlFault.at(here.appendIndex(i),
                        end + ": " + value + " comes twice; each must be named once");
            }
        }
        if (list.isEmpty()) {
            throw YamlFault.at(here, end + ": is empty; must hold at least one value");
        }
    }

    /** The models of a list of the file, with those that their lists make of them. */
    private List<Element> elements(Class<?> type, String list, Map<String, Sweep.Model> named) {
        JsonNode written = tree.get(list);
        JsonPointer here = JsonPointer.empty().appendProperty(list);
        List<Element> elements = new ArrayList<>();
        Set<String> plain = new HashSet<>();
        for (int i = 0; i < (written.isArray() ? written.size() : 1); i++) {
            JsonPointer from = written.isArray() ? here.appendIndex(i) : here;
            JsonNode model = written.isArray() ? written.get(i) : written;
            Map<Choice, String> names = new LinkedHashMap<>();
            for (Choice choice : choices(from)) {
                names.put(choice, nameOf(type, choice.in(model, from)));
            }
            Set<String> own = new HashSet<>(names.values());
            if (names.size() > 1 && own.stream().anyMatch(name -> !plain.add(name))) {
                throw new InputException("name: two models with lists are called "
                        + own.iterator().next() + "; give one a name: of its own");
            }
            names.forEach((choice, name) -> {
                JsonNode made = choice.in(model, from);
                List<SweptKey> said = said(choice, names);
                if (!said.isEmpty() && !name.isEmpty()) {
                    String whole = name + suffix(choice, said);
                    ((ObjectNode) made).put("name", whole);
                    Map<String, JsonNode> values = new LinkedHashMap<>();
                    said.forEach(key -> values.put(key.name(),
                            key.values().get(choice.of.get(key))));
                    named.put(whole, new Sweep.Model(name, values));
                }
                elements.add(new Element(from, made, choice));
            });
        }
        return elements;
    }

    /** What a model is called without its swept values; empty if it cannot be read. */
    private String nameOf(Class<?> type, JsonNode model) {
        try {
            return yaml.valueToTree(yaml.treeToValue(model, type)).path("name").asText();
        } catch (JsonProcessingException e) {
            return ""; // which is said when the whole is read, with its line
        }
    }

    /** The keys with several values, except those whose value the plain name tells already. */
    private static List<SweptKey> said(Choice choice, Map<Choice, String> names) {
        return choice.of.keySet().stream().filter(key -> key.values().size() > 1)
                .filter(key -> names.keySet().stream().allMatch(other -> {
                    Map<SweptKey, Integer> changed = new LinkedHashMap<>(other.of);
                    changed.put(key, 0);
                    return names.get(other).equals(names.get(new Choice(changed)));
                })).toList();
    }

    private static String suffix(Choice choice, List<SweptKey> said) {
        List<String> keys = said.stream().map(SweptKey::name).toList();
        StringBuilder suffix = new StringBuilder();
        for (SweptKey key : said) {
            List<String> words = key.values().stream().map(SweepReader::word).toList();
            int chosen = choice.of.get(key);
            boolean told = new HashSet<>(words).size() == words.size();
            suffix.append('-').append(Sweep.shortest(key.name(), keys)).append('=')
                    .append(told ? words.get(chosen) : Integer.toString(chosen + 1));
        }
        return suffix.toString();
    }

    private static String word(JsonNode value) {
        String word = SweptKey.text(value).replaceAll("[^A-Za-z0-9+._]+", "-")
                .replaceAll("^-|-$", "");
        return word.substring(0, Math.min(LONGEST, word.length()));
    }

    /**
     * Every choice at the keys of a model; at those of all models for null. The last key changes
     * fastest.
     */
    private List<Choice> choices(JsonPointer model) {
        List<SweptKey> own = lists.stream().filter(list -> model == null ? list.model() == null
                : model.equals(list.model())).toList();
        List<Choice> choices = new ArrayList<>(List.of(new Choice(Map.of())));
        for (SweptKey key : own) {
            long many = (long) choices.size() * key.values().size();
            if (many > Sweep.MOST) {
                throw new InputException(key.name() + ": makes " + many + " of the lists "
                        + String.join(", ", own.stream().map(SweptKey::name).toList())
                        + "; at most " + Sweep.MOST + " choices can be planned at once");
            }
            List<Choice> longer = new ArrayList<>();
            for (Choice choice : choices) {
                for (int i = 0; i < key.values().size(); i++) {
                    Map<SweptKey, Integer> more = new LinkedHashMap<>(choice.of);
                    more.put(key, i);
                    longer.add(new Choice(more));
                }
            }
            choices = longer;
        }
        return choices;
    }

    /** The tree with each key by its first name, a text for a group as that group. */
    private ObjectNode canonical(JsonNode written) {
        return (ObjectNode) canonical(Experiment.class, written);
    }

    private JsonNode canonical(Class<?> type, JsonNode written) {
        if (!written.isObject()) {
            return type.isRecord() && isGroup(type) && written.isValueNode()
                    ? grouped(type, written)
                    : written;
        }
        ObjectNode canonical = yaml.createObjectNode();
        written.properties().forEach(entry -> {
            Optional<RecordComponent> part = part(type, entry.getKey());
            JsonNode value = entry.getValue();
            if (part.filter(SweepReader::isList).isPresent()) {
                ArrayNode list = yaml.createArrayNode();
                Class<?> element = element(part.get());
                (value.isArray() ? value.valueStream() : Stream.of(value))
                        .forEach(each -> list.add(canonical(element, each)));
                canonical.set(name(part.get()), list);
            } else {
                canonical.set(part.map(SweepReader::name).orElse(entry.getKey()), canonical(
                        part.<Class<?>>map(RecordComponent::getType).orElse(Object.class), value));
            }
        });
        return canonical;
    }

    private JsonNode grouped(Class<?> type, JsonNode text) {
        try {
            return yaml.valueToTree(yaml.treeToValue(text, type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    /** The component of a record, or of a record of a sealed type, that a key stands for. */
    private static Optional<RecordComponent> part(Class<?> type, String key) {
        Stream<Class<?>> records = type.isSealed() ? Stream.of(type.getPermittedSubclasses())
                : Stream.of(type);
        return records.filter(Class::isRecord)
                .flatMap(record -> Stream.of(record.getRecordComponents()))
                .filter(component -> names(component).contains(key)).findFirst();
    }

    private static boolean isList(RecordComponent part) {
        return part.getType().isArray() || Collection.class.isAssignableFrom(part.getType());
    }

    private static boolean isGroup(RecordComponent part) {
        return isGroup(part.getType());
    }

    /** A record of another module, as a patch's shape is, is written as one value. */
    private static boolean isGroup(Class<?> type) {
        return type.isRecord()
                && type.getPackageName().startsWith(Experiment.class.getPackageName());
    }

    private static Class<?> element(RecordComponent list) {
        return list.getGenericType() instanceof ParameterizedType of
                && of.getActualTypeArguments()[0] instanceof Class<?> element ? element
                        : Object.class;
    }

    /** The first name of a key, as it is written out. */
    static String name(RecordComponent part) {
        JsonProperty said = part.getAccessor().getAnnotation(JsonProperty.class);
        return said != null && !said.value().isEmpty() ? said.value()
                : part.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** All names of a key, the first one first. */
    static List<String> names(RecordComponent part) {
        JsonAlias others = part.getAccessor().getAnnotation(JsonAlias.class);
        return Stream.concat(Stream.of(name(part)),
                others == null ? Stream.of() : Stream.of(others.value())).toList();
    }
}
