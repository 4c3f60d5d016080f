package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.EncoderLoss;
import parsimony.compare.statistics.Resampled;
import parsimony.compare.statistics.Resampling;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.ResampledFile;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.VaeMeasures;
import parsimony.signals.InputException;

/** A comparison read back from its folder is the one that was written, to the last digit. */
class FinishedExperimentTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(1);

    @TempDir
    private Path folder;

    @Test
    void whatIsReadBackIsWhatWasWritten() throws Exception {
        Results written = write();
        FinishedExperiment read = FinishedExperiment.in(new ResultView(folder)).orElseThrow();
        assertEquals(RunRecord.tree(written.metrics()), RunRecord.tree(read.results().metrics()));
        assertEquals(written.answer(), read.results().answer());
        assertEquals(new ResultTables(written).points().csv(),
                new ResultTables(read.results()).points().csv());
        assertEquals(4, read.results().gaps().size(), "two ways to infer, two seeds");
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws Exception {
        ResultView view = new ResultView(folder);
        assertTrue(FinishedExperiment.in(view).isEmpty());
        assertEquals(List.of(), view.leftOut());
    }

    @Test
    void pointsWithoutTheirResamplesAreDamage() throws Exception {
        List<Results.Point> points = write().points();
        ResampledFile.write(folder, points.stream().skip(1).map(Results.Point::resampled).toList());
        InputException damaged = assertThrows(InputException.class,
                () -> FinishedExperiment.in(new ResultView(folder)));
        assertTrue(damaged.getMessage().contains("resampled.npy has 9 points for 10"),
                damaged.getMessage());
    }

    /** The number is said without its sign, so its interval is, too. */
    @Test
    void lessSparseByANumberWithinItsInterval() throws Exception {
        Experiment experiment = ExperimentFile.parse("""
                data: {images: noise}
                vaes: [{latent: poisson}]
                measure: {lambdas: [.1, .5]}
                """, "e.yaml");
        double beta = experiment.vaes().get(0).shownBeta();
        String answer = new Results(experiment,
                List.of(point(0, CurvePoint.AMORTIZED, null, beta, 8, .7),
                        point(0, "lca", .1, beta, 5, .3), point(0, "lca", .5, beta, 12, .5)),
                List.of(), List.of(), List.of()).answer();
        Matcher said = Pattern.compile("less sparse by ([\\d.]+) \\(lifetime .*; 95% interval"
                + " ([\\d.]+) to ([\\d.]+) over patches\\)").matcher(answer);
        assertTrue(said.find(), answer);
        double value = Double.parseDouble(said.group(1));
        assertTrue(Double.parseDouble(said.group(2)) <= value
                && value <= Double.parseDouble(said.group(3)), answer);
    }

    /** Two seeds of a P-VAE with the curves of LCA and the lasso, two points each. */
    private Results write() throws Exception {
        Experiment experiment = ExperimentFile.parse("""
                data: {images: noise}
                seeds: [3, 4]
                vaes: [{latent: poisson}]
                measure: {inference: [lca, lasso], lambdas: [.1, .5]}
                """, "e.yaml");
        List<Results.Point> points = new ArrayList<>();
        List<Results.Vae> vaes = new ArrayList<>();
        VaeMeasures measures = new VaeMeasures(10, 8, 2, 7, .1, .2, .3, .4, .5, .6, .7, .01, .7,
                .05, 1.5, 1.02, .01,
                500, null);
        List<Results.FreeEnergy> losses = new ArrayList<>();
        EncoderLoss loss = new EncoderLoss(9, .1, 7, .2, .01, 2, .05, .2, .01, .21);
        double beta = experiment.vaes().get(0).shownBeta();
        for (long seed : experiment.seeds()) {
            points.add(point(seed, CurvePoint.AMORTIZED, null, beta, 10, .5));
            vaes.add(new Results.Vae("poisson", beta, seed, measures));
            losses.add(new Results.FreeEnergy("poisson", beta, seed, 512, loss, loss));
            for (String inference : List.of("lca", "lasso")) {
                points.add(point(seed, inference, .1, beta, 7, .4));
                points.add(point(seed, inference, .5, beta, 9, .6));
            }
        }
        Results results = new Results(experiment, points, vaes, losses, List.of());
        Files.writeString(folder.resolve("experiment.yaml"), ExperimentFile.write(experiment));
        RunRecord.writeMetrics(folder, results.metrics());
        ResampledFile.write(folder, points.stream().map(Results.Point::resampled).toList());
        return results;
    }

    private static Results.Point point(long seed, String inference, Double lambda, double beta,
            double mse, double lifetime) {
        double error = mse + RANDOM.nextDouble();
        double[] errors = RANDOM.doubles(Resampling.COUNT, mse, mse + 1).map(value -> (float) value)
                .toArray();
        double[] sparsities = RANDOM.doubles(Resampling.COUNT, lifetime, lifetime + .05)
                .map(value -> (float) value).toArray();
        return new Results.Point(seed,
                new CurvePoint("poisson", inference, lambda, beta, error, error, .1, .2, .3,
                        lifetime + .01 * RANDOM.nextDouble(), .5, .6, lambda == null ? null : .001),
                new Resampled(errors, sparsities), null);
    }
}
