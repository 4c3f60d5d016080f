package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The Gram matrix of a few units, dense and small enough for the processor's nearest cache while
 * units come and go. Each unit has a slot. When a unit leaves, the last unit moves into its slot.
 * One per thread.
 */
final class LocalGram {
    /** The most units that fit: 256 KiB of matrix. */
    static final int CAPACITY = 256;

    private final float[][] gram;
    private final float[][] rows;
    private final int[] unitOf;
    private final int[] slotOf;
    private int size;

    LocalGram(float[][] gram) {
        this.gram = gram;
        int capacity = Math.min(CAPACITY, gram.length);
        rows = new float[capacity][capacity];
        unitOf = new int[capacity];
        slotOf = new int[gram.length];
        Arrays.fill(slotOf, -1);
    }

    int size() {
        return size;
    }

    float[][] rows() {
        return rows;
    }

    int unit(int slot) {
        return unitOf[slot];
    }

    boolean contains(int unit) {
        return slotOf[unit] >= 0;
    }

    boolean full() {
        return size == rows.length;
    }

    void add(int unit) {
        float[] source = gram[unit];
        float[] row = rows[size];
        for (int s = 0; s < size; s++) {
            float g = source[unitOf[s]];
            row[s] = g;
            rows[s][size] = g;
        }
        row[size] = source[unit];
        unitOf[size] = unit;
        slotOf[unit] = size++;
    }

    void removeSlot(int slot) {
        slotOf[unitOf[slot]] = -1;
        int last = --size;
        if (slot == last) {
            return;
        }
        float[] row = rows[slot];
        System.arraycopy(rows[last], 0, row, 0, last);
        row[slot] = rows[last][last];
        for (int s = 0; s < last; s++) {
            rows[s][slot] = row[s];
        }
        unitOf[slot] = unitOf[last];
        slotOf[unitOf[slot]] = slot;
    }

    void clear() {
        for (int s = 0; s < size; s++) {
            slotOf[unitOf[s]] = -1;
        }
        size = 0;
    }
}
