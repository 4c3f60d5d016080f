"""Sparse matrices as SciPy saves them, beside the dense ones, for SparseRowsTest.

Run in src/test/resources/named: python3 ../../python/make_sparse.py
"""
import numpy
import scipy.sparse

rng = numpy.random.default_rng(3)
dense = (rng.random((40, 7)) * (rng.random((40, 7)) < .3)).astype("float32")
dense[5:9] = 0   # rows without a value
numpy.save("sparse.npy", dense)
csr = scipy.sparse.csr_matrix(dense)
scipy.sparse.save_npz("csr.npz", csr)
scipy.sparse.save_npz("csc.npz", csr.tocsc())

wide = scipy.sparse.csr_array(csr.astype("float64"))
wide.indices, wide.indptr = wide.indices.astype("int64"), wide.indptr.astype("int64")
scipy.sparse.save_npz("csr64.npz", wide, compressed=False)

# Columns backwards, and every value as the sum of its halves.
data, indices = numpy.repeat(csr.data / 2, 2), numpy.repeat(csr.indices, 2)
indptr = csr.indptr * 2
for start, stop in zip(indptr[:-1], indptr[1:]):
    data[start:stop], indices[start:stop] = data[start:stop][::-1], indices[start:stop][::-1]
scipy.sparse.save_npz("csr_unsorted.npz", scipy.sparse.csr_matrix((data, indices, indptr), dense.shape))
