package parsimony.data.preprocess;

import parsimony.data.Patches;

/**
 * Prepared patches.
 *
 * @param train      the patches to learn from
 * @param validation the patches to measure on
 */
public record Split(Patches train, Patches validation) {}
