/** Folders of codes: what they say of themselves, how parts of one are joined, and encoders. */
package parsimony.experiment.codes;
