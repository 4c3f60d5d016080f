package parsimony.data.download;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CancellationException;
import parsimony.data.TarGz;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;

/** Unpacks the photographs of a published archive. */
final class PhotographArchive {
    /**
     * The folder of the photographs in the Berkeley archive. Another folder, of its benchmark,
     * holds copies of some.
     */
    private static final Path IMAGES = Path.of("BSDS500", "data", "images");

    private PhotographArchive() {}

    /**
     * Unpacks the JPEG files that lie below the folder {@code BSDS500/data/images} of the archive,
     * keeping their places below it.
     *
     * @param folder receives the photographs; it is made if it does not exist
     * @throws InputException       if the archive is damaged or holds no photograph
     * @throws CancellationException if the thread is interrupted; whole photographs may be there
     *     already
     */
    static void unpack(Path archive, Path folder, Monitor monitor) {
        monitor.phase("Unpacking " + archive.getFileName(), Monitor.UNKNOWN,
                "photographs");
        int[] unpacked = new int[1];
        TarGz.visit(archive, (name, size, contents) -> {
            int depth = IMAGES.getNameCount();
            while (depth < name.getNameCount() && !name.subpath(0, depth).endsWith(IMAGES)) {
                depth++;
            }
            if (depth < name.getNameCount() && name.toString().endsWith(".jpg")) {
                Path target = folder.resolve(name.subpath(depth, name.getNameCount()));
                Path partial = target.resolveSibling("." + target.getFileName() + ".part");
                Files.createDirectories(target.getParent());
                Files.copy(contents, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
                monitor.at(++unpacked[0]);
            }
            Stop.ifAsked("stopped while unpacking");
        });
        if (unpacked[0] == 0) {
            throw new InputException(archive + ": holds no photograph in a folder " + IMAGES);
        }
    }
}
