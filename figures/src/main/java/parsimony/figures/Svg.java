package parsimony.figures;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes a figure as an SVG that needs no other file. It contains images and the used part of the
 * typeface as data URIs.
 */
final class Svg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final String XLINK = "http://www.w3.org/1999/xlink";
    /**
     * The start of every id until the content is complete. It is then replaced, since ids must
     * differ between the figures of one HTML page.
     */
    private static final String ID = "id-of-this-figure-";
    /**
     * The tables of a font that browsers and editors need; the others (hinting, kerning) are not
     * used.
     */
    private static final List<String> TABLES = List.of("OS/2", "cmap", "glyf", "head", "hhea",
            "hmtx", "loca", "maxp", "name", "post", "cvt ", "fpgm", "prep");

    private Svg() {}

    static String encode(Figure figure) {
        try {
            Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .getDOMImplementation().createDocument(NAMESPACE, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            context.setPrecision(3);
            context.setImageHandler(new ImageHandlerBase64Encoder() {
                @Override
                public void encodeImage(RenderedImage image, OutputStream out)
                        throws SVGGraphics2DIOException {
                    try {
                        // Batik's own encoder would be a further dependency.
                        try (ImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
                            ImageIO.write(image, "png", png);
                        }
                    } catch (IOException e) {
                        throw new SVGGraphics2DIOException(e.getMessage(), e);
                    }
                }
            });
            context.setIDGenerator(new SVGIDGenerator() {
                @Override
                public String generateID(String prefix) {
                    return ID + super.generateID(prefix);
                }
            });
            SVGGeneratorContext.GraphicContextDefaults defaults =
                    new SVGGeneratorContext.GraphicContextDefaults();
            defaults.setFont(Theme.FONT);
            context.setGraphicContextDefaults(defaults);
            SVGGraphics2D g = new SVGGraphics2D(context, false) {
                @Override
                public FontMetrics getFontMetrics(Font font) {
                    return Theme.metrics(font); // Batik's own rounds each letter to a whole point
                }
            };
            Theme.sharpen(g);
            figure.draw(g);
            Element root = g.getRoot();
            root.setAttribute("width", String.format(Locale.ROOT, "%.3fmm", figure.widthMm()));
            root.setAttribute("height", String.format(Locale.ROOT, "%.3fmm", figure.heightMm()));
            root.setAttribute("viewBox", String.format(Locale.ROOT, "0 0 %.3f %.3f",
                    figure.widthPoints(), figure.heightPoints()));
            tidy(root);
            embedFont(root);
            String svg = serialize(root);
            String hash = UUID.nameUUIDFromBytes(svg.getBytes(StandardCharsets.UTF_8)).toString()
                    .substring(0, 8);
            return svg.replace(ID, "f" + hash + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Turns off the smoothing of pixels. Removes the line feeds that Batik puts inside images, and
     * an id that nothing refers to.
     */
    private static void tidy(Element root) {
        NodeList images = root.getElementsByTagNameNS(NAMESPACE, "image");
        for (int i = 0; i < images.getLength(); i++) {
            Element image = (Element) images.item(i);
            image.setAttribute("style", "image-rendering:pixelated");
            image.setAttributeNS(XLINK, "xlink:href",
                    image.getAttributeNS(XLINK, "href").replaceAll("\\s", ""));
        }
        NodeList definitions = root.getElementsByTagNameNS(NAMESPACE, "defs");
        for (int i = 0; i < definitions.getLength(); i++) {
            ((Element) definitions.item(i)).removeAttribute("id");
        }
    }

    /**
     * Adds the glyphs that the figure's text uses. Each figure declares the range of its glyphs.
     * Several figures on one page, each with its own part of the typeface under the same name, then
     * supplement each other.
     */
    private static void embedFont(Element root) throws IOException {
        TreeSet<Integer> used = new TreeSet<>();
        NodeList texts = root.getElementsByTagNameNS(NAMESPACE, "text");
        for (int i = 0; i < texts.getLength(); i++) {
            texts.item(i).getTextContent().codePoints().forEach(used::add);
        }
        if (used.isEmpty()) {
            return;
        }
        ByteArrayOutputStream subset = new ByteArrayOutputStream();
        try (InputStream typeface = Theme.typeface();
                TrueTypeFont whole = new TTFParser().parse(new RandomAccessReadBuffer(typeface))) {
            TTFSubsetter subsetter = new TTFSubsetter(whole, TABLES);
            subsetter.addAll(used);
            subsetter.writeToStream(subset);
        }
        Font font = Theme.FONT;
        Element style = root.getOwnerDocument().createElementNS(NAMESPACE, "style");
        style.setTextContent("@font-face{font-family:'" + font.getFamily() + "';unicode-range:"
                + used.stream().map(c -> String.format(Locale.ROOT, "U+%X", c))
                        .collect(Collectors.joining(","))
                + ";src:url(data:font/ttf;base64,"
                + Base64.getEncoder().encodeToString(subset.toByteArray()) + ")}"
                + "text{font-kerning:none}");
        root.insertBefore(style, root.getFirstChild());
    }

    private static String serialize(Element root) throws TransformerException {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(root), new StreamResult(out));
        return out.toString();
    }
}
