package parsimony.experiment.plot;

import parsimony.experiment.run.FileNames;

/** What the atoms of a mosaic are ordered by, the highest first. */
public enum AtomOrder {
    /** Prior rate of a P-VAE: {@code prior_log_rate.npy}. */
    PRIOR(FileNames.PRIOR_LOG_RATE, "highest prior rate first"),
    /** Mean KL of each unit of a VAE: {@code kl_per_unit.npy}. */
    KL(FileNames.KL_PER_UNIT, "highest KL first"),
    /** Mean logit of each unit of a categorical VAE: {@code logit_per_unit.npy}. */
    LOGIT(FileNames.LOGIT_PER_UNIT, "highest mean logit first"),
    /** Share of patches whose code uses the atom: {@code codes.npy}. */
    USAGE(FileNames.CODES, "most used first"),
    /** The order of the dictionary's file. */
    NONE(null, "in the order of the file");

    private final String file;
    private final String words;

    AtomOrder(String file, String words) {
        this.file = file;
        this.words = words;
    }

    /** {@return the name of the run's file that the values come from; null if there is none} */
    public String file() {
        return file;
    }

    /** {@return the order in the words of a title} */
    public String words() {
        return words;
    }
}
