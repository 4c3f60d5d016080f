/**
 * Encoders that other programs have trained: the forms in which they lie on disk, and how each
 * becomes an {@link parsimony.sparsecoding.AffineEncoder}.
 */
package parsimony.experiment.encoder;
