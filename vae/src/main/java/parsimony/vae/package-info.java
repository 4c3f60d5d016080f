/**
 * Variational autoencoders with a sparse code: the Poisson VAE and its Gaussian, Laplace and
 * categorical siblings, on TensorFlow. {@link parsimony.vae.TrainingRun} turns patches, an
 * {@link parsimony.vae.Architecture} and a {@link parsimony.vae.Training} plan into a
 * {@link parsimony.vae.Vae}, which encodes, decodes, measures itself, and knows its own
 * {@code Dictionary}.
 *
 * <p>The formulas are those of Vafaii, Galor &amp; Yates (2024), Poisson Variational Autoencoder,
 * NeurIPS. In memory patches are N×D, codes N×K, a dictionary K×D. A model is put together from
 * four parts that know nothing of one another: a latent (posterior, prior and KL), a network on
 * either side, an estimator of the reconstruction error, and an optimizer.
 */
package parsimony.vae;
