package parsimony.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import parsimony.data.download.Dataset;
import parsimony.data.download.Download;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.ResultFolder;
import parsimony.signals.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches a public dataset into a folder. */
@Command(name = "download", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Fetches a public dataset. A broken transfer goes on where it stopped; size"
                + " and checksum are checked.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony download bsds500 --to photographs",
            "  parsimony download mnist --to mnist"})
final class DownloadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATASET", description = "van-hateren, mnist, cifar10 or bsds500.")
    private String dataset;

    @Option(names = "--to", paramLabel = "DIR", required = true,
            description = "Folder to put the files in.")
    private Path folder;

    @Option(names = "--verbose", description = "Show where an error came from.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        Dataset wanted = Dataset.of(dataset);
        ResultFolder.requirePlace(folder, "--to");
        try (FolderLock lock = FolderLock.of(folder, "--to");
                ProgressDisplay progress = new ProgressDisplay()) {
            new Download(Download.Settings.DEFAULT, progress).fetch(wanted, folder);
        } catch (CancellationException e) {
            throw new InputException("download stopped; what has arrived is kept in " + folder
                    + ", and the same command goes on from there", e);
        }
        System.out.println("--data " + wanted.dataIn(folder.toString()));
        return 0;
    }
}
