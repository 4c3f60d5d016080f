package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static parsimony.figures.MosaicTest.assertMessage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimationTest {
    private static Mosaic frame(float value) {
        return new Mosaic(new FMatrixRMaj(new float[][] {{1, value, -1, 0}}), 2, 2, Column.SINGLE);
    }

    private record Chunk(String type, byte[] content) {
    }

    /** Reads chunks, checking lengths and check sums. */
    private static List<Chunk> chunks(byte[] png) {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(png).position(8);
        while (in.hasRemaining()) {
            byte[] body = new byte[4 + in.getInt()];
            in.get(body);
            CRC32 crc = new CRC32();
            crc.update(body);
            assertEquals((int) crc.getValue(), in.getInt());
            chunks.add(new Chunk(new String(body, 0, 4, StandardCharsets.US_ASCII),
                    Arrays.copyOfRange(body, 4, body.length)));
        }
        return chunks;
    }

    @Test
    void holdsEveryFrameWhole(@TempDir Path directory) throws IOException {
        List<Mosaic> frames = List.of(frame(1), frame(0), frame(-1));
        Animation.write(frames, 250, directory, "learning");
        byte[] png = Files.readAllBytes(directory.resolve("learning.png"));
        List<Chunk> chunks = chunks(png);
        assertEquals("IHDR", chunks.get(0).type);
        assertEquals("IEND", chunks.get(chunks.size() - 1).type);
        int sequence = 0;
        ByteArrayOutputStream still = new ByteArrayOutputStream();
        List<ByteArrayOutputStream> data = new ArrayList<>();
        for (Chunk chunk : chunks) {
            ByteBuffer content = ByteBuffer.wrap(chunk.content);
            switch (chunk.type) {
                case "acTL" -> assertArrayEquals(new int[] {3, 0},
                        new int[] {content.getInt(), content.getInt()});
                case "fcTL" -> {
                    assertEquals(sequence++, content.getInt());
                    assertEquals(1050, content.getInt());
                    boolean last = data.size() == frames.size() - 1;
                    assertEquals(last ? 1250 : 250, content.getShort(20), "the last one lingers");
                    assertEquals(1000, content.getShort(22));
                    data.add(new ByteArrayOutputStream());
                }
                case "IDAT" -> {
                    assertEquals(List.of(), data, "the still image is no part of the animation");
                    still.writeBytes(chunk.content);
                }
                case "fdAT" -> {
                    assertEquals(sequence++, content.getInt());
                    data.get(data.size() - 1).write(chunk.content, 4, chunk.content.length - 4);
                }
                default -> {}
            }
        }
        for (int i = 0; i < frames.size(); i++) {
            ByteArrayOutputStream alone = new ByteArrayOutputStream();
            chunks(frames.get(i).png(false)).stream().filter(c -> c.type.equals("IDAT"))
                    .forEach(c -> alone.writeBytes(c.content));
            assertArrayEquals(alone.toByteArray(), data.get(i).toByteArray());
            if (i == frames.size() - 1) {
                assertArrayEquals(alone.toByteArray(), still.toByteArray());
            }
        }
    }

    /** One header stands for all frames: it says gray only if every frame is. */
    @Test
    void isInColorsIfOneFrameIs() {
        byte[] gray = Animation.encode(List.of(frame(0), frame(1)), 100);
        assertEquals(0, chunks(gray).get(0).content[9], "one channel");
        byte[] mixed = Animation.encode(List.of(frame(0), frame(1).shade(Shade.DIVERGING)), 100);
        assertEquals(2, chunks(mixed).get(0).content[9], "three channels");
        byte[] data = chunks(frame(0).colorPng()).stream().filter(c -> c.type.equals("IDAT"))
                .findFirst().orElseThrow().content;
        byte[] first = chunks(mixed).stream().filter(c -> c.type.equals("fdAT")).findFirst()
                .orElseThrow().content;
        assertArrayEquals(data, Arrays.copyOfRange(first, 4, first.length));
    }

    @Test
    void refusesFramesThatDoNotMatch() {
        Mosaic taller = new Mosaic(new FMatrixRMaj(2, 4), 2, 2, Column.SINGLE).perRow(1);
        assertMessage("number 0 is 1050×", () -> Animation.encode(List.of(frame(0), taller), 100));
        assertMessage("at least one", () -> Animation.encode(List.of(), 100));
        assertMessage("milliseconds: 0", () -> Animation.encode(List.of(frame(0)), 0));
        assertMessage("milliseconds: 65536", () -> Animation.encode(List.of(frame(0)), 65536));
    }
}
