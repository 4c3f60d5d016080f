package parsimony.data.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP response, piece by piece, with a time limit for each piece. The stream of
 * Java's HTTP client has no time limit and ignores an interrupt.
 */
final class Body implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    /** Some bytes, or the end of the body: an error, or neither if the body is complete. */
    private record Piece(List<ByteBuffer> bytes, Throwable error) {}

    private final long patience;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private Iterator<ByteBuffer> current = List.<ByteBuffer>of().iterator();
    private volatile Flow.Subscription subscription;

    Body(Flow.Publisher<List<ByteBuffer>> publisher, Duration patience) {
        this.patience = patience.toNanos();
        publisher.subscribe(this);
    }

    /**
     * The next bytes, or null at the end.
     *
     * @throws IOException          if the transfer breaks, or nothing comes for too long
     * @throws InterruptedException if the thread is interrupted
     */
    ByteBuffer next() throws IOException, InterruptedException {
        while (!current.hasNext()) {
            Piece piece = pieces.poll(patience, TimeUnit.NANOSECONDS);
            if (piece == null) {
                throw new IOException("nothing came for "
                        + TimeUnit.NANOSECONDS.toMillis(patience) / 1000.0 + " seconds");
            }
            if (piece.error() != null) {
                throw new IOException(piece.error().getMessage(), piece.error());
            }
            if (piece.bytes() == null) {
                return null;
            }
            current = piece.bytes().iterator();
            subscription.request(1);
        }
        return current.next();
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        pieces.add(new Piece(bytes, null));
    }

    @Override
    public void onError(Throwable error) {
        pieces.add(new Piece(null, error));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(null, null));
    }

    @Override
    public void close() {
        subscription.cancel();
    }
}
