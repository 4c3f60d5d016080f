package parsimony.experiment;

import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import parsimony.experiment.run.Run;
import parsimony.signals.Monitor;

/**
 * The cells of a plan that are not finished, for several workers of this process. A cell of which
 * another process holds a run comes up again after a pause, and so on until it is finished. The
 * pauses grow, so that many processes do not keep the file system busy with looking.
 */
final class Agenda {
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 5_000;
    /** Looks in a second, about, that one process takes at most. */
    private static final int LOOKS = 4;

    /**
     * A look at a cell.
     *
     * @param cell   what to look at
     * @param number of the cell, from 1
     * @param pause  milliseconds to wait before, if another process holds a run of it
     * @param due    when to look, as {@link System#nanoTime} counts
     */
    record Look(Plan.Cell cell, int number, long pause, long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Look that = (Look) other;
            int sooner = Long.signum(due - that.due);
            return sooner != 0 ? sooner : Integer.compare(number, that.number);
        }
    }

    private final DelayQueue<Look> looks = new DelayQueue<>();
    private final Monitor progress;
    private int open;
    private int atWork;
    private boolean waiting;
    private String awaited = "";

    /** @param progress is told when this process only waits for others */
    Agenda(List<Plan.Cell> cells, Monitor progress) {
        this.progress = progress;
        long now = System.nanoTime();
        for (Plan.Cell cell : cells) {
            looks.add(new Look(cell, ++open, FIRST_PAUSE, now));
        }
    }

    /**
     * The next cell to look at; waits until there is one.
     *
     * @return null once all cells are finished
     */
    Look next() throws InterruptedException {
        while (isOpen()) {
            Look look = looks.poll(FIRST_PAUSE, TimeUnit.MILLISECONDS);
            if (look != null) {
                return look;
            }
            sayWaiting();
        }
        return null;
    }

    private synchronized boolean isOpen() {
        return open > 0;
    }

    private synchronized void sayWaiting() {
        if (atWork == 0 && open > 0) {
            if (!waiting) {
                waiting = true;
                progress.phase("Waiting for other processes", Monitor.UNKNOWN, "");
            }
            progress.at(0, awaited);
        }
    }

    /** A cell is finished. */
    synchronized void finished() {
        open--;
    }

    /** A cell must be looked at again, because another process holds a run of it. */
    synchronized void again(Look look, Run held, String holder) {
        awaited = held.name() + " is with " + holder;
        long longest = Math.max(LONGEST_PAUSE, open * 1000L / LOOKS);
        looks.add(new Look(look.cell, look.number, Math.min(2 * look.pause, longest),
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(look.pause)));
    }

    /**
     * A run begins in this process.
     *
     * @return whether it only waited until now
     */
    synchronized boolean begins() {
        atWork++;
        boolean waited = waiting;
        waiting = false;
        return waited;
    }

    /** A run has ended in this process. */
    synchronized void ends() {
        atWork--;
    }
}
