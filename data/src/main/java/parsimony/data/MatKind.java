package parsimony.data;

/**
 * MATLAB's class of an array. The order is that of the numbers in a file, from 1 for a cell array.
 */
enum MatKind {
    CELL("cell array"), STRUCT("struct"), OBJECT("object"), CHAR("text"), SPARSE("sparse"),
    DOUBLE("double"), SINGLE("single"), INT8("int8"), UINT8("uint8"), INT16("int16"),
    UINT16("uint16"), INT32("int32"), UINT32("uint32"), INT64("int64"), UINT64("uint64"),
    FUNCTION("function handle"), OPAQUE("object");

    private final String words;

    MatKind(String words) {
        this.words = words;
    }

    boolean isNumber() {
        return compareTo(SPARSE) >= 0 && compareTo(UINT64) <= 0;
    }

    @Override
    public String toString() {
        return words;
    }
}
