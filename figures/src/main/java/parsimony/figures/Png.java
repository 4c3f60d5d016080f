package parsimony.figures;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes a figure as a PNG of 300 dots per inch. Its pHYs chunk holds the resolution. */
final class Png {
    private static final String FORMAT = "javax_imageio_png_1.0";

    private Png() {}

    static byte[] encode(Figure figure, boolean alpha) {
        BufferedImage image = render(figure, alpha);
        return write(alpha ? image : gray(image).orElse(image));
    }

    /** In colors even if all dots are gray. */
    static byte[] encodeInColor(Figure figure) {
        return write(render(figure, false));
    }

    private static byte[] write(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
            setResolution(metadata);
            writer.setOutput(out);
            writer.write(new IIOImage(image, null, metadata));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /**
     * {@return the same dots with one byte each, which takes a third of time and space; empty if
     * one has a color}
     *
     * @param image of type RGB
     */
    static Optional<BufferedImage> gray(BufferedImage image) {
        int[] dots = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        BufferedImage gray = new BufferedImage(image.getWidth(), image.getHeight(),
                BufferedImage.TYPE_BYTE_GRAY);
        byte[] levels = ((DataBufferByte) gray.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < dots.length; i++) {
            int level = dots[i] & 0xFF;
            if ((dots[i] & 0xFFFFFF) != level * 0x010101) {
                return Optional.empty();
            }
            levels[i] = (byte) level; // as it is: Java's own conversion would change its gamma
        }
        return Optional.of(gray);
    }

    static BufferedImage render(Figure figure, boolean alpha) {
        int width = (int) Math.round(figure.widthPoints() / Theme.DOT);
        int height = (int) Math.round(figure.heightPoints() / Theme.DOT);
        int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D g = image.createGraphics();
        if (!alpha) {
            g.setColor(Theme.PAPER);
            g.fillRect(0, 0, width, height);
        }
        Theme.sharpen(g);
        g.scale(1 / Theme.DOT, 1 / Theme.DOT);
        figure.draw(g);
        g.dispose();
        return image;
    }

    private static void setResolution(IIOMetadata metadata) throws IIOInvalidTreeException {
        String dotsPerMetre = Long.toString(Math.round(Theme.DPI / 0.0254));
        IIOMetadataNode physical = new IIOMetadataNode("pHYs");
        physical.setAttribute("pixelsPerUnitXAxis", dotsPerMetre);
        physical.setAttribute("pixelsPerUnitYAxis", dotsPerMetre);
        physical.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode root = new IIOMetadataNode(FORMAT);
        root.appendChild(physical);
        metadata.mergeTree(FORMAT, root);
    }
}
