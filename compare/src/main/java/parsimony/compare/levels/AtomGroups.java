package parsimony.compare.levels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import parsimony.compare.gabor.GaborFit;
import parsimony.signals.InputException;

/**
 * The atoms that each unit of level 2 groups: those whose part of its image is at least a quarter
 * of the largest part, the strongest first. The part of atom k is excess(j, k)·‖φ_k‖. A unit that
 * only lowers rates has no group.
 *
 * @param members atoms of each unit of level 2
 */
public record AtomGroups(List<int[]> members) {
    /** The least part of an atom of a group, as a share of the largest. */
    public static final double SHARE = 0.25;

    /**
     * {@return the groups of a model}
     *
     * @param model the model
     */
    public static AtomGroups of(TwoLevelModel model) {
        List<int[]> members = new ArrayList<>();
        for (int j = 0; j < model.units2(); j++) {
            double[] part = new double[model.units1()];
            for (int k = 0; k < part.length; k++) {
                part[k] = model.excess(j, k) * Math.sqrt(model.dictionary().squaredNorm(k));
            }
            double largest = Arrays.stream(part).max().orElse(0);
            members.add(IntStream.range(0, part.length).boxed()
                    .filter(k -> part[k] > 0 && part[k] >= SHARE * largest)
                    .sorted(Comparator.comparingDouble((Integer k) -> -part[k]))
                    .mapToInt(k -> k).toArray());
        }
        return new AtomGroups(members);
    }

    /**
     * How alike the atoms of groups are, beside groups of the same sizes drawn at random from the
     * same atoms. Only well-fitted atoms count, and only groups with at least two of them.
     *
     * @param groups              number of each group, that of its unit of level 2
     * @param atoms               well-fitted atoms of each group
     * @param orientation         spread of the orientations of each group: the circular variance 1
     *                            − |mean e^(2iθ)|, 0 where all are the same, towards 1 where none
     *                            is preferred
     * @param position            spread of the centres of each group: their root mean square
     *                            distance from their mean, in pixels
     * @param shuffledOrientation spread of the orientations of random groups, several for each
     *     group
     * @param shuffledPosition    spread of the centres of the same random groups
     */
    public record Spread(int[] groups, int[] atoms, double[] orientation, double[] position,
            double[] shuffledOrientation, double[] shuffledPosition) {

        /** {@return the mean over groups of the spread of orientations; of none, 0} */
        public double meanOrientation() {
            return mean(orientation);
        }

        /** {@return the mean over groups of the spread of centres in pixels; of none, 0} */
        public double meanPosition() {
            return mean(position);
        }

        /** {@return {@link #meanOrientation} of random groups} */
        public double meanShuffledOrientation() {
            return mean(shuffledOrientation);
        }

        /** {@return {@link #meanPosition} of random groups} */
        public double meanShuffledPosition() {
            return mean(shuffledPosition);
        }

        private static double mean(double[] values) {
            return Arrays.stream(values).average().orElse(0);
        }
    }

    /**
     * {@return how alike the atoms of the groups are}
     *
     * @param fits     Gabor fits of all atoms, K₁
     * @param counted  which units of level 2 count, such as the active ones, K₂
     * @param shuffles random groups for each group, ≥ 1
     * @param seed     of the random groups
     * @throws InputException if there is not one fit for each atom
     */
    public Spread spread(List<GaborFit> fits, boolean[] counted, int shuffles, long seed) {
        int most = members.stream().flatMapToInt(IntStream::of).max().orElse(-1);
        if (most >= fits.size() || counted.length != members.size() || shuffles < 1) {
            throw new InputException("fits: " + fits.size() + " and units: " + counted.length
                    + "; must be one for each atom, up to " + most + ", and for each of "
                    + members.size() + " groups");
        }
        int[] good = IntStream.range(0, fits.size()).filter(k -> fits.get(k).good()).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        List<int[]> kept = new ArrayList<>();
        List<Integer> number = new ArrayList<>();
        List<int[]> shuffled = new ArrayList<>();
        for (int j = 0; j < members.size(); j++) {
            int[] atoms = IntStream.of(members.get(j)).filter(k -> fits.get(k).good()).toArray();
            if (counted[j] && atoms.length >= 2) {
                kept.add(atoms);
                number.add(j);
                for (int s = 0; s < shuffles; s++) {
                    shuffled.add(drawn(good, atoms.length, random));
                }
            }
        }
        return new Spread(number.stream().mapToInt(j -> j).toArray(),
                kept.stream().mapToInt(atoms -> atoms.length).toArray(),
                kept.stream().mapToDouble(atoms -> orientation(fits, atoms)).toArray(),
                kept.stream().mapToDouble(atoms -> position(fits, atoms)).toArray(),
                shuffled.stream().mapToDouble(atoms -> orientation(fits, atoms)).toArray(),
                shuffled.stream().mapToDouble(atoms -> position(fits, atoms)).toArray());
    }

    /** So many different ones. */
    private static int[] drawn(int[] from, int count, SplittableRandom random) {
        int[] all = from.clone();
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(all.length - i);
            int kept = all[i];
            all[i] = all[other];
            all[other] = kept;
        }
        return Arrays.copyOf(all, count);
    }

    private static double orientation(List<GaborFit> fits, int[] atoms) {
        double cosine = 0;
        double sine = 0;
        for (int k : atoms) {
            double twice = 2 * fits.get(k).gabor().orientation();
            cosine += Math.cos(twice) / atoms.length;
            sine += Math.sin(twice) / atoms.length;
        }
        return 1 - Math.hypot(cosine, sine);
    }

    private static double position(List<GaborFit> fits, int[] atoms) {
        double column = 0;
        double row = 0;
        for (int k : atoms) {
            column += fits.get(k).gabor().column() / atoms.length;
            row += fits.get(k).gabor().row() / atoms.length;
        }
        double squares = 0;
        for (int k : atoms) {
            double right = fits.get(k).gabor().column() - column;
            double down = fits.get(k).gabor().row() - row;
            squares += (right * right + down * down) / atoms.length;
        }
        return Math.sqrt(squares);
    }
}
