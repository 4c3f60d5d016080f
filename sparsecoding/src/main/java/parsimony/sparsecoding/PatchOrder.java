package parsimony.sparsecoding;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A random order of numbered things, given out one by one: a shuffle after Fisher and Yates that
 * goes only as far as it is used. At its end the same order begins again, shuffled further. Only
 * the places that a swap has changed are kept, so that memory grows with what is drawn and not with
 * what there is.
 */
final class PatchOrder {
    private final long size;
    private final boolean once;
    private final SplittableRandom random;
    /** What stands at a place, if that is not the number of the place itself. */
    private final Map<Long, Long> moved = new HashMap<>();
    private long drawn;

    /**
     * An order.
     *
     * @param size of how many things, ≥ 1
     * @param draws how many will be drawn; with no more than there are, a place is forgotten once
     *     it was given out
     */
    PatchOrder(long size, long draws, SplittableRandom random) {
        this.size = size;
        once = draws <= size;
        this.random = random;
    }

    /** {@return the next number, from 0 to size − 1} */
    long next() {
        long place = drawn++ % size;
        // nextLong would draw other numbers from the same seed than nextInt, which came first
        long other = size <= Integer.MAX_VALUE ? random.nextInt((int) place, (int) size)
                : random.nextLong(place, size);
        long number = moved.getOrDefault(other, other);
        moved.put(other, moved.getOrDefault(place, place));
        if (once) {
            moved.remove(place);
        } else {
            moved.put(place, number);
        }
        return number;
    }
}
