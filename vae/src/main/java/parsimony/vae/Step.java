package parsimony.vae;

/**
 * The state of a training after a step.
 *
 * @param iteration    steps taken, 1 to iterations
 * @param iterations   steps to take
 * @param mse          mean over the batch of the (expected or sampled) squared error
 * @param kl           mean over the batch of the divergence, before its weight
 * @param active       share of units with a divergence of at least {@code activeThreshold}, in this
 *                     batch
 * @param activeThreshold nats
 * @param largest      largest posterior mean of the batch, the largest rate for a Poisson latent
 * @param gradientNorm norm of all gradients together, before clipping
 * @param learningRate the step's learning rate
 * @param temperature  temperature of this step's relaxed samples
 * @param beta         weight of the divergence in this step
 * @param error        what the step descends beside the divergence: mse, but the negative
 *                     log-likelihood of iterative inference
 */
public record Step(long iteration, long iterations, double mse, double kl, double active,
        double activeThreshold, double largest,
        double gradientNorm, double learningRate, double temperature, double beta,
        double error) {

    /** {@return error + β·kl, the loss that the step descends} */
    public double loss() {
        return error + beta * kl;
    }
}
