package parsimony.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import parsimony.experiment.run.RunRecord;
import parsimony.vae.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what TensorFlow can compute on. */
@Command(name = "devices", mixinStandardHelpOptions = true,
        description = "Lists what TensorFlow can compute on, and what is missing to use a GPU"
                + " that is there.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony devices", "  PARSIMONY_PROFILE=gpu parsimony devices"})
final class DevicesCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    @Option(names = "--verbose", description = "Show where an error came from.")
    private boolean verbose;

    @Override
    public Integer call() {
        List<Devices.Entry> devices = Devices.list();
        String diagnosis = Devices.gpuDiagnosis();
        if (json) {
            System.out.println(RunRecord.oneLine(Map.of("devices", devices, "gpu", diagnosis)));
            return 0;
        }
        for (Devices.Entry device : devices) {
            System.out.printf(Locale.ROOT, "%-8s %.1f GiB%n", device.name(),
                    device.memory() / (double) (1L << 30));
        }
        System.out.println(diagnosis);
        return 0;
    }
}
