package parsimony.cluster;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import parsimony.encoding.EncodingPart;
import parsimony.encoding.PartSums;
import parsimony.encoding.RowRange;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * Encodes a part on an executor. The task reads its rows itself and writes its files itself; only
 * the sums go to the driver.
 */
final class EncodeTask implements Function<RowRange, PartSums> {
    private static final long serialVersionUID = 1;

    private final Broadcast<SharedCoder> coder;
    private final PartFiles files;
    /** Parts that fail in the same way wherever they are tried. */
    private final CollectionAccumulator<PartFailure> refused;

    EncodeTask(Broadcast<SharedCoder> coder, PartFiles files,
            CollectionAccumulator<PartFailure> refused) {
        this.coder = coder;
        this.files = files;
        this.refused = refused;
    }

    @Override
    public PartSums call(RowRange rows) throws Exception {
        SharedCoder shared = coder.value();
        EncodingPart part = files.part(shared.spec(), rows);
        try {
            return TaskThreads.call(TaskContext.get(),
                    () -> part.write(shared.coder(), Monitor.SILENT));
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (InputException e) {
            if (e.getCause() instanceof IOException) {
                throw PartFailure.of(rows, e); // Spark tries again: a disk may be back by then
            }
            refused.add(PartFailure.of(rows, e));
            return null;
        } catch (Exception | OutOfMemoryError e) {
            throw PartFailure.of(rows, e);
        }
    }
}
