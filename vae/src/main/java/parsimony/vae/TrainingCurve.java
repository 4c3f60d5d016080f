package parsimony.vae;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** How a training went, read from the events that it wrote for TensorBoard. */
public final class TrainingCurve {
    /** Bytes of a checksum, which follows the length of an event and the event. */
    private static final int CHECKSUM = Integer.BYTES;

    /**
     * The state after a step, as {@link Step} has it, in single precision.
     *
     * @param iteration steps taken
     * @param loss      what is descended
     * @param mse       mean squared error of the batch
     * @param kl        mean divergence of the batch, before its weight
     * @param active    share of active units, 0 to 1
     */
    public record Point(long iteration, double loss, double mse, double kl, double active) {
    }

    private TrainingCurve() {}

    /**
     * Reads the points that a run logged, of all its sessions. Where a session went on from a
     * checkpoint, the steps that an earlier one took after it do not count. A last event that was
     * cut short, because the process was killed, is passed over.
     *
     * @param run folder of the run
     * @return the points, in the order of their iterations; none if the run logged nothing
     * @throws IOException if a file cannot be read, or does not hold such events
     */
    public static List<Point> read(Path run) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(run)) {
            files = all.filter(file -> file.getFileName().toString()
                    .startsWith(EventLog.PREFIX)).sorted().toList();
        }
        List<Point> points = new ArrayList<>();
        for (Path file : files) {
            for (Event event : events(file)) {
                if (event.hasSessionLog()) {
                    points.removeIf(point -> point.iteration >= event.getStep());
                } else if (event.hasSummary()) {
                    add(event, points);
                }
            }
        }
        return points;
    }

    private static List<Event> events(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                byte[] length = new byte[Long.BYTES];
                in.readFully(length);
                in.skipNBytes(CHECKSUM);
                byte[] event = in.readNBytes(Math.toIntExact(
                        ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()));
                in.skipNBytes(CHECKSUM);
                events.add(Event.parseFrom(event));
            }
        } catch (EOFException e) {
            return events;
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IOException(file + ": is damaged, it holds no events", e);
        }
    }

    private static void add(Event event, List<Point> points) {
        Map<String, Double> values = new HashMap<>();
        for (Summary.Value value : event.getSummary().getValueList()) {
            values.put(value.getTag(), (double) value.getSimpleValue());
        }
        if (values.containsKey(EventLog.LOSS)) { // others hold a picture
            points.add(new Point(event.getStep(), values.get(EventLog.LOSS),
                    values.get(EventLog.MSE), values.get(EventLog.KL),
                    values.get(EventLog.ACTIVE)));
        }
    }
}
