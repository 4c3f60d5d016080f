package parsimony.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FormatsTest {

    static Plane plane(Column column) {
        Palette palette = Palette.of("P-VAE", "LCA", "ISTA dictionary");
        return new Plane(Axis.linear("lifetime sparsity"), Axis.log("MSE"), palette, column)
                .curve(Series.of("LCA", new double[] {0.697, 0.787, 0.954},
                        new double[] {39.4, 41.7, 83.4}))
                .point("P-VAE", Estimate.of(0.789, 0.01), Estimate.of(102.4, 3))
                .point("ISTA dictionary", Estimate.exact(0.961), Estimate.exact(86.9))
                .arrow(0.789, 102.4, 0.789, 41.8, "ΔMSE = 60.6");
    }

    @Test
    void sameFigureGivesSameBytes() {
        assertArrayEquals(plane(Column.SINGLE).png(true), plane(Column.SINGLE).png(true));
        assertEquals(plane(Column.SINGLE).svg(), plane(Column.SINGLE).svg());
        assertArrayEquals(plane(Column.SINGLE).pdf(), plane(Column.SINGLE).pdf());
    }

    @Test
    void pngSaysItsResolutionAndHasItsColumnsWidth() throws IOException {
        for (Column column : Column.values()) {
            Figure figure = plane(column);
            byte[] png = figure.png(false);
            int at = indexOf(png, "pHYs");
            ByteBuffer chunk = ByteBuffer.wrap(png, at + 4, 9);
            assertEquals(11811, chunk.getInt(), "dots per metre across");
            assertEquals(11811, chunk.getInt(), "dots per metre down");
            assertEquals(1, chunk.get(), "the unit is the metre");
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            assertEquals(column.millimetres(), image.getWidth() * 25.4 / 300, 0.05);
            assertEquals(figure.heightMm(), image.getHeight() * 25.4 / 300, 0.05);
        }
    }

    @Test
    void pngIsOnPaperOrOnNothing() throws IOException {
        BufferedImage opaque =
                ImageIO.read(new ByteArrayInputStream(plane(Column.SINGLE).png(false)));
        BufferedImage clear =
                ImageIO.read(new ByteArrayInputStream(plane(Column.SINGLE).png(true)));
        assertFalse(opaque.getColorModel().hasAlpha());
        assertEquals(0xFFFFFFFF, opaque.getRGB(0, 0));
        assertEquals(0, clear.getRGB(0, 0) >>> 24);
    }

    @Test
    void svgHasItsSizeAndItsTextAsText() throws Exception {
        Figure figure = plane(Column.SINGLE);
        Element root = parse(figure.svg()).getDocumentElement();
        assertEquals("89.000mm", root.getAttribute("width"));
        assertEquals(figure.heightMm(),
                Double.parseDouble(root.getAttribute("height").replace("mm", "")), 1e-3);
        assertEquals("0 0 252.283 ", root.getAttribute("viewBox").substring(0, 12));
        List<String> texts = texts(root);
        for (String text : List.of("lifetime sparsity", "MSE", "ΔMSE = 60.6", "P-VAE", "LCA",
                "ISTA dictionary", "100")) {
            assertTrue(texts.contains(text), () -> text + " among " + texts);
        }
    }

    @Test
    void svgDeclaresEveryLetterThatItUsesInItsOwnFont() throws Exception {
        Element root = parse(plane(Column.SINGLE).svg()).getDocumentElement();
        String style = root.getElementsByTagName("style").item(0).getTextContent();
        String range = style.replaceFirst("(?s).*unicode-range:([^;]*);.*", "$1");
        for (int c : String.join("", texts(root)).codePoints().toArray()) {
            assertTrue(List.of(range.split(",")).contains(String.format("U+%X", c)),
                    () -> Character.toString(c));
        }
        assertTrue(style.contains("url(data:font/ttf;base64,AAEAAA"),
                "a TrueType file begins with version 1.0");
    }

    @Test
    void svgReachesForNothingOutsideAndSharesNoIdWithAnother() throws Exception {
        String first = plane(Column.SINGLE).svg();
        String second = plane(Column.DOUBLE).svg();
        assertFalse(first.replace("http://www.w3.org/", "").contains("http"));
        assertFalse(first.contains("<!DOCTYPE"));
        List<String> ids = ids(first);
        assertFalse(ids.isEmpty());
        assertTrue(ids(second).stream().noneMatch(ids::contains));
        for (String id : ids) {
            assertTrue(first.contains("url(#" + id + ")"), id);
        }
    }

    @Test
    void pdfHasItsSizeItsTextAndItsFontEmbedded() throws IOException {
        Figure figure = plane(Column.DOUBLE);
        try (PDDocument document = Loader.loadPDF(figure.pdf())) {
            assertEquals(1, document.getNumberOfPages());
            assertEquals(183, document.getPage(0).getMediaBox().getWidth() * 25.4 / 72, 1e-3);
            assertEquals(figure.heightMm(),
                    document.getPage(0).getMediaBox().getHeight() * 25.4 / 72, 1e-3);
            String text = new PDFTextStripper().getText(document);
            for (String part : List.of("lifetime sparsity", "MSE", "ΔMSE = 60.6", "P-VAE",
                    "ISTA dictionary")) {
                assertTrue(text.contains(part), () -> part + " in " + text);
            }
            int fonts = 0;
            PDResources page = document.getPage(0).getResources();
            for (COSName name : page.getXObjectNames()) {
                PDXObject object = page.getXObject(name);
                PDResources form = ((PDFormXObject) object).getResources();
                for (COSName font : form.getFontNames()) {
                    PDFont used = form.getFont(font);
                    assertTrue(used.isEmbedded());
                    assertTrue(used.getName().endsWith("+LiberationSans"), used.getName());
                    fonts++;
                }
            }
            assertNotEquals(0, fonts);
        }
    }

    @Test
    void writesThreeFilesAndNothingElse(@TempDir Path directory) throws IOException {
        Path figures = directory.resolve("new/figures");
        Figure figure = plane(Column.SINGLE);
        figure.write(figures, "plane");
        Files.writeString(figures.resolve("plane.svg"), "something older");
        figure.write(figures, "plane");
        try (Stream<Path> files = Files.list(figures)) {
            assertEquals(List.of("plane.pdf", "plane.png", "plane.svg"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        assertArrayEquals(figure.png(false), Files.readAllBytes(figures.resolve("plane.png")));
        assertEquals(figure.svg(), Files.readString(figures.resolve("plane.svg")));
        assertArrayEquals(figure.pdf(), Files.readAllBytes(figures.resolve("plane.pdf")));
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite(@TempDir Path directory) throws IOException {
        Path taken = Files.createDirectories(directory.resolve("plane.png/full"));
        assertThrows(IOException.class, () -> plane(Column.SINGLE).write(directory, "plane"));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(taken.getParent()), files.toList());
        }
    }

    /** Writes a figure on a machine that may have no fonts. */
    public static final class Bare {
        private Bare() {}

        public static void main(String[] arguments) throws IOException {
            plane(Column.SINGLE).write(Path.of(arguments[0]), "plane");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void looksTheSameOnAMachineWithoutFonts(@TempDir Path home) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        assumeTrue(Files.isExecutable(java));
        Path noFonts = Files.writeString(home.resolve("fonts.conf"),
                "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        ProcessBuilder process = new ProcessBuilder(java.toString(), "-Djava.awt.headless=true",
                "-Duser.home=" + home,
                "-cp", System.getProperty("java.class.path"), Bare.class.getName(),
                home.toString());
        process.environment().put("FONTCONFIG_FILE", noFonts.toString());
        File log = home.resolve("log").toFile();
        assertEquals(0, process.redirectErrorStream(true).redirectOutput(log).start().waitFor(),
                () -> read(log.toPath()));
        assertArrayEquals(plane(Column.SINGLE).png(false),
                Files.readAllBytes(home.resolve("plane.png")));
        assertEquals(plane(Column.SINGLE).svg(), Files.readString(home.resolve("plane.svg")));
        assertArrayEquals(plane(Column.SINGLE).pdf(),
                Files.readAllBytes(home.resolve("plane.pdf")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    static List<String> texts(Element root) {
        NodeList nodes = root.getElementsByTagName("text");
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    private static List<String> ids(String svg) {
        return Pattern.compile(" id=\"([^\"]*)\"").matcher(svg).results().map(m -> m.group(1))
                .toList();
    }

    private static int indexOf(byte[] bytes, String ascii) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(ascii);
        assertNotEquals(-1, at, ascii);
        return at;
    }
}
