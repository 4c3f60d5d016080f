package parsimony.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.PatchShape;
import parsimony.data.TemporaryFolder;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.gap.CodeGapAnalysis;
import parsimony.experiment.gap.CodeGapResult;
import parsimony.experiment.gap.GapAnalysis;
import parsimony.experiment.gap.RunGap;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.vae.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures what the encoder of a trained P-VAE loses against iterative inference, or how much
 * better any codes could have been on their dictionary.
 */
@Command(name = "gap", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Measures the amortization gap of a trained P-VAE, RUN: what its encoder"
                + " loses against LCA, ISTA, FISTA and the exact lasso on its dictionary and"
                + " against the best Poisson posterior of each patch, how many iterations of"
                + " inference close the gap, and the gap against compute, by steps and by"
                + " processor time. Takes about two minutes on two cores. Of a P-VAE of two"
                + " levels it measures what each level loses (docs/levels.md), and of an"
                + " iterative one what its rates lose in its own objective without noise"
                + " (docs/iterative.md).",
            "With --encoder, or with --dictionary and --codes, it measures any codes: how much"
                    + " better others could have been on the same dictionary. At equal L1 by two"
                    + " proven bounds, at equal L0 by a better code, and by better magnitudes of"
                    + " the same units. Files are read in blocks, so there may be millions of"
                    + " patches (docs/any-encoder.md)."},
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony gap pvae",
            "  parsimony gap pvae --patches patches/validation.npy --measured 2000 --out gap",
            "  parsimony gap pvae --json",
            "  parsimony gap pvae --lista lista-1 lista-4 lista-16",
            "  parsimony gap --encoder sae_folder --patches X.npy --out gap",
            "  parsimony gap --dictionary D.npy --codes A.npz#codes --patches X.npy --out gap"})
final class GapCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "0..1",
            description = "Folder of a finished run of parsimony train --model poisson with a"
                    + " linear decoder.")
    private Path trained;

    @Option(names = "--encoder", paramLabel = "F",
            description = "Measure the codes of an encoder: a file or folder that parsimony import"
                    + " reads, what it wrote, or a finished run of parsimony train with a linear"
                    + " decoder.")
    private Path encoder;

    @Option(names = "--dictionary", paramLabel = "F",
            description = "Measure the codes in a file under this dictionary, K×D or D×K. F is"
                    + " FILE or FILE#NAME, in any form of docs/arrays.md, here and below.")
    private String dictionary;

    @Option(names = "--codes", paramLabel = "F", description = "The codes, N×K.")
    private String codes;

    @Option(names = "--bias", paramLabel = "F",
            description = "The decoder's bias, D numbers. Default: none.")
    private String bias;

    @Option(names = "--patches", paramLabel = "F",
            description = "Patches to measure on, N×D. Needed, but for RUN: there the default is"
                    + " the validation patches of the run.")
    private String patches;

    @Option(names = "--measured", paramLabel = "N", defaultValue = "500",
            showDefaultValue = Visibility.ALWAYS,
            description = "Most patches to measure on, spread evenly over the file. For RUN;"
                    + " other codes are measured on all.")
    private int measured;

    @Option(names = "--support", paramLabel = "NATS", defaultValue = "" + GapAnalysis.SUPPORT_NATS,
            showDefaultValue = Visibility.ALWAYS,
            description = "A unit is in a patch's support if its rate is above the prior's and"
                    + " diverges from it by at least this. For RUN.")
    private double support;

    @Option(names = "--interval", paramLabel = "LEVEL", defaultValue = "" + SampleMean.LEVEL,
            showDefaultValue = Visibility.ALWAYS,
            description = "Confidence of the intervals over patches; .95 for 95%%.")
    private double interval;

    @Option(names = "--lista", paramLabel = "RUN", arity = "1..*",
            description = "Folders of parsimony train --model lista --dictionary"
                    + " RUN/dictionary.npy --constraint fixed: points of learned steps for the"
                    + " gap against compute. For RUN.")
    private List<Path> lista = List.of();

    @Option(names = "--out", paramLabel = "DIR",
            description = "Folder to write, new or empty. By default results/gap-1, or the next"
                    + " number that is free.")
    private Path out;

    @Mixin
    private ShapeOption shape;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        requireOneKind();
        return trained == null ? ofCodes() : ofRun();
    }

    /** @throws InputException unless exactly one way to say what is measured is complete */
    private void requireOneKind() {
        List<String> kinds = new ArrayList<>();
        if (trained != null) {
            kinds.add("RUN");
        }
        if (encoder != null) {
            kinds.add("--encoder");
        }
        if (dictionary != null || codes != null) {
            kinds.add("--dictionary and --codes");
        }
        if (kinds.size() != 1) {
            throw new InputException((kinds.isEmpty() ? "gap: nothing to measure"
                    : "gap: " + String.join(" and ", kinds)
                            + " together")
                    + "; name a RUN, or --encoder, or --dictionary with"
                    + " --codes");
        }
        boolean given = kinds.get(0).startsWith("--dictionary");
        if (given && (dictionary == null || codes == null)) {
            throw new InputException(dictionary == null ? "--codes: need --dictionary, too"
                    : "--dictionary: needs --codes, too");
        }
        if (bias != null && !given) {
            throw new InputException("--bias: only with --dictionary; leave it out");
        }
        if (trained == null) {
            if (patches == null) {
                throw new InputException("--patches: is needed with " + kinds.get(0));
            }
            for (String option : List.of("--measured", "--support", "--shape", "--lista")) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw new InputException(
                            option + ": not with " + kinds.get(0) + "; leave it out");
                }
            }
        }
    }

    private int ofCodes() throws IOException {
        CodeGapAnalysis.Settings settings = new CodeGapAnalysis.Settings(RunRecord.place(encoder),
                Places.absolute(dictionary), Places.absolute(patches), Places.absolute(codes),
                Places.absolute(bias), interval);
        requireFree();
        TemporaryFolder.require();
        Path destination = destination();
        ResultFolder.requireApart(destination, encoder, Places.file(dictionary),
                Places.file(patches), Places.file(codes), Places.file(bias));
        try (ResultFolder folder = new ResultFolder(destination, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), settings);
            CodeGapResult result = new CodeGapAnalysis(settings, folder, progress).run();
            result.writeReport(folder, encoder != null ? encoder.toString() : codes,
                    ResultFigures.illustrate(folder.path()));
            folder.commit();
            progress.close();
            print(folder, result.metrics(), result.tables(), result.answer());
        }
        return 0;
    }

    private int ofRun() throws IOException {
        PatchShape known = shape.shape != null ? shape.shape
                : PictureShape.beside(trained.resolve(ResultFolder.CONFIG), Places.file(patches));
        GapAnalysis.Settings settings =
                new GapAnalysis.Settings(RunRecord.place(trained), Places.absolute(patches),
                        measured, support, interval, run.seed, known,
                        lista.stream().map(RunRecord::place).toList());
        requireFree();
        TemporaryFolder.require(); // for fonts, on a machine without any
        Device.CPU.requireAvailable();
        Path destination = destination();
        ResultFolder.requireApart(destination, trained, Places.file(patches));
        ResultFolder.requireApart(destination, lista.toArray(Path[]::new));
        try (ResultFolder folder = new ResultFolder(destination, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), settings);
            RunGap result = RunGap.measure(settings, folder, progress);
            result.writeReport(folder, trained.toString(), ResultFigures.illustrate(folder.path()));
            folder.commit();
            progress.close();
            print(folder, result.metrics(), result.tables(), result.answer());
        }
        return 0;
    }

    private void requireFree() {
        if (out != null) {
            ResultFolder.requireFree(out, run.force);
        }
    }

    private Path destination() {
        return out == null ? ResultFolder.firstFree("gap") : out;
    }

    private void print(ResultFolder folder, Object metrics, List<Table> tables, String answer) {
        if (run.json) {
            System.out.println(RunRecord.oneLine(metrics));
            return;
        }
        tables.forEach(table -> System.out.println(table.markdown()));
        System.out.println(answer);
        System.out.println("Report: " + folder.destination().resolve(FileNames.REPORT));
    }
}
