package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/** Groups of units that come together, with which a second level may begin. */
class UnitGroupsTest {
    private static final int UNITS = 6;
    /** Orthogonal atoms of norm 1, 2, …, 6. */
    private static final Dictionary ATOMS = new Dictionary(diagonal());
    private static final double[] BRIGHT = {3, 4, 5};

    @Test
    void groupsAreThoseThatThePatchesWereMadeOfAndASpikeIsTheirMedian() {
        FMatrixRMaj groups = UnitGroups.of(ATOMS, pairs(900), 3, 1, (done, starts) -> {});
        assertEquals(List.of("0 1", "2 3", "4 5"), IntStream.range(0, 3).mapToObj(j -> IntStream
                .range(0, UNITS).filter(k -> groups.get(j, k) > 1e-3).mapToObj(String::valueOf)
                .collect(Collectors.joining(" "))).sorted().toList());
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < UNITS; k++) {
                // Brightness 4, the median, less what the l1 norm takes: .1 of the patch's norm.
                double expected = groups.get(j, k) > 1e-3 ? 4 - 0.1 * 4 * Math.sqrt(2) : 0;
                assertEquals(expected, groups.get(j, k) * (k + 1), 0.02);
            }
        }
    }

    /** The encoder's log gain of what a spike adds is 5, and 0 of what has no unit in common. */
    @Test
    void theEncoderKnowsItsGroups() {
        FMatrixRMaj groups = UnitGroups.of(ATOMS, pairs(900), 3, 1, (done, starts) -> {});
        FMatrixRMaj images = new FMatrixRMaj(3, UNITS);
        CommonOps_FDRM.mult(groups, ATOMS.atoms(), images);
        FMatrixRMaj gains = new FMatrixRMaj(3, 3);
        CommonOps_FDRM.multTransB(images, UnitGroups.seen(groups, ATOMS).atoms(), gains);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(i == j ? 5 : 0, gains.get(i, j), 0.02);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameGroupsAndEachStartIsTold() {
        List<Integer> told = new ArrayList<>();
        assertArrayEquals(UnitGroups.of(ATOMS, pairs(90), 3, 7,
                (done, starts) -> told.add(100 * done / starts)).data,
                UnitGroups.of(ATOMS, pairs(90), 3, 7, (done, starts) -> {}).data);
        assertEquals(0, told.get(0));
        assertEquals(100, told.get(told.size() - 1));
        assertEquals(told.stream().sorted().toList(), told);
    }

    @Test
    void patchesOfOneUnitEachShowNoGroup() {
        InputException e = assertThrows(InputException.class,
                () -> UnitGroups.of(ATOMS, ATOMS.atoms(), 3, 1, (done, starts) -> {}));
        assertTrue(e.getMessage().contains("0 of the patches have codes of several units"),
                e.getMessage());
    }

    @Test
    void groupsNeedADictionaryAndAnAdditiveLink() {
        Architecture two = Architecture.linear(Distribution.POISSON, UNITS, UNITS)
                .withLevels(new Levels(3, Levels.Link.ADDITIVE, 1, 0).withGroups());
        Training plan = Training.PATCHES.withIterations(2).withBatch(10);
        InputException e = assertThrows(InputException.class,
                () -> Trainer.train(two, plan, pairs(90), step -> {}));
        assertTrue(e.getMessage().contains("given dictionary"), e.getMessage());
        assertThrows(InputException.class,
                () -> new Levels(3, Levels.Link.LOG_LINEAR, 1, 0).withGroups());
    }

    /** Sums of atoms 0 and 1, of 2 and 3, or of 4 and 5, each patch of one brightness. */
    private static FMatrixRMaj pairs(int count) {
        SplittableRandom random = new SplittableRandom(3);
        FMatrixRMaj patches = new FMatrixRMaj(count, UNITS);
        for (int i = 0; i < count; i++) {
            float bright = (float) BRIGHT[i / 3 % 3];
            int pair = i % 3;
            for (int k = 0; k < UNITS; k++) {
                patches.set(i, k, (float) (1e-4 * random.nextDouble())
                        + (k / 2 == pair ? bright : 0));
            }
        }
        return patches;
    }

    private static FMatrixRMaj diagonal() {
        FMatrixRMaj atoms = new FMatrixRMaj(UNITS, UNITS);
        for (int k = 0; k < UNITS; k++) {
            atoms.set(k, k, k + 1);
        }
        return atoms;
    }
}
