package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.gap.Excess;
import parsimony.data.Npy;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;

/**
 * A model measured on patches of other images than it learned from: its own encoder, and each
 * inference on its dictionary, with their excess.
 *
 * @param on      the run of the model
 * @param name    the run's name for people
 * @param key     SHA-256 of all that the result depends on
 * @param needs   the inference on its dictionary, which is done again on these patches
 * @param data    the other images, in words
 * @param patches key of their patches
 * @param excess  most patches, spread evenly, that the excess is certified on; 0 for none
 */
public record ElsewhereRun(Run on, String name, String key, List<SweepRun> needs, String data,
        String patches, int excess) implements RunOnModel {
    /** Bytes of memory, beside dictionary and codes. */
    private static final double BYTES = 5e8;
    /** Seconds, about, to load a model and to encode by it. */
    private static final double LOADING = 2;

    /** What {@code config.json} keeps. */
    private record Spec(String model, String patches, String data, int excess,
            List<String> inference) {
    }

    /**
     * The result.
     *
     * @param elsewhere every point
     * @param seconds   that it took
     */
    public record Visited(@JsonProperty(required = true) List<Elsewhere> elsewhere,
            double seconds) implements Result {
    }

    @Override
    public double seconds(Size size) {
        return LOADING + (double) size.atoms() * size.pixels() * size.patches() / 1e9
                + needs.stream().mapToDouble(run -> run.seconds(size)).sum();
    }

    @Override
    public double bytes(Size size) {
        return BYTES + 16.0 * size.atoms() * size.pixels();
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        long begun = System.nanoTime();
        Path model = context.folder(on);
        Path file = context.prepared(patches).resolve(FileNames.VALIDATION);
        Path folder = context.open(this, new Spec(model.toString(), file.toString(), data, excess,
                needs.stream().map(SweepRun::name).toList()));
        FMatrixRMaj others = Npy.read(file);
        FMatrixRMaj home = context.patches().validation();
        if (others.numCols != home.numCols) {
            throw new InputException("measure: elsewhere: " + data + ": has patches of "
                    + others.numCols + " pixels, the models are of " + home.numCols
                    + "; say patch: or pipeline: of it");
        }
        Path atoms = model.resolve(FileNames.DICTIONARY);
        Dictionary dictionary = Files.exists(atoms) ? new Dictionary(Npy.read(atoms)) : null;
        List<Elsewhere> found = new ArrayList<>();
        int done = 0;
        try (OwnEncoder own = on.encoder(model).orElse(null)) {
            context.progress().phase("Measuring " + on.name() + " on " + data,
                    (own == null ? 0 : 1) + needs.size(), "encoders");
            if (own != null) {
                OwnEncoder.Measured measured = own.measure(others);
                FMatrixRMaj some = PreparedPatches.spread(others, Math.max(1, excess));
                found.add(new Elsewhere(data, measured.point(),
                        excess == 0 || dictionary == null ? null
                                : Excess.of(SweepRun.withoutBias(some, model), own.codes(some),
                                        dictionary),
                        measured.vae()));
                context.progress().at(++done);
            }
        }
        for (SweepRun inference : needs) {
            found.addAll(inferred(inference, SweepRun.withoutBias(others, model), dictionary));
            context.progress().at(++done);
        }
        RunRecord.writeMetrics(folder, new Visited(found, (System.nanoTime() - begun) * 1e-9));
    }

    private List<Elsewhere> inferred(SweepRun inference, FMatrixRMaj inputs,
            Dictionary dictionary) {
        FMatrixRMaj some = PreparedPatches.spread(inputs, Math.max(1, excess));
        List<Elsewhere> found = new ArrayList<>();
        for (CurvePoint point : SparseCodingCurve.trace(inference.method(), inference.signed(),
                inference.lambdas(), dictionary, model(), null, inputs, null, Monitor.SILENT)
                .points()) {
            found.add(new Elsewhere(data, point, excess == 0 ? null
                    : Excess.of(some, inference.method()
                            .paperEncoder(dictionary, point.lambda(), inference.signed())
                            .encode(some), dictionary),
                    null));
        }
        return found;
    }

    @Override
    public Visited result(Path folder) {
        return RunRecord.readMetrics(folder, Visited.class);
    }
}
