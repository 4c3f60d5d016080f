package parsimony.experiment;

import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A plan as a table: every run, whether it is finished already, and about how long it takes. */
public final class PlanTable {
    private static final String FINISHED = "finished";

    /**
     * A run.
     *
     * @param run     its name
     * @param state   what is to do: for example "finished"
     * @param seconds that it will still take
     */
    public record Row(String run, String state, double seconds) {
    }

    private final Plan plan;
    private final int jobs;
    private final List<Row> rows;
    /** Seconds for the patches and the report, which are not runs. */
    private final double beside;

    /**
     * A table of the runs of a plan.
     *
     * @param plan the plan of the experiment
     * @param store the folder of its runs
     * @param jobs models to train at once; null for what suits this machine
     */
    public PlanTable(Plan plan, RunStore store, Integer jobs) {
        Cost cost = new Cost(plan, MachineSpeed.measure());
        this.plan = plan;
        this.jobs = jobs != null ? jobs : cost.jobs();
        this.rows = plan.runs().stream().map(run -> store.finished(run)
                ? new Row(run.name(), FINISHED, 0)
                : new Row(run.name(), store.begun(run) ? "begun" : "to do", cost.seconds(run)))
                .toList();
        boolean prepared = finished() == rows.size() || Files.exists(store.patchesOf(plan));
        this.beside = (prepared ? 0 : cost.preparationSeconds()) + cost.reportSeconds();
    }

    /**
     * Prints a line per run, and the time that is left in all.
     *
     * @param out where to print
     */
    public void print(PrintStream out) {
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
        out.println("data " + plan.experiment().data().images() + ", SHA-256 " + plan.checksum());
        out.println(plan.reading());
        out.println("patches: " + plan.pipeline());
    }

    /**
     * The plan for other programs, as {@code --json} prints it.
     *
     * @param runs     every run
     * @param finished how many runs are finished
     * @param seconds  that are left in all, for the runs, the patches and the report
     * @param jobs     models to train at once
     * @param data     where the images are
     * @param read     how they were read
     * @param sha256   {@linkplain Plan#checksum checksum} of the images
     * @param pipeline from images to patches
     */
    public record Metrics(List<Row> runs, long finished, double seconds, int jobs, String data,
            String read,
            String sha256, String pipeline) {
    }

    /** {@return the plan for other programs} */
    public Metrics metrics() {
        return new Metrics(rows, finished(), left(), jobs, plan.experiment().data().images(),
                plan.reading(),
                plan.checksum(), plan.pipeline().toString());
    }

    private long finished() {
        return rows.stream().filter(row -> row.state.equals(FINISHED)).count();
    }

    private double left() {
        return beside + rows.stream().mapToDouble(Row::seconds).sum();
    }

    private static String words(double seconds) {
        Duration time = Duration.ofSeconds(Math.max(1, Math.round(seconds)));
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
