package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import parsimony.data.Npy;

/**
 * The pages of real results, pressed and pointed at in a real Chromium. Where no Chromium and
 * chromedriver are on the PATH, the tests that need them are skipped; none is ever fetched.
 */
class PageTest {
    private static final int MOST_BYTES = 8_000_000;
    private static final Pattern FETCHED = Pattern
            .compile("(?:src|href|action|poster)\\s*=\\s*[\"'](?!data:|#)|url\\((?!#|data:)"
                    + "|@import|<link(?! rel=\"icon\" href=\"data:,\")");
    private static final Pattern LIBRARY =
            Pattern.compile("<script>\\s*/\\* D3 is under.*?</script>", Pattern.DOTALL);

    /**
     * What the page of a kind has: planes, pictures of a patch, mosaics, trainings. Codes from
     * elsewhere may be of anything, so their patches are not taken for pictures.
     */
    private static final Map<String, int[]> PARTS = Map.of("compare", new int[] {1, 4, 2, 2},
            "gap", new int[] {1, 4, 1, 0}, "gap of codes", new int[] {0, 0, 0, 0}, "train",
            new int[] {0, 4, 1, 1});

    @TempDir
    private static Path home;
    private static final Map<String, Path> RESULTS = new LinkedHashMap<>();
    private static ChromeDriver browser;

    @BeforeAll
    static void makeAResultOfEachKind() throws Exception {
        Path train = patches("train.npy", 200);
        Path validation = patches("validation.npy", 40);
        Path vae = make("train", "--model", "poisson", "--train", train, "--validation", validation,
                "--latents", 12, "--iterations", 60, "--batch", 50, "--lr", .02);
        make("gap", vae, "--measured", 20);
        make("gap of codes", "--encoder", vae, "--patches", validation);
        make("compare", TinyExperiment.write(home, "vaes: [{latent: poisson}]\n"), "--jobs", 1,
                "--runs", home.resolve("runs"));
    }

    /** @param kind the command, perhaps with more words */
    private static Path make(String kind, Object... words) {
        List<Object> all = new ArrayList<>(List.of(kind.split(" ")[0]));
        all.addAll(List.of(words));
        all.addAll(List.of("--out", home.resolve(kind)));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(0, spoken.status(), spoken.err());
        RESULTS.put(kind, home.resolve(kind));
        return home.resolve(kind);
    }

    private static Path patches(String name, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(count);
        FMatrixRMaj patches = new FMatrixRMaj(count, 36);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] = (float) (random.nextDouble() + random.nextDouble() - 1) * 3;
        }
        Npy.write(home.resolve(name), patches);
        return home.resolve(name);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    /** A browser that can reach nothing but files; one for all tests. */
    private static ChromeDriver browser() {
        Optional<Path> chromium = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driver = onPath("chromedriver");
        assumeTrue(chromium.isPresent() && driver.isPresent(),
                "no chromium and chromedriver on the PATH");
        if (browser == null) {
            ChromeOptions options = new ChromeOptions();
            options.setBinary(chromium.get().toFile());
            options.addArguments("--headless", "--no-sandbox", "--disable-gpu",
                    "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
                    "--window-size=1100,900", "--force-device-scale-factor=1");
            browser = new ChromeDriver(new ChromeDriverService.Builder()
                    .usingDriverExecutable(driver.get().toFile()).build(), options);
        }
        return browser;
    }

    private static Optional<Path> onPath(String... programs) {
        return Stream.of(programs)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }

    /** Opens a page and waits until it is drawn. */
    private static ChromeDriver open(String kind) {
        return open(RESULTS.get(kind).resolve("report.html"));
    }

    private static ChromeDriver open(Path page) {
        ChromeDriver chrome = browser();
        chrome.get(page.toUri().toString());
        await(() -> count(".chart svg") == count(".chart"));
        return chrome;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "did not come within 20 s");
            Thread.onSpinWait();
        }
    }

    private static int count(String selector) {
        return browser.findElements(By.cssSelector(selector)).size();
    }

    private static WebElement find(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    @TestFactory
    Stream<DynamicTest> everyPageIsOneSmallFileThatFetchesNothing() {
        return RESULTS.keySet().stream().map(kind -> DynamicTest.dynamicTest(kind, () -> {
            Path page = RESULTS.get(kind).resolve("report.html");
            assertTrue(Files.size(page) < MOST_BYTES, Files.size(page) + " bytes");
            String html = Files.readString(page);
            Matcher fetched = FETCHED.matcher(LIBRARY.matcher(html).replaceAll(""));
            assertFalse(fetched.find(), () -> "fetches by " + fetched.group());
            assertTrue(html.contains("default-src 'none'"));
            assertTrue(LIBRARY.matcher(html).find() && html.contains("Mike Bostock"),
                    "the library comes with its licence");
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyPageOpensWithoutAnErrorAndShowsWhatItsFolderHolds() {
        return RESULTS.keySet().stream().map(kind -> DynamicTest.dynamicTest(kind, () -> {
            ChromeDriver chrome = open(kind);
            assertEquals(List.of(), chrome.manage().logs().get(LogType.BROWSER).getAll());
            int[] parts = PARTS.get(kind);
            assertEquals(parts[0], count("[data-figure=plane] .chart svg"));
            assertEquals(3, count(".stems .chart svg"), "three codes of a patch");
            assertEquals(parts[1], count(".codes canvas"), "a patch and its reconstructions");
            assertEquals(parts[2], count(".mosaic canvas"));
            assertEquals(parts[3],
                    count("[data-figure^=training] .chart, [data-figure^=objective] .chart"));
            for (WebElement still : browser.findElements(By.cssSelector(".has-live > .still"))) {
                assertFalse(still.isDisplayed(), "a still figure is replaced");
            }
            assertTrue(Long.parseLong(chrome.executeScript(
                    "return performance.getEntriesByType('resource').filter(r =>"
                            + " !r.name.startsWith('data:')).length")
                    .toString()) == 0);
        }));
    }

    @Test
    void chartsOfATrainingAreNamedAsTheModelIsAndSayWhatTheyShow() {
        open("compare");
        WebElement training = find("[data-figure=training_poisson]");
        assertEquals("How the training went: P-VAE",
                training.findElement(By.tagName("h2")).getText());
        assertTrue(training.findElement(By.cssSelector(".live p")).getText()
                .startsWith("The loss and its parts"));
        assertEquals("The objective while learning: LCA",
                find("[data-figure=objective_lca] h2").getText());
    }

    @Test
    void countsInTheNumbersOfARunHaveNoDecimals() {
        open("train");
        assertTrue(find("table").getText().lines().anyMatch("iterations 60"::equals),
                find("table").getText());
    }

    @Test
    void aPointSaysItsNumbersWhenPointedAtAndByArrowKeys() {
        open("compare");
        WebElement dot = find("[data-figure=plane] path.dot");
        new Actions(browser).moveToElement(dot).perform();
        String tip = find("[data-figure=plane] .tip").getText();
        assertTrue(tip.startsWith("P-VAE encoder"), tip);
        for (String part : List.of("β", "squared error", "[", "lifetime sparsity", "R², pooled")) {
            assertTrue(tip.contains(part), tip);
        }
        find("[data-figure=plane] .chart").sendKeys(Keys.ARROW_DOWN);
        String below = find("[data-figure=plane] .tip").getText();
        assertTrue(below.startsWith("LCA on P-VAE") && below.contains("converged"), below);
        find("[data-figure=plane] .chart").sendKeys(Keys.ARROW_RIGHT);
        assertNotEquals(below, find("[data-figure=plane] .tip").getText());
        find("[data-figure=plane] .chart").sendKeys(Keys.ESCAPE);
        assertFalse(find("[data-figure=plane] .tip").isDisplayed());
    }

    @Test
    void theOptimumOfNoPatchIsWorseAndADotShowsItsPatch() {
        open("compare");
        @SuppressWarnings("unchecked")
        List<List<Double>> errors = (List<List<Double>>) browser.executeScript(
                "return JSON.parse(document.getElementById('look').textContent).browsers[0].patches"
                        + ".map(p => [...p.codes.map(c => c.error + 0.5 - 0.5), p.lower + 1e-9])");
        assertFalse(errors.isEmpty());
        for (List<Double> patch : errors) {
            double optimum = ((Number) patch.get(2)).doubleValue();
            assertTrue(optimum <= ((Number) patch.get(0)).doubleValue() * 1.0006, "" + patch);
            assertTrue(optimum >= ((Number) patch.get(3)).doubleValue() * .9994, "" + patch);
        }
        List<WebElement> dots =
                browser.findElements(By.cssSelector("[data-figure=patches-0] circle.dot"));
        WebElement dot = dots.get(dots.size() - 1);
        String patch = dot.getDomAttribute("data-patch");
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", dot);
        new Actions(browser).moveToElement(dot).click().perform();
        assertEquals("Patch " + patch, find(".controls b").getText());
    }

    @Test
    void patchesAreBrowsedByButtonsKeysAndChoice() {
        open("compare");
        String first = find(".controls b").getText();
        find("button[aria-label='next patch']").click();
        String second = find(".controls b").getText();
        assertNotEquals(first, second);
        find("button[aria-label='next patch']").sendKeys(Keys.ARROW_LEFT);
        assertEquals(first, find(".controls b").getText());
        find("input[value=worst]").click();
        double worst = error();
        find("button[aria-label='next patch']").click();
        assertTrue(error() <= worst, "the worst come first");
        await(() -> count(".stems circle.stem") > 0); // a chart is drawn at the next frame
    }

    private static double error() {
        return Double.parseDouble(find("[data-code=encoder] dd").getText());
    }

    @Test
    void anAtomIsEnlargedByAClickAndLeadsToItsNearestInTheOtherDictionary() {
        open("compare");
        WebElement mosaic = find("[data-figure=dictionary_poisson] .mosaic");
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", mosaic);
        new Actions(browser).moveToElement(mosaic).click().perform();
        WebElement dialog = find("dialog");
        assertTrue(dialog.isDisplayed());
        String said = dialog.getText();
        for (String part : List.of("of P-VAE", "prior rate", "KL", "usage",
                "Nearest in LCA, by |cosine|")) {
            assertTrue(said.contains(part), said);
        }
        assertTrue(count("dialog .enlarged canvas") == 1);
        find("dialog .atoms button").click();
        assertTrue(find("dialog h2").getText().contains("of LCA"), find("dialog h2").getText());
        new Actions(browser).sendKeys(Keys.ESCAPE).perform();
        await(() -> !find("dialog").isDisplayed());
        assertEquals("mosaic", browser.switchTo().activeElement().getDomAttribute("class"),
                "the focus goes back");
    }

    @Test
    void theMosaicIsWalkedByArrowKeys() {
        open("train");
        WebElement mosaic = find(".mosaic");
        mosaic.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ENTER);
        assertTrue(find("dialog").isDisplayed());
        String title = find("dialog h2").getText();
        find("dialog button").sendKeys(Keys.ARROW_RIGHT);
        assertNotEquals(title, find("dialog h2").getText(), "arrows go on in the dialog");
    }

    @Test
    void fitsATelephoneAndTheDark() {
        open("compare");
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        try {
            open("compare");
            assertEquals("390", browser.executeScript(
                    "return String(document.documentElement.scrollWidth)"));
            String paper = browser.executeScript(
                    "return getComputedStyle(document.body).backgroundColor").toString();
            assertEquals("rgb(23, 25, 28)", paper);
        } finally {
            browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
            browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    @Test
    void onPaperAndWithoutScriptsTheStillFiguresAreThere() throws Exception {
        open("compare");
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        try {
            assertTrue(find("[data-figure=plane] > .still svg").isDisplayed());
            assertFalse(find("[data-figure=plane] .live").isDisplayed());
        } finally {
            browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        }
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            browser.get(RESULTS.get("compare").resolve("report.html").toUri().toString());
            assertTrue(find("[data-figure=plane] > .still svg").isDisplayed());
            assertEquals(0, count(".live"));
        } finally {
            browser.executeCdpCommand("Emulation.setScriptExecutionDisabled",
                    Map.of("value", false));
        }
    }
}
