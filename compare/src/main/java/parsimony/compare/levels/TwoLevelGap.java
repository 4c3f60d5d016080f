package parsimony.compare.levels;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.signals.ParallelLoop;

/**
 * How far the free energy of an encoder of two levels lies above the best, patch by patch. With the
 * encoder's λ₂, M = E r₁(z₂) and means m = δ₁⊙M of level 1 it is
 * <pre>  F = ‖x − Φ₁m‖² + Σ_k m_k‖φ_k‖² + mᵀ(G⊙R)m
 *      + β[Σ_k (m_k log(m_k/M_k) − m_k + M_k) + β₂KL₂],</pre>
 * where G = Φ₁ᵀΦ₁ and R_kl = Cov(r₁k, r₁l)/(M_kM_l): mᵀ(G⊙R)m is Σ_j λ₂j‖Φ₁(δ₁⊙Φ₂_j)‖² for an
 * additive link.
 *
 * <p>Where λ₂ is fixed, F is convex in m, because G⊙R is positive semidefinite (Schur): the gap of
 * level 1 is certified. Of an additive link F is convex in λ₂, too, where δ₁ is fixed, but not in
 * both. Both together are found by turns, each solved exactly, so that F never rises: the gap of
 * both is at least what is found. For a log-linear link only level 1 is solved.
 *
 * @param amortized   F of the encoder, N
 * @param level1      F with the best rates of level 1 for the encoder's λ₂, N
 * @param certificate proven bound on {@code level1} − its minimum, N, ≥ 0
 * @param both        F after both levels were solved by turns, N; {@code level1} of a log-linear
 *                    link
 */
public record TwoLevelGap(double[] amortized, double[] level1, double[] certificate,
        double[] both) {

    /**
     * What is solved, and how exactly.
     *
     * @param beta  β, weight of the divergences, &gt; 0
     * @param beta2 β₂, further weight of the divergence of level 2, &gt; 0
     * @param gap   bound of each convex problem, as a share of F, at which it counts as solved
     * @param sweeps most sweeps over all units of a level
     * @param turns most turns from one level to the other
     */
    public record Settings(double beta, double beta2, double gap, int sweeps, int turns) {
        /** Checks the values. */
        public Settings {
            if (!(beta > 0 && beta2 > 0 && gap > 0 && sweeps >= 1 && turns >= 0)) {
                throw new InputException("settings: β " + beta + ", β₂ " + beta2 + ", gap " + gap
                        + ", " + sweeps + " sweeps, " + turns + " turns; must be above 0");
            }
        }

        /**
         * {@return the usual settings: a gap of 1e-6, 2000 sweeps, 20 turns}
         *
         * @param beta  β, &gt; 0
         * @param beta2 β₂, &gt; 0
         */
        public static Settings of(double beta, double beta2) {
            return new Settings(beta, beta2, 1e-6, 2000, 20);
        }
    }

    /**
     * Measures the gaps of an encoder.
     *
     * @param model    the model
     * @param patches  N×D
     * @param gains1   δ₁ of the encoder, N×K₁, each &gt; 0
     * @param means2   λ₂ of the encoder, N×K₂, each &gt; 0
     * @param settings what is solved, and how exactly
     * @return the gaps
     * @throws InputException if shapes do not agree
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static TwoLevelGap measure(TwoLevelModel model, FMatrixRMaj patches, FMatrixRMaj gains1,
            FMatrixRMaj means2, Settings settings) {
        int n = patches.numRows;
        model.dictionary().requireMatching(patches);
        if (gains1.numRows != n || gains1.numCols != model.units1() || means2.numRows != n
                || means2.numCols != model.units2()) {
            throw new InputException("codes: gains " + gains1.numRows + "×" + gains1.numCols
                    + ", rates " + means2.numRows + "×" + means2.numCols + "; must be " + n + "×"
                    + model.units1() + " and " + n + "×" + model.units2());
        }
        double[][] gram = gram(model);
        TwoLevelGap all =
                new TwoLevelGap(new double[n], new double[n], new double[n], new double[n]);
        ParallelLoop.run(n, i -> {
            double[] gains = row(gains1, i);
            double[] rates2 = row(means2, i);
            Patch patch = new Patch(model, gram, row(patches, i), settings);
            double above = patch.divergence2(rates2);
            double[] m = patch.means1(gains, rates2);
            RateProblem first = patch.first(rates2);
            all.amortized[i] = first.value(m).free() + above;
            RateProblem.Value best = first.solve(m, settings.gap, settings.sweeps);
            all.level1[i] = Math.min(all.amortized[i], best.free() + above);
            all.certificate[i] = best.gap();
            all.both[i] = all.level1[i];
            for (int turn = 0; model.additive() && turn < settings.turns; turn++) {
                double before = all.both[i];
                double[] delta = patch.gains(m, rates2);
                patch.second(delta).solve(rates2, settings.gap, settings.sweeps);
                m = patch.means1(delta, rates2);
                RateProblem.Value value =
                        patch.first(rates2).solve(m, settings.gap, settings.sweeps);
                all.both[i] = Math.min(before, value.free() + patch.divergence2(rates2));
                if (before - all.both[i] <= settings.gap * Math.abs(before)) {
                    break;
                }
            }
        });
        return all;
    }

    /** {@return how many patches, N} */
    public int patches() {
        return amortized.length;
    }

    /** {@return what better rates of level 1 alone would save, mean over patches, ≥ 0} */
    public double meanLevel1() {
        return mean(amortized) - mean(level1);
    }

    /** {@return what better rates of both levels would save at least, mean over patches, ≥ 0} */
    public double meanBoth() {
        return mean(amortized) - mean(both);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double[] row(FMatrixRMaj matrix, int i) {
        double[] row = new double[matrix.numCols];
        for (int k = 0; k < row.length; k++) {
            row[k] = matrix.get(i, k);
        }
        return row;
    }

    private static double[][] gram(TwoLevelModel model) {
        FMatrixRMaj atoms = model.dictionary().atoms();
        double[][] gram = new double[atoms.numRows][atoms.numRows];
        for (int k = 0; k < atoms.numRows; k++) {
            for (int l = 0; l <= k; l++) {
                double sum = 0;
                for (int d = 0; d < atoms.numCols; d++) {
                    sum += (double) atoms.get(k, d) * atoms.get(l, d);
                }
                gram[k][l] = sum;
                gram[l][k] = sum;
            }
        }
        return gram;
    }

    /** The problems of one patch. */
    private record Patch(TwoLevelModel model, double[][] gram, double[] x, Settings settings) {

        double divergence2(double[] rates2) {
            double sum = 0;
            for (int j = 0; j < rates2.length; j++) {
                double prior = Math.exp(model.logPrior2()[j]);
                sum += rates2[j] * (Math.log(rates2[j]) - model.logPrior2()[j]) - rates2[j]
                        + prior;
            }
            return settings.beta * settings.beta2 * sum;
        }

        double[] means1(double[] gains, double[] rates2) {
            double[] means = model.means(rates2);
            Arrays.setAll(means, k -> Math.max(means[k] * gains[k], Math.exp(-80)));
            return means;
        }

        double[] gains(double[] means1, double[] rates2) {
            double[] gains = model.means(rates2);
            Arrays.setAll(gains, k -> means1[k] / gains[k]);
            return gains;
        }

        private double squares() {
            return Arrays.stream(x).map(v -> v * v).sum();
        }

        /** Φ₁ᵀx. */
        private double[] correlations() {
            FMatrixRMaj atoms = model.dictionary().atoms();
            double[] b = new double[atoms.numRows];
            for (int k = 0; k < b.length; k++) {
                for (int d = 0; d < x.length; d++) {
                    b[k] += atoms.get(k, d) * x[d];
                }
            }
            return b;
        }

        /** The best means of level 1 for given rates of level 2. */
        RateProblem first(double[] rates2) {
            int units = model.units1();
            double[] means = model.means(rates2);
            double[][] quadratic = new double[units][units];
            double[] price = new double[units];
            for (int k = 0; k < units; k++) {
                for (int l = 0; l <= k; l++) {
                    quadratic[k][l] = gram[k][l]
                            * (1 + model.relativeCovariance(rates2, means, k, l));
                    quadratic[l][k] = quadratic[k][l];
                }
                price[k] = gram[k][k];
            }
            return new RateProblem(squares(), correlations(), quadratic, price, means,
                    settings.beta);
        }

        /**
         * The best rates of level 2 for given gains of an additive link, up to a constant. With A =
         * Φ₁diag(δ₁)Φ₂ and y = x − Φ₁(δ₁⊙e^ρ₁) they minimise ‖y − Aλ₂‖² + Σ_j λ₂j(‖A_j‖² + Σ_k
         * Φ₂kj(δ₁k‖φ_k‖² + β(1 + δ₁k(log δ₁k − 1)))) + ββ₂KL₂.
         */
        RateProblem second(double[] gains) {
            int units = model.units1();
            int above = model.units2();
            double[] b = correlations();
            double[][] spread = new double[above][units]; // G(δ₁⊙Φ₂_j)
            for (int j = 0; j < above; j++) {
                for (int k = 0; k < units; k++) {
                    double weight = gains[k] * model.level2().get(j, k);
                    for (int l = 0; weight != 0 && l < units; l++) {
                        spread[j][l] += weight * gram[k][l];
                    }
                }
            }
            double[][] quadratic = new double[above][above];
            double[] linear = new double[above];
            double[] price = new double[above];
            for (int j = 0; j < above; j++) {
                for (int k = 0; k < units; k++) {
                    double phi = model.level2().get(j, k);
                    double driven = gains[k] * phi;
                    double base = gains[k] * Math.exp(model.logPrior()[k]);
                    linear[j] += driven * b[k] - base * spread[j][k];
                    price[j] += driven * gram[k][k] + settings.beta * phi
                            * (1 + gains[k] * (Math.log(gains[k]) - 1));
                    for (int i = 0; driven != 0 && i < above; i++) {
                        quadratic[j][i] += driven * spread[i][k];
                    }
                }
            }
            for (int j = 0; j < above; j++) {
                price[j] += quadratic[j][j];
            }
            return new RateProblem(0, linear, quadratic, price, model.priorRates2(),
                    settings.beta * settings.beta2);
        }
    }
}
