package parsimony.vae;

import parsimony.sparsecoding.Dictionary;

/**
 * The expected squared error of a patch under Poisson counts of rates λ, in closed form: L(λ) = ‖x
 * − Φλ‖² + Σ_k λ_k‖φ_k‖². In log-rates u its gradient is ∇ = λ ⊙ (2Gλ − 2Φᵀx + d), with d_k =
 * ‖φ_k‖², and its Hessian H = diag(∇) + 2ΛGΛ. All in double precision.
 *
 * @param rates    λ, K
 * @param gradient ∇, K
 * @param image    ΦΛ∇, D
 */
record GradientTruth(Dictionary dictionary, double[] rates, double[] gradient, double[] image) {

    static GradientTruth of(Dictionary dictionary, float[] patch, float[] rates) {
        int pixels = dictionary.pixels();
        int units = dictionary.size();
        double[] lambda = new double[units];
        double[] residual = new double[pixels];
        for (int d = 0; d < pixels; d++) {
            residual[d] = -patch[d];
        }
        for (int k = 0; k < units; k++) {
            lambda[k] = rates[k];
            for (int d = 0; d < pixels; d++) {
                residual[d] += lambda[k] * atom(dictionary, k, d);
            }
        }
        double[] gradient = new double[units];
        for (int k = 0; k < units; k++) {
            double pull = 0;
            double norm = 0;
            for (int d = 0; d < pixels; d++) {
                double phi = atom(dictionary, k, d);
                pull += phi * residual[d];
                norm += phi * phi;
            }
            gradient[k] = lambda[k] * (2 * pull + norm);
        }
        return new GradientTruth(dictionary, lambda, gradient,
                image(dictionary, lambda, gradient));
    }

    /** ΦΛv. */
    private static double[] image(Dictionary dictionary, double[] rates, double[] v) {
        double[] image = new double[dictionary.pixels()];
        for (int k = 0; k < v.length; k++) {
            for (int d = 0; d < image.length; d++) {
                image[d] += rates[k] * v[k] * atom(dictionary, k, d);
            }
        }
        return image;
    }

    private static double atom(Dictionary dictionary, int k, int d) {
        return dictionary.atoms().data[k * dictionary.pixels() + d];
    }

    /** ‖∇‖². */
    double squaredNorm() {
        return dot(gradient, gradient);
    }

    /** ∇ᵀH∇. */
    double curvature() {
        double sum = 2 * dot(image, image);
        for (double g : gradient) {
            sum += g * g * g;
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
