package parsimony.data.source;

import parsimony.data.NamedArrays;
import parsimony.data.NpyArray;
import parsimony.data.array.ArrayReading;
import parsimony.data.array.NumberArray;
import parsimony.data.image.Image;

/**
 * Images or patches in an array of any file that holds arrays, of any number of axes. Letters after
 * its name say which axes are height and width; without letters, its shape decides. Numbers of type
 * uint8 are divided by 255 and of uint16 by 65535; others stay as they are.
 */
record ArrayImages(String origin, NumberArray array, ArrayReading layout) implements ImageSource {
    static final SourceKind MAT = new SourceKind("mat:FILE[#variable][@axes]", "mat:IMAGES.mat",
            "An array in a MATLAB file of version 4 to 7.3, such as Olshausen and Field's IMAGES",
            "a MATLAB file", (name, seed) -> new ArrayImages(name, named(name)), ".mat") {
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

    static final SourceKind HDF5 = new SourceKind("h5:FILE[#dataset][@axes]",
            "h5:photographs.h5#images@nhw", "An array in an HDF5 file", "an HDF5 file",
            (name, seed) -> new ArrayImages(name, named(name)), ".h5", ".hdf5") {
        @Override
        boolean begins(String head) {
            return head.startsWith("\u0089HDF\r\n\u001a\n");
        }
    };

    static final SourceKind SAFETENSORS = new SourceKind("safetensors:FILE[#name][@axes]",
            "safetensors:patches.safetensors#train", "An array in a .safetensors file",
            "a .safetensors file", (name, seed) -> new ArrayImages(name, named(name)),
            ".safetensors");

    private static NumberArray named(DataName name) {
        return NumberArray.of(
                NamedArrays.open(name.path()).numbers(name.variable(), name.toString()));
    }

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
