package parsimony.sparsecoding;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;

/** Data of the size and statistics of whitened 16×16 patches of natural images: sparse sums of Gabor functions in noise. */
final class Scene {
    static final int SIDE = 16;
    static final int ATOMS = 512;
    private static final double ENERGY = SIDE * SIDE;

    private Scene() {
    }

    /** 512 Gabor functions of random place, orientation, wavelength and phase. */
    static Dictionary gabors(SplittableRandom random) {
        FMatrixRMaj atoms = new FMatrixRMaj(ATOMS, SIDE * SIDE);
        for (int k = 0; k < ATOMS; k++) {
            double x0 = SIDE * random.nextDouble();
            double y0 = SIDE * random.nextDouble();
            double angle = Math.PI * random.nextDouble();
            double wavelength = 3 + 5 * random.nextDouble();
            double phase = 2 * Math.PI * random.nextDouble();
            double width = 0.4 * wavelength;
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    double along = (x - x0) * Math.cos(angle) + (y - y0) * Math.sin(angle);
                    double across = (y - y0) * Math.cos(angle) - (x - x0) * Math.sin(angle);
                    double envelope = Math.exp(-(along * along + across * across / 4) / (2 * width * width));
                    atoms.set(k, y * SIDE + x, (float) (envelope * Math.cos(2 * Math.PI * along / wavelength + phase)));
                }
            }
        }
        return new Dictionary(atoms).normalized();
    }

    /** Patches of mean energy 256: exponential codes of 1 in 16 atoms, and a tenth of the energy noise. */
    static FMatrixRMaj patches(Dictionary dictionary, int count, SplittableRandom random) {
        FMatrixRMaj codes = new FMatrixRMaj(count, dictionary.size());
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = random.nextInt(16) == 0 ? (float) -Math.log(1 - random.nextDouble()) : 0;
        }
        FMatrixRMaj patches = dictionary.decode(codes);
        scale(patches, 0.9 * ENERGY);
        double sigma = Math.sqrt(0.1 * ENERGY / patches.numCols);
        for (int i = 0; i < patches.getNumElements(); i++) {
            double normal = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
            patches.data[i] += (float) (sigma * normal);
        }
        return patches;
    }

    private static void scale(FMatrixRMaj patches, double energy) {
        double squares = 0;
        for (float value : patches.data) {
            squares += (double) value * value;
        }
        float factor = (float) Math.sqrt(energy * patches.numRows / squares);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] *= factor;
        }
    }
}
