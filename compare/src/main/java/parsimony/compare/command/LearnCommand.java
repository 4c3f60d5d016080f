package parsimony.compare.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.LearningMethod;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.data.Npy;
import parsimony.sparsecoding.DictionaryLearning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Patches to a dictionary, by sparse coding. */
@Command(name = "learn", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Learns a dictionary from patches: dictionary.npy, K×D float32, atoms of unit norm.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony learn --method lca --train patches/train.npy --out lca",
            "  parsimony learn --method ista --train patches/train.npy --out ista --atoms 256 --lambda 1"})
final class LearnCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
}
