"""The non-negative lasso of each row of X by scikit-learn, as peer of the benchmark "large".

    lasso_sklearn.py X.npy D.npy LAMBDA [ROWS [METHOD...]]

METHOD: threads (Lasso without a Gram matrix, two threads), processes (the same in two processes),
encode (sparse_encode, lasso_cd, n_jobs=2). Lasso stops at a duality gap of 1e-6 of the objective,
sparse_encode at its own tolerance, 1e-4 of the squared norm. Its alpha is lambda/D.
"""
import sys
import time

import numpy as np
from joblib import Parallel, delayed
from sklearn.decomposition import sparse_encode
from sklearn.linear_model import Lasso

X, D = (np.load(file).astype(np.float64) for file in sys.argv[1:3])
LAMBDA = float(sys.argv[3])
X = X[:int(sys.argv[4])] if len(sys.argv) > 4 else X
ATOMS = np.asfortranarray(D.T)


def fit(x, tolerance):
    model = Lasso(alpha=LAMBDA / len(x), fit_intercept=False, positive=True, max_iter=10000,
                  copy_X=False, tol=tolerance)
    return model.fit(ATOMS, x, check_input=False).coef_


def report(name, codes, seconds):
    r = X - codes @ D
    squares = (r ** 2).sum(1)
    objective = 0.5 * squares + LAMBDA * codes.sum(1)
    c = np.minimum(1, LAMBDA / (r @ D.T).max(1))
    gap = objective - c * (X * r).sum(1) + 0.5 * c ** 2 * squares
    print(f"{name}: {seconds:.2f} s for {len(X)}, {1000 * seconds / len(X):.1f} ms each, mean "
          f"objective {objective.mean():.8f}, L0 {(codes > 0).sum(1).mean():.1f}, "
          f"mean relative gap {(gap / objective).mean():.1e}", flush=True)


# A gap of 1e-6 of the objective, which is at least .2 of the squared norm here.
TOLERANCE = 1e-6 * 0.2
for method in sys.argv[5:] or ["threads"]:
    start = time.perf_counter()
    if method == "encode":
        codes = sparse_encode(X, D, algorithm="lasso_cd", alpha=LAMBDA, positive=True,
                              max_iter=10000, n_jobs=2)
    else:
        prefer = "threads" if method == "threads" else "processes"
        codes = np.array(Parallel(2, prefer=prefer)(delayed(fit)(x, TOLERANCE) for x in X))
    report(method, codes, time.perf_counter() - start)
