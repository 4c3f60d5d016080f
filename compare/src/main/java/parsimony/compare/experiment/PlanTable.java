package parsimony.compare.experiment;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A plan as a table: every run, whether it is finished already, and about how long it takes. */
public final class PlanTable {
    private final Plan plan;
    private final RunStore store;
    private final int jobs;

    /** @param jobs models to train at once; null for what suits this machine */
    public PlanTable(Plan plan, RunStore store, Integer jobs) {
        this.plan = plan;
        this.store = store;
        this.jobs = jobs != null ? jobs : new Cost(plan).jobs();
    }

    /** Prints a line per run, and what is left to do in all. */
    public void print(PrintStream out) {
        Cost cost = new Cost(plan);
        int finished = 0;
        double left = 0;
        out.printf("%-48s %-9s %9s%n", "run", "state", "about");
        for (Run run : plan.runs()) {
            boolean done = store.finished(run);
            finished += done ? 1 : 0;
            left += done ? 0 : cost.seconds(run);
            String state = done ? "finished" : store.begun(run) ? "begun" : "to do";
            out.printf("%-48s %-9s %9s%n", run.name(), state, done ? "" : words(cost.seconds(run)));
        }
        out.printf(Locale.ROOT, "%d runs, %d finished; about %s to do, %d model%s at once on %d cores%n",
                plan.runs().size(), finished, words(left), jobs, jobs == 1 ? "" : "s", Runtime.getRuntime().availableProcessors());
        out.println("data " + plan.experiment().data().images() + ", SHA-256 " + plan.checksum());
        out.println("patches: " + plan.pipeline());
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
