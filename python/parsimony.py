"""Parsimony from Python: sparse coding, Poisson VAEs and the amortization gap.

One file; it needs NumPy, and Parsimony itself, which it runs as a program. Copy it next to your
script, or put its folder on PYTHONPATH. Estimators follow scikit-learn's manner: settings are given
to the constructor, ``fit`` learns, what was learned ends with an underscore, and ``transform``
returns codes.

    from parsimony import DictionaryLearning, PoissonVAE, SparseCoder, gap

    vae = PoissonVAE(n_components=128, iterations=2000).fit(X)
    vae.components_                        # K×D, the dictionary
    vae.transform(X)                       # N×K, the codes of the one-shot encoder
    SparseCoder(vae.components_, method="lasso", lam=.5).transform(X)     # iterative inference
    gap(X, vae.transform(X), vae.components_)["relative_gap_at_equal_l1"]

The program is found by the environment variable PARSIMONY, else as ``parsimony`` on the PATH, else
beside the folder of this file. Every other option of a command is a keyword: ``--weight-decay .1``
is ``weight_decay=.1``, and ``--signed`` is ``signed=True``. docs/command-line.md lists them.
"""

import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

__all__ = ["DictionaryLearning", "PoissonVAE", "SparseCoder", "gap", "measure", "run"]


def executable():
    """The path of the program ``parsimony``."""
    named = os.environ.get("PARSIMONY")
    if named:
        return named
    home = Path(__file__).resolve().parent.parent
    beside = [home / "parsimony", home / "bin" / "parsimony"]  # in a checkout, in a release
    found = shutil.which("parsimony") or next((str(p) for p in beside if p.is_file()), None)
    if not found:
        raise FileNotFoundError(
            "parsimony was not found; put it on the PATH, or let PARSIMONY name it")
    return found


def run(command, *arguments, verbose=False, **options):
    """Runs ``parsimony COMMAND`` and returns what it prints as JSON, a dict.

    Raises ValueError with the program's own line if the input is wrong, and RuntimeError if the
    program itself fails. With ``verbose``, its progress is shown.
    """
    words = [executable(), command, *map(str, arguments), "--json"]
    for name, value in options.items():
        option = "--" + {"lam": "lambda"}.get(name, name).replace("_", "-")
        if value is True:
            words.append(option)
        elif value is not None and value is not False:
            words.append(f"{option}={value}")
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True,
                          stderr=None if verbose else subprocess.PIPE)
    if done.returncode:
        lines = (done.stderr or "see above").strip().splitlines()
        said = lines[-1] if lines else f"exit status {done.returncode}"
        raise (ValueError if done.returncode == 2 else RuntimeError)(said)
    if done.stderr and not verbose:
        for line in done.stderr.splitlines():
            if "warning" in line:
                print(line, file=sys.stderr)
    return json.loads(done.stdout)


def _matrix(X, name):
    X = np.asarray(X, dtype=np.float32)
    if X.ndim != 2:
        raise ValueError(f"{name}: has {X.ndim} dimensions; must be a matrix, a patch a row")
    return X


class _Folder(tempfile.TemporaryDirectory):
    """A folder that is deleted at the end, with arrays in it."""

    def __enter__(self):
        return self

    def write(self, name, array):
        path = self.path(name + ".npy")
        np.save(path, _matrix(array, name))
        return path

    def path(self, name):
        return Path(self.name) / name


class _Estimator:
    """What scikit-learn asks of an estimator. Settings stand in the constructor's signature."""

    def get_params(self, deep=True):
        return {**{name: getattr(self, name) for name in self._names()}, **self.options}

    def set_params(self, **params):
        for name, value in params.items():
            if name in self._names():
                setattr(self, name, value)
            else:
                self.options[name] = value
        return self

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)

    def _names(self):
        return [p.name for p in inspect.signature(type(self).__init__).parameters.values()
                if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"]

    def _fitted(self, name):
        if not hasattr(self, name):
            raise ValueError(f"{type(self).__name__}: call fit first")
        return getattr(self, name)

    def __repr__(self):
        settings = ", ".join(
            f"{name}={'array of shape ' + str(value.shape) if hasattr(value, 'shape') else value!r}"
            for name, value in self.get_params().items())
        return f"{type(self).__name__}({settings})"


class SparseCoder(_Estimator):
    """Codes under a given dictionary, inferred patch by patch.

    dictionary: K×D, an atom a row, as ``components_`` of the others.
    method: lasso, lca, ista, fista, homotopy, omp, mp, iht, lsm or workingset.
    lam: weight of the L1 norm in ½‖x − Φᵀa‖² + λ‖a‖₁; None for omp, mp and iht, which take
    ``nonzeros`` instead. Codes are not negative unless ``signed=True``.

    After ``transform``, ``measures_`` holds the measures of the last codes: ``mse``, ``r2``,
    ``portion_zeros``, ``gap`` (how far from the optimum they can at most be) and others.
    """

    def __init__(self, dictionary, method="lasso", lam=1.0, **options):
        self.dictionary = dictionary
        self.method = method
        self.lam = lam
        self.options = options

    def fit(self, X=None, y=None):
        """Does nothing: the dictionary is given."""
        return self

    def transform(self, X):
        """Codes of patches N×D: N×K float32."""
        with _Folder() as folder:
            self.measures_ = run("infer", method=self.method, lam=self.lam,
                                 dictionary=folder.write("dictionary", self.dictionary),
                                 patches=folder.write("patches", X), out=folder.path("codes"),
                                 **self.options)
            return np.load(folder.path("codes") / "codes.npy")


class DictionaryLearning(_Estimator):
    """A dictionary learned by sparse coding.

    n_components: K. method: lca, ista, fista or lasso. lam: weight of the L1 norm.
    Other options of ``parsimony learn``: epochs, batches, batch, update, rate, seed.

    ``components_`` is the dictionary, K×D of unit norm, and ``metrics_`` what ``learn`` measured.
    """

    def __init__(self, n_components=512, method="lca", lam=1.0, **options):
        self.n_components = n_components
        self.method = method
        self.lam = lam
        self.options = options

    def fit(self, X, y=None, verbose=False):
        with _Folder() as folder:
            self.metrics_ = run("learn", train=folder.write("train", X), out=folder.path("run"),
                                atoms=self.n_components, method=self.method, lam=self.lam,
                                verbose=verbose, **self.options)
            self.components_ = np.load(folder.path("run") / "dictionary.npy")
        return self

    def transform(self, X):
        """Codes of patches by the same method and λ: N×K float32."""
        return SparseCoder(self._fitted("components_"), self.method, self.lam).transform(X)


class PoissonVAE(_Estimator):
    """A Poisson variational autoencoder with a linear encoder and decoder.

    n_components: K. beta: weight of the KL term. iterations: gradient steps.
    Other options of ``parsimony train``: batch, lr, estimator, plan, seed and so on.

    ``components_`` is the dictionary Φ, K×D as learned; ``log_rate_`` the prior's log rates ρ, K;
    ``encoder_`` the encoder's matrix W, K×D; ``metrics_`` what ``train`` measured.
    """

    def __init__(self, n_components=512, beta=1.0, iterations=10000, **options):
        self.n_components = n_components
        self.beta = beta
        self.iterations = iterations
        self.options = options

    def fit(self, X, y=None, validation=None, verbose=False):
        """Learns from patches N×D. Without validation patches, every tenth is held out for it."""
        X = _matrix(X, "X")
        if validation is None:
            held_out = np.arange(len(X)) % 10 == 9
            X, validation = X[~held_out], X[held_out]
        with _Folder() as folder:
            self.metrics_ = run("train", model="poisson", atoms=self.n_components, beta=self.beta,
                                iterations=self.iterations, train=folder.write("train", X),
                                validation=folder.write("validation", validation),
                                out=folder.path("run"), verbose=verbose, **self.options)
            self.components_ = np.load(folder.path("run") / "dictionary.npy")
            self.log_rate_ = np.load(folder.path("run") / "prior_log_rate.npy").ravel()
            self.encoder_ = np.load(folder.path("run") / "encoder.npy")
        return self

    def transform(self, X):
        """Mean counts of the posterior, the codes of the one-shot encoder: N×K float32."""
        v = _matrix(X, "X") @ self._fitted("encoder_").T
        log_gain = 10 - np.logaddexp(0, 10 - v)
        log_rate = 5.3 - np.logaddexp(0, 5.3 - (self.log_rate_ + log_gain))
        return (np.exp(log_rate) + 1.2e-7).astype(np.float32)


def gap(X, codes, dictionary, **options):
    """How much better other codes could have been on the same dictionary, a dict.

    X: patches N×D. codes: N×K, of any encoder. dictionary: K×D. Among the keys is
    ``relative_gap_at_equal_l1``: what share of the squared error the best codes of the same L1 norm
    save, by a proven bound. docs/any-encoder.md has them all.
    """
    with _Folder() as folder:
        return run("gap", patches=folder.write("patches", X), codes=folder.write("codes", codes),
                   dictionary=folder.write("dictionary", dictionary), out=folder.path("gap"),
                   **options)


def measure(X, codes, dictionary):
    """Squared error, r² and sparsity of given codes, a dict."""
    with _Folder() as folder:
        return run("measure", patches=folder.write("patches", X),
                   codes=folder.write("codes", codes),
                   dictionary=folder.write("dictionary", dictionary))
