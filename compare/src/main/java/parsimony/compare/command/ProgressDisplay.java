package parsimony.compare.command;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import parsimony.compare.Progress;

/** Progress bars on standard error with rate and time left, one per phase; warnings only, unless that is a terminal. */
final class ProgressDisplay implements Progress, AutoCloseable {
    private final boolean terminal = Boolean.getBoolean("parsimony.terminal");
    private ProgressBar bar;

    @Override
    public void phase(String name, long total, String unit) {
        phase(name, total, unit, 0);
    }

    @Override
    public void phase(String name, long total, String unit, long done) {
        close();
        if (terminal) {
            bar = new ProgressBarBuilder().setTaskName(String.format(Locale.ROOT, "%-27s", name))
                    .setInitialMax(total).startsFrom(done, Duration.ZERO).setUnit(" " + unit, 1)
                    .setSpeedUnit(ChronoUnit.SECONDS).showSpeed().setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200).setConsumer(new ConsoleProgressBarConsumer(System.err)).build();
        }
    }

    @Override
    public void at(long done, String note) {
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(note);
        }
    }

    @Override
    public void warn(String message) {
        System.err.println((bar == null ? "" : "\n") + "parsimony: warning: " + message);
    }

    @Override
    public void note(String message) {
        System.err.println((bar == null ? "" : "\n") + "parsimony: " + message);
    }

    /** Ends the phase; whatever its bar shows stays. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
