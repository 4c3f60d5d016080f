package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CertificateTest {
    private static final int PIXELS = 64;

    /**
     * Rough correlations choose the atoms that may decide the lower bound. Whatever they choose,
     * the bound is that of all atoms in double precision, to the last bit. This holds even where
     * hundreds of atoms tie up to rounding.
     */
    @TestFactory
    Stream<DynamicTest> screeningDoesNotChangeABitOfTheLowerBoundFor() {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj ones = new FMatrixRMaj(300, PIXELS);
        CommonOps_FDRM.fill(ones, 0.125f);
        return Stream
                .of(Draw.unitAtoms(300, PIXELS, random), Draw.correlatedAtoms(300, PIXELS, random),
                        Draw.duplicatedAtoms(300, PIXELS, random),
                        Draw.unevenAtoms(300, PIXELS, random),
                        nearly(ones, 1e-7, random), nearly(ones, 1e-6, random))
                .flatMap(dictionary -> Stream.of(1e-12f, 1f, 1e12f)
                        .map(norm -> scaled(dictionary, norm)))
                .flatMap(dictionary -> Stream.of(true, false)
                        .map(nonNegative -> DynamicTest.dynamicTest(
                                "norm " + dictionary.norms()[299] + ", non-negative " + nonNegative,
                                () -> screeningChangesNothing(dictionary, nonNegative,
                                        random.split()))));
    }

    private static void screeningChangesNothing(Dictionary dictionary, boolean nonNegative,
            SplittableRandom random) {
        float norm = dictionary.norms()[299];
        FMatrixRMaj patches = Draw.gaussian(40, PIXELS, 1, random);
        float[] c = new float[300];
        for (int i = 0; i < 40; i++) {
            double[] code = new double[300];
            for (int n = random.nextInt(30); n > 0; n--) {
                code[random.nextInt(300)] = Math.abs(Draw.gaussian(random)) / norm;
            }
            dictionary.correlate(patches.data, i * PIXELS, c);
            for (int k = 0; k < 300; k++) {
                RowSum.add(dictionary.gramRows()[k], (float) -code[k], c, 300);
            }
            for (double lambda : new double[] {1e-6 * norm, 0.5 * norm}) {
                Threshold threshold = nonNegative ? Threshold.SOFT_NON_NEGATIVE : Threshold.SOFT;
                Certificate certificate = new Certificate(dictionary, lambda, threshold);
                certificate.evaluate(patches.data, i, code);
                double steepest = lambda;
                int atom = -1;
                for (int k = 0; k < 300; k++) {
                    double correlation = certificate.correlation(k);
                    double magnitude = nonNegative ? correlation : Math.abs(correlation);
                    if (magnitude > steepest) {
                        steepest = magnitude;
                        atom = k;
                    }
                }
                double lowerBound = certificate.lowerBound();
                assertEquals(atom, certificate.steepestAtom(), "patch " + i);
                assertEquals(lowerBound, certificate.lowerBound(c), "patch " + i);
                assertEquals(atom, certificate.steepestAtom(), "patch " + i);
            }
        }
    }

    private static Dictionary nearly(FMatrixRMaj atoms, double noise, SplittableRandom random) {
        FMatrixRMaj near = atoms.copy();
        for (int i = 0; i < near.getNumElements(); i++) {
            near.data[i] += (float) (noise * Draw.gaussian(random));
        }
        return new Dictionary(near);
    }

    private static Dictionary scaled(Dictionary dictionary, float norm) {
        FMatrixRMaj atoms = dictionary.atoms().copy();
        CommonOps_FDRM.scale(norm, atoms);
        return new Dictionary(atoms);
    }
}
