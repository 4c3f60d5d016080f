package parsimony.command;

import java.io.PrintStream;
import java.util.Timer;
import java.util.TimerTask;
import parsimony.signals.Monitor;
import parsimony.signals.Setting;

/**
 * Shows the progress of the work on standard error. On a terminal it redraws a bar; elsewhere it
 * writes a line every half minute. When a phase is over, it writes one line.
 *
 * <p>It uses no library. Libraries for progress bars depend on one for terminals, which takes
 * Ctrl-C away from Java, so that a run ended without a message. This class does not touch signals.
 */
final class ProgressDisplay implements Monitor, AutoCloseable {
    private static final int MILLISECONDS_PER_DRAWING = 200;
    private static final int DRAWINGS_PER_LOOK_AT_WIDTH = 5;
    private static final int MILLISECONDS_PER_LINE = 30_000;
    /**
     * Clears from the cursor to the end of the screen, and not only the line: an earlier line is
     * wrapped if the terminal has become narrower.
     */
    private static final String ERASE = "\033[J";
    /** Moves the cursor to the left end: the echo of a key, such as ^C, may have moved it. */
    private static final String TO_THE_LEFT = "\r";
    /**
     * Turns wrapping off while a line is drawn, because the terminal may have become narrower since
     * its width was last read.
     */
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private final PrintStream err = System.err;
    private final Terminal terminal = Terminal.ofStandardError();
    private Timer timer;
    private volatile int columns;

    private String name;
    private String unit;
    private String note;
    private long total;
    private long done;
    private Pace pace;
    private boolean nameStandsAbove;

    @Override
    public void phase(String title, long units, String counted) {
        phase(title, units, counted, 0);
    }

    @Override
    public synchronized void phase(String title, long units, String counted, long before) {
        end(true);
        if (terminal != null && columns == 0) {
            columns = terminal.columns();
        }
        name = title;
        total = units;
        unit = counted;
        done = before;
        note = "";
        pace = new Pace(now(), before);
        nameStandsAbove = false;
        draw(false);
        int period = terminal == null ? MILLISECONDS_PER_LINE : MILLISECONDS_PER_DRAWING;
        timer = new Timer("progress", true);
        timer.schedule(new TimerTask() {
            private int drawings;

            @Override
            public void run() {
                if (terminal != null && ++drawings % DRAWINGS_PER_LOOK_AT_WIDTH == 0) {
                    columns = terminal.columns();
                }
                show();
            }
        }, period, period);
    }

    @Override
    public synchronized void at(long units, String what) {
        if (name != null) {
            done = units;
            note = what;
            pace.at(now(), units);
        }
    }

    @Override
    public void warn(String message) {
        note("warning: " + message);
    }

    @Override
    public synchronized void note(String message) {
        err.println((terminal == null || name == null ? "" : TO_THE_LEFT + ERASE) + "parsimony: "
                + Setting.spoken(message, Parsimony::option));
        if (terminal != null) {
            draw(false);
        }
    }

    /**
     * Ends the phase. On a terminal its line stays. In a file, a phase that was broken off gets no
     * last line, because a message about the error follows.
     */
    @Override
    public synchronized void close() {
        end(total == Monitor.UNKNOWN || done >= total);
    }

    private synchronized void show() {
        if (name == null) {
            return;
        }
        if (terminal == null) {
            err.println(line(false).plain());
        } else {
            draw(false);
        }
    }

    private void end(boolean whole) {
        if (name == null) {
            return;
        }
        timer.cancel();
        if (terminal != null) {
            draw(true);
        } else if (whole) {
            err.println(line(true).plain());
        }
        name = null;
    }

    /**
     * Draws the line and leaves the cursor at its beginning. From there the line can be erased even
     * if the terminal has wrapped it.
     */
    private void draw(boolean over) {
        if (terminal == null || name == null) {
            return;
        }
        ProgressLine line = line(over);
        String above = "";
        if (!line.nameFits(columns) && !nameStandsAbove) {
            nameStandsAbove = true;
            above = ERASE + name + System.lineSeparator();
        }
        err.print(TO_THE_LEFT + above + NO_WRAP + line.within(columns, terminal.showsBlocks())
                + ERASE + WRAP
                + (over ? System.lineSeparator() : TO_THE_LEFT));
        err.flush();
    }

    private ProgressLine line(boolean over) {
        double now = now();
        return new ProgressLine(name, done, total, unit, over ? pace.mean(now) : pace.rate(),
                over ? pace.elapsed(now) : pace.left(now, total), note, over);
    }

    private static double now() {
        return System.nanoTime() * 1e-9;
    }
}
