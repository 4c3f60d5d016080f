package parsimony.command;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Where the text of one of our SVGs stands, in points: from the attributes of its elements, and the
 * widths of letters in the typeface that it embeds.
 *
 * @param text what is written
 * @param box  from the baseline up to the height of a capital letter
 */
record SvgText(String text, Rectangle2D box) {
    private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);
    private static final Pattern FUNCTION = Pattern.compile("(\\w+)\\(([^)]*)\\)");
    /** The height of a capital letter of the typeface, relative to its size. */
    private static final double CAPITAL = 0.72;
    /** How far two boxes may overlap, and one may leave the page, in points. */
    private static final double TOLERANCE = 0.5;

    /** {@return what is wrong with the text of a figure: what leaves the page, what overlaps} */
    static List<String> faults(String svg) throws Exception {
        Element root = parse(svg);
        double[] view = numbers(root.getAttribute("viewBox"));
        Rectangle2D page = new Rectangle2D.Double(-TOLERANCE, -TOLERANCE,
                view[2] + 2 * TOLERANCE, view[3] + 2 * TOLERANCE);
        List<SvgText> all = of(root);
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!page.contains(all.get(i).box)) {
                faults.add("\"" + all.get(i).text + "\" leaves the page");
            }
            for (SvgText other : all.subList(0, i)) {
                Rectangle2D both = all.get(i).box.createIntersection(other.box);
                if (both.getWidth() > TOLERANCE && both.getHeight() > TOLERANCE) {
                    faults.add("\"" + all.get(i).text + "\" is over \"" + other.text + "\"");
                }
            }
        }
        return faults;
    }

    /** {@return every line of text of a figure} */
    static List<SvgText> of(String svg) throws Exception {
        return of(parse(svg));
    }

    private static List<SvgText> of(Element root) throws IOException, FontFormatException {
        Font font;
        try (InputStream typeface = PDDocument.class.getResourceAsStream(
                "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
            font = Font.createFont(Font.TRUETYPE_FONT, typeface);
        }
        NodeList texts = root.getElementsByTagName("text");
        List<SvgText> all = new ArrayList<>();
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            String line = text.getTextContent();
            double size = Double.parseDouble(inherited(text, "font-size").replace("px", ""));
            double width = font.deriveFont((float) size).getStringBounds(line, EXACT).getWidth();
            double x = Double.parseDouble(text.getAttribute("x"));
            double y = Double.parseDouble(text.getAttribute("y"));
            Rectangle2D upright =
                    new Rectangle2D.Double(x, y - CAPITAL * size, width, CAPITAL * size);
            all.add(new SvgText(line,
                    transform(text).createTransformedShape(upright).getBounds2D()));
        }
        return all;
    }

    private static String inherited(Element element, String attribute) {
        return element.hasAttribute(attribute) ? element.getAttribute(attribute)
                : inherited((Element) element.getParentNode(), attribute);
    }

    /** From the coordinates of an element to those of the page. */
    private static AffineTransform transform(Node node) {
        if (!(node instanceof Element element)) {
            return new AffineTransform();
        }
        AffineTransform whole = transform(element.getParentNode());
        Matcher functions = FUNCTION.matcher(element.getAttribute("transform"));
        while (functions.find()) {
            double[] n = numbers(functions.group(2));
            whole.concatenate(switch (functions.group(1)) {
                case "translate" -> AffineTransform.getTranslateInstance(n[0],
                        n.length > 1 ? n[1] : 0);
                case "scale" -> AffineTransform.getScaleInstance(n[0], n[n.length - 1]);
                case "rotate" -> AffineTransform.getRotateInstance(Math.toRadians(n[0]),
                        n.length > 1 ? n[1] : 0, n.length > 1 ? n[2] : 0);
                case "matrix" -> new AffineTransform(n);
                default -> throw new IllegalArgumentException(functions.group());
            });
        }
        return whole;
    }

    private static double[] numbers(String list) {
        return Arrays.stream(list.strip().split("[ ,]+")).mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static Element parse(String svg)
            throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg))).getDocumentElement();
    }
}
