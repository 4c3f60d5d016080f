/**
 * One run in its folder. A {@link parsimony.experiment.run.Run} carries itself out in a folder,
 * goes on there after it was stopped, and says what it costs. Its spec ({@link
 * parsimony.experiment.run.TrainSpec}, {@link parsimony.experiment.run.LearnSpec}) is in {@code
 * config.json}, its {@link parsimony.experiment.run.Result} in {@code metrics.json}. {@link
 * parsimony.experiment.run.FileNames} has the name of every file.
 *
 * <p>The numbers of a run depend on this package, so {@link parsimony.experiment.run.Checksum}
 * counts its classes. Captions and pages belong elsewhere: a change to them must not make a
 * finished run another one.
 */
package parsimony.experiment.run;
