"""Tests of parsimony.py; python3 -m unittest, with NumPy alone. SciPy's are left out on purpose."""

import unittest

import numpy as np

from parsimony import DictionaryLearning, PoissonVAE, SparseCoder, gap, measure


def bars(n, seed):
    """Patches of 8×8 that are sums of few bars, and the bars."""
    random = np.random.default_rng(seed)
    atoms = np.zeros((16, 8, 8), np.float32)
    for i in range(8):
        atoms[i, i] = atoms[8 + i, :, i] = 8 ** -.5
    atoms = atoms.reshape(16, 64)
    counts = random.poisson(.15, (n, 16)).astype(np.float32) * 3
    return counts @ atoms, atoms, counts


class ParsimonyTest(unittest.TestCase):
    def test_exact_codes_are_stationary(self):
        X, atoms, _ = bars(50, 0)
        coder = SparseCoder(atoms, "lasso", lam=.1, gap=1e-9)
        codes = coder.fit_transform(X)
        slope = (X - codes @ atoms) @ atoms.T - .1
        self.assertLess(np.abs(slope[codes > 0]).max(), 1e-3)
        self.assertLess(slope[codes == 0].max(), 1e-3)
        self.assertLess(coder.measures_["gap"], 1e-6)

    def test_learned_atoms_are_the_bars(self):
        X, atoms, _ = bars(2000, 1)
        learned = DictionaryLearning(16, "lasso", lam=.3, epochs=8, batches=20, batch=100).fit(X)
        cosines = np.abs(learned.components_ @ atoms.T)
        self.assertGreater(np.sort(cosines.max(0))[3], .9)
        self.assertEqual((2000, 16), learned.transform(X).shape)

    def test_a_vae_encodes_as_the_program_does(self):
        X, _, _ = bars(2000, 2)
        vae = PoissonVAE(16, iterations=400, batch=100, lr=.02).fit(X[:1500], validation=X[1500:])
        self.assertAlmostEqual(vae.metrics_["mse_map"],
                               measure(X[1500:], vae.transform(X[1500:]), vae.components_)["mse"],
                               delta=1e-4 * vae.metrics_["mse_map"])
        found = gap(X[1500:], vae.transform(X[1500:]), vae.components_)
        self.assertGreater(found["relative_gap_at_equal_l1"], 0)

    def test_true_codes_have_no_gap_at_equal_l1(self):
        X, atoms, _ = bars(50, 3)
        codes = SparseCoder(atoms, "lasso", lam=.2, gap=1e-9).transform(X)
        self.assertLess(gap(X, codes, atoms)["relative_gap_at_equal_l1"], 1e-4)

    def test_wrong_input_is_a_value_error_with_the_programs_words(self):
        with self.assertRaisesRegex(ValueError, "pixels"):
            SparseCoder(np.eye(5), lam=1).transform(np.ones((3, 4)))
        with self.assertRaisesRegex(ValueError, "matrix"):
            SparseCoder(np.eye(5)).transform(np.ones(5))
        with self.assertRaisesRegex(ValueError, "fit first"):
            PoissonVAE(5).transform(np.ones((1, 4)))

    def test_settings_are_scikit_learns(self):
        learning = DictionaryLearning(16, lam=.3, epochs=2)
        self.assertEqual({"n_components": 16, "method": "lca", "lam": .3, "epochs": 2},
                         learning.get_params())
        again = type(learning)(**learning.get_params()).set_params(lam=.5, batch=10)
        self.assertEqual((.5, 10), (again.lam, again.get_params()["batch"]))


if __name__ == "__main__":
    unittest.main()
