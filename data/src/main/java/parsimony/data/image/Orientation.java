package parsimony.data.image;

import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How to turn a stored photograph upright, from EXIF's tag 274.
 *
 * @param transposed whether the stored rows are columns of the scene
 * @param downwards  whether the picture must be flipped top to bottom, after transposing
 * @param sideways   whether it must be flipped left to right, after transposing
 */
record Orientation(boolean transposed, boolean downwards, boolean sideways) {
    /**
     * The orientation of a file; upright if the file does not tell it, or its metadata cannot be
     * read.
     */
    static Orientation of(Path file) {
        int code = 1;
        try {
            for (ExifIFD0Directory exif : exif(file)
                    .getDirectoriesOfType(ExifIFD0Directory.class)) {
                Integer stored = exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
                code = stored == null ? code : stored;
            }
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            code = 1; // The metadata are damaged, but the pixels could be read.
        }
        return of(code);
    }

    private static Metadata exif(Path file) throws ImageProcessingException, IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            switch (FileTypeDetector.detectFileType(in)) {
                case Jpeg:
                    return JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
                case Png:
                    // not a stream, of which the library allocates what a chunk claims
                    Metadata metadata = new Metadata();
                    for (PngChunk chunk : new PngChunkReader().extract(
                            new SequentialByteArrayReader(in.readAllBytes()),
                            Set.of(PngChunkType.eXIf))) {
                        new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
                    }
                    return metadata;
                default:
                    return new Metadata();
            }
        }
    }

    /**
     * The orientation of EXIF's code, 1 to 8. The code tells the sides of the scene at which the
     * first stored row and the first stored column lie.
     */
    static Orientation of(int code) {
        return switch (code) {
            case 2 -> new Orientation(false, false, true);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, true, false);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, false, true);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, true, false);
            default -> new Orientation(false, false, false);
        };
    }

    Image upright(Image image) {
        if (!transposed && !downwards && !sideways) {
            return image;
        }
        int height = transposed ? image.width() : image.height();
        int width = transposed ? image.height() : image.width();
        int area = height * width;
        float[] turned = new float[image.pixels().length];
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int v = downwards ? height - 1 - y : y;
                for (int x = 0; x < width; x++) {
                    int u = sideways ? width - 1 - x : x;
                    turned[c * area + y * width + x] = image.pixels()[c * area
                            + (transposed ? u * height + v : v * width + u)];
                }
            }
        }
        return new Image(turned, image.channels(), height, width, image.name(), image.label(),
                image.heldOut());
    }
}
