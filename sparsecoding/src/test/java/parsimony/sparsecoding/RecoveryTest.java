package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.signals.Monitor;

/** Learning finds known dictionaries again. */
class RecoveryTest {

    /** A 2×-overcomplete random dictionary from mixtures of three atoms. */
    @Test
    void onlineLearningRecoversARandomOvercompleteDictionary() {
        SplittableRandom random = new SplittableRandom(1);
        Dictionary hidden = Draw.unitAtoms(64, 32, random);
        FMatrixRMaj codes = new FMatrixRMaj(4000, 64);
        for (int i = 0; i < 4000; i++) {
            for (int j = 0; j < 3; j++) {
                codes.set(i, random.nextInt(64), (float) (1 + random.nextDouble()));
            }
        }
        assertTrue(recovered(hidden, hidden.decode(codes), DictionaryUpdate.ONLINE, 0.3) >= 0.95);
    }

    /** Földiák's bars: every row and column of an 8×8 patch, each present with probability 1/8. */
    @Test
    void learningRecoversTheBars() {
        SplittableRandom random = new SplittableRandom(2);
        FMatrixRMaj bars = new FMatrixRMaj(16, 64);
        for (int bar = 0; bar < 8; bar++) {
            for (int along = 0; along < 8; along++) {
                bars.set(bar, bar * 8 + along, 1);
                bars.set(8 + bar, along * 8 + bar, 1);
            }
        }
        Dictionary hidden = new Dictionary(bars).normalized();
        FMatrixRMaj codes = new FMatrixRMaj(3000, 16);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = random.nextInt(8) == 0 ? 2 : 0;
        }
        FMatrixRMaj patches = hidden.decode(codes);
        assertTrue(recovered(hidden, patches, DictionaryUpdate.ONLINE, 0.3) >= 0.95);
        assertTrue(recovered(hidden, patches, DictionaryUpdate.GRADIENT, 0.3) >= 0.95);
    }

    /** The share of hidden atoms for which a learned atom has |cos| above 0.99. */
    private static double recovered(Dictionary hidden, FMatrixRMaj patches, DictionaryUpdate update,
            double lambda) {
        DictionaryLearning.Settings settings =
                DictionaryLearning.Settings.PAPER.withAtoms(hidden.size()).withEpochs(20, 20)
                        .withBatch(200).withLambda(Schedule.constant(lambda))
                        .withUpdate(update, Schedule.constant(0.3)).withSeed(3);
        Dictionary learned = new DictionaryLearning(settings,
                (dictionary, l) -> new Lasso(dictionary, LassoSettings.of(l)))
                .learn(patches, patches, Monitor.SILENT, state -> {}).dictionary();
        int found = 0;
        for (int k = 0; k < hidden.size(); k++) {
            double closest = 0;
            for (int j = 0; j < learned.size(); j++) {
                double cosine = 0;
                for (int d = 0; d < hidden.pixels(); d++) {
                    cosine += (double) hidden.atoms().get(k, d) * learned.atoms().get(j, d);
                }
                closest = Math.max(closest, Math.abs(cosine));
            }
            found += closest > 0.99 ? 1 : 0;
        }
        return (double) found / hidden.size();
    }
}
