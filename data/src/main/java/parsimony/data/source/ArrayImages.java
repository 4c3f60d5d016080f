package parsimony.data.source;

import parsimony.data.NpyArray;
import parsimony.data.array.ArrayReading;
import parsimony.data.array.NumberArray;
import parsimony.data.image.Image;

/**
 * Images or patches in an array of NumPy's or MATLAB's, of any number of axes. Letters after its
 * name say which axes are height and width; without letters, its shape decides. Numbers of type
 * uint8 are divided by 255 and of uint16 by 65535; others stay as they are.
 */
record ArrayImages(String origin, NumberArray array, ArrayReading layout) implements ImageSource {
    static final SourceKind MAT = new SourceKind("mat:FILE[#variable][@axes]", "mat:IMAGES.mat",
            "An array in a MATLAB file of version 4 to 7, such as Olshausen and Field's IMAGES",
            "a MATLAB file", (name, seed) -> new ArrayImages(name,
                    NumberArray.ofMatlab(name.path(), name.variable(), name.toString())),
            ".mat") {
        @Override
        boolean begins(String head) {
            return head.startsWith("MATLAB ");
        }
    };

    static final SourceKind NPY = new SourceKind("npy:FILE[@axes]", "npy:photographs.npy@hwn",
            "An array in a file of NumPy's", "an array of NumPy's",
            (name, seed) -> new ArrayImages(name, NumberArray.of(NpyArray.open(name.path()))),
            ".npy") {
        @Override
        boolean begins(String head) {
            return head.startsWith("\u0093NUMPY");
        }
    };

    static final SourceKind NPZ = new SourceKind("npz:FILE[#name][@axes]", "npz:patches.npz#train",
            "An array in an archive of NumPy's", "an archive of NumPy's arrays",
            (name, seed) -> new ArrayImages(name,
                    NumberArray.of(NpyArray.open(name.path(), name.variable()))),
            ".npz") {
        /** Positions in a zip archive of the length of the first entry's name, and of the name. */
        private static final int LENGTH = 26;
        private static final int NAME = 30;

        @Override
        boolean begins(String head) {
            if (!head.startsWith("PK\u0003\u0004") || head.length() < NAME) {
                return false;
            }
            int length = head.charAt(LENGTH) | head.charAt(LENGTH + 1) << 8;
            return head.substring(NAME, Math.min(head.length(), NAME + length)).endsWith(".npy");
        }
    };

    private ArrayImages(DataName name, NumberArray array) {
        this(name.toString(), array, array.read(name.withoutLetters(), name.letters()));
    }

    @Override
    public int size() {
        return layout.size();
    }

    @Override
    public String reading() {
        return layout.describe() + " (" + layout.letters() + ")";
    }

    /** Patches are taken as they are; larger images are prepared like photographs. */
    @Override
    public String pipeline() {
        return layout.pipeline() != null ? layout.pipeline() : ImageSource.super.pipeline();
    }

    @Override
    public Image read(int index) {
        return layout.image(index, array.elements(), origin + " " + index);
    }
}
