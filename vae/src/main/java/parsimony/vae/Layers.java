package parsimony.vae;

/** What lies between patches and posterior, or between codes and reconstructions. */
public enum Layers {
    /** One matrix, no bias. */
    LINEAR,
    /** A dense layer, a residual dense block with layer normalisation, and a dense layer. */
    MLP
}
