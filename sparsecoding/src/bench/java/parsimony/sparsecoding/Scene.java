package parsimony.sparsecoding;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;
import parsimony.signals.InputException;

/**
 * What the benchmarks run on: the files that -Dpatches and -Ddictionary name, or else data of the
 * size and statistics of whitened 16×16 patches of natural images, sparse sums of Gabor functions
 * in noise.
 */
record Scene(FMatrixRMaj patches, Dictionary dictionary) {
    private static final int SIDE = 16;
    private static final int ATOMS = 512;
    private static final double ENERGY = SIDE * SIDE;

    /**
     * @param count how many patches to make up; files are taken whole
     * @throws InputException if a file cannot be used
     */
    static Scene of(int count) {
        String patches = System.getProperty("patches", "");
        String dictionary = System.getProperty("dictionary", "");
        if (patches.isEmpty() != dictionary.isEmpty()) {
            throw new InputException(
                    "only one of -Dpatches and -Ddictionary is given; they are wanted together");
        }
        if (!patches.isEmpty()) {
            Scene scene = new Scene(Npy.read(Path.of(patches)),
                    new Dictionary(Npy.read(Path.of(dictionary))));
            if (scene.patches.numCols != scene.dictionary.pixels()) {
                throw new InputException(patches + ": patches have " + scene.patches.numCols
                        + " pixels, the atoms of "
                        + dictionary + " have " + scene.dictionary.pixels());
            }
            return scene;
        }
        SplittableRandom random = new SplittableRandom(1);
        Dictionary gabors = gabors(random);
        return new Scene(patches(gabors, count, random), gabors);
    }

    /** 512 Gabor functions of random place, orientation, wavelength and phase. */
    private static Dictionary gabors(SplittableRandom random) {
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
                    double envelope =
                            Math.exp(-(along * along + across * across / 4) / (2 * width * width));
                    atoms.set(k, y * SIDE + x, (float) (envelope
                            * Math.cos(2 * Math.PI * along / wavelength + phase)));
                }
            }
        }
        return new Dictionary(atoms).normalized();
    }

    /**
     * Patches of mean energy 256: exponential codes of 1 in 16 atoms, and a tenth of the energy
     * noise.
     */
    private static FMatrixRMaj patches(Dictionary dictionary, int count, SplittableRandom random) {
        FMatrixRMaj codes = new FMatrixRMaj(count, dictionary.size());
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] =
                    random.nextInt(16) == 0 ? (float) -Math.log(1 - random.nextDouble()) : 0;
        }
        FMatrixRMaj patches = dictionary.decode(codes);
        scale(patches, 0.9 * ENERGY);
        double sigma = Math.sqrt(0.1 * ENERGY / patches.numCols);
        for (int i = 0; i < patches.getNumElements(); i++) {
            double normal = Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                    * Math.cos(2 * Math.PI * random.nextDouble());
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
