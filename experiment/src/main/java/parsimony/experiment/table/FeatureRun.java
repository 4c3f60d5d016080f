package parsimony.experiment.table;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.Npy;
import parsimony.encoding.ShardedCodes;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.LearnSpec;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.Knob;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Architecture;
import parsimony.vae.Vae;

/**
 * A dictionary with a way to infer codes under it, and the codes that this gives for some patches:
 * what a finished run of {@code train}, {@code learn} or {@code infer} holds.
 *
 * @param dictionary name of the dictionary: the folder that it lies in
 * @param inference  what gave the codes: an encoder, or a solver with its settings
 * @param patches    file of the patches
 * @param work       gives the codes of these patches
 */
record FeatureRun(String dictionary, String inference, Path patches, Work work) {
    /** Loads a model or codes, and encodes patches. */
    interface Work {
        Encoded encode(FMatrixRMaj patches) throws IOException;
    }

    /**
     * Codes of patches.
     *
     * @param atoms    the dictionary, K×D
     * @param codes    N×K
     * @param supports N×K, not 0 where a unit is active: the codes themselves, but the sampled
     *                 counts of a model whose codes are the rates of counts, which are never 0
     * @param decoded  N×D, from the codes
     */
    record Encoded(FMatrixRMaj atoms, FMatrixRMaj codes, FMatrixRMaj supports,
            FMatrixRMaj decoded) {
    }

    /** The settings of {@code infer}; of other runs, all are null. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Inferred(Solver<?> method, String dictionary, String patches,
            JsonNode inference) {
    }

    /**
     * Finds runs.
     *
     * @param places folders of runs, and folders that hold such folders
     * @return the finished runs, in the order of the places and of their names
     * @throws InputException if a place is no such folder, or holds no such run
     */
    static List<FeatureRun> find(List<Path> places) throws IOException {
        List<FeatureRun> runs = new ArrayList<>();
        for (Path folder : FinishedRuns.find(places, FeatureRun::isOne,
                ": is no finished run of parsimony train, learn or infer, and holds none; name"
                        + " such folders")) {
            runs.add(of(folder));
        }
        return runs;
    }

    private static boolean isOne(JsonNode settings) {
        return settings.has("architecture") || settings.has("learning")
                || settings.hasNonNull("inference");
    }

    private static FeatureRun of(Path folder) {
        JsonNode settings = RunRecord.readSettings(folder, JsonNode.class);
        return settings.has("architecture") ? trained(folder)
                : settings.has("learning") ? learned(folder) : inferred(folder);
    }

    private static FeatureRun trained(Path folder) {
        TrainedVae run = new TrainedVae(folder,
                RunRecord.readSettings(folder, TrainedVae.Settings.class));
        Architecture model = run.settings().architecture();
        if (!model.hasDictionary()) {
            throw new InputException(folder + ": has a " + model.decoder().kind()
                    + " decoder, which has no atoms to hold against features; name a run of a"
                    + " model with a linear decoder");
        }
        return new FeatureRun(name(folder),
                "encoder of " + Condition.of(List.of(run)).get(0).model(),
                Path.of(run.settings().validation()), patches -> {
                    try (Vae vae = Vae.load(folder)) {
                        FMatrixRMaj means = vae.posteriorMean().encode(patches);
                        return new Encoded(vae.dictionary().orElseThrow().atoms(), means,
                                model.latent().discrete()
                                        ? vae.sampler(run.seed()).encode(patches) : means,
                                vae.decode(means));
                    } catch (NoSuchFileException e) {
                        throw new InputException(folder + ": has no checkpoint (" + e.getMessage()
                                + "); train it again", e);
                    }
                });
    }

    private static FeatureRun learned(Path folder) {
        LearnSpec run = RunRecord.readSettings(folder, LearnSpec.class);
        if (run.validation() == null) {
            throw new InputException(folder + ": was learned without ‹validation›, patches that"
                    + " have true codes; infer codes under its dictionary, and name that run");
        }
        DictionaryLearning.Settings learning = run.learning().settings();
        double lambda = learning.lambda().at(learning.epochs() - 1);
        Solver<?> method = run.learning().method();
        return new FeatureRun(name(folder), method.label() + ", λ = " + lambda,
                Path.of(run.validation()), patches -> {
                    Dictionary dictionary =
                            new Dictionary(Npy.read(folder.resolve(FileNames.DICTIONARY)));
                    FMatrixRMaj codes =
                            method.paperEncoder(dictionary, lambda, false).encode(patches);
                    return new Encoded(dictionary.atoms(), codes, codes, dictionary.decode(codes));
                });
    }

    private static FeatureRun inferred(Path folder) {
        Inferred run = RunRecord.readSettings(folder, Inferred.class);
        Path dictionaryFile = ArrayFile.file(run.dictionary);
        return new FeatureRun(name(dictionaryFile.toAbsolutePath().getParent()),
                run.method.label() + run.method.knobs().entrySet().stream()
                        .filter(knob -> knob.getValue().needed())
                        .map(knob -> setting(knob, run.inference)).collect(Collectors.joining()),
                Path.of(run.patches), patches -> {
                    Dictionary dictionary = new Dictionary(ArrayFile.matrix(run.dictionary));
                    FMatrixRMaj codes = ArrayFile.matrix(ShardedCodes.place(folder).toString());
                    return new Encoded(dictionary.atoms(), codes, codes, dictionary.decode(codes));
                });
    }

    private static String setting(Map.Entry<String, Knob> knob, JsonNode settings) {
        String name = knob.getKey();
        return ", " + (name.equals("lambda") ? "λ" : name) + " = " + settings.path(name).asText();
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
