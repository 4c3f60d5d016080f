package parsimony.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import parsimony.experiment.codes.Join;
import parsimony.experiment.run.InferResult;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Joins the codes that several processes have inferred. */
@Command(name = "join", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Joins folders that parsimony infer --rows wrote into the one that a single"
                + " infer would have written: the same codes, per_patch.csv and metrics.json to the"
                + " last bit, but for the times. Every row must be in one of them, and all must"
                + " have been encoded alike. The codes are measured again on the patches"
                + " (docs/encoding.md).",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony join part-0 part-1 part-2 --out codes",
            "  parsimony join part-* --patches /data/X.npy --out codes --json"})
final class JoinCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1..*",
            description = "Folders of infer --rows, in any order.")
    private List<Path> parts;

    @Option(names = "--patches", paramLabel = "F",
            description = "Where the patches are now. By default where infer read them.")
    private String patches;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "Folder to write, new or empty.")
    private Path out;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        ResultFolder.requireFree(out, run.force);
        ResultFolder.requireApart(out, parts.toArray(Path[]::new));
        ResultFolder.requireApart(out, Places.file(patches));
        Join join = new Join(parts, Places.absolute(patches));
        try (ResultFolder folder = new ResultFolder(out, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            InferResult metrics = join.run(folder, progress);
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), join.spec());
            RunRecord.writeMetrics(folder.path(), metrics);
            folder.commit();
            progress.close();
            run.print(metrics);
        }
        return 0;
    }
}
