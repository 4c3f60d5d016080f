package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.Excess;
import parsimony.data.Npy;
import parsimony.sparsecoding.Dictionary;

/**
 * The certified excess of every point of a model: of its own encoder, and of each inference on its
 * dictionary at every λ. Codes are inferred again, of some of the patches, because a certificate
 * costs more than a code.
 *
 * @param on      the run of the model, which leaves a dictionary
 * @param name    the run's name for people
 * @param key     SHA-256 of all that the result depends on
 * @param needs   the inference on its dictionary
 * @param patches most patches, spread evenly, ≥ 1
 */
public record ExcessRun(Run on, String name, String key, List<SweepRun> needs,
        int patches) implements RunOnModel {
    /** Steps of the certificate at a point, about. */
    private static final int STEPS = 150;
    /** Multiply–adds per second on the reference machine. */
    private static final double RATE = 1e9;
    /** Points of a model, about. */
    private static final int POINTS = 12;
    /** Bytes of memory, beside dictionary and codes. */
    private static final double BYTES = 2e8;

    /** What {@code config.json} keeps. */
    private record Spec(String dictionary, int patches, List<String> inference) {
    }

    /**
     * The excess at a point.
     *
     * @param inference how codes were made
     * @param lambda    λ; null for an encoder's
     * @param excess    of these codes
     */
    public record At(String inference, @JsonInclude(JsonInclude.Include.NON_NULL) Double lambda,
            @JsonProperty(required = true) Excess excess) {
    }

    /**
     * The result.
     *
     * @param excess  of every point
     * @param seconds that it took
     */
    public record Certified(@JsonProperty(required = true) List<At> excess,
            double seconds) implements Result {
        @Override
        public Optional<Excess> excess(CurvePoint point) {
            return excess.stream().filter(at -> at.inference.equals(point.inference())
                    && Objects.equals(at.lambda, point.lambda())).map(At::excess).findFirst();
        }
    }

    @Override
    public double seconds(Size size) {
        return (1.0 + needs.size() * POINTS) * Math.min(patches, size.patches()) * STEPS
                * size.atoms() * size.pixels() / RATE / 16;
    }

    @Override
    public double bytes(Size size) {
        return BYTES + 16.0 * size.atoms() * size.pixels() + 12.0 * size.atoms() * patches;
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        long begun = System.nanoTime();
        Path model = context.folder(on);
        Path folder = context.open(this, new Spec(model.resolve(FileNames.DICTIONARY).toString(),
                patches, needs.stream().map(SweepRun::name).toList()));
        FMatrixRMaj chosen = PreparedPatches.spread(context.patches().validation(), patches);
        FMatrixRMaj inputs = SweepRun.withoutBias(chosen, model);
        Dictionary dictionary = new Dictionary(Npy.read(model.resolve(FileNames.DICTIONARY)));
        List<CurvePoint> points = new ArrayList<>(on.result(model).points(on));
        for (SweepRun inference : needs) {
            points.addAll(inference.result(context.folder(inference)).points(inference));
        }
        context.progress().phase("Certifying codes of " + on.name(), points.size(), "points");
        List<At> found = new ArrayList<>();
        try (OwnEncoder own = on.encoder(model).orElse(null)) {
            for (CurvePoint point : points) {
                FMatrixRMaj codes = point.inference().equals(CurvePoint.AMORTIZED)
                        ? own.codes(chosen)
                        : codes(point, dictionary, inputs);
                found.add(new At(point.inference(), point.lambda(),
                        Excess.of(inputs, codes, dictionary)));
                context.progress().at(found.size());
            }
        }
        RunRecord.writeMetrics(folder,
                new Certified(found, (System.nanoTime() - begun) * 1e-9));
    }

    private FMatrixRMaj codes(CurvePoint point, Dictionary dictionary, FMatrixRMaj inputs) {
        SweepRun by = needs.stream().filter(run -> run.method().name().equals(point.inference()))
                .findFirst().orElseThrow();
        return by.method().paperEncoder(dictionary, point.lambda(), by.signed()).encode(inputs);
    }

    @Override
    public Certified result(Path folder) {
        return RunRecord.readMetrics(folder, Certified.class);
    }
}
