package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import parsimony.experiment.Experiment;
import parsimony.experiment.ExperimentFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The same setting has the same name as a key of an experiment and as an option. */
class KnobNamesTest {

    /**
     * A setting.
     *
     * @param yaml    an experiment, with KEY where its key stands
     * @param keys    its name, and older ones that mean the same
     * @param options commands, each with all names of the option but its dashes, as in
     *                {@code train lr rate}
     */
    record Pair(String yaml, List<String> keys, List<String> options) {

        static Pair of(String yaml, String keys, String... options) {
            return new Pair(yaml, List.of(keys.split(" ")), List.of(options));
        }

        String name() {
            return keys.get(0).replace('_', '-');
        }
    }

    static final List<Pair> PAIRS = List.of(
            Pair.of("data: {KEY: mnist}", "pipeline", "prepare pipeline", "compare pipeline"),
            Pair.of("data: {KEY: 12x20}", "patch", "prepare patch", "compare patch"),
            Pair.of("data: {KEY: 700}", "count", "prepare count", "compare count"),
            Pair.of("data: {KEY: true}", "strict", "prepare strict", "compare strict"),
            Pair.of("data: {KEY: 7}", "seed", "prepare seed"),
            Pair.of("KEY: bars", "data", "compare data"),
            Pair.of("KEY: 32", "atoms latents", "train atoms latents", "learn atoms latents",
                    "compare atoms latents"),
            Pair.of("KEY: .9", "interval", "compare interval"),
            Pair.of("training: {KEY: vh16-2026}", "preset plan", "train preset plan"),
            Pair.of("training: {KEY: 70}", "iterations", "train iterations", "compare iterations"),
            Pair.of("training: {KEY: 70}", "batch", "train batch", "compare batch"),
            Pair.of("training: {KEY: .7}", "lr rate", "train lr rate", "compare lr"),
            Pair.of("training: {KEY: 7}", "epochs", "train epochs"),
            Pair.of("training: {KEY: .7}", "warmup", "train warmup"),
            Pair.of("training: {KEY: 7}", "swings", "train swings"),
            Pair.of("training: {KEY: 7}", "clip", "train clip"),
            Pair.of("training: {KEY: .7}", "weight_decay weight-decay", "train weight-decay"),
            Pair.of("training: {KEY: cosine}", "anneal", "train anneal"),
            Pair.of("training: {KEY: 7}", "cycles", "train cycles"),
            Pair.of("training: {KEY: 7}", "hottest", "train hottest"),
            Pair.of("vaes: [{KEY: laplace}]", "latent model", "train latent model"),
            Pair.of("vaes: [{latent: laplace, KEY: relu}]", "activation", "train activation"),
            Pair.of("vaes: [{latent: laplace, KEY: mlp}]", "encoder", "train encoder"),
            Pair.of("vaes: [{latent: laplace, KEY: mlp}]", "decoder", "train decoder"),
            Pair.of("vaes: [{latent: sae, decoder: {network: linear, KEY: unit-norm}}]",
                    "constraint", "train constraint"),
            Pair.of("vaes: [{latent: lista, encoder: {network: lista, KEY: 7}}]", "layers",
                    "train layers"),
            Pair.of("vaes: [{latent: lista, encoder: {network: lista, KEY: .7}}]", "lambda",
                    "train lambda"),
            Pair.of("vaes: [{latent: sae, activation: topk, KEY: 7}]", "nonzeros k",
                    "train nonzeros k"),
            Pair.of("vaes: [{latent: sae, activation: jumprelu, KEY: .7}]", "bandwidth",
                    "train bandwidth"),
            Pair.of("vaes: [{latent: sae, KEY: .7}]", "revival", "train revival"),
            Pair.of("vaes: [{latent: sae, KEY: 7}]", "dead_after dead-after", "train dead-after"),
            Pair.of("vaes: [{latent: poisson, KEY: iterative}]", "inference", "train inference"),
            Pair.of("vaes: [{latent: poisson, inference: iterative, KEY: 7}]", "steps",
                    "train steps"),
            Pair.of("vaes: [{latent: poisson, inference: iterative, KEY: 7}]",
                    "test_steps test-steps", "train test-steps"),
            Pair.of("vaes: [{latent: poisson, inference: iterative, KEY: published}]", "kl",
                    "train kl"),
            Pair.of("vaes: [{latent: laplace, KEY: mc}]", "estimator", "train estimator",
                    "compare estimator"),
            Pair.of("vaes: [{latent: laplace, KEY: cubic}]", "indicator", "train indicator"),
            Pair.of("vaes: [{latent: laplace, KEY: .7}]", "temperature", "train temperature"),
            Pair.of("vaes: [{latent: poisson, estimator: score, KEY: 3}]", "draws",
                    "train draws"),
            Pair.of("vaes: [{latent: laplace, KEY: .7}]", "beta", "train beta", "compare beta"),
            Pair.of("vaes: [{latent: poisson, KEY: [7, 3]}]", "levels", "train levels"),
            Pair.of("vaes: [{latent: poisson, levels: [7, 3], KEY: log-linear}]", "link",
                    "train link"),
            Pair.of("vaes: [{latent: poisson, levels: [7, 3], KEY: .7}]", "beta2", "train beta2"),
            Pair.of("vaes: [{latent: poisson, levels: [7, 3], KEY: .7}]", "start2",
                    "train start2"),
            Pair.of("learning: {KEY: gradient}", "update", "learn update"),
            Pair.of("learning: {KEY: .7}", "lambda", "learn lambda", "compare lambda"),
            Pair.of("learning: {KEY: true}", "ramp", "learn ramp"),
            Pair.of("learning: {update: gradient, KEY: .7}", "rate", "learn rate"),
            Pair.of("learning: {KEY: 70}", "epochs", "learn epochs", "compare epochs"),
            Pair.of("learning: {KEY: 70}", "batches", "learn batches"),
            Pair.of("learning: {KEY: 70}", "batch", "learn batch"),
            Pair.of("dictionaries: [{name: lca, KEY: ista}]", "method", "learn method"),
            Pair.of("measure: {KEY: 70}", "measured patches", "compare measured"),
            Pair.of("measure: {KEY: true}", "free_energy free-energy"),
            Pair.of("measure: {KEY: .7}", "active_threshold active-threshold",
                    "train active-threshold",
                    "compare active-threshold"));

    /**
     * Options that say where and how to work, which is no setting of an experiment, or what a model
     * begins with, which an experiment draws; compare's seed is the first of several.
     */
    private static final Set<String> NO_SETTINGS = Set.of("help", "version", "out", "force", "json",
            "verbose", "resume", "train", "dictionary", "groups",
            "validation", "device", "export", "shape", "channels", "runs", "jobs", "dry-run",
            "again", "print", "seed");

    @TempDir
    private Path home;

    private Experiment read(Pair pair, String key) throws Exception {
        String usual = (pair.yaml.startsWith("dict") ? "" : "dictionaries: [{method: lca}]\n");
        Path file = Files.writeString(home.resolve("e.yaml"),
                usual + pair.yaml.replace("KEY", key) + "\n");
        return ExperimentFile.read(file.toString());
    }

    @ParameterizedTest
    @FieldSource("PAIRS")
    void everyNameOfAKeyMeansTheSame(Pair pair) throws Exception {
        Experiment said = read(pair, pair.keys.get(0));
        for (String key : pair.keys) {
            assertEquals(said, read(pair, key), key);
        }
        if (!pair.yaml.startsWith("dict") && !pair.yaml.startsWith("vaes")) {
            Path plain = Files.writeString(home.resolve("plain.yaml"),
                    "dictionaries: [{method: lca}]\n");
            assertNotEquals(ExperimentFile.read(plain.toString()), said, "it is heard");
        }
        assertEquals(said, ExperimentFile.of(ExperimentFile.tree(said), "written"));
    }

    @ParameterizedTest
    @FieldSource("PAIRS")
    void theKeysNameIsAnOptionAndSoAreItsAliases(Pair pair) {
        for (String words : pair.options) {
            String[] names = words.split(" ");
            assertEquals(pair.name(), names[1]);
            for (int i = 1; i < names.length; i++) {
                OptionSpec option = command(names[0]).findOption("--" + names[i]);
                assertNotNull(option, words);
                assertTrue(Arrays.asList(option.names()).contains("--" + pair.name()), words);
            }
        }
    }

    @Test
    void everyOptionIsAKeyOrNoSetting() {
        for (String name : List.of("prepare", "train", "learn", "compare")) {
            Set<String> known = PAIRS.stream().flatMap(pair -> pair.options.stream())
                    .filter(words -> words.startsWith(name + " "))
                    .flatMap(words -> Stream.of(words.split(" ")).skip(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            known.addAll(NO_SETTINGS);
            command(name).options().stream().flatMap(option -> Stream.of(option.names()))
                    .filter(word -> word.startsWith("--"))
                    .forEach(word -> assertTrue(known.contains(word.substring(2)),
                            name + " " + word));
        }
    }

    private static CommandSpec command(String name) {
        return Parsimony.COMMANDS.stream()
                .map(CommandSpec::forAnnotatedObject).filter(command -> command.name().equals(name))
                .findFirst().orElseThrow();
    }
}
