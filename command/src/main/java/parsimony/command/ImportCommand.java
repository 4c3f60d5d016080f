package parsimony.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.experiment.encoder.EncoderImport;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings an encoder from another program into a run folder. */
@Command(name = "import", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Brings an encoder from another program into a run folder, and checks it:"
                + " norms of the atoms, and with --patches the number of active units, explained"
                + " variance about zero, about the mean and per input, and dead units. A weight or"
                + " setting that is not known is refused.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony import sae_folder --out sae --patches activations.npy",
            "  parsimony import layer_20/params.npz --out gemma",
            "  parsimony import arrays.npz --out mine --patches data.safetensors#inputs --json"})
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE",
            description = "An encoder: a folder of SAELens, sparsify or dictionary_learning, Gemma"
                    + " Scope's params.npz, a .pt of the P-VAE's authors, a run of parsimony train,"
                    + " or arrays named dictionary, encoder, threshold or k, bias and encoder_bias"
                    + " in a folder or file.")
    private Path source;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--patches", paramLabel = "F",
            description = "Inputs to check the encoder on, N×D: FILE or FILE#NAME, in any form of"
                    + " docs/arrays.md. They may be larger than memory.")
    private String patches;

    @Option(names = "--scale", paramLabel = "S",
            description = "What inputs were multiplied by when the encoder was trained, if its"
                    + " files do not say it. The weights then take inputs as they are.")
    private Double scale;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        ResultFolder.requireFree(out, run.force);
        ResultFolder.requireApart(out, source, patches == null ? null : ArrayFile.file(patches));
        try (ResultFolder folder = new ResultFolder(out, run.force);
                ProgressDisplay progress = new ProgressDisplay();
                MatrixRows inputs = patches == null ? null : ArrayFile.rows(patches)) {
            EncoderImport made = EncoderImport.read(source,
                    scale == null ? OptionalDouble.empty() : OptionalDouble.of(scale));
            Map<String, Object> metrics = made.check(inputs, progress);
            made.write(folder.path(), RunOptions.arguments(spec), patches);
            RunRecord.writeMetrics(folder.path(), metrics);
            folder.commit();
            progress.close();
            progress.note(source + ": read as " + made.encoder().origin());
            made.remarks().forEach(remark -> progress.note(source + ": " + remark));
            if (inputs == null) {
                progress.note("without --patches only norms can be checked, not what the codes"
                        + " explain");
            }
            run.print(metrics);
        }
        return 0;
    }
}
