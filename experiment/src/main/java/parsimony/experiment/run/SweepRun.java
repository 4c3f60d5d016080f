package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.SparseCodingCurve;
import parsimony.data.Npy;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Solver;

/**
 * Iterative inference on the dictionary of another run, at every λ.
 *
 * @param on the run whose dictionary it works on
 * @param name the run's name for people
 * @param key SHA-256 of all that the result depends on
 * @param method the solver
 * @param signed whether codes may be negative
 * @param lambdas each λ, rising, &gt; 0
 */
public record SweepRun(Run on, String name, String key, Solver<?> method, boolean signed,
        List<Double> lambdas)
        implements
            RunOnModel {
    /** Multiply–adds per second on the reference machine. */
    private static final double RATE = 1.2e10;
    /** Seconds to read and to write. */
    private static final double BEGINNING = 0.15;
    /** Steps of inference at one λ, about. */
    private static final int STEPS = 900;
    /** Bytes of memory, measured. */
    private static final double BYTES = 4e8;

    /** What {@code config.json} keeps. */
    private record Spec(String dictionary, String patches, Solver<?> method, boolean signed,
            List<Double> lambdas) {
    }

    @Override
    public double seconds(Size size) {
        double atoms = size.atoms();
        return BEGINNING + lambdas.size() * size.patches() * STEPS * atoms * atoms / 4 / RATE;
    }

    @Override
    public double bytes(Size size) {
        return BYTES;
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        long begun = System.nanoTime();
        PreparedPatches patches = context.patches();
        Path dictionary = context.folder(on).resolve(FileNames.DICTIONARY);
        Path folder = context.open(this,
                new Spec(dictionary.toString(), patches.validationFile().toString(), method, signed,
                        lambdas));
        CurvePoint own = on.result(context.folder(on)).points(on).stream().findFirst().orElse(null);
        SparseCodingCurve curve = SparseCodingCurve.trace(method, signed, lambdas,
                new Dictionary(Npy.read(dictionary)),
                model(), own, withoutBias(patches.validation(), context.folder(on)),
                patches.resampling(),
                context.progress());
        ResampledFile.write(folder, curve.resampled());
        RunRecord.writeMetrics(folder,
                new SweepResult(curve.points(), (System.nanoTime() - begun) * 1e-9));
    }

    /**
     * The patches less the bias that the decoder adds to its dictionary, which is what codes are to
     * describe.
     *
     * @param model folder of the run with the decoder
     */
    static FMatrixRMaj withoutBias(FMatrixRMaj patches, Path model) throws IOException {
        Path file = model.resolve(FileNames.DECODER_BIAS);
        if (!Files.exists(file)) {
            return patches;
        }
        float[] bias = Npy.readVector(file);
        FMatrixRMaj rest = patches.copy();
        for (int i = 0; i < rest.data.length; i++) {
            rest.data[i] -= bias[i % bias.length];
        }
        return rest;
    }

    @Override
    public SweepResult result(Path folder) {
        return RunRecord.readMetrics(folder, SweepResult.class);
    }
}
