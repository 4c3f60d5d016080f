package parsimony.experiment.run;

/** A run that works on what the run of a model has left, and bears its name, seed, β and size. */
interface RunOnModel extends Run {

    /** {@return the run of the model} */
    Run on();

    @Override
    default String model() {
        return on().model();
    }

    @Override
    default long seed() {
        return on().seed();
    }

    @Override
    default Double beta() {
        return on().beta();
    }

    @Override
    default Size own(Size usual) {
        return on().own(usual);
    }
}
