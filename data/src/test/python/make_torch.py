"""Files of PyTorch, for TorchFileTest: tensors, and pickles that do what no file of tensors does.

Usage: make_torch.py OUT, where OUT is src/test/resources/torch. It needs PyTorch and numpy.
"""
import io
import os
import pickle
import sys
import zipfile
from collections import OrderedDict, defaultdict

import numpy as np
import torch

out = sys.argv[1]
torch.manual_seed(1)
base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8 - 1
layer = torch.nn.Linear(3, 2)
with torch.no_grad():
    layer.weight.copy_(torch.arange(6).reshape(2, 3) + .5)
    layer.bias.copy_(torch.tensor([7., -8.]))
statistics = defaultdict(dict)
statistics["loss"] = {0: np.float64(1.5), 1: np.float32(2.5)}
torch.save({
    "metadata": {"name": "tensors", "stats": statistics, "seen": [1, 2.5, None, True, 2**70],
                 "many": [float(i) for i in range(1100)]},
    "model": layer.state_dict(),
    "model_ema": None,
    "views": [base, base.t(), base[1:3, 2:5], base[:, 3], base[2].expand(1, 6)],
    "types": OrderedDict((str(t).split(".")[1], torch.tensor([[0, 1, 1], [1, 0, 1]]).to(t))
                         for t in (torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32,
                                   torch.int64, torch.float16, torch.bfloat16, torch.float64)),
    "k": torch.tensor(32),
    "optim": {"state": {0: {"step": 3, "exp_avg": torch.ones(2, 3)}}, "lr": 1e-3},
}, f"{out}/tensors.pt")
torch.save({"complex": torch.ones(2, 2, dtype=torch.complex64), "real": torch.ones(2, 2)},
           f"{out}/complex.pt")
torch.save(layer, f"{out}/module.pt")
torch.save({"a": torch.ones(2, 2)}, f"{out}/old.pt", _use_new_zipfile_serialization=False)


class Call:
    """A pickle of it is a call of anything."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def wicked(name, value):
    with zipfile.ZipFile(f"{out}/{name}.pt", "w") as archive:
        for member, data in {"data.pkl": pickle.dumps(value, protocol=2), "version": b"3\n"}.items():
            archive.writestr(zipfile.ZipInfo(f"wicked/{member}", (2000, 1, 1, 0, 0, 0)), data)


wicked("system", {"a": Call(os.system, "touch called")})
wicked("eval", {"a": Call(eval, "open('called', 'w')")})
wicked("getattr", {"a": Call(getattr, 1, "real")})
wicked("storage", {"a": Call(torch.FloatStorage, 3)})
own = {}
own["own"] = own
wicked("endless", own)
