package parsimony.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.compare.CurvePoint;
import parsimony.compare.ErrorMeasure;
import parsimony.compare.gap.Excess;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.look.Look;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Inference;

/** The points of a comparison, as its page lets the reader look at them one by one. */
final class ExperimentLook {
    private final Experiment experiment;
    private final Results results;

    ExperimentLook(FinishedExperiment finished) {
        experiment = finished.experiment();
        results = finished.results();
    }

    /** The names of the models, in the order of the page. */
    static List<String> models(Experiment experiment) {
        return Stream.of(experiment.vaes().stream().map(Experiment.Vae::name),
                experiment.encoders().stream().map(Experiment.Given::name),
                experiment.dictionaries().stream().map(Experiment.Learned::name))
                .flatMap(names -> names).toList();
    }

    Look.Plane plane() {
        Map<String, List<List<Results.Point>>> series = results.acrossSeeds().stream()
                .filter(this::isShown).collect(Collectors.groupingBy(
                        group -> name(group.get(0).at()),
                        LinkedHashMap::new, Collectors.toList()));
        List<Look.Series> shown = new ArrayList<>();
        series.forEach((name, groups) -> {
            CurvePoint first = groups.get(0).get(0).at();
            shown.add(new Look.Series(name, first.model(), isEncoder(first),
                    groups.stream().map(this::point).toList()));
        });
        boolean overSeeds = experiment.seeds().size() >= SampleMean.LEAST_SEEDS;
        ErrorMeasure measure = experiment.draw().error().measure();
        return new Look.Plane("plane", experiment.draw().sparsity().measure().label(),
                measure.label(), measure == ErrorMeasure.R2,
                SampleMean.percent(results.level()) + " interval over "
                        + (overSeeds ? "seeds" : "patches (" + Resampling.COUNT + " resamples)"),
                shown);
    }

    /** Of a VAE all encoders, and the curves of the β whose dictionary is shown. */
    private boolean isShown(List<Results.Point> group) {
        CurvePoint at = group.get(0).at();
        return isEncoder(at) || at.beta() == null || experiment.vaes().stream()
                .anyMatch(vae -> vae.name().equals(at.model()) && vae.shownBeta() == at.beta());
    }

    private static boolean isEncoder(CurvePoint at) {
        return at.inference().equals(CurvePoint.AMORTIZED);
    }

    private String name(CurvePoint at) {
        if (isEncoder(at)) {
            Inference steps = experiment.stepwise(at.model());
            return Labels.of(at.model())
                    + (steps == null || steps.encodes() ? " encoder" : " inference");
        }
        boolean learned = experiment.dictionaries().stream()
                .anyMatch(dictionary -> dictionary.name().equals(at.model()));
        return learned ? Labels.ofDictionary(at.model())
                : (at.inference().equals("lasso") ? "Exact lasso"
                        : Solver.of(at.inference()).label()) + " on " + Labels.of(at.model());
    }

    private Look.Point point(List<Results.Point> group) {
        CurvePoint at = group.get(0).at();
        double r2 = mean(group.stream().map(p -> p.at().r2Pooled()).toList());
        double zeros = mean(group.stream().map(p -> p.at().portionZeros()).toList());
        Double gap = at.relativeGap() == null ? null
                : Double.valueOf(mean(group.stream().map(p -> p.at().relativeGap()).toList()));
        return new Look.Point(at.lambda(), at.beta(),
                value(ExperimentPlanes.sparsity(experiment, results, group)),
                value(results.error(group, experiment.draw().error().measure())), r2, zeros, gap,
                group.stream().allMatch(point -> point.at().converged()), group.size(),
                mean(group.stream().map(p -> p.at().distance()).toList()), excess(group));
    }

    /** The mean over seeds, from what was found to what is proven; null where a seed has none. */
    private static Look.Value excess(List<Results.Point> group) {
        List<Excess> all = group.stream().map(Results.Point::excess).toList();
        if (all.contains(null)) {
            return null;
        }
        double least = mean(all.stream().map(Excess::least).toList());
        return new Look.Value(least, least, mean(all.stream().map(Excess::most).toList()));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }

    private static Look.Value value(SampleMean mean) {
        return new Look.Value(mean.value(), mean.low(), mean.high());
    }
}
