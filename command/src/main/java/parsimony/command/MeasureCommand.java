package parsimony.command;

import java.util.List;
import java.util.concurrent.Callable;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.encoding.Encoding;
import parsimony.encoding.RowRange;
import parsimony.encoding.StoredCoder;
import parsimony.experiment.codes.GivenCodes;
import parsimony.sparsecoding.Measures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures codes that are in a file. */
@Command(name = "measure", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures codes from any program: squared error, R², sparsity and L1 norm of"
                + " x ≈ b + Φa, the numbers that infer writes into metrics.json for its own"
                + " (docs/results.md). F is a file of arrays, FILE or FILE#NAME; codes may be"
                + " sparse, and rows may lie in several files, which a folder or a pattern"
                + " names (docs/encoding.md). Nothing is written.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony measure --dictionary D.npy --patches X.npy --codes A.npz",
            "  parsimony measure --dictionary m.safetensors#W_dec --bias m.safetensors#b_dec \\",
            "      --patches X.npy --codes 'codes/part-*.npz' --json"})
final class MeasureCommand implements Callable<Integer> {
    @Option(names = "--dictionary", paramLabel = "F", required = true,
            description = "The dictionary Φ, K×D or D×K.")
    private String dictionary;

    @Option(names = "--patches", paramLabel = "F", required = true,
            description = "The patches x, N×D.")
    private String patches;

    @Option(names = "--codes", paramLabel = "F", required = true,
            description = "The codes a, N×K.")
    private String codes;

    @Option(names = "--bias", paramLabel = "F",
            description = "The decoder's bias b, D numbers. Default: zeros.")
    private String bias;

    @Mixin
    private PrintOptions print;

    @Override
    public Integer call() throws Exception {
        try (MatrixRows inputs = ArrayFile.rows(patches);
                ProgressDisplay progress = new ProgressDisplay()) {
            try (GivenCodes given = GivenCodes.open(
                    new GivenCodes.Places(dictionary, patches, codes, bias), inputs, progress);
                    StoredCoder coder = new StoredCoder(given.codes(), List.of(),
                            inputs.columns(), (block, a) -> given.decode(a))) {
                Measures found = new Encoding(coder, inputs, RowRange.all(inputs.rows()))
                        .total("Measuring codes", (first, block, coded, decoded) -> {}, progress)
                        .sums().measures();
                progress.close();
                print.print(found);
            }
        }
        return 0;
    }
}
