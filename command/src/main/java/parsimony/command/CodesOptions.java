package parsimony.command;

import java.nio.file.Path;
import parsimony.data.MatrixWriter;
import parsimony.encoding.ByteSize;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.ShardedCodes;
import parsimony.signals.InputException;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options that say in which form codes are written. */
final class CodesOptions {
    @Option(names = "--codes", paramLabel = "FORM", defaultValue = "dense",
            showDefaultValue = Visibility.ALWAYS,
            description = "Form of the codes: ${COMPLETION-CANDIDATES}. dense is .npy; csr is .npz,"
                    + " which scipy.sparse.load_npz reads, without the zeros.")
    CodesFormat format;

    @Option(names = "--shard", paramLabel = "SIZE", defaultValue = "2GiB",
            showDefaultValue = Visibility.ALWAYS,
            description = "Codes that take more are written as shards of this size,"
                    + " codes/part-00000 and so on.")
    ByteSize shard;

    /** @throws InputException if shards would be too large */
    void require() {
        ShardedCodes.requireLimit(shard);
    }

    MatrixWriter writer(Path folder, int units) {
        return new ShardedCodes(folder, format, units, shard.bytes());
    }

    /** Reads the form. Until there were several, the option named a file to start from. */
    static CodesFormat parse(String text) {
        try {
            return CodesFormat.of(text);
        } catch (InputException e) {
            throw new InputException("is the form of the codes to write, dense or csr, but was "
                    + text + "; a file of codes to start from is given with --start", e);
        }
    }
}
