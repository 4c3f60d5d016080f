package parsimony.experiment.run;

import java.nio.file.Path;

/**
 * Ends work in a folder that this process no longer holds. It was suspended for so long that
 * another process took the folder over, on a file system without locks. Nothing more is written,
 * not even a checkpoint.
 */
public final class LostLease extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param folder what was lost */
    LostLease(Path folder) {
        super(folder + ": another process has taken it over, because this one had stood still");
    }
}
