"""The same small arrays in every form of file that holds arrays.

These are the fixtures of ArrayFormatsTest. All numbers are small and whole, so that every type holds
them exactly.

Usage: make_formats.py OUT, where OUT is src/test/resources/formats. It needs numpy, scipy and h5py.
"""
import json
import os
import struct
import sys

import h5py
import numpy as np
import scipy.io

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
rng = np.random.default_rng(5)
codes = rng.integers(0, 3, (40, 6)) * (rng.random((40, 6)) < 0.5)
arrays = {
    "dictionary": rng.integers(-4, 5, (6, 16)),
    "patches": rng.integers(-8, 9, (40, 16)),
    "codes": codes,
    "bias": rng.integers(-2, 3, 16),
    "prior": rng.integers(-3, 1, 6),
    "images": rng.integers(0, 9, (5, 20, 24)),
}
for name, array in arrays.items():
    np.save(f"{out}/{name}.npy", array.astype("<f4"))
    for kind in ["<f2", ">f4", "<f8", "|i1"]:
        other = np.array(array.astype(kind), order="F")
        np.save(f"{out}/{name}-{'big' if kind[0] == '>' else kind[1:]}.npy", other)


def containers(stem, arrays):
    """All arrays in one file, of each form that holds several."""
    np.savez_compressed(f"{out}/{stem}.npz", **{n: a.astype(">f8") for n, a in arrays.items()})
    header, data = {}, b""
    for name, array in arrays.items():
        halves = (array.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
        header[name] = {"dtype": "BF16", "shape": array.shape,
                        "data_offsets": [len(data), len(data) + len(halves)]}
        data += halves
    text = json.dumps(header).encode()
    with open(f"{out}/{stem}.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    with h5py.File(f"{out}/{stem}.h5", "w") as file:
        for name, array in arrays.items():
            file.create_dataset(name, data=array.astype(">f8"), compression="gzip", shuffle=True)
    scipy.io.savemat(f"{out}/{stem}-old.mat", {n: a.astype("f8") for n, a in arrays.items()},
                     do_compression=True)
    with h5py.File(f"{out}/{stem}-new.mat", "w", userblock_size=512) as file:
        for name, array in arrays.items():
            made = file.create_dataset(name, data=np.atleast_2d(array).T.astype("f8"))
            made.attrs["MATLAB_class"] = np.bytes_("double")
    with open(f"{out}/{stem}-new.mat", "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(116) + b"\0" * 8 + b"\0\2IM")


containers("all", arrays)
containers("model", {"dictionary": arrays["dictionary"], "threshold": np.zeros(6, int),
                     "encoder": rng.integers(-4, 5, (6, 16))})
