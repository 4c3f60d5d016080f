package parsimony.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.EncoderLoss;
import parsimony.compare.gap.Excess;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table.Column;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.Elsewhere;
import parsimony.experiment.run.VaeMeasures;

/** The results of an experiment as tables of means over seeds, with intervals. */
public final class ResultTables {
    private static final List<Double> SHOWN_LAMBDAS = List.of(.1, .5);
    private static final Column DICTIONARY = Column.text("dictionary");
    private static final Column BETA = Column.setting("β");
    private static final Column INFERENCE = Column.text("inference");
    private static final Column ERROR =
            Column.mean("squared error of the mean", 2).inFiles("mse_map");
    private static final Column LIFETIME = Column.mean("lifetime", 3);
    private static final Column ZEROS = Column.mean("zeros", 3).inFiles("portion_zeros");
    private static final Column R2 = Column.mean("R² pooled", 3);
    private static final Column DISTANCE = Column.mean("distance", 3);
    private static final Column SCALED =
            Column.mean("distance/√2", 3).inFiles("scaled_distance");
    private static final Column EXCESS = Column.mean("excess", 2);
    private static final Column BOUND = Column.mean("excess at most", 2).inFiles("excess_bound");
    private static final String OF_EXCESS = " The excess is by how much codes err more than the"
            + " best that were found with as large a weighted L1 on the same dictionary, and at"
            + " most that much more than any, by a proven bound.";
    private static final Column RELATIVE_GAP = Column.number("relative gap", 4);

    private final Results results;

    /**
     * The tables of these results.
     *
     * @param results of an experiment
     */
    public ResultTables(Results results) {
        this.results = results;
    }

    /**
     * {@return a row per VAE, β and method of inference: the gap between the encoder and the
     * method} A cell is empty where the method's curve does not reach the encoder's sparsity or
     * error.
     */
    public Table gaps() {
        List<Column> columns = List.of(DICTIONARY, BETA, INFERENCE, LIFETIME, ERROR,
                Column.mean("Δ error", 2).inFiles("delta_mse"), Column.mean("Δ sparsity", 3),
                RELATIVE_GAP);
        List<List<Object>> rows = new ArrayList<>();
        results.gapsOverSeeds().forEach((key,
                gap) -> rows.add(Arrays.asList(key.get(0), key.get(1), key.get(2), gap.lifetime(),
                        gap.mse(), gap.deltaMse().orElse(null), gap.deltaSparsity().orElse(null),
                        gap.relativeGap())));
        String model = results.hasGapOfSteps() ? "model" : "encoder";
        return new Table(
                "The amortization gap. Squared errors are sums over the pixels of a patch. Δ"
                        + " error is how much more the " + model
                        + " errs than inference on the same"
                        + " dictionary that is as sparse, Δ sparsity how much sparser inference"
                        + " is that errs as much; empty where a seed's curve does not get there."
                        + " The " + model + "'s error is that of its posterior mean, its lifetime"
                        + " sparsity that of sampled codes. The relative gap is how far, in"
                        + " proportion, the inferred codes are at most from their optimum there. "
                        + intervals(),
                columns, rows);
    }

    private String intervals() {
        return "Intervals: " + SampleMean.percent(results.level()) + ", over seeds from "
                + SampleMean.LEAST_SEEDS
                + " up; with fewer, of errors, lifetime sparsity and their differences, over"
                + " patches (paired bootstrap, "
                + Resampling.COUNT + " resamples, seed " + Resampling.SEED
                + "). Two seeds stand in parentheses.";
    }

    /** {@return a row per VAE and β: how well it describes the validation patches} */
    public Table vaes() {
        List<Column> columns = List.of(Column.text("VAE"), BETA, Column.mean("NELBO", 2),
                Column.mean("squared error of samples", 2).inFiles("mse"), Column.mean("KL", 2),
                ERROR,
                Column.mean("R² pooled", 3), Column.mean("R² median", 3), Column.mean("active", 3),
                Column.setting("from a KL of").inFiles("active_threshold"));
        List<List<Object>> rows = new ArrayList<>();
        ofVaes().forEach((key, vaes) -> rows.add(Arrays.asList(key.get(0), key.get(1),
                mean(vaes, VaeMeasures::nelbo), mean(vaes, VaeMeasures::mse),
                mean(vaes, VaeMeasures::kl), mean(vaes, VaeMeasures::mseMap),
                mean(vaes, VaeMeasures::r2Pooled), mean(vaes, VaeMeasures::r2Median),
                mean(vaes, VaeMeasures::active), vaes.get(0).measures().activeThreshold())));
        return new Table(
                "The variational autoencoders by themselves. NELBO is the squared error per patch"
                        + " of samples + KL, with weight 1 on the KL term; the error of the mean"
                        + " is that of the decoded posterior mean. R² is of samples: of all pixels"
                        + " pooled, and the median over patches. Active is the share of units"
                        + " whose mean KL is at least the threshold beside it, in nats. "
                        + decoded()
                        + SampleMean.percent(results.level())
                        + " intervals over seeds from "
                        + SampleMean.LEAST_SEEDS + " up; two seeds stand in parentheses.",
                columns, rows);
    }

    /**
     * {@return a row per VAE and β: how active its code is, and what its spikes tell} A cell is
     * empty where a measure is not defined for the model.
     */
    public Table activity() {
        List<Column> columns = List.of(Column.text("VAE"), Column.setting("units"), BETA, ZEROS,
                Column.mean("mean activity", 4), Column.mean("KL", 2),
                Column.mean("bits per spike", 3),
                Column.mean("slope of log KL on log rate", 3).inFiles("kl_rate_slope"),
                Column.mean("its error", 3).inFiles("kl_rate_slope_error"),
                Column.mean("of units", 0).inFiles("kl_rate_units"));
        List<List<Object>> rows = new ArrayList<>();
        ofVaes().forEach((key, vaes) -> rows.add(Arrays.asList(key.get(0),
                results.atoms((String) key.get(0)), key.get(1),
                mean(vaes, VaeMeasures::portionZeros), known(vaes, VaeMeasures::meanActivity),
                mean(vaes, VaeMeasures::kl), known(vaes, VaeMeasures::bitsPerSpike),
                known(vaes, VaeMeasures::klRateSlope), known(vaes, VaeMeasures::klRateSlopeError),
                known(vaes, VaeMeasures::klRateUnits))));
        return new Table(
                "How active codes are. Zeros is the share of sampled entries that are 0. The mean"
                        + " activity is the expected magnitude of an entry, of spike counts the"
                        + " rate; it has no unit that models share, because a decoder may have any"
                        + " scale. Bits per spike are the KL over the expected number of spikes."
                        + " The slope is that of least squares through the logs of the KL and of"
                        + " the prior rate of every unit whose KL is above what rounding leaves."
                        + " Empty where a model has no spikes, no prior rates or no simple closed"
                        + " form. " + SampleMean.percent(results.level())
                        + " intervals over seeds from " + SampleMean.LEAST_SEEDS
                        + " up; two seeds stand in parentheses.",
                columns, rows);
    }

    private Map<List<Object>, List<Results.Vae>> ofVaes() {
        Map<List<Object>, List<Results.Vae>> groups = new LinkedHashMap<>();
        results.vaes().forEach(v -> groups
                .computeIfAbsent(List.of(v.model(), v.beta()), k -> new ArrayList<>()).add(v));
        return groups;
    }

    /** The mean of a measure that not every model has. */
    private SampleMean known(List<Results.Vae> vaes, Function<VaeMeasures, Number> measure) {
        return vaes.stream().anyMatch(vae -> measure.apply(vae.measures()) == null) ? null
                : mean(vaes, measures -> measure.apply(measures).doubleValue());
    }

    /**
     * {@return a row per linear Poisson VAE and β: how much of its objective the encoder loses; no
     * row if that was not measured}
     */
    public Table losses() {
        List<Column> columns = List.of(Column.text("VAE"), Column.setting("units"), BETA,
                Column.mean("objective of the encoder", 2).inFiles("objective"),
                Column.mean("of the best posterior", 2).inFiles("best_objective"),
                Column.number("unproven", 6).inFiles("certificate"),
                Column.mean("lost", 2).inFiles("gap"),
                Column.mean("% lost", 2).inFiles("percent_lost"),
                Column.mean("NELBO of the encoder", 2).inFiles("nelbo"),
                Column.mean("best NELBO", 2), Column.mean("% of NELBO lost", 2)
                        .inFiles("percent_of_nelbo_lost"));
        double level = results.level();
        Map<List<Object>, List<Results.FreeEnergy>> groups = new LinkedHashMap<>();
        results.freeEnergies().forEach(loss -> groups.computeIfAbsent(
                List.of(loss.model(), loss.atoms(), loss.beta()), k -> new ArrayList<>())
                .add(loss));
        List<List<Object>> rows = new ArrayList<>();
        groups.forEach((key, seeds) -> rows.add(Arrays.asList(key.get(0), key.get(1), key.get(2),
                EncoderLosses.mean(level, seeds, EncoderLoss::encoder, EncoderLoss::encoderError),
                EncoderLosses.mean(level, seeds, EncoderLoss::best, EncoderLoss::bestError),
                seeds.stream().mapToDouble(loss -> loss.objective().certificate()).max()
                        .orElseThrow(),
                EncoderLosses.mean(level, seeds, EncoderLoss::gap, EncoderLoss::gapError),
                EncoderLosses.mean(level, seeds, loss -> 100 * loss.share(),
                        loss -> 100 * loss.shareError()),
                EncoderLosses.ofNelbo(level, seeds, EncoderLoss::encoder,
                        EncoderLoss::encoderError),
                EncoderLosses.ofNelbo(level, seeds, EncoderLoss::best, EncoderLoss::bestError),
                EncoderLosses.ofNelbo(level, seeds, loss -> 100 * loss.share(),
                        loss -> 100 * loss.shareError()))));
        return new Table(
                "What the encoder loses. The objective is what was trained, squared error + β·KL,"
                        + " in exact expectation over spike counts. The best Poisson posterior"
                        + " under the same dictionary and prior has the least objective there is,"
                        + " but for at most the unproven rest, the largest of all seeds. NELBO is"
                        + " the same with β = 1, and the best NELBO that of the posterior that is"
                        + " best for it: where another β was trained, the encoder did not aim at"
                        + " it. " + SampleMean.percent(level) + " intervals over seeds from "
                        + SampleMean.LEAST_SEEDS
                        + " up; with fewer, from the standard error over patches. Two seeds stand"
                        + " in parentheses.",
                columns, rows);
    }

    /** What to know of the error of the mean if a code passes through an activation. */
    private String decoded() {
        return !results.hasActivation() ? ""
                : "The mean passes through the model’s activation before it is decoded; the"
                        + " published errors of the mean of such models are without it. ";
    }

    private SampleMean mean(List<Results.Vae> vaes, ToDoubleFunction<VaeMeasures> measure) {
        return SampleMean.of(results.level(),
                vaes.stream().map(Results.Vae::measures).mapToDouble(measure).toArray());
    }

    /** {@return a row per point that every seed has} */
    public Table points() {
        List<Column> columns = List.of(DICTIONARY, BETA, INFERENCE, Column.setting("λ"), ERROR, R2,
                Column.mean("R² median", 3), LIFETIME, Column.mean("population", 3), ZEROS,
                DISTANCE, SCALED, EXCESS, BOUND, RELATIVE_GAP);
        return new Table(
                "Points of the plane. The squared error is summed over the pixels of a patch,"
                        + " with the posterior mean decoded for a VAE’s own encoder, whose other"
                        + " measures are of sampled codes. R² is of all pixels pooled, and the"
                        + " median over patches. Lifetime and population sparsity run from 0"
                        + " (every response equal) to 1; zeros is the share of responses that are"
                        + " exactly 0. Distance is that to the ideal corner, R² pooled = 1 and"
                        + " zeros = 1, in two definitions." + OF_EXCESS
                        + " It is certified on " + certified() + " patches at most."
                        + " The relative gap is the mean duality gap divided by the"
                        + " mean objective: how far, in proportion, the codes are at most from"
                        + " their optimum, in the worst seed. What only some seeds came to is"
                        + " left to curve.csv. " + intervals(),
                columns,
                results.acrossSeeds().stream()
                        .map(group -> row(group, this::error, mean(CurvePoint::r2Pooled),
                                mean(CurvePoint::r2Median), this::lifetime,
                                mean(CurvePoint::population),
                                mean(CurvePoint::portionZeros), mean(CurvePoint::distance),
                                mean(CurvePoint::scaledDistance), this::excess, this::bound,
                                ResultTables::relativeGap))
                        .toList());
    }

    private int certified() {
        return results.experiment().measure().excess();
    }

    private Object excess(List<Results.Point> group) {
        return excess(group.stream().map(Results.Point::excess).toList(), Excess::least);
    }

    private Object bound(List<Results.Point> group) {
        return excess(group.stream().map(Results.Point::excess).toList(), Excess::most);
    }

    /** The mean over seeds; null where a seed has none. */
    private SampleMean excess(List<Excess> excesses, ToDoubleFunction<Excess> of) {
        return excesses.contains(null) ? null
                : SampleMean.of(results.level(), excesses.stream().mapToDouble(of).toArray())
                        .within(0, Double.MAX_VALUE);
    }

    /**
     * {@return a row per family, a model's encoder over its settings or an inference on a
     * dictionary over λ: the median of its distances to the ideal corner, and the nearest point}
     * Models whose names differ in nothing but a number at their end are one family.
     */
    public Table distances() {
        Map<List<String>, List<List<Results.Point>>> families = new LinkedHashMap<>();
        results.acrossSeeds()
                .forEach(group -> families.computeIfAbsent(
                        List.of(group.get(0).at().model().replaceFirst("-\\d+$", ""),
                                group.get(0).at().inference()),
                        k -> new ArrayList<>()).add(group));
        List<List<Object>> rows = new ArrayList<>();
        families.forEach((family, groups) -> {
            double[] sorted = groups.stream().mapToDouble(ResultTables::distance).sorted()
                    .toArray();
            List<Results.Point> best = groups.stream()
                    .min(Comparator.comparingDouble(ResultTables::distance)).orElseThrow();
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            CurvePoint at = best.get(0).at();
            rows.add(Arrays.asList(family.get(0), family.get(1), groups.size(), median,
                    median / Math.sqrt(2), mean(CurvePoint::distance).apply(best),
                    mean(CurvePoint::scaledDistance).apply(best), at.model(), at.beta(),
                    at.lambda(),
                    mean(CurvePoint::r2Pooled).apply(best),
                    mean(CurvePoint::portionZeros).apply(best), excess(best), bound(best)));
        });
        return new Table(
                "How near each family comes to the ideal corner, R² pooled = 1 and zeros = 1, over"
                        + " all its points: the median and the least distance, both without and"
                        + " with division by √2, and where the least one is. Of a VAE, R² and zeros"
                        + " are those of sampled codes. Published for van Hateren's patches,"
                        + " without division, medians and least: iterative P-VAE .332 and .284,"
                        + " LCA .386 and .282, P-VAE .734 and .379 (Vafaii, Galor & Yates 2025)."
                        + OF_EXCESS,
                List.of(Column.text("family"), INFERENCE, Column.setting("points"),
                        Column.number("median distance", 3),
                        Column.number("median/√2", 3).inFiles("scaled_median"),
                        Column.mean("least distance", 3),
                        Column.mean("least/√2", 3).inFiles("scaled_least"),
                        Column.text("nearest"), BETA, Column.setting("λ"), R2, ZEROS, EXCESS,
                        BOUND),
                rows);
    }

    private static double distance(List<Results.Point> group) {
        return group.stream().mapToDouble(point -> point.at().distance()).average().orElseThrow();
    }

    /**
     * {@return how models do on patches of other images, each beside how it does on its own} Of
     * inference, the λ is shown that is nearest to the ideal corner on the model's own patches.
     *
     * @param home what the images are called that models learned from
     */
    public Table elsewhere(String home) {
        Map<List<Object>, List<List<Results.Point>>> curves = new LinkedHashMap<>();
        results.acrossSeeds().forEach(group -> {
            CurvePoint at = group.get(0).at();
            curves.computeIfAbsent(Arrays.asList(at.model(), at.beta(), at.inference()),
                    k -> new ArrayList<>()).add(group);
        });
        List<List<Object>> rows = new ArrayList<>();
        curves.forEach((curve, groups) -> groups.stream()
                .filter(group -> !visits(group.get(0).at()).isEmpty())
                .min(Comparator.comparingDouble(ResultTables::distance)).ifPresent(best -> {
                    CurvePoint at = best.get(0).at();
                    rows.add(row(at, home, best.stream().map(Results.Point::at).toList(),
                            best.stream().map(Results.Point::excess).toList(),
                            results.vaes().stream().filter(vae -> vae.model().equals(at.model())
                                    && Objects.equals(vae.beta(), at.beta())
                                    && at.lambda() == null).map(Results.Vae::measures).toList()));
                    Map<String, List<Elsewhere>> there = visits(at).stream().collect(Collectors
                            .groupingBy(Elsewhere::data, LinkedHashMap::new, Collectors.toList()));
                    there.forEach((data, on) -> rows.add(row(at, data,
                            on.stream().map(Elsewhere::at).toList(),
                            on.stream().map(Elsewhere::excess).toList(),
                            on.stream().map(Elsewhere::vae).filter(Objects::nonNull).toList())));
                }));
        return new Table(
                "The same models on patches that they did not learn from: " + home + " is their"
                        + " own. Of inference, λ is that of the point nearest to the ideal corner"
                        + " there. NELBO is that of a VAE, with weight 1 on the KL." + OF_EXCESS,
                List.of(DICTIONARY, BETA, INFERENCE, Column.setting("λ"), Column.text("data"),
                        ERROR, R2, ZEROS, DISTANCE, SCALED, Column.mean("NELBO", 2), EXCESS,
                        BOUND),
                rows);
    }

    /** What every seed's run of a point comes to on other images. */
    private List<Elsewhere> visits(CurvePoint point) {
        return results.visits().stream().filter(visit -> visit.model().equals(point.model())
                && Objects.equals(visit.beta(), point.beta())
                && visit.on().at().inference().equals(point.inference())
                && Objects.equals(visit.on().at().lambda(), point.lambda()))
                .map(Results.Visit::on).toList();
    }

    private List<Object> row(CurvePoint of, String data, List<CurvePoint> points,
            List<Excess> excesses, List<VaeMeasures> vaes) {
        Function<ToDoubleFunction<CurvePoint>, SampleMean> mean = measure -> SampleMean
                .of(results.level(), points.stream().mapToDouble(measure).toArray());
        return Arrays.asList(of.model(), of.beta(), of.inference(), of.lambda(), data,
                mean.apply(CurvePoint::mseMap), mean.apply(CurvePoint::r2Pooled),
                mean.apply(CurvePoint::portionZeros), mean.apply(CurvePoint::distance),
                mean.apply(CurvePoint::scaledDistance),
                vaes.isEmpty() ? null : mean(vaes), excess(excesses, Excess::least),
                excess(excesses, Excess::most));
    }

    private SampleMean mean(List<VaeMeasures> vaes) {
        return SampleMean.of(results.level(),
                vaes.stream().mapToDouble(VaeMeasures::nelbo).toArray());
    }

    /** {@return the few points that a summary shows: the encoders, and each dictionary at two λ} */
    public Table highlights() {
        List<Column> columns = List.of(DICTIONARY, BETA, INFERENCE, Column.setting("λ"), ERROR,
                LIFETIME, ZEROS, RELATIVE_GAP);
        return new Table("Squared error per patch and sparsity of encoders and inference.", columns,
                results.acrossSeeds().stream().filter(group -> group.get(0).at().lambda() == null
                        || SHOWN_LAMBDAS.contains(group.get(0).at().lambda()))
                        .map(group -> row(group, this::error, this::lifetime,
                                mean(CurvePoint::portionZeros),
                                ResultTables::relativeGap))
                        .toList());
    }

    private SampleMean error(List<Results.Point> group) {
        return results.error(group);
    }

    private SampleMean lifetime(List<Results.Point> group) {
        return results.lifetime(group);
    }

    private Function<List<Results.Point>, Object> mean(Function<CurvePoint, Double> measure) {
        return group -> SampleMean.of(results.level(),
                group.stream().mapToDouble(point -> measure.apply(point.at())).toArray());
    }

    private static Double relativeGap(List<Results.Point> group) {
        return group.get(0).at().relativeGap() == null ? null
                : group.stream().mapToDouble(point -> point.at().relativeGap()).max().orElseThrow();
    }

    @SafeVarargs
    private static List<Object> row(List<Results.Point> group,
            Function<List<Results.Point>, Object>... measures) {
        CurvePoint first = group.get(0).at();
        List<Object> row = new ArrayList<>(
                Arrays.asList(first.model(), first.beta(), first.inference(), first.lambda()));
        for (Function<List<Results.Point>, Object> measure : measures) {
            row.add(measure.apply(group));
        }
        return row;
    }
}
