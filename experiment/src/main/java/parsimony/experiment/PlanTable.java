package parsimony.experiment;

import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as a table: every run, whether it is finished already, and about how long it takes. */
public final class PlanTable {
    private static final String FINISHED = "finished";

    /** @param seconds that are left of it */
    private record Row(String run, String state, double seconds) {
    }

    private final Plan plan;
    private final int jobs;
    private final List<Row> rows;
    /** Of the patches and the report, which are no runs. */
    private final double beside;

    /** @param jobs models to train at once; null for what suits this machine */
    public PlanTable(Plan plan, RunStore store, Integer jobs) {
        Cost cost = new Cost(plan, MachineSpeed.measure());
        this.plan = plan;
        this.jobs = jobs != null ? jobs : cost.jobs();
        this.rows = plan.runs().stream().map(run -> store.finished(run) ? new Row(run.name(), FINISHED, 0)
                : new Row(run.name(), store.begun(run) ? "begun" : "to do", cost.seconds(run))).toList();
        boolean prepared = finished() == rows.size() || Files.exists(store.patchesOf(plan));
        this.beside = (prepared ? 0 : cost.preparationSeconds()) + cost.reportSeconds();
    }

    /** Prints a line per run, and what is left to do in all. */
    public void print(PrintStream out) {
        out.printf(Locale.ROOT, "%-48s %-9s %9s%n", "run", "state", "about");
        for (Row row : rows) {
            out.printf(Locale.ROOT, "%-48s %-9s %9s%n", row.run, row.state, row.seconds == 0 ? "" : words(row.seconds));
        }
        out.printf(Locale.ROOT, "%d runs, %d finished; about %s to do, %d model%s at once on %d cores%n",
                rows.size(), finished(), words(left()), jobs, jobs == 1 ? "" : "s",
                Runtime.getRuntime().availableProcessors());
        out.println("of which about " + words(beside) + " for patches and report");
        out.println("data " + plan.experiment().data().images() + ", SHA-256 " + plan.checksum());
        out.println(plan.reading());
        out.println("patches: " + plan.pipeline());
    }

    /** The same as a tree: runs with name, state and the seconds that are left of each, and what they come to. */
    public Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("runs", rows);
        metrics.put("finished", finished());
        metrics.put("seconds", left());
        metrics.put("jobs", jobs);
        metrics.put("data", plan.experiment().data().images());
        metrics.put("read", plan.reading());
        metrics.put("sha256", plan.checksum());
        metrics.put("pipeline", plan.pipeline().toString());
        return metrics;
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
