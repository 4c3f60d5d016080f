"""Files of named arrays, as NumPy, safetensors and PyTorch write them.

These are the fixtures of ArrayFileTest; named.npz holds what is right.

Usage: make_named.py OUT, where OUT is src/test/resources/named. It needs numpy, ml_dtypes and
safetensors.
"""
import sys

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

out = sys.argv[1]
values = np.array([0, -1.5, 1 / 3, 1000.1, 2.0**-20, 3e4, 7, -0.007, 1.0039])
tensors = {
    "layers.0.W": np.resize(values, (4, 3)).astype("float32"),
    "half": np.resize(values, (2, 5)).astype("float16"),
    "brain": np.resize(values, (3, 4)).astype(ml_dtypes.bfloat16),
    "double": np.resize(values, (5, 2)).astype("float64"),
    "counts": np.arange(-3, 3).reshape(2, 3).astype("int64"),
    "bytes": np.arange(250, 256).reshape(3, 2).astype("uint8"),
    "mask": np.array([[True, False, True]]),
    "b": values.astype("float32"),
    "k": np.array(32, dtype="int32"),
    "none": np.zeros((0, 3), dtype="float32"),
}
save_file(tensors, f"{out}/named.safetensors", {"format": "np"})
save_file({"only": tensors["half"]}, f"{out}/only.safetensors")
np.savez(f"{out}/named.npz", **{name: np.asfortranarray(a) if name == "double"
                                else a.astype("float32") if name == "brain"
                                else a.astype(">f2") if name == "half" else a
                                for name, a in tensors.items()})
