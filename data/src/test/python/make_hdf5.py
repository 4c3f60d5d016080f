"""Arrays of HDF5 files, as h5py writes them, and files as MATLAB 7.3 writes them, with what is right.

These are the fixtures of Hdf5FileTest and MatlabTest. h5py stands for MATLAB, which no test can
run: v73.mat has the groups, attributes and reversed dimensions of a file that MATLAB saved with
-v7.3, and its arrays are those of v5.mat (make_arrays.py).

Usage: make_hdf5.py OUT, where OUT is src/test/resources. It needs numpy, scipy and h5py.
"""
import io
import os
import sys
import zipfile

import h5py
import numpy as np
import scipy.io
import scipy.sparse

out = sys.argv[1]
os.makedirs(f"{out}/hdf5", exist_ok=True)
rng = np.random.default_rng(3)
a = np.round(rng.normal(size=(23, 7)), 3)
noise = rng.normal(size=(64, 7)).astype("f4")
stack = rng.normal(size=(3, 8, 8)).astype("f4")
colours = rng.integers(0, 256, (5, 8, 9, 3), "u1")
expected = {}


def add(group, name, array, **options):
    group.create_dataset(name, data=array, **options)
    expected[f"{group.name}/{name}".lstrip("/").replace("/", ".")] = np.asarray(
        array).astype("<f4")


def brain(group, name, array):
    """bfloat16, which NumPy has not: the upper half of each float32."""
    kind = h5py.h5t.IEEE_F32LE.copy()
    kind.set_fields(15, 7, 8, 0, 7)
    kind.set_size(2)
    kind.set_precision(16)
    kind.set_ebias(127)
    halves = (array.astype("<f4").view("<u4") >> 16).astype("<u2")
    space = h5py.h5s.create_simple(array.shape)
    where = h5py.h5d.create(group.id, name.encode(), kind, space)
    where.write(h5py.h5s.ALL, h5py.h5s.ALL, halves, mtype=kind)
    expected[name] = (halves.astype("<u4") << 16).view("<f4")


def fill(file):
    for kind in ["f2", "f4", "f8", ">f2", ">f4", ">f8"]:
        add(file, f"kind{kind.replace('>', '-big-')}", a.astype(kind))
    for kind in ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i4", ">u2", "?"]:
        values = np.arange(12).reshape(4, 3) * 9
        add(file, f"kind{kind.replace('>', '-big-').replace('?', 'bool')}",
            values % 2 == 0 if kind == "?" else (values - 40 if kind[-2] == "i" else
                                                 values + 1).astype(kind))
    brain(file, "brain", a)
    deep = file.create_group("deep").create_group("er")
    add(deep, "plain", a.astype("f4"))
    packed = file.create_group("packed")
    add(packed, "gzip", a.astype("f4"), chunks=(5, 3), compression="gzip")
    add(packed, "shuffled", a.astype("f8"), chunks=(5, 3), compression="gzip", shuffle=True)
    add(packed, "sums", a.astype("f4"), chunks=(4, 7), fletcher32=True)
    add(packed, "all", np.tile(a, (9, 1)).astype(">f4"), chunks=(64, 7), compression="gzip",
        shuffle=True, fletcher32=True)
    add(packed, "lzf", np.tile(np.round(a), (9, 1)).astype("f4"), chunks=(64, 5),
        compression="lzf")
    add(packed, "random", noise, chunks=(16, 7),
        compression="lzf")  # LZF gives up: chunks are stored as they are
    add(packed, "plain", a.astype("f4"), chunks=(6, 2))
    growing = packed.create_dataset("growing", (0, 7), "f4", maxshape=(None, 7), chunks=(2, 7))
    for row in a.astype("f4"):
        growing.resize(len(growing) + 1, 0)
        growing[-1] = row
    expected["packed.growing"] = a.astype("f4")
    wide = packed.create_dataset("wide", (23, 7), "f4", maxshape=(None, None), chunks=(4, 3))
    wide[:] = a
    expected["packed.wide"] = a.astype("f4")
    holes = packed.create_dataset("holes", (9, 4), "f4", chunks=(2, 2), fillvalue=2.5)
    holes[3, 1] = 1
    expected["packed.holes"] = holes[:]
    add(file, "vector", a[0])
    add(file, "scalar", np.float32(3.5))
    expected["scalar"] = np.float32([3.5])
    add(file, "stack", stack)
    add(file, "stack-bytes", colours, chunks=(2, 4, 9, 3),
        compression="gzip")
    expected["stack-bytes"] = file["stack-bytes"][:].astype("f4")
    file["again"] = h5py.SoftLink("/deep/er/plain")
    file["outside"] = h5py.ExternalLink("other.h5", "/x")
    file["text"] = np.array([b"one", b"two"])
    file["names"] = ["a", "bcd"]
    file["records"] = np.zeros(3, [("x", "f4"), ("n", "i4")])
    file["complex"] = a * 1j
    file.create_dataset("lists", (2,), h5py.vlen_dtype(np.dtype("f4")))
    file.create_dataset("none", (0, 3), "f4")
    file.create_dataset("null", dtype="f4", data=h5py.Empty("f4"))
    bad = a.astype("f4")
    bad[11, 2] = np.nan
    file["nan"] = bad
    file.create_dataset("szip", data=a, chunks=(23, 7), compression="szip")
    file.create_dataset("scaled", data=a, chunks=(23, 7), scaleoffset=3)


with h5py.File(f"{out}/hdf5/arrays.h5", "w") as file:
    fill(file)
with h5py.File(f"{out}/hdf5/latest.h5", "w", libver="latest") as file:
    fill(file)
    add(file["packed"], "single", a.astype("f4"), chunks=(23, 7), compression="gzip")
with h5py.File(f"{out}/hdf5/block.hdf5", "w", userblock_size=1024) as file:
    file["only"] = a.astype("f4")
with h5py.File(f"{out}/hdf5/photographs.h5", "w") as file:
    file["images"] = colours[..., 0]
with h5py.File(f"{out}/hdf5/many.h5", "w") as file:
    for i in range(50):
        file[f"array{i}"] = np.full((1, 2), i, "f4")


def save(path, arrays):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", (2000, 1, 1, 0, 0, 0))
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array))
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED)


save(f"{out}/hdf5/expected.npz", expected)

# MATLAB 7.3

whole = scipy.io.loadmat(f"{out}/arrays/v5.mat", struct_as_record=True)


def write(group, name, value, refs):
    """One variable, as MATLAB does."""
    if scipy.sparse.issparse(value):
        made = group.create_group(name)
        made.attrs["MATLAB_sparse"] = np.uint64(value.shape[0])
        columns = value.tocsc()
        logical = value.dtype == bool
        made.attrs["MATLAB_class"] = np.bytes_("logical" if logical else "double")
        made["data"] = columns.data.astype("u1" if logical else "f8")
        made["ir"] = columns.indices.astype("u8")
        made["jc"] = columns.indptr.astype("u8")
        return made
    if value.dtype.names:
        made = group.create_group(name)
        made.attrs["MATLAB_class"] = np.bytes_("struct")
        for field in value.dtype.names:
            if value.size == 1:
                write(made, field, value[field].ravel()[0], refs)
            else:
                made[field] = references(value[field], refs)
        return made
    if value.dtype == object:
        made = group.create_dataset(name, data=references(value, refs))
        made.attrs["MATLAB_class"] = np.bytes_("cell")
        return made
    kind = {"f8": "double", "f4": "single", "b1": "logical", "c16": "double"}.get(
        value.dtype.str[1:], value.dtype.name)
    if value.dtype.kind == "U":
        value = np.array([[ord(c) for c in str(value.ravel()[0])]], "u2")
        kind = "char"
    reversed_ = value.T
    if value.dtype.kind == "c":
        pairs = np.zeros(reversed_.shape, [("real", "f8"), ("imag", "f8")])
        pairs["real"], pairs["imag"] = reversed_.real, reversed_.imag
        reversed_ = pairs
    if value.dtype == bool:
        reversed_ = reversed_.astype("u1")
    large = value.dtype.kind == "f" and value.ndim == 3
    if value.size == 0:
        made = group.create_dataset(name, data=np.array(value.shape, "u8"))
        made.attrs["MATLAB_empty"] = np.uint8(1)
    else:
        made = group.create_dataset(name, data=reversed_, **({"compression": "gzip", "chunks": (
            1, 2, 3)} if large else {}))
    made.attrs["MATLAB_class"] = np.bytes_(kind)
    if kind in ("logical", "char"):
        made.attrs["MATLAB_int_decode"] = np.int32(2 if kind == "char" else 1)
    return made


def references(values, refs):
    made = np.empty(values.T.shape, h5py.ref_dtype)
    for index in np.ndindex(values.shape):
        made[index[::-1]] = write(refs, f"r{len(refs)}", values[index], refs).ref
    return made


path = f"{out}/arrays/v73.mat"
with h5py.File(path, "w", userblock_size=512) as file:
    refs = file.create_group("#refs#")
    for name, value in whole.items():
        if not name.startswith("__"):
            value = whole[name] != 0 if name == "sparse_logical" else value
            if name == "logical":
                value = value.astype(bool)
            write(file, name, value, refs)
    write(file, "nothing", np.zeros((0, 5)), refs)
    write(file, "matrix", np.arange(40.0).reshape(8, 5), refs)
with open(path, "r+b") as file:
    text = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Sat Jan  1 00:00:00 2000 HDF5" \
           b" schema 1.00 ."
    file.write(text.ljust(116) + b"\0" * 8 + b"\0\2IM")
