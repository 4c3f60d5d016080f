package parsimony.figures;

/** The width of a figure: one or both columns of a journal's page, such as that of Nature. */
public enum Column {
    /** One column, 89 mm. */
    SINGLE(89),
    /** Both columns, 183 mm. */
    DOUBLE(183);

    private final double millimetres;

    Column(double millimetres) {
        this.millimetres = millimetres;
    }

    /** {@return the width in millimetres} */
    public double millimetres() {
        return millimetres;
    }
}
