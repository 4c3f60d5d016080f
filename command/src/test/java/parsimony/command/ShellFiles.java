package parsimony.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** What a release has for shells, from the model that the help texts are made from too. */
final class ShellFiles {
    private ShellFiles() {}

    /**
     * Writes the script for completion, and the manual pages in AsciiDoc.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        CommandLine parsimony = Parsimony.commandLine();
        CommandSpec spec = parsimony.getCommandSpec();
        Files.writeString(
                Files.createDirectories(folder.resolve("completion")).resolve(spec.name()),
                CompletionCommand.script(Parsimony.commandLine()));
        name(spec, spec.version());
        parsimony.getSubcommands().values()
                .forEach(command -> name(command.getCommandSpec(), spec.version()));
        int status = ManPageGenerator.generateManPage(
                Files.createDirectories(folder.resolve("adoc")).toFile(), null, new boolean[0],
                true, spec);
        if (status != 0) {
            throw new IOException("the manual pages could not be written to " + folder);
        }
    }

    /** Gives a page what help texts do not have: a line that says what it is, and a version. */
    private static void name(CommandSpec command, String... version) {
        UsageMessageSpec message = command.usageMessage();
        message.header(HelpLayout.summary(message.description())).footerHeading("Examples%n");
        command.version(version);
    }
}
