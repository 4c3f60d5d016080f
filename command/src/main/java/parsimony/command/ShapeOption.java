package parsimony.command;

import parsimony.data.PatchShape;
import picocli.CommandLine.Option;

/** The option for the height and width of patches and atoms, if their file does not tell them. */
final class ShapeOption {
    @Option(names = "--shape", paramLabel = "HxW",
            description = "Height and width of a patch in pixels, such as 12x20, for"
                    + " pictures. By default what the config.json beside the patches says, else a"
                    + " square.")
    PatchShape shape;
}
