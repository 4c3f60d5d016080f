package parsimony.figures;

/** The width of a figure: one or both columns of a journal's page. */
public enum Column {
    /** One column, 85 mm. */
    SINGLE(85),
    /** Both columns, 174 mm. */
    DOUBLE(174);

    private final double millimetres;

    Column(double millimetres) {
        this.millimetres = millimetres;
    }

    /** {@return the width in millimetres} */
    public double millimetres() {
        return millimetres;
    }
}
