/** How good estimators of the gradient are, at moments of a training, in a result folder. */
package parsimony.experiment.gradients;
