package parsimony.compare.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.InputException;

/** What the finished runs of a plan come to together. */
public final class Results {

    /**
     * A point of one seed.
     *
     * @param seed of the model
     */
    public record Point(long seed, CurvePoint at) {
    }

    /**
     * How well a VAE of one seed does.
     *
     * @param metrics by their names in the run's {@code metrics.json}
     */
    public record Vae(String model, double beta, long seed, Map<String, Double> metrics) {
    }

    /**
     * How far the encoder of one VAE of one seed stays behind iterative inference on its dictionary.
     *
     * @param inference by lca, ista, …
     */
    public record Gap(String model, double beta, String inference, long seed, AmortizationGap distance) {
    }

    private static final List<String> MEASURES = List.of(
            "nelbo", "mse", "kl", "mse_map", "r2", "lifetime", "population", "portion_zeros", "active");

    private final Experiment experiment;
    private final List<Point> points = new ArrayList<>();
    private final List<Vae> vaes = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    /**
     * Gathers the results of a plan.
     *
     * @throws InputException if a run is not finished, or what it left is damaged
     */
    public Results(Plan plan, RunStore store) {
        experiment = plan.experiment();
        for (Plan.Cell cell : plan.cells()) {
            CurvePoint own = null;
            if (cell.model() instanceof Run.OfVae vae) {
                JsonNode metrics = store.metrics(vae);
                own = CurvePoint.amortized(vae.model(), vae.beta(), metrics);
                points.add(new Point(vae.seed(), own));
                Map<String, Double> measured = new LinkedHashMap<>();
                MEASURES.forEach(name -> measured.put(name, number(metrics, name, store, vae)));
                vaes.add(new Vae(vae.model(), vae.beta(), vae.seed(), measured));
            }
            for (Run.OfInference inference : cell.inference()) {
                List<CurvePoint> curve = curve(inference, store);
                curve.forEach(point -> points.add(new Point(inference.seed(), point)));
                if (own != null) {
                    gaps.add(new Gap(inference.model(), inference.beta(), Experiment.lower(inference.method()), inference.seed(),
                            AmortizationGap.between(own, curve)));
                }
            }
        }
    }

    private static List<CurvePoint> curve(Run.OfInference run, RunStore store) {
        List<CurvePoint> curve = new ArrayList<>();
        for (JsonNode p : store.metrics(run).path("points")) {
            curve.add(new CurvePoint(run.model(), Experiment.lower(run.method()), number(p, "lambda", store, run), run.beta(),
                    number(p, "mse", store, run), number(p, "mse_map", store, run), number(p, "r2", store, run),
                    number(p, "lifetime", store, run), number(p, "population", store, run),
                    number(p, "portion_zeros", store, run)));
        }
        return curve;
    }

    private static double number(JsonNode metrics, String name, RunStore store, Run run) {
        if (!metrics.path(name).isNumber()) {
            throw new InputException(store.folderOf(run).resolve("metrics.json") + ": is damaged, " + name
                    + " is not a number; delete its folder to run that again");
        }
        return metrics.path(name).doubleValue();
    }

    /** Every point of every seed. */
    public List<Point> points() {
        return points;
    }

    /** Every VAE of every seed. */
    public List<Vae> vaes() {
        return vaes;
    }

    /** The gaps of every linear VAE, seed by seed. */
    public List<Gap> gaps() {
        return gaps;
    }

    /**
     * The points of all seeds that belong together, by model, β, inference and λ, in their order; those that not every seed came
     * to are left out.
     */
    List<List<CurvePoint>> acrossSeeds() {
        int seeds = (int) points.stream().mapToLong(Point::seed).distinct().count();
        Map<List<Object>, List<CurvePoint>> groups = new LinkedHashMap<>();
        for (Point p : points) {
            List<Object> key = new ArrayList<>();
            key.add(p.at.model());
            key.add(p.at.beta());
            key.add(p.at.inference());
            key.add(p.at.lambda());
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(p.at);
        }
        return groups.values().stream().filter(group -> group.size() == seeds).toList();
    }

    /** The gaps, one per seed, that the experiment is summed up by: of the first linear VAE, with the β that is shown of it. */
    List<Gap> headline() {
        if (gaps.isEmpty()) {
            return List.of();
        }
        String model = gaps.get(0).model;
        String inference = gaps.get(0).inference;
        double beta = experiment.vaes().stream().filter(vae -> vae.name().equals(model)).findFirst().orElseThrow().shownBeta();
        return gaps.stream().filter(g -> g.model.equals(model) && g.inference.equals(inference) && g.beta == beta).toList();
    }

    /** The answer to the project's question in one sentence; means over the seeds. */
    public String answer() {
        List<Gap> chosen = headline();
        if (chosen.isEmpty()) {
            return "No linear VAE was trained, so there is no amortization gap to tell.";
        }
        String how = chosen.get(0).inference.toUpperCase(Locale.ROOT);
        double mse = mean(chosen, gap -> OptionalDouble.of(gap.mse())).getAsDouble();
        OptionalDouble other = mean(chosen, AmortizationGap::mseAtSameSparsity);
        OptionalDouble delta = mean(chosen, AmortizationGap::deltaMse);
        OptionalDouble sparser = mean(chosen, AmortizationGap::deltaSparsity);
        String own = String.format(Locale.ROOT, "At its own sparsity (lifetime %.3f) the %s one-shot encoder leaves an error"
                + " of %.1f per patch", mean(chosen, gap -> OptionalDouble.of(gap.lifetime())).getAsDouble(),
                Labels.possessive(chosen.get(0).model), mse);
        String loss = delta.isEmpty() ? "; " + how + " on the same dictionary is not known at that sparsity"
                : String.format(Locale.ROOT, "; %s on the same dictionary leaves %.1f. The encoder loses ΔMSE = %.1f (%.0f%%)",
                        how, other.getAsDouble(), delta.getAsDouble(), 100 * delta.getAsDouble() / mse);
        String sparsity = sparser.isEmpty() ? "."
                : String.format(Locale.ROOT, ". At equal error, %s is sparser by %.3f (lifetime %.3f).", how,
                        sparser.getAsDouble(), mean(chosen, AmortizationGap::sparsityAtSameMse).getAsDouble());
        return own + loss + sparsity;
    }

    /** Everything by its name in {@code metrics.json}; a gap that could not be read off is null. Holds no time, so that the same
     * experiment gives the same bytes. */
    public Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        List<Gap> chosen = headline();
        if (!chosen.isEmpty()) {
            metrics.put("gap", described(gap -> mean(chosen, gap)));
        }
        metrics.put("gaps", gaps.stream().map(gap -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("model", gap.model);
            row.put("beta", gap.beta);
            row.put("inference", gap.inference);
            row.put("seed", gap.seed);
            row.putAll(described(of -> of.apply(gap.distance)));
            return row;
        }).toList());
        metrics.put("vaes", vaes.stream().map(vae -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("model", vae.model);
            row.put("beta", vae.beta);
            row.put("seed", vae.seed);
            row.putAll(vae.metrics);
            return row;
        }).toList());
        metrics.put("points", points);
        return metrics;
    }

    /** A gap's numbers by their names. */
    private static Map<String, Object> described(Function<Function<AmortizationGap, OptionalDouble>, OptionalDouble> value) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("mse", value.apply(gap -> OptionalDouble.of(gap.mse())));
        row.put("lifetime", value.apply(gap -> OptionalDouble.of(gap.lifetime())));
        row.put("delta_mse", value.apply(AmortizationGap::deltaMse));
        row.put("delta_sparsity", value.apply(AmortizationGap::deltaSparsity));
        row.put("mse_at_same_sparsity", value.apply(AmortizationGap::mseAtSameSparsity));
        row.put("lifetime_at_same_mse", value.apply(AmortizationGap::sparsityAtSameMse));
        return row;
    }

    /** Over the seeds; empty if one of them has none. */
    static OptionalDouble mean(List<Gap> gaps, Function<AmortizationGap, OptionalDouble> value) {
        List<OptionalDouble> values = gaps.stream().map(gap -> value.apply(gap.distance)).toList();
        return values.stream().allMatch(OptionalDouble::isPresent)
                ? values.stream().mapToDouble(OptionalDouble::getAsDouble).average() : OptionalDouble.empty();
    }
}
