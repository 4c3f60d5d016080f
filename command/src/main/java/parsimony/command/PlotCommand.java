package parsimony.command;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import parsimony.compare.gabor.GaborAccount;
import parsimony.data.TemporaryFolder;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.ResultLook;
import parsimony.experiment.plot.AtomOrder;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the figures of a result folder again. */
@Command(name = "plot", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Redraws every figure of a result folder from its arrays and tables, as PNG"
                + " (300 dpi), SVG and PDF, the same bytes as when it was first drawn: planes,"
                + " a comparison as figures of a paper (figure2, figure3), mosaics of"
                + " dictionaries, Gabor fits of the atoms (gabor.csv, and orientation"
                + " against frequency), KL of the units, dead and active units with their atoms,"
                + " reconstructions, samples from the prior, schedules of a training, the"
                + " objective by epoch, convergence, the dictionary's emergence; of codes how many"
                + " atoms patches use, the errors that are left, and reconstructions. The page of"
                + " the result, if it has one, then knows the Gabor fits, too.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony plot pvae                            into pvae/figures",
            "  parsimony plot pvae --order kl --alpha --out slides",
            "  parsimony plot lca --json                      also says how many atoms are Gabor"
                    + " functions"})
final class PlotCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN",
            description = "Folder that learn, train, infer, gap, gradients, compare or table"
                    + " wrote.")
    private Path folder;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder for the figures; RUN/figures if not given.")
    private Path out;

    @Option(names = "--order", paramLabel = "O",
            description = "What atoms are ordered by: prior, kl, logit, usage or none. By default a"
                    + " mosaic for each that the run knows.")
    private AtomOrder order;

    @Mixin
    private ShapeOption shape;

    @Option(names = "--transpose",
            description = "Planes have the error across and the sparsity up; by default the"
                    + " sparsity across and the error up.")
    private boolean transpose;

    @Option(names = "--alpha",
            description = "PNGs of charts without a background, for slides; between atoms it"
                    + " stays white.")
    private boolean alpha;

    @Option(names = "--json",
            description = "Print what was drawn and how well Gabor functions fit as one JSON"
                    + " object.")
    private boolean json;

    @Option(names = "--verbose", description = "Show where an error came from.")
    private boolean verbose;

    /**
     * What {@code --json} prints.
     *
     * @param drawn   paths of the files
     * @param leftOut a line for each figure that could not be drawn
     * @param gabor   how well Gabor functions fit each dictionary, by its name
     */
    record Drawn(List<String> drawn, List<String> leftOut,
            Map<String, GaborAccount.Metrics> gabor) {
    }

    @Override
    public Integer call() throws Exception {
        ResultView result;
        List<Path> drawn;
        Path place = out == null ? folder.resolve("figures") : out;
        ResultFolder.requirePlace(folder, "RUN");
        ResultFolder.requirePlace(place, "--out");
        TemporaryFolder.require(); // for fonts, on a machine without any
        try (ProgressDisplay progress = new ProgressDisplay()) {
            result = new ResultView(folder, order, shape.shape, transpose, progress);
            try (FolderLock lock = FolderLock.of(place, "--out")) {
                drawn = ResultFigures.draw(result, place, alpha);
                if (out == null) {
                    ResultLook.refreshPage(result);
                }
            }
        } catch (CancellationException | ClosedByInterruptException e) {
            throw new InputException(
                    "plot stopped; each figure that is there is whole, and the same command draws"
                            + " them all",
                    e);
        }
        List<String> leftOut = result.leftOut().stream()
                .map(left -> Setting.spoken(left, Parsimony::option)).toList();
        leftOut.forEach(left -> System.err.println("parsimony: " + left));
        if (json) {
            Map<String, GaborAccount.Metrics> gabor = new LinkedHashMap<>();
            result.gabor().forEach((name, account) -> gabor.put(name, account.metrics()));
            System.out.println(RunRecord.oneLine(
                    new Drawn(drawn.stream().map(Path::toString).toList(), leftOut, gabor)));
        } else {
            drawn.forEach(System.out::println);
            result.gabor().forEach(
                    (name, account) -> System.out.println(name + ": " + account.summary()));
        }
        return 0;
    }
}
