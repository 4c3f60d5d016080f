package parsimony.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import parsimony.data.FileFault;
import parsimony.data.PatchShape;
import parsimony.data.WholeNumber;
import parsimony.encoding.ByteSize;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.RowRange;
import parsimony.experiment.plot.AtomOrder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.VaePlan;
import parsimony.experiment.table.SeedTable;
import parsimony.signals.InputException;
import parsimony.signals.Setting;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Activation;
import parsimony.vae.Constraint;
import parsimony.vae.Distribution;
import parsimony.vae.DivergenceException;
import parsimony.vae.Estimator;
import parsimony.vae.Indicator;
import parsimony.vae.Inference;
import parsimony.vae.Levels;
import parsimony.vae.Network;
import parsimony.vae.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine;

/**
 * The {@code parsimony} command. Its exit status is 0 if all is done, 2 if the user's input was
 * wrong or the user stopped it, and 1 if a training diverged or the fault is ours.
 */
@Command(name = "parsimony", version = "Parsimony " + RunRecord.VERSION,
        mixinStandardHelpOptions = true,
        description = "Compares sparse coding (LCA, ISTA and kin) with amortized inference"
                + " (Poisson VAEs).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  parsimony compare                          the main job, on built-in images",
            "  parsimony compare --data PHOTOS --out R    the same on a folder of photographs",
            "  parsimony compare FILE.yaml --dry-run      the plan of an experiment of your own",
            "  parsimony COMMAND --help                   every option of a command, with examples",
            "%nProgress goes to standard error: a bar on a terminal, elsewhere a line every half"
                    + " minute and at the end of a phase. Ctrl-C or SIGTERM stops a command within"
                    + " seconds, with exit status 2. Nothing half-written stays. What learn, train,"
                    + " compare and download have done is kept, and they say how to go on."})
public final class Parsimony implements Runnable {
    /** The commands, in the order of the help. */
    static final List<Class<?>> COMMANDS = List.of(CompareCommand.class, PrepareCommand.class,
            LearnCommand.class, TrainCommand.class, ImportCommand.class, InferCommand.class,
            JoinCommand.class, MeasureCommand.class, GapCommand.class, GradientsCommand.class,
            PathCommand.class,
            TableCommand.class,
            PlotCommand.class, ViewCommand.class, DownloadCommand.class, DevicesCommand.class,
            CompletionCommand.class, HelpCommand.class);
    private static final int INPUT_WAS_WRONG = 2;
    private static final int OUR_FAULT = 1;
    /** How long a command that is told to stop may take to stop cleanly. */
    private static final int GRACE_SECONDS = 20;
    /** The words of Linux and macOS when a disk, or the user's quota on it, is full. */
    private static final Pattern NO_ROOM = Pattern.compile("No space left|[Qq]uota exceeded");

    @CommandLine.Spec
    private CommandSpec spec;

    private Parsimony() {}

    /**
     * Runs one command and exits with its status.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        stopCleanlyWhenTold(Thread.currentThread(), ended); // first, before anything slow
        // Numbers have the same digits and decimal points in every locale, in libraries, too.
        Locale.setDefault(Locale.ROOT);
        boolean launched = "stdin".equals(System.getProperty("parsimony.results"));
        if (launched) { // the launcher uses this descriptor for errors
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.out), true,
                    encoding("stderr.encoding")));
        }
        ResultStream results = ResultStream.install(
                launched ? FileDescriptor.in : FileDescriptor.out, encoding("stdout.encoding"));
        int status = execute(arguments);
        if (status == 0 && results.isLost()) {
            System.err.println("parsimony: standard output could not be written ("
                    + results.failure() + "): what was printed is"
                    + " cut short, files are whole");
            status = INPUT_WAS_WRONG;
        }
        ended.complete(status);
        System.exit(status);
    }

    private static Charset encoding(String property) {
        return Charset.forName(System.getProperty(property, System.getProperty("native.encoding")));
    }

    /**
     * Runs one command.
     *
     * @return the exit status
     */
    static int execute(String... arguments) {
        List<String> words = List.of(arguments);
        // A word that begins with @ names a file of further words.
        boolean all = words.contains("completion")
                || words.stream().anyMatch(word -> word.startsWith("@"));
        return commandLine(name -> all || words.contains(name)).execute(arguments);
    }

    /** All commands with their options, as help texts and pages list them. */
    static CommandLine commandLine() {
        return commandLine(name -> true);
    }

    /**
     * The commands. To build the model of a command with its options takes a while, and loads what
     * it calls. So only those that are asked for are whole; of others, the name and what they do
     * are known.
     *
     * @param whole whether the options of a command are needed
     */
    private static CommandLine commandLine(Predicate<String> whole) {
        CommandLine parsimony = new CommandLine(new Parsimony());
        for (Class<?> type : COMMANDS) {
            Command command = type.getAnnotation(Command.class);
            if (whole.test(command.name())) {
                CommandLine made = new CommandLine(type);
                EnumName.show(made.getCommandSpec());
                if (type == InferCommand.class) {
                    InferenceOptions.addKnobs(made.getCommandSpec());
                }
                parsimony.addSubcommand(made);
            } else {
                CommandSpec named = CommandSpec.create().name(command.name());
                named.usageMessage().description(command.description());
                parsimony.addSubcommand(named);
            }
        }
        HelpLayout.apply(parsimony);
        return parsimony
                .registerConverter(int.class, converter(WholeNumber::parseInt))
                .registerConverter(Integer.class, converter(WholeNumber::parseInt))
                .registerConverter(long.class, converter(WholeNumber::parseLong))
                .registerConverter(Long.class, converter(WholeNumber::parseLong))
                .registerConverter(double.class, converter(Parsimony::number))
                .registerConverter(Double.class, converter(Parsimony::number))
                .registerConverter(Solver.class, converter(Solver::of))
                .registerConverter(DictionaryUpdate.class, new EnumName<>(DictionaryUpdate.class))
                .registerConverter(ModelOptions.Groups.class,
                        new EnumName<>(ModelOptions.Groups.class))
                .registerConverter(Distribution.class, new EnumName<>(Distribution.class))
                .registerConverter(Estimator.class, new EnumName<>(Estimator.class))
                .registerConverter(Activation.class, new EnumName<>(Activation.class))
                .registerConverter(Constraint.class, new EnumName<>(Constraint.class))
                .registerConverter(Inference.Kind.class, new EnumName<>(Inference.Kind.class))
                .registerConverter(Inference.Kl.class, new EnumName<>(Inference.Kl.class))
                .registerConverter(Network.class, converter(Network::of))
                .registerConverter(Indicator.class, new EnumName<>(Indicator.class))
                .registerConverter(Levels.Link.class, new EnumName<>(Levels.Link.class))
                .registerConverter(AtomOrder.class, new EnumName<>(AtomOrder.class))
                .registerConverter(Schedule.Curve.class, new EnumName<>(Schedule.Curve.class))
                .registerConverter(VaePlan.Preset.class, new EnumName<>(VaePlan.Preset.class))
                .registerConverter(TableCommand.Kind.class, new EnumName<>(TableCommand.Kind.class))
                .registerConverter(SeedTable.Over.class, new EnumName<>(SeedTable.Over.class))
                .registerConverter(RowRange.class, converter(RowRange::parse))
                .registerConverter(ByteSize.class, converter(ByteSize::parse))
                .registerConverter(CodesFormat.class, converter(CodesOptions::parse))
                .registerConverter(PatchShape.class, converter(PatchShape::parse))
                .setExecutionStrategy(Parsimony::carryOut)
                .setParameterExceptionHandler(Parsimony::explainUsage)
                .setExecutionExceptionHandler(Parsimony::explain);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** Reads the text of an option by a parser whose message says what would be right. */
    private static <T> CommandLine.ITypeConverter<T> converter(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (InputException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        };
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException("must be a number such as 0.5 or 1e-3, got "
                    + (text.isBlank() ? "nothing" : text));
        }
    }

    /**
     * Handles Ctrl-C, SIGTERM and SIGHUP: the running command is interrupted. It keeps its
     * checkpoint, removes half-written files and says so. A second signal changes nothing.
     *
     * @param ended completed with the command's exit status
     */
    private static void stopCleanlyWhenTold(Thread command, CompletableFuture<Integer> ended) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (ended.isDone()) {
                return;
            }
            command.interrupt();
            int status = INPUT_WAS_WRONG;
            try {
                status = ended.get(GRACE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                System.err.println(
                        "parsimony: stopped in the midst of its work, which did not end within "
                                + GRACE_SECONDS
                                + " s; the next command clears away what is half-written");
            } catch (InterruptedException | ExecutionException e) {
                // Nothing is left to do but to stop.
            }
            Runtime.getRuntime().halt(status);
        }));
    }

    /**
     * Runs the parsed command. It turns Java's errors, such as too little memory, into exceptions,
     * which get an explanation; an error would end the main thread with a stack trace.
     */
    private static int carryOut(CommandLine.ParseResult parsed) {
        try {
            if (Thread.interrupted()) {
                throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(),
                        "stopped before it began",
                        new CancellationException());
            }
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            String message = "this takes more memory than the "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB that Java may use;"
                    + " take less data or a smaller model, or allow more, as with"
                    + " PARSIMONY_JAVA_OPTIONS=-Xmx16g";
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), message,
                    new InputException(message, e));
        } catch (Error e) {
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(),
                    e.toString(), new Exception(e.toString(), e));
        }
    }

    private static int explainUsage(CommandLine.ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        List<String> near = e instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions() : List.of();
        err.println("parsimony: " + oneLine(String.valueOf(e.getMessage()))
                + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?") + " (see "
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        return INPUT_WAS_WRONG;
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean verbose =
                parsed.subcommand() != null && parsed.subcommand().hasMatchedOption("--verbose");
        // An interrupt while a file is written gives another exception, so the flag counts, too.
        boolean stopped = e instanceof InterruptedException || e instanceof CancellationException
                || Thread.currentThread().isInterrupted()
                        && (!(e instanceof InputException) || e.getCause() instanceof IOException);
        Exception refusal = refusal(e, parsed);
        boolean input = refusal instanceof InputException;
        if (stopped) {
            err.println("parsimony: stopped before the end; nothing was written");
        } else if (input) {
            err.println("parsimony: " + spoken(refusal, command));
        } else {
            err.println("parsimony: failed: " + failure(e, command)
                    + (verbose ? "" : " (--verbose shows where)"));
        }
        if (verbose) {
            e.printStackTrace(err);
        }
        return input || stopped ? INPUT_WAS_WRONG : OUR_FAULT;
    }

    /**
     * The message for a failure although the input was right. It has the name of the exception,
     * whose message alone could look like advice. A training that diverged needs no name: it is a
     * known outcome.
     */
    private static String failure(Exception e, CommandLine command) {
        Throwable said = e.getCause() instanceof Error ? e.getCause() : e;
        String name =
                said instanceof DivergenceException ? "" : said.getClass().getSimpleName() + ": ";
        return said.getMessage() == null ? said.getClass().getSimpleName()
                : name + spoken(said, command);
    }

    /** The message of an exception on one line, with options in place of marked settings. */
    private static String spoken(Throwable e, CommandLine command) {
        String message = e instanceof Setting.Marked marked ? marked.marked() : e.getMessage();
        String subject = Setting.subject(message);
        // A subject may be a key of an experiment's file, although another command has an option
        // of that name.
        return oneLine(Setting.spoken(message,
                name -> name.equals(subject)
                        && command.getCommandSpec().findOption("--" + name) == null ? name
                                : option(name)));
    }

    /** The option of a setting on the command line. */
    static String option(String setting) {
        return setting.matches("[a-z][a-z0-9-]*") ? "--" + setting : setting;
    }

    /**
     * Explains what the system refused, which is not our fault: a file could not be read or
     * written, or the disk is full. Any other exception is returned unchanged.
     */
    private static Exception refusal(Exception e, CommandLine.ParseResult parsed) {
        Throwable said = e instanceof UncheckedIOException ? e.getCause() : e;
        if (said instanceof FileSystemException refused && refused.getFile() != null) {
            return FileFault.of(Path.of(refused.getFile()), refused);
        }
        if (said instanceof IOException
                && NO_ROOM.matcher(String.valueOf(said.getMessage())).find()) { // without a file
            Path out = parsed.subcommand().matchedOptionValue("--out", null);
            return new InputException((out == null ? "" : "--out " + out + ": ")
                    + "cannot be written (" + said.getMessage()
                    + "); make room, or name a folder where there is some", e);
        }
        return e;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
