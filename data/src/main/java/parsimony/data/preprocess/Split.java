package parsimony.data.preprocess;

import parsimony.data.Patches;

/**
 * Prepared patches.
 *
 * @param train      to learn from
 * @param validation to measure on
 */
public record Split(Patches train, Patches validation) {
}
