package parsimony.experiment;

import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import parsimony.experiment.run.Run;

/**
 * A plan as a table: what is swept, every run, whether it is finished already, about how long it
 * takes, and what all of them need.
 */
public final class PlanTable {
    private static final String FINISHED = "finished";

    /**
     * A run.
     *
     * @param run     its name, with the values of keys that are swept for all models
     * @param state   what is to do: for example "finished"
     * @param seconds that it will still take
     */
    public record Row(String run, String state, double seconds) {
    }

    /**
     * A key with a list.
     *
     * @param key    its name from the top
     * @param values as written
     */
    public record Swept(String key, List<String> values) {
    }

    private final SweepPlan plan;
    private final int jobs;
    private final List<Row> rows = new ArrayList<>();
    /** Seconds for the patches and the report, which are not runs. */
    private final double beside;
    private final double memory;
    private final double disk;

    /**
     * A table of the runs of a plan.
     *
     * @param plan the plan of the experiments
     * @param store the folder of its runs
     * @param jobs models to train at once; null for what suits this machine
     */
    public PlanTable(SweepPlan plan, RunStore store, Integer jobs) {
        this(plan, store, jobs, MachineSpeed.measure());
    }

    /** @param speed of this machine relative to the reference */
    PlanTable(SweepPlan plan, RunStore store, Integer jobs, double speed) {
        this.plan = plan;
        Map<Run, String> labels = labels(plan);
        double seconds = 0;
        double most = 0;
        double bytes = 0;
        int together = Integer.MAX_VALUE;
        for (SweepPlan.Share share : plan.shares()) {
            Cost cost = new Cost(share.plan(), share.cells(), speed);
            int before = rows.size();
            for (Plan.Cell cell : share.cells()) {
                for (Run run : cell.runs()) {
                    String name = run.name() + labels.getOrDefault(run, "");
                    rows.add(store.finished(run) ? new Row(name, FINISHED, 0) : new Row(name,
                            store.begun(run) ? "begun" : "to do", cost.seconds(run)));
                }
            }
            boolean prepared = Files.exists(store.patchesOf(share.plan()))
                    || rows.subList(before, rows.size()).stream().allMatch(PlanTable::isFinished);
            seconds += prepared ? 0 : cost.preparationSeconds();
            most = Math.max(most, cost.mostBytes());
            bytes += cost.diskBytes();
            together = Math.min(together, cost.jobs());
        }
        this.jobs = jobs != null ? jobs : together;
        this.memory = most;
        this.disk = bytes;
        this.beside = seconds + new Cost(plan.first(), plan.first().cells(), speed)
                .reportSeconds(plan);
    }

    /** What sets the runs of one name apart: the values of keys that are swept for all models. */
    private static Map<Run, String> labels(SweepPlan plan) {
        Map<Run, String> labels = new HashMap<>();
        for (SweepPlan.Place place : plan.places()) {
            String label = place.values().entrySet().stream()
                    .filter(entry -> plan.isOfAll(entry.getKey()))
                    .map(entry -> " " + Sweep.last(entry.getKey()) + "="
                            + SweptKey.text(entry.getValue()))
                    .collect(Collectors.joining());
            place.cell().runs().forEach(run -> labels.putIfAbsent(run, label));
        }
        return labels;
    }

    private static boolean isFinished(Row row) {
        return row.state.equals(FINISHED);
    }

    /**
     * Prints what is swept, a line per run, and what is left in all.
     *
     * @param out where to print
     */
    public void print(PrintStream out) {
        for (Swept key : swept()) {
            out.println(key.key + ": " + String.join(", ", key.values));
        }
        if (!plan.sweep().isSingle()) {
            int shared = plan.runsOfAll() - rows.size();
            out.printf(Locale.ROOT, "%d experiment%s, %d different runs%s%n",
                    plan.plans().size(), plan.plans().size() == 1 ? "" : "s", rows.size(),
                    shared == 0 ? "" : "; " + shared + " more are shared");
        }
        out.printf(Locale.ROOT, "%-48s %-9s %9s%n", "run", "state", "about");
        for (Row row : rows) {
            out.printf(Locale.ROOT, "%-48s %-9s %9s%n", row.run, row.state,
                    row.seconds == 0 ? "" : words(row.seconds));
        }
        out.printf(Locale.ROOT,
                "%d runs, %d finished; about %s to do, %d model%s at once on %d cores%n",
                rows.size(), finished(), words(left()), jobs, jobs == 1 ? "" : "s",
                Runtime.getRuntime().availableProcessors());
        out.println("of which about " + words(beside) + " for patches and report");
        out.println("a run takes at most about " + size(memory) + " of memory, and all of them "
                + size(disk) + " of disk");
        out.println("data " + plan.plans().stream().map(each -> each.experiment().data().images())
                .distinct().collect(Collectors.joining(", ")) + ", SHA-256 " + plan.checksum());
        plan.plans().stream().map(Plan::reading).distinct().forEach(out::println);
        plan.plans().stream().map(each -> "patches: " + each.pipeline()).distinct()
                .forEach(out::println);
    }

    private List<Swept> swept() {
        return plan.sweep().keys().stream().map(key -> new Swept(key.name(),
                key.values().stream().map(SweptKey::text).toList())).toList();
    }

    /**
     * The plan for other programs, as {@code --json} prints it.
     *
     * @param swept    the keys with lists
     * @param experiments how many experiments the lists make
     * @param runs     every run
     * @param shared   how many more runs there would be if experiments did not share them
     * @param finished how many runs are finished
     * @param seconds  that are left in all, for the runs, the patches and the report
     * @param memory   bytes of the run that needs most, without the patches, about
     * @param disk     bytes of all runs and patches, about
     * @param jobs     models to train at once
     * @param data     where the images are
     * @param read     how they were read
     * @param sha256   {@linkplain Plan#checksum checksum} of the images
     * @param pipeline from images to patches; of the first experiment
     */
    public record Metrics(List<Swept> swept, int experiments, List<Row> runs, int shared,
            long finished, double seconds, double memory, double disk, int jobs, String data,
            String read, String sha256, String pipeline) {
    }

    /** {@return the plan for other programs} */
    public Metrics metrics() {
        Plan first = plan.first();
        return new Metrics(swept(), plan.plans().size(), rows, plan.runsOfAll() - rows.size(),
                finished(), left(), memory, disk, jobs, first.experiment().data().images(),
                first.reading(), plan.checksum(), first.pipeline().toString());
    }

    private long finished() {
        return rows.stream().filter(PlanTable::isFinished).count();
    }

    private double left() {
        return beside + rows.stream().mapToDouble(Row::seconds).sum();
    }

    private static String size(double bytes) {
        return bytes < 1e9 ? String.format(Locale.ROOT, "%.0f MB", Math.max(1, bytes / 1e6))
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private static String words(double seconds) {
        Duration time = Duration.ofSeconds(Math.max(1, Math.round(seconds)));
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? Math.round(seconds / 60) + " min" : time.toSeconds() + " s";
    }
}
