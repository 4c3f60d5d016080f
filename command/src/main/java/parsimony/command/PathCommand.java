package parsimony.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.TemporaryFolder;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.path.PathAnalysis;
import parsimony.experiment.path.PathResult;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exact curves of the lasso on dictionaries: which λ, and how many atoms. */
@Command(name = "path", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Chooses λ and K. Follows the lasso's solution path of every patch, and"
                + " puts them together to the exact curve of squared error against sparsity, of"
                + " all λ at once. Says the λ that gives a wanted share of zeros, error or number"
                + " of units.",
            "With several dictionaries it compares them on the same patches: the held-out error"
                    + " against the number of atoms, at equal zeros, L0, L1, error or λ"
                    + " (docs/path.md)."},
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony path --dictionary D.npy --patches patches/validation.npy",
            "  parsimony path --dictionary lca --patches X.npy --at zeros=.9 --at mse=50 \\",
            "      --at l0=20 --json",
            "  parsimony path --dictionary lca-64 --dictionary lca-128 --dictionary lca-256 \\",
            "      --patches patches/validation.npy --at l0=10 --out k"})
final class PathCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dictionary", paramLabel = "F", required = true,
            description = "Dictionary, K×D: a file, or a folder of learn or train. May be given"
                    + " several times.")
    private List<String> dictionaries;

    @Option(names = "--patches", paramLabel = "F", required = true,
            description = "Patches, N×D. To choose, take some that no dictionary was learned from.")
    private String patches;

    @Option(names = "--at", paramLabel = "Q=X",
            description = "A point that is wanted: zeros, l0, l1, mse, r2, lambda or lifetime, and"
                    + " its value. May be given several times. Default: zeros=.8, .9 and .95.")
    private List<String> at;

    @Option(names = "--signed", description = "Allow negative codes.")
    private boolean signed;

    @Option(names = "--lambda", paramLabel = "L",
            description = "Where curves end. Default: a thousandth of the λ at which all codes"
                    + " are 0.")
    private Double lambda;

    @Option(names = "--measured", paramLabel = "N", defaultValue = "500",
            showDefaultValue = Visibility.ALWAYS,
            description = "Most patches to measure on, spread evenly over the file.")
    private int measured;

    @Option(names = "--breakpoints",
            description = "Also write breakpoints.csv: the curve at every breakpoint of every"
                    + " patch.")
    private boolean breakpoints;

    @Option(names = "--interval", paramLabel = "LEVEL", defaultValue = "" + SampleMean.LEVEL,
            showDefaultValue = Visibility.ALWAYS,
            description = "Confidence of the intervals over patches; .95 for 95%%.")
    private double interval;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder to write, new or empty. By default results/path-1, or the next"
                    + " number that is free.")
    private Path out;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        PathAnalysis.Settings settings =
                new PathAnalysis.Settings(dictionaries.stream().map(Places::absolute).toList(),
                        Places.absolute(patches), measured, signed, lambda,
                        at == null ? PathAnalysis.DEFAULT : at, breakpoints, interval);
        if (out != null) {
            ResultFolder.requireFree(out, run.force);
        }
        TemporaryFolder.require(); // for fonts, on a machine without any
        Path destination = out == null ? ResultFolder.firstFree("path") : out;
        ResultFolder.requireApart(destination, Places.file(patches));
        for (String dictionary : dictionaries) {
            ResultFolder.requireApart(destination, Places.file(dictionary));
        }
        try (ResultFolder folder = new ResultFolder(destination, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), settings);
            PathResult result = new PathAnalysis(settings, folder, progress).run();
            result.writeReport(folder, ResultFigures.illustrate(folder.path()));
            folder.commit();
            progress.close();
            if (run.json) {
                System.out.println(RunRecord.oneLine(result));
            } else {
                System.out.println(result.table().markdown());
                System.out.println(result.answer());
                System.out.println("Report: " + folder.destination().resolve(FileNames.REPORT));
            }
        }
        return 0;
    }
}
