package parsimony.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import parsimony.data.FileFault;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * The natural images of van Hateren &amp; van der Schaaf (1998), Proceedings of the Royal Society B
 * 265: {@code .iml} (linear) or {@code .imc} (calibrated) files without a header, 1536 wide and
 * 1024 high, 16-bit unsigned big-endian. Intensity is divided by 65535. The pipeline's step
 * {@code log} takes its logarithm.
 */
record VanHateren(String origin, List<Path> files) implements ImageSource {
    static final SourceKind KIND = new SourceKind("van-hateren:DIR", "van-hateren:data/van-hateren",
            "Van Hateren's natural images, .iml or .imc files of 1024×1536 pixels",
            "a van Hateren image", (name, seed) -> new VanHateren(name.path()), ".iml", ".imc") {
        @Override
        boolean isPart(String name, boolean top) {
            return isNamed(name.toLowerCase(Locale.ROOT));
        }
    };
    private static final int WIDTH = 1536;
    private static final int HEIGHT = 1024;

    VanHateren(Path folder) {
        this(KIND.beforePlace() + folder,
                FileFinder.find(folder, "van Hateren image", List.of(".iml", ".imc")));
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public String reading() {
        return ImageSource.super.reading() + " of " + HEIGHT + "×" + WIDTH;
    }

    @Override
    public Image read(int index) {
        Path file = files.get(index);
        try {
            long length = Files.size(file);
            if (length != 2L * WIDTH * HEIGHT) {
                throw new InputException(file + ": has " + length + " bytes; an image of " + WIDTH
                        + "×" + HEIGHT + " pixels of 16 bits has " + 2 * WIDTH * HEIGHT);
            }
            return decode(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private static Image decode(byte[] bytes, String name) {
        ByteBuffer samples = ByteBuffer.wrap(bytes);
        float[] pixels = new float[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Short.toUnsignedInt(samples.getShort()) / 65535f;
        }
        return Image.gray(pixels, HEIGHT, WIDTH, name);
    }
}
