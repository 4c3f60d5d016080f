package parsimony.data.image;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The lossless compressions of strips and tiles of a TIFF that are unpacked here. The number of
 * each is that of {@link #most}.
 */
enum TiffCompression {
    NONE(1) {
        @Override
        int unpack(byte[] packed, byte[] out) {
            System.arraycopy(packed, 0, out, 0, Math.min(packed.length, out.length));
            return Math.min(packed.length, out.length);
        }
    },

    /**
     * TIFF 6.0, section 13: Lempel–Ziv–Welch, with codes of 9 to 12 bits. Codes grow by a bit one
     * code earlier than they must.
     */
    LZW(4096) {
        @Override
        int unpack(byte[] packed, byte[] out) {
            // A code's string is another code's string and the byte after it in the output.
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
                // A new string: the last one written, and the first byte of the next.
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

    /** The most bytes that one packed byte can stand for. */
    final int most;

    TiffCompression(int most) {
        this.most = most;
    }

    /** The compression of a number in a TIFF; null for one that is not unpacked here. */
    static TiffCompression of(int code) {
        return switch (code) {
            case 1 -> NONE;
            case 5 -> LZW;
            case 8, 32946 -> DEFLATE;
            case 32773 -> PACK_BITS;
            default -> null;
        };
    }

    /**
     * Unpacks bytes until the output is full, or the packed bytes end or are damaged.
     *
     * @return the number of bytes written to the output
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
