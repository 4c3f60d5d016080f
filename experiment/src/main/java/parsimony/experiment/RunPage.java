package parsimony.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Report;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PatchBrowser;
import parsimony.experiment.run.RunRecord;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Inference;

/**
 * The page of a single run, such as one of {@code train}: a function of its folder. Its numbers are
 * those of {@code metrics.json}, whatever they are called.
 */
public final class RunPage {
    private static final MathContext DIGITS = new MathContext(6);

    /** What {@code config.json} has of a VAE. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Settings(Architecture architecture) {
    }

    private RunPage() {}

    /**
     * Draws the figures of a finished run and writes its page.
     *
     * @param run folder of the run, with its {@code metrics.json}
     * @param out folder for {@code report.html} and, in a folder of their own, the figures; the
     *     run's own or another
     * @return the page
     * @throws parsimony.signals.InputException if a file of the run is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static Path write(Path run, Path out) throws IOException {
        ResultView result = new ResultView(run);
        Report.Shown shown = ResultFigures.illustrate(result, out.resolve("figures"));
        JsonNode metrics = RunRecord.readMetrics(run);
        Path page = out.resolve(FileNames.REPORT);
        Inference steps = stepwise(result);
        Report.write(page, new Report.Page(title(run, result.settings()),
                "How well does the model describe patches, what did it learn, and how much does its"
                        + (steps == null ? " encoder" : " inference") + " lose patch by patch?",
                answer(result, metrics, steps), shown, List.of(numbers(metrics)),
                Files.readString(run.resolve(FileNames.CONFIG))));
        return page;
    }

    private static String title(Path run, JsonNode settings) {
        String name = run.toAbsolutePath().normalize().getFileName().toString();
        JsonNode latent = settings.path("architecture").path("latent");
        JsonNode method = settings.path("learning").path("method");
        return latent.isTextual()
                ? name + ": " + Distribution.valueOf(latent.asText()).label() + ", trained"
                : method.isTextual()
                        ? name + ": a dictionary learned by " + Solver.of(method.asText()).label()
                        : name;
    }

    /** How the model finds codes step by step; null if an encoder gives them in one shot. */
    private static Inference stepwise(ResultView result) {
        return result.settings().path("architecture").path("inference").isObject()
                ? RunRecord.readSettings(result.folder(), Settings.class).architecture.inference()
                : null;
    }

    private static String answer(ResultView result, JsonNode metrics, Inference steps) {
        if (result.has(FileNames.PATCH_BROWSER)) {
            List<PatchBrowser.Shown> random = RunRecord
                    .read(result.file(FileNames.PATCH_BROWSER), PatchBrowser.class).patches()
                    .stream().filter(patch -> patch.choices().contains(PatchBrowser.Choice.RANDOM))
                    .toList();
            double own = random.stream().mapToDouble(patch -> patch.encoder().error()).average()
                    .orElse(0);
            double best = random.stream().mapToDouble(patch -> patch.optimum().error()).average()
                    .orElse(0);
            return String.format(Locale.ROOT,
                    "On %d validation patches drawn at random, the %s leaves a"
                            + " squared error of %.4g per patch; the best codes of the same L1 on"
                            + " the same dictionary leave %.4g.",
                    random.size(), Inference.finder(steps), own, best);
        }
        if (metrics.path("objective").isNumber()) {
            return String.format(Locale.ROOT, "The objective per held-out patch came to %.4g.",
                    metrics.path("objective").asDouble());
        }
        return metrics.path("mse_map").isNumber() ? String.format(Locale.ROOT,
                "The model leaves a squared error of %.4g per patch, of its posterior mean.",
                metrics.path("mse_map").asDouble()) : "The numbers are in the table.";
    }

    private static Table numbers(JsonNode metrics) {
        List<List<Object>> rows = new ArrayList<>();
        metrics.properties().stream().filter(metric -> metric.getValue().isNumber())
                .forEach(metric -> rows.add(List.of(metric.getKey(), shown(metric.getValue()))));
        metrics.path("levels").properties()
                .forEach(metric -> rows.add(List.of(metric.getKey(), shown(metric.getValue()))));
        return new Table("The numbers of metrics.json.",
                List.of(Table.Column.text("measure"), Table.Column.setting("value")), rows);
    }

    /** A count as it is, and a measure to as many digits as the command prints. */
    private static BigDecimal shown(JsonNode number) {
        return number.isIntegralNumber() ? number.decimalValue()
                : number.decimalValue().round(DIGITS);
    }
}
