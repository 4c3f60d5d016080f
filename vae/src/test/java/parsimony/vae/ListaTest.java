package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.sparsecoding.Ista;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;

/** LISTA beside the solvers that it unrolls and that it is to come near to. */
class ListaTest {
    private static final int PIXELS = 16;
    private static final int LATENTS = 24;
    private static final FMatrixRMaj TRAIN = TrainerTest.sparseMixtures(2000, 1);
    private static final FMatrixRMaj VALIDATION = TrainerTest.sparseMixtures(300, 2);

    private static Architecture lista(int layers, double lambda, Constraint constraint) {
        return new Architecture(Distribution.LISTA, Activation.NONE,
                new ListaNetwork(layers, lambda), new LinearNetwork().withConstraint(constraint),
                ImageShape.vector(PIXELS), LATENTS);
    }

    private static Training plan(long iterations) {
        return Training.PATCHES.withIterations(iterations).withBatch(100).withLearningRate(0.003)
                .forLatent(Distribution.LISTA);
    }

    private static Encoder ista(Dictionary dictionary, int steps, double lambda) {
        return new Ista(dictionary,
                LassoSettings.of(lambda).withGap(0).withIterations(steps));
    }

    /** Mean over patches of ½‖x − Φa‖² + λ‖a‖₁, by a loop. */
    private static double objective(Dictionary dictionary, FMatrixRMaj codes, double lambda) {
        double total = 0;
        for (int i = 0; i < codes.numRows; i++) {
            for (int d = 0; d < PIXELS; d++) {
                double rest = VALIDATION.data[i * PIXELS + d];
                for (int k = 0; k < LATENTS; k++) {
                    rest -= (double) codes.data[i * LATENTS + k]
                            * dictionary.atoms().data[k * PIXELS + d];
                }
                total += 0.5 * rest * rest;
            }
            for (int k = 0; k < LATENTS; k++) {
                total += lambda * Math.abs(codes.data[i * LATENTS + k]);
            }
        }
        return total / codes.numRows;
    }

    @ParameterizedTest
    @CsvSource({"1, .5, NONE", "2, .1, UNIT_NORM", "5, 1, UNIT_NORM", "16, .5, FIXED"})
    void beginsAsThatManyStepsOfTheSolver(int layers, double lambda, Constraint constraint) {
        Architecture model = lista(layers, lambda, constraint);
        try (Trainer trainer = new Trainer(model, plan(1), TRAIN, Device.CPU);
                Vae vae = trainer.model()) {
            Dictionary dictionary = vae.dictionary().orElseThrow();
            float[] expected = ista(dictionary, layers, lambda).encode(VALIDATION).data;
            float[] actual = vae.posteriorMean().encode(VALIDATION).data;
            int on = 0;
            double largest = 0;
            for (float code : expected) {
                largest = Math.max(largest, code);
            }
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], 1e-6 * largest);
                on += expected[i] > 0 ? 1 : 0;
            }
            assertTrue(on > expected.length / 20, on + " are on");
        }
    }

    @Test
    void itsLossIsTwiceTheLassosObjective() {
        double lambda = 0.7;
        try (Trainer trainer =
                new Trainer(lista(4, lambda, Constraint.NONE), plan(1), TRAIN, Device.CPU);
                Vae vae = trainer.model()) {
            double objective = objective(vae.dictionary().orElseThrow(),
                    vae.posteriorMean().encode(VALIDATION), lambda);
            assertEquals(2 * objective, vae.evaluate(VALIDATION, 0).nelbo(), 1e-4 * objective);
        }
    }

    /** On a dictionary that stays, and on one that is learned along. */
    @ParameterizedTest
    @CsvSource({"3, FIXED", "3, UNIT_NORM"})
    void trainedItIsBetterThanItsStepsAndNoBetterThanTheOptimum(int layers,
            Constraint constraint) {
        double lambda = 0.5;
        Dictionary start = new Dictionary(TrainerTest.sparseMixtures(LATENTS, 7)).normalized();
        Architecture model = lista(layers, lambda, constraint);
        try (Trainer trainer = new Trainer(model, plan(1500), TRAIN, Device.CPU,
                Device.CPU.shares(100), 1e-6, start, (done, starts) -> {})) {
            trainer.run(step -> {});
            try (Vae vae = trainer.model()) {
                Dictionary dictionary = vae.dictionary().orElseThrow();
                if (constraint == Constraint.FIXED) {
                    assertArrayEquals(start.atoms().data, dictionary.atoms().data);
                }
                double steps = objective(dictionary,
                        ista(dictionary, layers, lambda).encode(VALIDATION), lambda);
                double learned = objective(dictionary,
                        vae.posteriorMean().encode(VALIDATION), lambda);
                double best = objective(dictionary, new Lasso(dictionary,
                        LassoSettings.of(lambda)).encode(VALIDATION), lambda);
                assertTrue(learned < best + 0.5 * (steps - best),
                        steps + " by steps, " + learned + " learned, " + best + " at best");
                assertTrue(learned > best, learned + " learned, " + best + " at best");
            }
        }
    }

    @Test
    void countsItsParametersAndRefusesABiasAndABadStart() {
        try (Trainer trainer =
                new Trainer(lista(3, 1, Constraint.UNIT_NORM), plan(1), TRAIN, Device.CPU);
                Vae vae = trainer.model()) {
            // W, S, θ and Φ
            assertEquals(16 * 24 + 24 * 24 + 24 + 24 * 16, vae.parameters());
        }
        assertThrows(InputException.class, () -> Network.of("lista+b"));
        Dictionary wrong = new Dictionary(TrainerTest.sparseMixtures(3, 7));
        String said = assertThrows(InputException.class,
                () -> new Trainer(lista(3, 1, Constraint.NONE), plan(1), TRAIN, Device.CPU, 1, 1,
                        wrong, (done, starts) -> {}))
                .getMessage();
        assertTrue(said.contains("3 atoms") && said.contains("24"), said);
    }
}
