package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * What every solver of {@link Solver#all} promises by its name, its traits and its knobs. A new
 * solver is tested without an edit. {@link SolversTest} and {@link ThreadsTest} say more about the
 * codes.
 */
class SolverContractTest {
    private static final Dictionary DICTIONARY = Draw.unitAtoms(24, 12, new SplittableRandom(1));
    private static final FMatrixRMaj PATCHES = Draw.gaussian(9, 12, 1.5, new SplittableRandom(2));
    private static final List<Object> NO_NUMBERS =
            List.of(-1, -0.5, Double.NaN, Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY, true, "many");

    private interface Promise {
        void of(Solver<?> solver) throws Exception;
    }

    private interface CodesPromise {
        void of(Solvers solver, Solution solution);
    }

    private static Stream<DynamicTest> each(Promise promise) {
        return Solver.all().stream()
                .map(solver -> DynamicTest.dynamicTest(solver.name(), () -> promise.of(solver)));
    }

    private static Stream<DynamicTest> eachSolution(CodesPromise promise) {
        return Solvers.all(0.3).stream().map(solver -> DynamicTest.dynamicTest(solver.name(),
                () -> promise.of(solver, solver.under(DICTIONARY).solve(PATCHES))));
    }

    @Test
    void namesAndLabelsTellSolversApart() {
        Set<String> words = new HashSet<>();
        for (Solver<?> solver : Solver.all()) {
            assertTrue(solver.name().matches("[a-z][a-z0-9]*") && words.add(solver.name()),
                    solver.name());
            assertTrue(words.add(solver.label() + " as a label"), solver.label());
            assertTrue(!solver.about().isBlank() && words.add(solver.about()), solver.about());
            assertSame(solver, Solver.of(solver.name().toUpperCase(Locale.ROOT)));
        }
        String said =
                assertThrows(IllegalArgumentException.class, () -> Solver.of("guess")).getMessage();
        assertTrue(said.startsWith("method: there is no guess")
                && said.contains(Solver.names(Solver.all())), said);
    }

    @TestFactory
    Stream<DynamicTest> everyKnobSaysWhatItDoesInASentence() {
        return each(solver -> {
            assertTrue(!solver.knobs().isEmpty());
            solver.knobs().forEach((knob, about) -> {
                assertTrue(about.value().matches("\\p{javaUpperCase}.*\\.|‖.*\\."), about.value());
                assertTrue(Set.of(double.class, int.class, boolean.class)
                        .contains(solver.typeOf(knob)), knob);
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> settingsThatAreGivenAreThoseThatAreTaken() {
        return each(solver -> {
            Map<String, Object> given = least(solver);
            Record settings = solver.settings(given);
            assertEquals(settings, solver.settings(given), "the same again");
            Map<String, Object> taken = values(settings, solver);
            solver.knobs().forEach((knob, about) -> {
                if (!about.needed()) {
                    assertEquals(solver.defaultOf(knob), taken.get(knob), knob);
                }
            });
            assertEquals(settings, solver.settings(taken), "defaults are values as any others");
            for (String knob : solver.knobs().keySet()) {
                Map<String, Object> changed = new LinkedHashMap<>(taken);
                Object other = solver.typeOf(knob) == boolean.class ? (Object) true
                        : solver.typeOf(knob) == int.class ? (Object) 7 : (Object) 3.5;
                changed.put(knob, other);
                assertEquals(changed, values(solver.settings(changed), solver));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aStepwiseEncoderTakesJustSoManySteps() {
        return each(solver -> {
            if (solver.is(Solver.Trait.LASSO) && solver.is(Solver.Trait.ITERATIVE)) {
                Solution solution = solver.stepwiseEncoder(DICTIONARY, 0.3, 7).solve(PATCHES);
                for (int steps : solution.iterations()) {
                    assertEquals(7, steps);
                }
            } else {
                refused("method: " + solver.name() + "; must be one of ",
                        () -> solver.stepwiseEncoder(DICTIONARY, 0.3, 7));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoValueOfAKnobIsRefusedByItsName() {
        return each(solver -> {
            for (String knob : solver.knobs().keySet()) {
                Map<String, Object> given = least(solver);
                boolean negative = solver.defaultOf(knob) instanceof Double usual && usual < 0;
                for (Object value : solver.typeOf(knob) == boolean.class ? List.<Object>of(1, "yes")
                        : NO_NUMBERS) {
                    if (!(negative && value instanceof Number number && number.doubleValue() < 0
                            && number.doubleValue() >= -1)) { // such a knob may be negative
                        given.put(knob, value);
                        refused(knob + ": ", () -> solver.settings(given));
                    }
                }
                given.put(knob, 1.5);
                if (solver.typeOf(knob) == int.class) {
                    refused(knob + ": 1.5", () -> solver.settings(given));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anUnknownKnobAndOneThatIsMissingAreRefusedByName() {
        return each(solver -> {
            Map<String, Object> unknown = least(solver);
            unknown.put("charm", 1);
            refused("charm: not for " + solver.name(), () -> solver.settings(unknown));
            for (String needed : least(solver).keySet()) {
                Map<String, Object> given = least(solver);
                given.remove(needed);
                refused(needed + ": is needed by " + solver.name(), () -> solver.settings(given));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anEncoderNeedsADictionaryAndSettings() {
        return each(solver -> {
            refused("dictionary: none", () -> solver.encoder(null, least(solver), null));
            refusesNoSettings(solver);
            assertSame(DICTIONARY, encoder(solver).dictionary());
        });
    }

    @TestFactory
    Stream<DynamicTest> traitsAreTrue() {
        return each(solver -> {
            assertEquals(solver.is(Solver.Trait.ITERATIVE),
                    encoder(solver) instanceof IterativeEncoder);
            assertTrue(Solver.with(Solver.Trait.LEARNS).stream()
                    .allMatch(other -> other.is(Solver.Trait.LASSO)));
            if (solver.is(Solver.Trait.FREE_ENERGY)) {
                refused("logPrior: none", () -> solver.encoder(DICTIONARY, least(solver), null));
            }
            if (solver.is(Solver.Trait.EXACT)) {
                for (Solution.Stop stop : encoder(solver).solve(PATCHES).stop()) {
                    assertEquals(Solution.Stop.CONVERGED, stop);
                }
            }
            if (solver.is(Solver.Trait.LASSO)) {
                Solution loose = solver.paperEncoder(DICTIONARY, 0.2, true).solve(PATCHES);
                Solution tight = solver.paperEncoder(DICTIONARY, 0.8, true).solve(PATCHES);
                assertTrue(l1(tight.codes()) < l1(loose.codes()), "a larger λ, a smaller ‖a‖₁");
            } else {
                refused("method: " + solver.name(),
                        () -> solver.paperEncoder(DICTIONARY, 0.2, true));
            }
            if (solver.is(Solver.Trait.LEARNS)) {
                requireNotNegative(solver.learningEncoder(DICTIONARY, 0.2).encode(PATCHES));
            } else {
                refused("method: " + solver.name(), () -> solver.learningEncoder(DICTIONARY, 0.2));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> codesAreNegativeOnlyWhereThatIsAllowed() {
        return eachSolution((solver, solution) -> {
            if (!solver.signed()) {
                requireNotNegative(solution.codes());
            } else {
                boolean negative = false;
                for (float code : solution.codes().data) {
                    negative |= code < 0;
                }
                assertTrue(negative);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> noObjectiveIsAboveThatOfWhereTheSolverBegan() {
        return eachSolution((solver, solution) -> {
            for (int i = 0; i < PATCHES.numRows; i++) {
                double begun = begun(solver.solver(), i);
                assertTrue(solution.objective()[i] <= begun * (1 + 1e-6),
                        solution.objective()[i] + " from " + begun);
                assertTrue(solution.gap()[i] >= 0
                        && solution.gap()[i] <= solution.objective()[i] * (1 + 1e-9));
            }
        });
    }

    /** The objective of a code of zeros, or of the prior's rates. */
    private static double begun(Solver<?> solver, int i) {
        if (solver.is(Solver.Trait.FREE_ENERGY)) {
            FMatrixRMaj rates = new FMatrixRMaj(PATCHES.numRows, DICTIONARY.size());
            rates.fill((float) Math.exp(-1));
            return new PoissonInference(DICTIONARY, Solvers.prior(DICTIONARY),
                    PoissonSettings.of(1))
                    .evaluate(PATCHES, rates).objective()[i];
        }
        double squares = 0;
        for (int d = 0; d < PATCHES.numCols; d++) {
            squares += 0.5 * PATCHES.get(i, d) * PATCHES.get(i, d);
        }
        return squares;
    }

    @TestFactory
    Stream<DynamicTest> anObserverSeesEveryStepAndTheCodesAreThoseOfSolvingUnseen() {
        return eachIterative((encoder, solution) -> {
            List<Integer> numbers = new ArrayList<>();
            Solution seen = encoder.solve(PATCHES, null, iteration -> {
                numbers.add(iteration.number());
                assertTrue(iteration.sparsity() >= 0 && iteration.sparsity() <= 1
                        && iteration.mse() >= 0);
                return true;
            });
            int most = 0;
            for (int i = 0; i < PATCHES.numRows; i++) {
                most = Math.max(most, seen.iterations()[i]);
                assertEquals(solution.objective()[i], seen.objective()[i],
                        1e-3 * solution.objective()[i]);
            }
            assertEquals(Stream.iterate(1, number -> number + 1).limit(most).toList(), numbers);
        });
    }

    @TestFactory
    Stream<DynamicTest> anObserverCanEndWhatItSees() {
        return eachIterative((encoder, solution) -> {
            Solution seen = encoder.solve(PATCHES, solution.codes(), iteration -> false);
            for (int i = 0; i < PATCHES.numRows; i++) {
                assertEquals(1, seen.iterations()[i]);
                assertTrue(seen.stop()[i] == Solution.Stop.OBSERVER || seen.isDone(i));
                assertEquals(solution.objective()[i], seen.objective()[i],
                        1e-3 * solution.objective()[i], "a start is kept");
            }
            FMatrixRMaj one = new FMatrixRMaj(1, DICTIONARY.size());
            assertThrows(IllegalArgumentException.class, () -> encoder.solve(PATCHES, one, null));
            assertEquals(0,
                    encoder.solve(new FMatrixRMaj(0, 12), null, iteration -> true).stop().length);
        });
    }

    private interface IterativePromise {
        void of(IterativeEncoder encoder, Solution solution);
    }

    private static Stream<DynamicTest> eachIterative(IterativePromise promise) {
        return Solvers.all(0.3).stream()
                .filter(solver -> solver.solver().is(Solver.Trait.ITERATIVE))
                .map(solver -> DynamicTest.dynamicTest(solver.name(), () -> {
                    IterativeEncoder encoder = (IterativeEncoder) solver.under(DICTIONARY);
                    promise.of(encoder, encoder.solve(PATCHES));
                }));
    }

    private static <S extends Record> void refusesNoSettings(Solver<S> solver) {
        refused("settings: none",
                () -> solver.encoder(DICTIONARY, (S) null, Solvers.prior(DICTIONARY)));
    }

    private static SparseEncoder encoder(Solver<?> solver) {
        return solver.encoder(DICTIONARY, least(solver),
                solver.is(Solver.Trait.FREE_ENERGY) ? Solvers.prior(DICTIONARY) : null);
    }

    /** Only the knobs that must be given. */
    private static Map<String, Object> least(Solver<?> solver) {
        Map<String, Object> least = new LinkedHashMap<>();
        solver.knobs().forEach((knob, about) -> {
            if (about.needed()) {
                least.put(knob, solver.typeOf(knob) == int.class ? (Object) 3 : (Object) 0.5);
            }
        });
        return least;
    }

    private static Map<String, Object> values(Record settings, Solver<?> solver)
            throws ReflectiveOperationException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent part : settings.getClass().getRecordComponents()) {
            if (solver.knobs().containsKey(part.getName())) {
                values.put(part.getName(), part.getAccessor().invoke(settings));
            }
        }
        return values;
    }

    private static void refused(String complaint, Executable call) {
        String said = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(said.startsWith(complaint), said);
    }

    private static double l1(FMatrixRMaj codes) {
        double sum = 0;
        for (float code : codes.data) {
            sum += Math.abs(code);
        }
        return sum;
    }

    private static void requireNotNegative(FMatrixRMaj codes) {
        for (float code : codes.data) {
            assertTrue(code >= 0, code + "");
        }
    }
}
