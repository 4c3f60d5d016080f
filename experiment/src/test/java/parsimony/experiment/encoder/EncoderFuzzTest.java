package parsimony.experiment.encoder;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.signals.InputException;

/**
 * Damaged copies of every encoder: each is loaded, or refused by an {@link InputException}, and
 * nothing else. {@code -Dfuzz=…} sets the number of copies of each.
 */
@Timeout(600)
class EncoderFuzzTest {
    private static final int COPIES = Integer.getInteger("fuzz", 25);

    @TempDir
    Path home;

    static Stream<Path> encoders() throws IOException {
        return ImportedEncoderTest.names().map(ImportedEncoderTest::place);
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void aDamagedEncoderIsLoadedOrRefused(Path encoder) throws IOException {
        Map<Path, byte[]> whole = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(encoder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                whole.put(home.resolve(encoder.getParent().relativize(file).toString()),
                        Files.readAllBytes(file));
            }
        }
        SplittableRandom random = new SplittableRandom(42);
        List<Path> places = new ArrayList<>(whole.keySet());
        int refused = 0;
        for (int copy = 0; copy < COPIES; copy++) {
            Path damaged = places.get(random.nextInt(places.size()));
            for (Path file : places) {
                Files.createDirectories(file.getParent());
                Files.write(file, file == damaged ? damaged(whole.get(file), random)
                        : whole.get(file));
            }
            try {
                ImportedEncoder.load(home.resolve(encoder.getFileName().toString()));
            } catch (InputException e) {
                refused++;
                assertFalse(e.getMessage().contains("\n"), e.getMessage());
            } catch (RuntimeException | Error e) {
                throw new AssertionError(damaged.getFileName() + ", copy " + copy + ": "
                        + Arrays.toString(Files.readAllBytes(damaged)), e);
            }
        }
        assertTrue(refused > 0, "the damage does not reach the reader");
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int wounds = random.nextInt(1, 5); wounds > 0 && bytes.length > 8; wounds--) {
            int place = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 400)
                    : bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[place] = (byte) ('0' + random.nextInt(10)); // another number
                case 2 -> bytes = Arrays.copyOf(bytes, place);
                case 3 -> Arrays.fill(bytes, place, Math.min(bytes.length, place + 4), (byte) 0xff);
                default -> bytes[place] = (byte) random.nextInt();
            }
        }
        return bytes;
    }
}
