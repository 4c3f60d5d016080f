package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.source.PairedBars;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Distribution;
import parsimony.vae.Evaluation;
import parsimony.vae.Levels;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;

/** Where causes have two levels, a model of two levels finds them, and is better than one level. */
class TwoLevelBarsTest {
    private static final int SIDE = 5;
    private static final int PARTNERS = 4;
    private static final int PAIRS = PARTNERS * SIDE;
    private static final int TRAIN = 16_000;
    private static final PairedBars BARS =
            new PairedBars(SIDE, 0.006, PARTNERS, 4, 0.001, TRAIN + 4000, 1);
    private static final Training PLAN = Training.PATCHES.withIterations(8000).withBatch(200)
            .withLearningRate(0.004).withClip(10);
    private static final TrainingRun.Traces TRACES =
            new TrainingRun.Traces(100_000, 100_000, 0);
    /** Divergence in nats from which a unit is in use. */
    private static final double ACTIVE = 0.01;

    @TempDir
    private Path home;

    @Test
    void levelTwoFindsThePairsAndTheBoundIsLowerThanThatOfOneLevelOfAsManyUnits()
            throws Exception {
        Architecture one = Architecture.linear(Distribution.POISSON, SIDE * SIDE, 2 * SIDE);
        Architecture two =
                one.withLevels(new Levels(PAIRS, Levels.Link.ADDITIVE, 1, 0).withGroupsSeen());
        FMatrixRMaj validation = images(TRAIN, 4000);
        try (Vae first = trained("one", one); Vae second = trained("two", two)) {
            Evaluation evaluation = second.evaluate(validation, 0);
            assertEquals(1, f1(groups(second, evaluation.level2().klPerUnit())), 0.05);
            double bound = first.evaluate(validation, 0).nelbo();
            assertTrue(evaluation.nelbo() < bound,
                    evaluation.nelbo() + " of two levels, " + bound + " of one");
        }
    }

    /** A group is right if it is a pair; surplus groups, stars and lone bars count against it. */
    private static double f1(List<Set<Integer>> groups) {
        Set<Set<Integer>> pairs = new HashSet<>();
        for (int i = 0; i < SIDE; i++) {
            for (int s = 0; s < PARTNERS; s++) {
                pairs.add(Set.of(i, SIDE + (i + s) % SIDE));
            }
        }
        long found = pairs.stream().filter(groups::contains).count();
        return 2. * found / (groups.size() + pairs.size());
    }

    /** The bars of each unit in use: those with more than half of its largest part. */
    private static List<Set<Integer>> groups(Vae model, float[] klPerUnit) {
        FMatrixRMaj weights = model.level2().get("level2");
        Dictionary atoms = model.dictionary().orElseThrow();
        int[] bar = IntStream.range(0, atoms.size()).map(k -> closest(atoms, k)).toArray();
        return IntStream.range(0, PAIRS).filter(j -> klPerUnit[j] >= ACTIVE).mapToObj(j -> {
            double[] part = new double[2 * SIDE];
            for (int k = 0; k < bar.length; k++) {
                part[bar[k]] += weights.get(j, k) * Math.sqrt(atoms.squaredNorm(k));
            }
            double half = Arrays.stream(part).max().orElseThrow() / 2;
            return IntStream.range(0, part.length).filter(b -> part[b] > half).boxed()
                    .collect(Collectors.toSet());
        }).toList();
    }

    /** The bar that an atom is closest to; all bars have the same norm. */
    private static int closest(Dictionary atoms, int k) {
        FMatrixRMaj bars = BARS.dictionary();
        return IntStream.range(0, bars.numRows).boxed().max(Comparator.comparingDouble(
                b -> IntStream.range(0, bars.numCols)
                        .mapToDouble(d -> bars.get(b, d) * atoms.atoms().get(k, d)).sum()))
                .orElseThrow();
    }

    /** A model that begins with the bars at level 1. */
    private Vae trained(String name, Architecture model) throws Exception {
        return TrainingRun.start(home.resolve(name), model, PLAN,
                new Dictionary(BARS.dictionary()), images(0, TRAIN), Device.CPU, TRACES,
                step -> {});
    }

    private static FMatrixRMaj images(int from, int count) {
        FMatrixRMaj images = new FMatrixRMaj(count, SIDE * SIDE);
        for (int i = 0; i < count; i++) {
            System.arraycopy(BARS.read(from + i).pixels(), 0, images.data, i * SIDE * SIDE,
                    SIDE * SIDE);
        }
        return images;
    }
}
