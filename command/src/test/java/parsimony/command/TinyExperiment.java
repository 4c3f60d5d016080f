package parsimony.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;

/**
 * An experiment of a P-VAE and an LCA dictionary on a few dozen patches of noise, seconds of work.
 */
final class TinyExperiment {
    private TinyExperiment() {}

    /**
     * Writes images and experiment into a folder.
     *
     * @param more lines of the experiment besides
     * @return the YAML file
     */
    static Path write(Path folder, String more) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj noise = new FMatrixRMaj(80, 64);
        for (int i = 0; i < noise.getNumElements(); i++) {
            noise.data[i] =
                    (float) (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)
                            * 2;
        }
        Path images = folder.resolve("noise.npy");
        Npy.write(images, noise);
        return Files.writeString(folder.resolve("tiny.yaml"), """
                data: {images: 'npy:%s', pipeline: 'patches(8, stride=8) | split(random, validation=0.25)'}
                atoms: 16
                training: {iterations: 200, batch: 20, rate: .02}
                learning: {epochs: 3, batches: 10, batch: 20}
                dictionaries: [{method: lca}]
                measure: {patches: 20, lambdas: [.1, .5]}
                """.formatted(images) + more);
    }

    /**
     * Writes the same with something else in one place.
     *
     * @param usual   what stands there
     * @param instead what is to stand there, such as a list
     */
    static Path sweep(Path folder, String usual, String instead, String more) throws Exception {
        String text = Files.readString(write(folder, more));
        if (!text.contains(usual)) {
            throw new IllegalArgumentException(usual);
        }
        return Files.writeString(folder.resolve("sweep.yaml"), text.replace(usual, instead));
    }

    static JsonNode json(Path file) throws Exception {
        return new ObjectMapper().readTree(file.toFile());
    }
}
