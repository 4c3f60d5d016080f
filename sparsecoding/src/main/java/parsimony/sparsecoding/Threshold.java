package parsimony.sparsecoding;

/**
 * How a potential u becomes a code T_λ(u): 0 up to λ, and above it u − λ (soft) or u itself (hard).
 */
enum Threshold {
    /** sign(u)·max(|u| − λ, 0): the proximal map of λ‖a‖₁. */
    SOFT(true, false),
    /** max(u − λ, 0): the proximal map of λ‖a‖₁ over a ≥ 0. */
    SOFT_NON_NEGATIVE(true, true),
    /** u where |u| &gt; λ: the proximal map of ½λ²‖a‖₀. */
    HARD(false, false),
    /** u where u &gt; λ: the proximal map of ½λ²‖a‖₀ over a ≥ 0. */
    HARD_NON_NEGATIVE(false, true);

    /**
     * One of the four.
     *
     * @param signed whether codes may be negative
     * @param hard   whether a potential above λ is kept as it is, and not lowered by λ
     */
    static Threshold of(boolean signed, boolean hard) {
        return hard ? signed ? HARD : HARD_NON_NEGATIVE : signed ? SOFT : SOFT_NON_NEGATIVE;
    }

    private final boolean soft;
    private final boolean nonNegative;

    Threshold(boolean soft, boolean nonNegative) {
        this.soft = soft;
        this.nonNegative = nonNegative;
    }

    /** Whether λ is subtracted from a potential above it. */
    boolean soft() {
        return soft;
    }

    /** Whether negative potentials give a code of 0. */
    boolean nonNegative() {
        return nonNegative;
    }
}
