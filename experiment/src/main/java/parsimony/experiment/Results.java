package parsimony.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.ErrorMeasure;
import parsimony.compare.GapEstimate;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.gap.EncoderLoss;
import parsimony.compare.gap.Excess;
import parsimony.compare.statistics.Resampled;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.gap.GapNumbers;
import parsimony.experiment.run.Elsewhere;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResampledFile;
import parsimony.experiment.run.Result;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.VaeMeasures;
import parsimony.signals.InputException;
import parsimony.vae.Activation;
import parsimony.vae.Inference;

/** The results of all finished runs of a plan together. */
public final class Results {

    /**
     * A point of one seed.
     *
     * @param seed of the model
     * @param at the point
     * @param resampled the point on resamples of the patches
     * @param excess of its codes over the best of their L1; null if it was not certified
     */
    public record Point(long seed, CurvePoint at, Resampled resampled, Excess excess) {
    }

    /**
     * How well a VAE of one seed does.
     *
     * @param model the name of the VAE
     * @param beta β, the weight of the KL term
     * @param seed of the model
     * @param measures on the validation patches
     */
    public record Vae(String model, double beta, long seed, @JsonUnwrapped VaeMeasures measures) {
    }

    /**
     * The amortization gap of one VAE of one seed: how far its encoder is from iterative inference
     * on its dictionary.
     *
     * @param model the name of the VAE
     * @param beta β, the weight of the KL term; null for an encoder from elsewhere
     * @param inference the method: lca, ista, …
     * @param seed of the model
     * @param distance the gap on all patches
     * @param resampled the distance on every resample of the patches
     * @param relativeGap upper bound of the relative distance of the inferred codes from their
     *     optimum, at the place of the curve where the gap is read off
     */
    public record Gap(String model, Double beta, String inference, long seed,
            AmortizationGap distance,
            List<AmortizationGap> resampled, double relativeGap) {
    }

    /**
     * A point on patches of other images.
     *
     * @param seed of the model
     * @param model its name
     * @param beta β, the weight of the KL term; null if it has none
     * @param on the point, and of what images it is
     */
    public record Visit(long seed, String model, Double beta, @JsonUnwrapped Elsewhere on) {
    }

    /**
     * What the encoder of a linear Poisson VAE of one seed loses of its objective.
     *
     * @param model the name of the VAE
     * @param beta β, the weight of the KL term that it was trained with
     * @param seed of the model
     * @param atoms K, its number of units
     * @param objective the loss of the free energy with this β
     * @param nelbo the loss of the free energy with β = 1, the negative ELBO
     */
    public record FreeEnergy(String model, double beta, long seed, int atoms,
            EncoderLoss objective, EncoderLoss nelbo) {
    }

    private final Experiment experiment;
    private final List<Point> points = new ArrayList<>();
    private final List<Vae> vaes = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();
    private final List<FreeEnergy> freeEnergies = new ArrayList<>();

    /**
     * Gathers the results of a plan.
     *
     * @param plan the plan of the experiment
     * @param store the folder of its runs
     * @throws InputException if a run is not finished, or a file of it is damaged or cannot be read
     */
    public Results(Plan plan, RunStore store) {
        experiment = plan.experiment();
        for (Plan.Cell cell : plan.cells()) {
            Run model = cell.model();
            List<Result> results = cell.runs().stream().map(store::result).toList();
            points.addAll(points(model, store, results));
            results.forEach(result -> result.elsewhere().forEach(on -> visits
                    .add(new Visit(model.seed(), model.model(), model.beta(), on))));
            store.result(model).vae().ifPresent(measures -> vaes
                    .add(new Vae(model.model(), model.beta(), model.seed(), measures)));
            for (Run inference : cell.inference()) {
                points.addAll(points(inference, store, results));
                store.result(inference).freeEnergy().ifPresent(found -> freeEnergies.add(
                        new FreeEnergy(model.model(), model.beta(), model.seed(), found.atoms(),
                                found.objective(), found.nelbo())));
            }
        }
        addGaps();
    }

    /**
     * Results read back from a folder.
     *
     * @param points every point of every seed, those of a curve in order of increasing λ
     */
    Results(Experiment experiment, List<Point> points, List<Vae> vaes,
            List<FreeEnergy> freeEnergies, List<Visit> visits) {
        this.experiment = experiment;
        this.points.addAll(points);
        this.vaes.addAll(vaes);
        this.freeEnergies.addAll(freeEnergies);
        this.visits.addAll(visits);
        addGaps();
    }

    /** Adds the gap of each VAE of each seed to each method of inference on its dictionary. */
    private void addGaps() {
        for (Point own : points) {
            if (own.at.inference().equals(CurvePoint.AMORTIZED)) {
                points.stream().filter(point -> point != own && point.seed == own.seed
                        && point.at.model().equals(own.at.model())
                        && Objects.equals(own.at.beta(), point.at.beta()))
                        .collect(Collectors.groupingBy(point -> point.at.inference(),
                                LinkedHashMap::new, Collectors.toList()))
                        .values().forEach(curve -> gaps.add(gap(own, curve)));
            }
        }
    }

    private static Gap gap(Point own, List<Point> curve) {
        List<CurvePoint> points = curve.stream().map(Point::at).toList();
        return new Gap(own.at.model(), own.at.beta(), points.get(0).inference(), own.seed,
                AmortizationGap.between(own.at, points),
                AmortizationGap.between(own.resampled,
                        curve.stream().map(Point::resampled).toList()),
                SparseCodingCurve.gapNear(points, own.at.lifetime()));
    }

    /** The points of a run, each with its resamples, and the excess that other runs certified. */
    private static List<Point> points(Run run, RunStore store, List<Result> results) {
        List<CurvePoint> at = store.result(run).points(run);
        if (at.isEmpty()) {
            return List.of();
        }
        List<Resampled> resampled = ResampledFile.read(store.folderOf(run));
        if (resampled.size() != at.size() || resampled.get(0).count() != Resampling.COUNT) {
            throw new InputException(store.folderOf(run) + ": is damaged, " + FileNames.RESAMPLED
                    + " has " + resampled.size() + " points for "
                    + at.size() + "; delete the folder to run that again");
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            CurvePoint point = at.get(i);
            points.add(new Point(run.seed(), point, resampled.get(i), results.stream()
                    .flatMap(result -> result.excess(point).stream()).findFirst().orElse(null)));
        }
        return points;
    }

    /** {@return every point of every seed} */
    public List<Point> points() {
        return points;
    }

    /** {@return every VAE of every seed} */
    public List<Vae> vaes() {
        return vaes;
    }

    /** {@return what the encoder of every linear Poisson VAE loses, if it was measured} */
    public List<FreeEnergy> freeEnergies() {
        return freeEnergies;
    }

    /** {@return every point of every seed on patches of other images} */
    public List<Visit> visits() {
        return visits;
    }

    /** {@return the gaps of every linear VAE, seed by seed} */
    public List<Gap> gaps() {
        return gaps;
    }

    /** Whether the code of any VAE passes through an activation. */
    boolean hasActivation() {
        return experiment.vaes().stream().anyMatch(vae -> vae.activation() != Activation.NONE);
    }

    /** K of a VAE. */
    int atoms(String model) {
        return experiment.vaes().stream().filter(vae -> vae.name().equals(model))
                .map(Experiment.Vae::atoms).filter(Objects::nonNull).findFirst()
                .orElse(experiment.atoms());
    }

    /** {@return the experiment that they are of} */
    Experiment experiment() {
        return experiment;
    }

    /** Confidence of every interval. */
    double level() {
        return experiment.interval();
    }

    /**
     * The points of all seeds, grouped by model, β, inference and λ, in their order. A point that
     * some seed does not have is left out.
     */
    List<List<Point>> acrossSeeds() {
        int seeds = (int) points.stream().mapToLong(Point::seed).distinct().count();
        Map<List<Object>, List<Point>> groups = new LinkedHashMap<>();
        for (Point p : points) {
            List<Object> key = new ArrayList<>();
            key.add(p.at.model());
            key.add(p.at.beta());
            key.add(p.at.inference());
            key.add(p.at.lambda());
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(p);
        }
        return groups.values().stream().filter(group -> group.size() == seeds).toList();
    }

    /**
     * Mean over the seeds of a point's squared error per patch. For the point of an encoder, it is
     * the error of the posterior mean.
     */
    SampleMean error(List<Point> group) {
        return mean(group, group.stream().mapToDouble(point -> point.at.mseMap()).toArray(),
                Resampled::mse)
                .within(0, Double.MAX_VALUE);
    }

    /** Mean over the seeds of a point's lifetime sparsity. */
    SampleMean lifetime(List<Point> group) {
        return mean(group, group.stream().mapToDouble(point -> point.at.lifetime()).toArray(),
                Resampled::lifetime)
                .within(0, 1);
    }

    /** Mean over the seeds of a point's error, by the measure that a plane is drawn with. */
    SampleMean error(List<Point> group, ErrorMeasure measure) {
        return measure == ErrorMeasure.SQUARED_ERROR ? error(group)
                : SampleMean.of(level(),
                        group.stream().mapToDouble(point -> measure.of(point.at)).toArray());
    }

    private SampleMean mean(List<Point> group, double[] values,
            Function<Resampled, double[]> measure) {
        double[] resampled = new double[Resampling.COUNT];
        for (Point point : group) {
            double[] one = measure.apply(point.resampled);
            Arrays.setAll(resampled, r -> resampled[r] + one[r] / group.size());
        }
        return SampleMean.of(level(), values, resampled);
    }

    /** The gaps over the seeds, by model, β and inference. */
    Map<List<Object>, GapEstimate> gapsOverSeeds() {
        Map<List<Object>, List<Gap>> groups = new LinkedHashMap<>();
        gaps.forEach(gap -> groups.computeIfAbsent(
                Arrays.asList(gap.model, gap.beta, gap.inference), k -> new ArrayList<>())
                .add(gap));
        Map<List<Object>, GapEstimate> estimates = new LinkedHashMap<>();
        groups.forEach((key, group) -> estimates.put(key, estimate(group)));
        return estimates;
    }

    private GapEstimate estimate(List<Gap> group) {
        return new GapEstimate(group.stream().map(Gap::distance).toList(),
                group.stream().map(Gap::resampled).toList(),
                group.stream().mapToDouble(Gap::relativeGap).max().orElseThrow(), level());
    }

    /** The one number of an experiment: the gap of a model against one method of inference. */
    record Headline(String model, String inference, GapEstimate gap) {
    }

    /**
     * The gap of the first linear VAE at its {@linkplain Experiment.Vae#shownBeta shown β}. It is
     * taken against the inference that is nearest to its optimum where the gap is read off. Empty
     * if there is no such VAE.
     */
    Optional<Headline> headline() {
        return headlines().stream()
                .min(Comparator.comparing((Headline h) -> h.gap.deltaMse().isEmpty())
                        .thenComparingDouble(h -> h.gap.relativeGap()));
    }

    /** The gaps of the headline's model against each method of inference, in their order. */
    private List<Headline> headlines() {
        if (gaps.isEmpty()) {
            return List.of();
        }
        String model = gaps.get(0).model;
        Double beta = experiment.vaes().stream().filter(vae -> vae.name().equals(model)).findFirst()
                .map(Experiment.Vae::shownBeta).orElse(null);
        List<Headline> found = new ArrayList<>();
        gapsOverSeeds().forEach((key, gap) -> {
            if (key.get(0).equals(model) && Objects.equals(key.get(1), beta)) {
                found.add(new Headline(model, (String) key.get(2), gap));
            }
        });
        return found;
    }

    /**
     * {@return the answer to the project's question in words; its numbers are means over the seeds}
     */
    public String answer() {
        if (headline().isEmpty()) {
            return "No linear VAE was trained and no encoder given, so there is no"
                    + " amortization gap to tell.";
        }
        Headline chosen = headline().get();
        GapEstimate gap = chosen.gap;
        String how = Labels.ofInference(chosen.inference);
        Inference steps = experiment.stepwise(chosen.model);
        String own = String.format(Locale.ROOT,
                "At its own sparsity (lifetime %.3f) the %s %s leaves a squared"
                        + " error of %.1f per patch%s",
                gap.lifetime().value(), Labels.possessive(chosen.model), Inference.finder(steps),
                gap.mse().value(),
                experiment.vaes().stream().anyMatch(vae -> vae.name().equals(chosen.model))
                        ? ", of its posterior mean" : "");
        String loss = gap.deltaMse().isEmpty()
                ? "; " + how + " on the same dictionary is not known at that sparsity."
                : String.format(Locale.ROOT, "; %s on the same dictionary leaves %.1f%s. %s", how,
                        gap.mseAtSameSparsity().get().value(), others(chosen),
                        gap.verdict(steps == null ? "The encoder" : "Its inference"));
        String sparsity = gap.deltaSparsity()
                .map(sparser -> sparsity(how, sparser, gap.lifetimeAtSameMse().get().value()))
                .orElse("");
        return own + loss + sparsity;
    }

    /** How much sparser inference is at equal error, or how much less sparse. */
    private String sparsity(String how, SampleMean sparser, double lifetime) {
        boolean more = sparser.value() >= 0;
        SampleMean said = more ? sparser : sparser.negated();
        return String.format(Locale.ROOT, " At equal error, %s is %s by %.3f (lifetime %.3f%s).",
                how, more ? "sparser" : "less sparse", said.value(), lifetime,
                after("; ", GapEstimate.interval(said, "%.3f", level())));
    }

    /**
     * {@return whether the answer is on a model whose codes are found step by step, and not by an
     * encoder in one shot}
     */
    boolean isAnswerOfSteps() {
        return headline().map(chosen -> experiment.stepwise(chosen.model) != null).orElse(false);
    }

    /** {@return whether a gap is that of a model whose codes are found step by step} */
    boolean hasGapOfSteps() {
        return gaps.stream().anyMatch(gap -> experiment.stepwise(gap.model) != null);
    }

    private static String after(String separator, String text) {
        return text.isEmpty() ? "" : separator + text;
    }

    /**
     * In parentheses: how near the chosen inference is to its optimum, unless it has converged, and
     * the errors of the other methods of inference.
     */
    private String others(Headline chosen) {
        List<String> said = new ArrayList<>();
        if (!chosen.gap.converged()) {
            said.add(chosen.gap.unconverged());
        }
        headlines().stream().filter(h -> !h.inference.equals(chosen.inference))
                .forEach(h -> h.gap.mseAtSameSparsity().ifPresent(
                        mse -> said.add(String.format(Locale.ROOT, "%s %.1f%s",
                                Labels.ofInference(h.inference), mse.value(),
                                after(", ", h.gap.unconverged())))));
        return said.isEmpty() ? "" : said.stream().collect(Collectors.joining("; ", " (", ")"));
    }

    /**
     * {@code metrics.json}. It holds no time, so that the same experiment gives the same bytes.
     *
     * @param interval level and kind of the headline's intervals
     * @param gap the headline; left out if there is none
     * @param gaps of each seed, with intervals over patches
     * @param vaes how well each VAE of each seed does
     * @param freeEnergy what each encoder of each seed loses; left out if it was not measured
     * @param points every point of every seed
     * @param elsewhere every point of every seed on patches of other images
     */
    public record Metrics(Resampling.Intervals interval,
            @JsonInclude(JsonInclude.Include.NON_NULL) OfModel gap, List<OfSeed> gaps,
            List<Vae> vaes,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FreeEnergy> freeEnergy,
            List<AtSeed> points,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Visit> elsewhere) {
        /** Fills in what older results and most experiments leave out. */
        public Metrics {
            freeEnergy = freeEnergy == null ? List.of() : freeEnergy;
            elsewhere = elsewhere == null ? List.of() : elsewhere;
        }
    }

    /**
     * The mean gap over the seeds of a model against one method of inference.
     *
     * @param model the name of the VAE
     * @param inference the method: lca, ista, …
     * @param gap the gap with its intervals
     */
    public record OfModel(String model, String inference, @JsonUnwrapped GapNumbers gap) {
    }

    /**
     * The gap of one seed.
     *
     * @param model the name of the VAE
     * @param beta β, the weight of the KL term
     * @param inference the method: lca, ista, …
     * @param seed of the model
     * @param gap the gap with its intervals
     */
    public record OfSeed(String model, Double beta, String inference, long seed,
            @JsonUnwrapped GapNumbers gap) {
    }

    /**
     * A point of one seed.
     *
     * @param seed of the model
     * @param at the point
     * @param excess of its codes over the best of their L1; left out if it was not certified
     */
    public record AtSeed(long seed, CurvePoint at,
            @JsonInclude(JsonInclude.Include.NON_NULL) Excess excess) {
    }

    /**
     * {@return everything as {@code metrics.json} has it; a gap that could not be read off is null}
     */
    public Metrics metrics() {
        Resampling.Intervals intervals = Resampling.Intervals.of(level(),
                experiment.seeds().size() >= SampleMean.LEAST_SEEDS ? "seeds" : "patches");
        OfModel headline = headline()
                .map(chosen -> new OfModel(chosen.model, chosen.inference,
                        GapNumbers.of(chosen.gap)))
                .orElse(null);
        return new Metrics(intervals, headline,
                gaps.stream().map(gap -> new OfSeed(gap.model, gap.beta, gap.inference,
                        gap.seed, GapNumbers.of(estimate(List.of(gap))))).toList(),
                vaes, freeEnergies,
                points.stream().map(point -> new AtSeed(point.seed, point.at, point.excess))
                        .toList(),
                visits);
    }
}
