package parsimony.vae;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import parsimony.sparsecoding.Dictionary;

/**
 * Writes the events that TensorBoard reads, to one file. A record is the length of an event, the
 * length's checksum, the event's bytes, and their checksum, all little-endian. A checksum is
 * CRC-32C rotated right by 15 bits plus 0xa282ead8 (TensorFlow, TFRecord format).
 */
final class EventLog implements AutoCloseable {
    /** What the names of all files begin with. */
    static final String PREFIX = "events.out.tfevents.";
    static final String LOSS = "loss/total";
    static final String MSE = "loss/mse";
    static final String KL = "loss/kl";
    static final String ACTIVE = "units/active";

    private final OutputStream out;

    /**
     * @param begin the step after which the log begins; TensorBoard discards later steps of an
     *              earlier file
     */
    EventLog(Path run, long begin) throws IOException {
        long seconds = System.currentTimeMillis() / 1000;
        // TensorBoard reads a folder's files in the order of their names; a resumed run's must come
        // last.
        Path file = run.resolve(String.format(Locale.ROOT,
                PREFIX + "%010d.%010d.parsimony", seconds, begin));
        out = new BufferedOutputStream(Files.newOutputStream(file));
        write(event(begin).setFileVersion("brain.Event:2"));
        write(event(begin + 1)
                .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
        out.flush();
    }

    void step(Step step) throws IOException {
        Summary.Builder summary = Summary.newBuilder();
        add(summary, LOSS, step.loss());
        add(summary, MSE, step.mse());
        add(summary, KL, step.kl());
        add(summary, ACTIVE, step.active());
        add(summary, "units/active_threshold", step.activeThreshold());
        add(summary, "units/largest", step.largest());
        add(summary, "gradient/norm", step.gradientNorm());
        add(summary, "schedule/learning_rate", step.learningRate());
        add(summary, "schedule/temperature", step.temperature());
        add(summary, "schedule/beta", step.beta());
        write(event(step.iteration()).setSummary(summary));
        out.flush();
    }

    /**
     * Writes the atoms as one gray picture. Each atom has {@code atomHeight} pixel rows, and is
     * scaled to its own range.
     */
    void dictionary(long iteration, Dictionary dictionary, int atomHeight) throws IOException {
        BufferedImage mosaic = mosaic(dictionary, atomHeight, dictionary.pixels() / atomHeight);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(mosaic, "png", out);
        }
        Summary.Image image =
                Summary.Image.newBuilder().setWidth(mosaic.getWidth()).setHeight(mosaic.getHeight())
                        .setColorspace(1)
                        .setEncodedImageString(ByteString.copyFrom(png.toByteArray())).build();
        write(event(iteration).setSummary(
                Summary.newBuilder().addValue(
                        Summary.Value.newBuilder().setTag("dictionary").setImage(image))));
        out.flush();
    }

    private static BufferedImage mosaic(Dictionary dictionary, int height, int width) {
        int columns = (int) Math.ceil(Math.sqrt(dictionary.size()));
        int rows = (dictionary.size() + columns - 1) / columns;
        BufferedImage image = new BufferedImage(columns * (width + 1) + 1, rows * (height + 1) + 1,
                BufferedImage.TYPE_BYTE_GRAY);
        for (int k = 0; k < dictionary.size(); k++) {
            float largest = Float.MIN_NORMAL;
            for (int d = 0; d < dictionary.pixels(); d++) {
                largest = Math.max(largest, Math.abs(dictionary.atoms().get(k, d)));
            }
            for (int d = 0; d < dictionary.pixels(); d++) {
                int gray = Math.round(127.5f + 127.5f * dictionary.atoms().get(k, d) / largest);
                image.getRaster().setSample(k % columns * (width + 1) + 1 + d % width,
                        k / columns * (height + 1) + 1 + d / width, 0, gray);
            }
        }
        return image;
    }

    private static void add(Summary.Builder summary, String tag, double value) {
        summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
    }

    private static Event.Builder event(long step) {
        return Event.newBuilder().setWallTime(System.currentTimeMillis() / 1000.0).setStep(step);
    }

    private void write(Event.Builder event) throws IOException {
        byte[] bytes = event.build().toByteArray();
        byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length).array();
        out.write(length);
        out.write(checksum(length));
        out.write(bytes);
        out.write(checksum(bytes));
    }

    private static byte[] checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked)
                .array();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
