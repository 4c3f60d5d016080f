package parsimony.command;

import java.io.PrintStream;
import java.util.Timer;
import java.util.TimerTask;
import parsimony.signals.Monitor;
import parsimony.signals.Setting;

/**
 * Says on standard error how far the work is: on a terminal as a bar that is drawn over and over,
 * elsewhere as a line every half minute; and one line when a phase is over.
 *
 * <p>It draws for itself. Libraries for that bring one for terminals along, which takes Ctrl-C away
 * from Java: the run died without a word. Nothing here touches a signal.
 */
final class ProgressDisplay implements Monitor, AutoCloseable {
    private static final int MILLISECONDS_PER_DRAWING = 200;
    private static final int DRAWINGS_PER_LOOK_AT_WIDTH = 5;
    private static final int MILLISECONDS_PER_LINE = 30_000;
    /**
     * From the cursor to the end of the screen: an earlier line may have been wrapped when the
     * terminal grew narrower.
     */
    private static final String ERASE = "\033[J";
    /** A key's echo, such as ^C, may have moved the cursor. */
    private static final String TO_THE_LEFT = "\r";
    /**
     * While a line is drawn, it is not wrapped, should the terminal have become narrower than we
     * know.
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
     * Ends the phase. On a terminal its line stays; in a file one that was broken off gets none, as
     * an error follows.
     */
    @Override
    public synchronized void close() {
        end(total < 0 || done >= total);
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
     * Leaves the cursor where the line begins, so that it is found again whatever becomes of the
     * line.
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
