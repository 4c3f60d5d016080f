package parsimony.experiment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import parsimony.experiment.run.Run;
import parsimony.signals.Monitor;

/**
 * The progress of several runs at once, shown as one share of the whole work. Each run counts as
 * much as the time that it is expected to take.
 */
final class SharedProgress {
    /** Units of the whole: hundredths of a percent, so that the time left is known early. */
    private static final long WHOLE = 10_000;

    private final Monitor all;
    private final List<Plan.Cell> cells;
    private final ToDoubleFunction<Run> cost;
    private final Map<Run, Double> shares = new HashMap<>();
    private final String name;
    private long done;

    /**
     * @param together how many models are trained at once
     * @param cost     expected time of a run, in any unit
     */
    SharedProgress(Monitor all, List<Plan.Cell> cells, int together, ToDoubleFunction<Run> cost) {
        this.all = all;
        this.cells = cells;
        this.cost = cost;
        name = cells.size() + " models, " + together + " at once";
        all.phase(name, WHOLE, "");
    }

    /** Shows it again, after something else was shown. */
    synchronized void resume() {
        all.phase(name, WHOLE, "", done);
    }

    /** The monitor that one of the runs reports to. Runs may report from several threads. */
    Monitor of(Run run) {
        return new Monitor() {
            private long total;

            @Override
            public void phase(String name, long units, String unit) {
                total = units;
            }

            @Override
            public void at(long done, String note) {
                report(run, total <= 0 ? 0 : Math.min(1, (double) done / total));
            }

            @Override
            public void warn(String message) {
                all.warn(run.name() + ": " + message);
            }
        };
    }

    /** Counts a run as done, whether now or before. */
    void finished(Run run) {
        report(run, 1);
    }

    private synchronized void report(Run run, double share) {
        shares.put(run, share);
        double sum = 0;
        double most = 0;
        int whole = 0;
        for (Plan.Cell cell : cells) {
            boolean open = false;
            for (Run each : cell.runs()) {
                sum += cost.applyAsDouble(each) * shares.getOrDefault(each, 0.0);
                most += cost.applyAsDouble(each);
                open |= shares.getOrDefault(each, 0.0) < 1;
            }
            whole += open ? 0 : 1;
        }
        done = Math.round(WHOLE * sum / most);
        all.at(done, whole + " of " + cells.size() + " models");
    }
}
