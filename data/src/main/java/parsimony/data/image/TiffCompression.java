package parsimony.data.image;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How the strips and tiles of a TIFF can be packed without loss. */
enum TiffCompression {
    NONE(1) {
        @Override
        int unpack(byte[] packed, byte[] out) {
            System.arraycopy(packed, 0, out, 0, Math.min(packed.length, out.length));
            return Math.min(packed.length, out.length);
        }
    },

    /**
     * TIFF 6.0, section 13: Lempel, Ziv and Welch's, with codes of 9 to 12 bits that grow one code
     * early.
     */
    LZW(4096) {
        @Override
        int unpack(byte[] packed, byte[] out) {
            // the string of a code is the string of another, and the byte after it in the output
            int[] start = new int[TABLE];
            int[] length = new int[TABLE];
            int size = FIRST;
            int width = 9;
            int done = 0;
            int before = CLEAR;
            for (long bit = 0; bit + width <= 8L * packed.length && done < out.length;) {
                int code = code(packed, bit, width);
                bit += width;
                if (code == END) {
                    break;
                }
                if (code == CLEAR) {
                    size = FIRST;
                    width = 9;
                    before = CLEAR;
                    continue;
                }
                if (code > size || code == size && before == CLEAR) {
                    break;
                }
                // what was just written and the first byte of what comes: a new string
                if (before != CLEAR && size < TABLE) {
                    int last = before < CLEAR ? 1 : length[before];
                    start[size] = done - last;
                    length[size] = last + 1;
                    size++;
                }
                if (code < CLEAR) {
                    out[done++] = (byte) code;
                } else {
                    for (int k = 0; k < length[code] && done < out.length; k++) {
                        out[done++] = out[start[code] + k];
                    }
                }
                before = code;
                width = Math.min(12, Math.max(9, 32 - Integer.numberOfLeadingZeros(size + 1)));
            }
            return done;
        }
    },

    DEFLATE(1040) {
        @Override
        int unpack(byte[] packed, byte[] out) {
            Inflater inflater = new Inflater();
            int done = 0;
            try {
                inflater.setInput(packed);
                while (done < out.length && !inflater.finished() && !inflater.needsInput()
                        && !inflater.needsDictionary()) {
                    done += inflater.inflate(out, done, out.length - done);
                }
            } catch (DataFormatException e) {
                return done;
            } finally {
                inflater.end();
            }
            return done;
        }
    },

    /** TIFF 6.0, section 9: runs of bytes. */
    PACK_BITS(64) {
        @Override
        int unpack(byte[] packed, byte[] out) {
            int done = 0;
            for (int i = 0; i + 1 < packed.length && done < out.length;) {
                int n = packed[i++];
                if (n >= 0) {
                    int run = Math.min(Math.min(n + 1, packed.length - i), out.length - done);
                    System.arraycopy(packed, i, out, done, run);
                    i += n + 1;
                    done += run;
                } else if (n != -128) {
                    int run = Math.min(1 - n, out.length - done);
                    Arrays.fill(out, done, done + run, packed[i++]);
                    done += run;
                }
            }
            return done;
        }
    };

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST = 258;
    private static final int TABLE = 4096;

    private final int most;

    TiffCompression(int most) {
        this.most = most;
    }

    /** From the number in a TIFF; null for what is not read here. */
    static TiffCompression of(int code) {
        return switch (code) {
            case 1 -> NONE;
            case 5 -> LZW;
            case 8, 32946 -> DEFLATE;
            case 32773 -> PACK_BITS;
            default -> null;
        };
    }

    /** How many bytes at most one packed byte can stand for. */
    int most() {
        return most;
    }

    /**
     * Unpacks bytes until the output is full, or what is packed ends or makes no sense.
     *
     * @return how many bytes of the output were written
     */
    abstract int unpack(byte[] packed, byte[] out);

    private static int code(byte[] packed, long bit, int width) {
        int code = 0;
        for (int k = 0; k < width; k++, bit++) {
            code = code << 1 | packed[(int) (bit >> 3)] >> 7 - (int) (bit & 7) & 1;
        }
        return code;
    }
}
