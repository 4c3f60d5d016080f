package parsimony.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import parsimony.experiment.run.Result;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunContext;
import parsimony.experiment.run.RunRecord;

/**
 * A kind of run that the program does not know. Its work is what a test says.
 *
 * @param work done in the run's folder before it is finished; null for one that no machine can do
 */
record FakeRun(String name, Work work) implements Run {
    static final String CHECKPOINT = "checkpoint.bin";

    /** What a run does. */
    interface Work {
        void in(Path folder) throws IOException;
    }

    /** What it leaves. */
    record Done(double seconds) implements Result {
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public long seed() {
        return 0;
    }

    @Override
    public String key() {
        return Run.key("fake", name);
    }

    @Override
    public void requireAvailable() {
        if (work == null) {
            throw new UnsupportedOperationException("no such machine");
        }
    }

    @Override
    public boolean hasCheckpoint(Path folder) {
        return Files.exists(folder.resolve(CHECKPOINT));
    }

    @Override
    public double seconds(Size size) {
        return 1;
    }

    @Override
    public double bytes(Size size) {
        return 1;
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        Path folder = context.open(this, new Done(0));
        work.in(folder);
        RunRecord.writeMetrics(folder, new Done(1));
    }

    @Override
    public Done result(Path folder) {
        return RunRecord.readMetrics(folder, Done.class);
    }
}
