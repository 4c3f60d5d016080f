"""Arrays of every number type, as NumPy and SciPy write them, with what is right.

These are the fixtures of NumbersTest and MatlabTest.

Usage: make_arrays.py OUT, where OUT is src/test/resources/arrays.
"""
import io
import struct
import sys
import zipfile

import numpy as np
import scipy.io
import scipy.sparse

out = sys.argv[1]
INTEGERS = [f"{sign}int{bits}" for bits in (8, 16, 32, 64) for sign in ("", "u")]


def numbers(name, columns):
    """Three rows: the ends of the type's range, what float32 must round, and small ones."""
    dtype = np.dtype(name)
    if dtype.kind == "b":
        return np.arange(3 * columns).reshape(3, columns) % 3 == 0
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        values = [info.min, info.max, 0, 1, 2, info.max // 2 + 2, info.max - 1, info.max // 3]
        if dtype.itemsize >= 4:  # ties of float32 and their neighbours
            tie = info.max // 2 + 2 ** (dtype.itemsize * 8 - 26)
            values += [2**24 + 1, 2**24 + 3, tie + 1, tie]
        if dtype.itemsize == 8:
            middle = info.max // 2 + 2
            values += [middle + 2**38, middle + 2**39, 2**53 + 1, 2**40 + 2**16 + 1]
    else:
        info = np.finfo(dtype)
        values = [0, -1.5, 1 / 3, -info.max, info.tiny, -info.smallest_subnormal, 1000.1]
        values.append(1 + info.eps)
        if name == "float64":
            values[3:6] = [3.4e38, 1e-300, 1e-42]
    return np.resize(np.array(values, dtype=dtype), (3, columns))


def npy(array, **header):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=True, **header)
    return file.getvalue()


with zipfile.ZipFile(f"{out}/numbers.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    def add(name, contents):
        entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
        archive.writestr(entry, contents, zipfile.ZIP_DEFLATED)

    for name in ["bool", *INTEGERS, "float16", "float32", "float64"]:
        array = numbers(name, 6)
        for byteorder in "<>":
            for order in "CF":
                stored = np.array(array.astype(array.dtype.newbyteorder(byteorder)), order=order)
                kind = ("-big" if byteorder == ">" else "") + ("-fortran" if order == "F" else "")
                add(f"{name}{kind}.npy", npy(stored))
        add(f"{name}.expected.npy", npy(array.astype("<f4")))

rng = np.random.default_rng(0)
matlab, expected = {}, {}
for name in ["double", "single", *INTEGERS, "logical"]:
    dtype = {"double": "float64", "single": "float32", "logical": "bool"}.get(name, name)
    array = numbers(dtype, 8).reshape(3, 4, 2)
    matlab[name] = array
    white = {"uint8": 255, "uint16": 65535}.get(name, 1)
    expected[name] = array.astype("<f4") / np.float32(white)
whole = {name: matlab[name] for name in ("double", "single", *INTEGERS, "logical")}
sparse = scipy.sparse.random(5, 4, 0.3, "csc", random_state=1)
whole["sparse"] = sparse
whole["sparse_logical"] = sparse != 0
expected["sparse"] = sparse.toarray().astype("<f4")
expected["sparse_logical"] = (sparse != 0).toarray().astype("<f4")
image = rng.normal(size=(4, 3))
cells = np.empty((1, 2), dtype=object)
cells[0, 0], cells[0, 1] = image, np.arange(6.0).reshape(2, 3)
records = np.array([(image, "one"), (image + 1, "two")],
                   dtype=[("pixels", object), ("name", object)])
whole.update(complex=image * 1j, text="natural images", cells=cells, records=records,
             nested={"images": {"left": image, "right": image + 2}, "note": "by hand"})
expected.update(left=image.astype("<f4"), right=(image + 2).astype("<f4"),
                second=(image + 1).astype("<f4"), cell=cells[0, 1].astype("<f4"))
scipy.io.savemat(f"{out}/v5.mat", whole)
scipy.io.savemat(f"{out}/v7.mat", whole, do_compression=True)
scipy.io.savemat(f"{out}/no-images.mat", {"note": "nothing", "nested": whole["nested"]})
version4 = ("double", "single", "int32", "int16", "uint16", "uint8")
flat = {name: matlab[name][:, :, 0] for name in version4}
others = {"sparse": sparse, "complex": image * 1j, "text": "natural images"}
scipy.io.savemat(f"{out}/v4.mat", {**flat, **others}, format="4")
for name, array in flat.items():
    expected[f"v4-{name}"] = array.astype("<f4")  # to MATLAB all numbers of version 4 are doubles
expected["big"] = image.astype("<f4")
columns = np.asfortranarray(image).astype(">f8").tobytes("F")
with open(f"{out}/v4-big.mat", "wb") as file:
    file.write(struct.pack(">5i", 1000, 4, 3, 0, 4) + b"big\0" + columns)
with open(f"{out}/v5-big.mat", "wb") as file:
    parts = struct.pack(">4i", 6, 8, 6, 0) + struct.pack(">4i", 5, 8, 4, 3)
    parts += struct.pack(">hh", 3, 1) + b"big\0" + struct.pack(">2i", 9, len(columns)) + columns
    file.write(b"MATLAB 5.0 MAT-file, big-endian".ljust(124) + b"\1\0MI")
    file.write(struct.pack(">2i", 14, len(parts)) + parts)
assert np.array_equal(scipy.io.loadmat(f"{out}/v5-big.mat")["big"], image)
assert np.array_equal(scipy.io.loadmat(f"{out}/v4-big.mat")["big"], image)
with zipfile.ZipFile(f"{out}/matlab.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in expected.items():
        entry = zipfile.ZipInfo(f"{name}.npy", (2000, 1, 1, 0, 0, 0))
        archive.writestr(entry, npy(array), zipfile.ZIP_DEFLATED)
