package parsimony.data.source;

import java.util.Arrays;
import java.util.SplittableRandom;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Dead leaves: disks, each of one gray level, fall on one another until they cover the image. Radii
 * have a density proportional to r⁻³. Occlusion gives the edges of natural images; the power law
 * gives their scale invariance and 1/f² power spectrum.
 *
 * <p>Lee, Mumford &amp; Huang (2001), International Journal of Computer Vision 41. The image is
 * sampled exactly by looking at the pile from below (Kendall &amp; Thönnes 1999): the first disk
 * that covers a pixel gives its gray level.
 */
public final class DeadLeaves implements ImageSource {
    static final SourceKind KIND = new SourceKind("dead-leaves", "dead-leaves",
            "200 images of 320×320 pixels of disks that cover one another, as natural images do",
            "", (name, seed) -> new DeadLeaves(Settings.DEFAULT, seed));

    /**
     * What the images look like.
     *
     * @param count the number of images, ≥ 1
     * @param side of the square image in pixels, ≥ 1
     * @param smallest the smallest radius in pixels, &gt; 0
     * @param largest the largest radius in pixels, above the smallest and below 10⁶
     */
    public record Settings(int count, int side, double smallest, double largest) {
        /**
         * 200 images of 320×320 pixels, as in a set of test photographs. The smallest radius is 4
         * pixels, so that the edge of a disk looks straight within a patch.
         */
        public static final Settings DEFAULT = new Settings(200, 320, 4, 160);

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            if (count < 1 || side < 1) {
                throw new InputException("dead leaves: needs at least 1 image of 1 pixel, got "
                        + count + " of " + side);
            }
            if (!(smallest > 0 && smallest < largest && largest < 1e6)) {
                throw new InputException("dead leaves: radii must be 0 < smallest < largest, got "
                        + smallest + " and " + largest);
            }
        }
    }

    private final Settings settings;
    private final long[] seeds;

    /**
     * Makes a source. An image is computed when it is read.
     *
     * @param settings number, size and radii
     * @param seed     of all images; each draws from a seed of its own
     */
    public DeadLeaves(Settings settings, long seed) {
        this.settings = settings;
        this.seeds = new SplittableRandom(seed).longs(settings.count()).toArray();
    }

    @Override
    public String origin() {
        return KIND.prefix();
    }

    @Override
    public int size() {
        return settings.count();
    }

    @Override
    public String reading() {
        return ImageSource.super.reading() + " of " + settings.side() + "×" + settings.side();
    }

    @Override
    public Image read(int index) {
        SplittableRandom random = new SplittableRandom(seeds[index]);
        int side = settings.side();
        float[] pixels = new float[side * side];
        Arrays.fill(pixels, Float.NaN);
        double inverseSquareLargest = Math.pow(settings.largest(), -2);
        double inverseSquareSmallest = Math.pow(settings.smallest(), -2);
        int bare = pixels.length;
        while (bare > 0) {
            // By inversion: with density ∝ r⁻³, r⁻² is uniform between its values at both ends.
            double radius =
                    1 / Math.sqrt(random.nextDouble(inverseSquareLargest, inverseSquareSmallest));
            double margin = settings.largest();
            double x = random.nextDouble(-margin, side + margin);
            double y = random.nextDouble(-margin, side + margin);
            bare -= cover(pixels, side, x, y, radius, random.nextFloat());
        }
        return Image.gray(pixels, side, side, origin() + " " + index);
    }

    /**
     * Gives the disk's gray level to all pixels under it that have none yet.
     *
     * @return the number of these pixels
     */
    private static int cover(float[] pixels, int side, double x, double y, double radius,
            float gray) {
        int covered = 0;
        int top = Math.max(0, (int) Math.ceil(y - radius));
        int bottom = Math.min(side - 1, (int) Math.floor(y + radius));
        for (int row = top; row <= bottom; row++) {
            double half = Math.sqrt(Math.max(0, radius * radius - (row - y) * (row - y)));
            int left = Math.max(0, (int) Math.ceil(x - half));
            int right = Math.min(side - 1, (int) Math.floor(x + half));
            for (int i = row * side + left; i <= row * side + right; i++) {
                if (Float.isNaN(pixels[i])) {
                    pixels[i] = gray;
                    covered++;
                }
            }
        }
        return covered;
    }
}
