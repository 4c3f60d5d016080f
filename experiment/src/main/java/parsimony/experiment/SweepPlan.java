package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.Run;
import parsimony.signals.InputException;

/**
 * The runs that follow from all experiments of a sweep, none of them begun. A run that several
 * experiments have is done once: a dictionary does not depend on the learning rate of VAEs, so a
 * sweep over that has the dictionary only once. Which keys a model depends on follows from the keys
 * of its runs.
 */
public final class SweepPlan {
    /** β is a list of its own; tables and figures have it as a swept key. */
    static final String BETA = "beta";

    private final Sweep sweep;
    private final List<Plan> plans;
    private final List<Place> places;
    /** The keys of all models that a model depends on, by the model's name. */
    private final Map<String, Set<String>> heard = new HashMap<>();

    /**
     * A model in one of the experiments.
     *
     * @param plan   of the experiment
     * @param cell   its runs
     * @param name   of the model, without swept values
     * @param values of the swept keys that it depends on, by their names
     */
    record Place(Plan plan, Plan.Cell cell, String name, Map<String, JsonNode> values) {
    }

    /**
     * What is done together: models whose runs share patches.
     *
     * @param plan  of one of their experiments
     * @param cells each model once
     */
    record Share(Plan plan, List<Plan.Cell> cells) {
    }

    /**
     * Plans the runs of every experiment.
     *
     * @param sweep the experiments
     * @throws InputException if one cannot be planned, or no run depends on a key that has a list
     */
    public SweepPlan(Sweep sweep) {
        this(sweep, plans(sweep));
    }

    private SweepPlan(Sweep sweep, List<Plan> plans) {
        this.sweep = sweep;
        this.plans = plans;
        List<Map<String, List<String>>> runKeys = runKeys();
        for (SweptKey key : sweep.keys()) {
            if (key.model() == null ? !isHeard(key, runKeys)
                    : !isHeardByItsModel(key, runKeys.get(0))) {
                throw new InputException(key.name() + ": is a list, but no run depends on it;"
                        + " name one value");
            }
        }
        places = allPlaces();
    }

    /** The sweep of one experiment that is planned already. */
    static SweepPlan of(Plan plan) {
        return new SweepPlan(Sweep.of(plan.experiment()), List.of(plan));
    }

    private static List<Plan> plans(Sweep sweep) {
        if (sweep.isSingle()) {
            return List.of(new Plan(sweep.first()));
        }
        Map<List<Object>, String> checksums = new HashMap<>();
        List<Plan> plans = new ArrayList<>();
        for (Sweep.Cell cell : sweep.cells()) {
            try {
                plans.add(new Plan(cell.experiment(), checksums));
            } catch (InputException e) {
                throw cell.values().isEmpty() ? e
                        : new InputException(cell.label() + ": " + e.getMessage(), e);
            }
        }
        return plans;
    }

    /** The keys of the runs of each model, in each plan. */
    private List<Map<String, List<String>>> runKeys() {
        return plans.stream().map(plan -> plan.cells().stream()
                .collect(Collectors.groupingBy(cell -> cell.model().model(),
                        Collectors.flatMapping(cell -> cell.runs().stream().map(Run::key),
                                Collectors.toList()))))
                .toList();
    }

    /** Notes which models depend on a key of all models; false if none does. */
    private boolean isHeard(SweptKey key, List<Map<String, List<String>>> runKeys) {
        Map<Map<String, JsonNode>, Map<String, List<String>>> firsts = new HashMap<>();
        boolean heardAtAll = false;
        for (int i = 0; i < plans.size(); i++) {
            Map<String, List<String>> here = runKeys.get(i);
            Map<String, List<String>> first =
                    firsts.putIfAbsent(without(key, sweep.cells().get(i).values()), here);
            for (String model : first == null ? Set.<String>of() : here.keySet()) {
                if (!here.get(model).equals(first.get(model))) {
                    heard.computeIfAbsent(model, none -> new HashSet<>()).add(key.name());
                    heardAtAll = true;
                }
            }
        }
        return heardAtAll;
    }

    /** Whether models that differ in their own key alone have different runs. */
    private boolean isHeardByItsModel(SweptKey key, Map<String, List<String>> runKeys) {
        Map<Sweep.Model, List<String>> firsts = new HashMap<>();
        boolean isTold = true; // the names of models tell its value, so it is another model
        for (Map.Entry<String, Sweep.Model> made : sweep.models().entrySet()) {
            Sweep.Model model = made.getValue();
            if (model.values().containsKey(key.name())) {
                isTold = false;
                List<String> here = runKeys.get(made.getKey());
                List<String> first = firsts.putIfAbsent(
                        new Sweep.Model(model.name(), without(key, model.values())), here);
                if (first != null && !first.equals(here)) {
                    return true;
                }
            }
        }
        return isTold;
    }

    private static Map<String, JsonNode> without(SweptKey key, Map<String, JsonNode> values) {
        Map<String, JsonNode> others = new HashMap<>(values);
        others.remove(key.name());
        return others;
    }

    /** Whether a key is one of all models, not of one. */
    boolean isOfAll(String key) {
        return sweep.cells().get(0).values().containsKey(key);
    }

    /** {@return the experiments} */
    public Sweep sweep() {
        return sweep;
    }

    /** {@return the plan of each experiment} */
    public List<Plan> plans() {
        return plans;
    }

    /** {@return the plan of the first experiment; the only one if the sweep is single} */
    public Plan first() {
        return plans.get(0);
    }

    /**
     * {@return the {@link Checksum} of the images; of all of them, if there are several places}
     */
    public String checksum() {
        List<String> all = plans.stream().map(Plan::checksum).distinct().toList();
        return all.size() == 1 ? all.get(0) : Checksum.of(String.join("\n", all));
    }

    /**
     * The names of the swept keys, in the order of the file, and β if a model has several. Models
     * may have a key of one name, each its own.
     */
    List<String> keys() {
        Set<String> keys = sweep.keys().stream().map(SweptKey::name)
                .filter(key -> places.stream().anyMatch(at -> at.values.containsKey(key)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (sweep.first().vaes().stream().anyMatch(vae -> vae.beta().size() > 1)) {
            keys.add(BETA);
        }
        return List.copyOf(keys);
    }

    /** Each model of each experiment with its values; the same runs with the same values once. */
    List<Place> places() {
        return places;
    }

    private List<Place> allPlaces() {
        Map<List<Object>, Place> places = new LinkedHashMap<>();
        for (int i = 0; i < plans.size(); i++) {
            for (Plan.Cell cell : plans.get(i).cells()) {
                String name = cell.model().model();
                Sweep.Model made = sweep.models().getOrDefault(name,
                        new Sweep.Model(name, Map.of()));
                Map<String, JsonNode> values = new LinkedHashMap<>();
                sweep.cells().get(i).values().forEach((key, value) -> {
                    if (heard.getOrDefault(name, Set.of()).contains(key)) {
                        values.put(key, value);
                    }
                });
                values.putAll(made.values());
                if (isBetaSwept(plans.get(i), name)) {
                    values.put(BETA, DoubleNode.valueOf(cell.model().beta()));
                }
                places.putIfAbsent(List.of(cell.model().name(), cell.model().key(), values),
                        new Place(plans.get(i), cell, made.name(), values));
            }
        }
        return List.copyOf(places.values());
    }

    private static boolean isBetaSwept(Plan plan, String model) {
        return plan.experiment().vaes().stream()
                .anyMatch(vae -> vae.name().equals(model) && vae.beta().size() > 1);
    }

    /** Every run, once. A run comes after the run that it builds on. */
    List<Run> runs() {
        return shares().stream().flatMap(share -> share.cells.stream())
                .flatMap(cell -> cell.runs().stream()).toList();
    }

    /** How many runs the experiments have, if those that several have are counted for each. */
    int runsOfAll() {
        return plans.stream().mapToInt(plan -> plan.runs().size()).sum();
    }

    /** The models of all experiments, those on the same patches together. */
    List<Share> shares() {
        Map<String, List<Plan>> same = plans.stream().collect(
                Collectors.groupingBy(plan -> plan.home().key(), LinkedHashMap::new,
                        Collectors.toList()));
        return same.values().stream().map(alike -> new Share(alike.get(0), once(alike))).toList();
    }

    /** Each model once, with all runs that any of the plans has on its dictionary. */
    private static List<Plan.Cell> once(List<Plan> alike) {
        if (alike.size() == 1) {
            return alike.get(0).cells();
        }
        Map<String, Plan.Cell> cells = new LinkedHashMap<>();
        alike.stream().flatMap(plan -> plan.cells().stream()).forEach(cell -> cells.merge(
                id(cell.model()), cell,
                (one, other) -> new Plan.Cell(one.model(), List.copyOf(Stream
                        .concat(one.inference().stream(), other.inference().stream())
                        .collect(Collectors.toMap(SweepPlan::id, run -> run, (a, b) -> a,
                                LinkedHashMap::new))
                        .values()))));
        return List.copyOf(cells.values());
    }

    private static String id(Run run) {
        return run.name() + " " + run.key();
    }
}
