package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import parsimony.experiment.run.LearnRun;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.SweepRun;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Solver;

class SharedProgressTest {
    private final List<String> said = new ArrayList<>();
    private final Monitor all = new Monitor() {
        @Override
        public void phase(String name, long total, String unit) {
            said.add(name + " of " + total + unit);
        }

        @Override
        public void at(long done, String note) {
            said.add(done + ", " + note);
        }

        @Override
        public void warn(String message) {
            said.add(message);
        }
    };

    @Test
    void eachRunCountsForWhatItIsExpectedToTake() {
        Run first = new LearnRun("first", "first-seed0", "a", null);
        SweepRun on =
                new SweepRun(first, "first-by-lca", "b", Solver.of("lca"), false, List.of(.1, .2));
        Run second = new LearnRun("second", "second-seed0", "c", null);
        Map<Run, Double> seconds = Map.of(first, 60.0, on, 20.0, second, 20.0);
        SharedProgress shared = new SharedProgress(all,
                List.of(new Plan.Cell(first, List.of(on)), new Plan.Cell(second, List.of())), 2,
                seconds::get);

        Monitor ofFirst = shared.of(first);
        ofFirst.phase("Learning", 300, "batches");
        ofFirst.at(150);
        shared.finished(second);
        ofFirst.warn("odd");
        shared.finished(first);
        shared.finished(on);
        assertEquals(List.of("2 models, 2 at once of 10000", "3000, 0 of 2 models",
                "5000, 1 of 2 models", "first-seed0: odd",
                "8000, 1 of 2 models", "10000, 2 of 2 models"), said);
    }
}
