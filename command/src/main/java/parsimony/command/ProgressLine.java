package parsimony.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.signals.Monitor;

/**
 * The progress of a phase as text: a line that fits into a terminal, or one for a file. Parts for
 * which there is no room are left out whole, the least important first. From 40 columns on there is
 * room for the bar, the rate, the time left and the first item of the note.
 *
 * @param name    of the phase
 * @param done    units that are done
 * @param total   units of the phase; {@link Monitor#UNKNOWN} if not known
 * @param unit    what is counted; empty for a share of the whole, which is shown as a percentage
 * @param rate    units per second; 0 if not known
 * @param seconds that are left, or that a finished phase took; negative if not known
 * @param note    current values, separated by a comma and a space
 * @param over    whether the phase is over
 */
record ProgressLine(String name, long done, long total, String unit, double rate, double seconds,
        String note, boolean over) {
    private static final String BYTES = "bytes";
    private static final int LONGEST_BAR = 30;
    private static final int GOOD_BAR = 8;
    private static final int SHORT_BAR = 5;
    private static final int SHORTEST_BAR = 3;
    /** The characters of a cell of the bar, from empty to full. */
    private static final String BLOCKS = " ▏▎▍▌▋▊▉█";
    private static final String ASCII = "-#";
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    /**
     * A way to arrange the line.
     *
     * @param before text before the bar
     * @param bar    fewest cells of the bar
     * @param behind text behind the bar
     */
    private record Layout(String before, int bar, String behind) {
        boolean fits(int room) {
            return text("x".repeat(bar)).length() <= room;
        }

        String text(String drawn) {
            return join(" ", before, drawn, behind);
        }
    }

    /** The line for a file: everything but a bar. */
    String plain() {
        String counted = unit.isEmpty() ? "" : " " + unit;
        return name + ": "
                + join(", ", over ? "" : percent().strip(), count(), speed(counted), time(), note);
    }

    /** Whether the name has room on the line; if not, it needs a line of its own. */
    boolean nameFits(int columns) {
        return new Layout(join(" ", name, percent()), least(SHORT_BAR), behind("", note(1)))
                .fits(columns - 1);
    }

    /**
     * The line for a terminal. The last column stays free, because some terminals go to the next
     * line once it is written.
     *
     * @param columns of the terminal
     * @param blocks  whether the terminal shows Unicode's block characters
     */
    String within(int columns, boolean blocks) {
        int room = columns - 1;
        String before = join(" ", nameFits(columns) ? name : "", percent());
        List<Layout> layouts = new ArrayList<>();
        layouts.add(new Layout(before, least(GOOD_BAR), behind(count(), note)));
        layouts.add(new Layout(before, least(GOOD_BAR), behind("", note)));
        for (int items = note.split(", ").length; items > 0; items--) {
            layouts.add(new Layout(before, least(SHORT_BAR), behind("", note(items))));
        }
        layouts.add(new Layout("", least(SHORTEST_BAR), join(" ", speed(""), time(), note(1))));
        layouts.add(new Layout("", least(SHORTEST_BAR), join(" ", speed(""), duration(), note(1))));
        layouts.add(new Layout("", least(SHORTEST_BAR), ""));
        Layout layout = layouts.stream().filter(each -> each.fits(room)).findFirst()
                .orElse(layouts.get(layouts.size() - 1));
        int cells = Math.min(LONGEST_BAR,
                layout.bar + room - layout.text("x".repeat(layout.bar)).length());
        return layout.text(total == Monitor.UNKNOWN ? "" : bar(cells, blocks ? BLOCKS : ASCII))
                .stripTrailing();
    }

    /**
     * The text behind the bar. Its fields have their usual width, so that the bar keeps its length.
     */
    private String behind(String count, String shown) {
        return join(" ", count, String.format(Locale.ROOT, "%7s", speed("")),
                String.format(Locale.ROOT, "%11s", time()),
                shown);
    }

    private int least(int bar) {
        return total == Monitor.UNKNOWN ? 0 : bar;
    }

    private double share() {
        return total <= 0 ? 1 : Math.min(1, Math.max(0, (double) done / total));
    }

    private String bar(int cells, String steps) {
        int most = steps.length() - 1;
        int full = (int) (share() * cells * most);
        StringBuilder bar = new StringBuilder();
        for (int i = 0; i < cells; i++) {
            bar.append(steps.charAt(Math.max(0, Math.min(most, full - i * most))));
        }
        return bar.toString();
    }

    private String percent() {
        return total == Monitor.UNKNOWN ? ""
                : String.format(Locale.ROOT, "%3d%%", (int) (100 * share()));
    }

    private String count() {
        if (unit.isEmpty()) {
            return "";
        }
        String all = total == Monitor.UNKNOWN ? "" : "/" + amount(total);
        return amount(done) + all + (unit.equals(BYTES) ? "B" : " " + unit);
    }

    private String amount(long units) {
        return unit.equals(BYTES) ? number(units) : Long.toString(units);
    }

    /** @param counted what is counted; empty if there is no room for it */
    private String speed(String counted) {
        if (rate <= 0) {
            return "";
        }
        double perSecond = unit.isEmpty() ? 100 * rate / total : rate;
        int per = perSecond >= 1 ? 1 : perSecond * MINUTE >= 1 ? MINUTE : HOUR;
        String what = unit.isEmpty() ? "%" : unit.equals(BYTES) ? "B" : counted;
        return number(perSecond * per) + what + (per == 1 ? "/s" : per == MINUTE ? "/min" : "/h");
    }

    /** A number with three digits and a prefix, such as 12.3k. */
    private static String number(double value) {
        String thousands = "";
        for (String next : List.of("k", "M", "G", "T")) {
            if (value >= 999.5) {
                value /= 1000;
                thousands = next;
            }
        }
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f",
                value) + thousands;
    }

    private String time() {
        return seconds < 0 ? "" : over ? "in " + duration() : duration() + " left";
    }

    private String duration() {
        long s = Math.round(seconds);
        if (s < 0) {
            return "";
        }
        if (s < MINUTE) {
            return s + "s";
        }
        return s < HOUR ? pair(s, MINUTE, "m", 1, "s")
                : s < DAY ? pair(s, HOUR, "h", MINUTE, "m") : pair(s, DAY, "d", HOUR, "h");
    }

    private static String pair(long seconds, int large, String largeName, int small,
            String smallName) {
        return String.format(Locale.ROOT, "%d%s%02d%s", seconds / large, largeName,
                seconds % large / small, smallName);
    }

    private String note(int items) {
        return Stream.of(note.split(", ")).limit(items).collect(Collectors.joining(", "));
    }

    private static String join(String between, String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty())
                .collect(Collectors.joining(between));
    }
}
