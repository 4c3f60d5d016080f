package parsimony.compare.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.Table;
import parsimony.compare.statistics.SampleMean;
import parsimony.vae.Distribution;

/** The results of an experiment as tables of means over seeds, with 99% intervals. */
public final class ResultTables {
    private static final List<Double> SHOWN_LAMBDAS = List.of(.1, .5);

    private final Results results;

    public ResultTables(Results results) {
        this.results = results;
    }

    /** A row per VAE, β and method of inference: how far the encoder stays behind; empty where a curve does not get there. */
    public Table gaps() {
        List<Table.Column> columns = List.of(Table.Column.text("dictionary"), Table.Column.setting("β"),
                Table.Column.text("inference"), Table.Column.mean("lifetime", 3), Table.Column.mean("MSE", 2),
                Table.Column.mean("ΔMSE", 2), Table.Column.mean("Δsparsity", 3));
        Map<List<Object>, List<AmortizationGap>> groups = new LinkedHashMap<>();
        for (Results.Gap gap : results.gaps()) {
            groups.computeIfAbsent(List.of(gap.model(), gap.beta(), gap.inference()), k -> new ArrayList<>()).add(gap.distance());
        }
        List<List<Object>> rows = new ArrayList<>();
        groups.forEach((key, gaps) -> rows.add(Arrays.asList(key.get(0), key.get(1), key.get(2),
                mean(gaps, gap -> OptionalDouble.of(gap.lifetime())), mean(gaps, gap -> OptionalDouble.of(gap.mse())),
                mean(gaps, AmortizationGap::deltaMse), mean(gaps, AmortizationGap::deltaSparsity))));
        return new Table("The amortization gap. ΔMSE is how much more the encoder errs than inference on the same dictionary that is"
                + " as sparse, Δsparsity how much sparser inference is that errs as much; empty where a seed's"
                + " curve does not get there. The encoder's MSE is that of its posterior mean, its lifetime sparsity that of"
                + " sampled codes.", columns, rows);
    }

    private static SampleMean mean(List<AmortizationGap> gaps, Function<AmortizationGap, OptionalDouble> value) {
        List<OptionalDouble> values = gaps.stream().map(value).toList();
        return values.stream().allMatch(OptionalDouble::isPresent)
                ? SampleMean.of(values.stream().mapToDouble(OptionalDouble::getAsDouble).toArray()) : null;
    }

    /** A row per VAE and β: how well it describes the validation patches. */
    public Table vaes() {
        List<Table.Column> columns = List.of(Table.Column.text("VAE"), Table.Column.setting("β"), Table.Column.mean("NELBO", 2),
                Table.Column.mean("MSE", 2), Table.Column.mean("KL", 2), Table.Column.mean("active", 3));
        Map<List<Object>, List<Results.Vae>> groups = new LinkedHashMap<>();
        results.vaes().forEach(v -> groups.computeIfAbsent(List.of(v.model(), v.beta()), k -> new ArrayList<>()).add(v));
        List<List<Object>> rows = new ArrayList<>();
        groups.forEach((key, vaes) -> rows.add(Arrays.asList(key.get(0), key.get(1), mean(vaes, "nelbo"), mean(vaes, "mse"),
                mean(vaes, "kl"), mean(vaes, "active"))));
        return new Table("The variational autoencoders by themselves. NELBO is MSE + KL, with sampled codes and weight 1 on the"
                + " KL term; active is the share of units whose KL is at least " + Distribution.GAUSSIAN.activeKl() + " nats, "
                + Distribution.POISSON.activeKl() + " of Poisson and categorical ones.", columns, rows);
    }

    private static SampleMean mean(List<Results.Vae> vaes, String metric) {
        return SampleMean.of(vaes.stream().mapToDouble(vae -> vae.metrics().get(metric)).toArray());
    }

    /** A row per point that every seed came to. */
    public Table points() {
        List<Table.Column> columns = List.of(Table.Column.text("dictionary"), Table.Column.setting("β"),
                Table.Column.text("inference"), Table.Column.setting("λ"), Table.Column.mean("MSE", 2),
                Table.Column.mean("r²", 3), Table.Column.mean("lifetime", 3), Table.Column.mean("population", 3),
                Table.Column.mean("zeros", 3));
        return new Table("Points of the plane. MSE is summed over the pixels of a patch, with the posterior mean decoded for a VAE’s"
                + " own encoder, whose other measures are of sampled codes; lifetime and population sparsity run from 0 (every"
                + " response equal) to 1; zeros is the share of responses that are exactly 0. What only some seeds came to is"
                + " left to curve.csv.", columns, results.acrossSeeds().stream().map(group -> row(group,
                CurvePoint::mseMap, CurvePoint::r2, CurvePoint::lifetime, CurvePoint::population, CurvePoint::portionZeros)).toList());
    }

    /** The few points that a summary shows: the encoders, and each dictionary at two λ. */
    public Table highlights() {
        List<Table.Column> columns = List.of(Table.Column.text("dictionary"), Table.Column.setting("β"),
                Table.Column.text("inference"), Table.Column.setting("λ"), Table.Column.mean("MSE", 2),
                Table.Column.mean("lifetime", 3), Table.Column.mean("zeros", 3));
        return new Table("Error per patch and sparsity of encoders and inference.", columns, results.acrossSeeds().stream()
                .filter(group -> group.get(0).lambda() == null || SHOWN_LAMBDAS.contains(group.get(0).lambda()))
                .map(group -> row(group, CurvePoint::mseMap, CurvePoint::lifetime, CurvePoint::portionZeros)).toList());
    }

    @SafeVarargs
    private static List<Object> row(List<CurvePoint> group, ToDoubleFunction<CurvePoint>... measures) {
        CurvePoint first = group.get(0);
        List<Object> row = new ArrayList<>(Arrays.asList(first.model(), first.beta(), first.inference(), first.lambda()));
        for (ToDoubleFunction<CurvePoint> measure : measures) {
            row.add(SampleMean.of(group.stream().mapToDouble(measure).toArray()));
        }
        return row;
    }
}
