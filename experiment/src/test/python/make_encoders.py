"""Encoders as SAELens, Gemma Scope, sparsify, dictionary_learning and the P-VAE's authors save
them, small and random, with what each library makes of some inputs. The forward passes follow the
libraries' code, line by line, in double precision; nothing is folded or simplified.

These are the fixtures of ImportedEncoderTest: NAME is a folder or file, NAME.expected.npz has
inputs, codes and reconstructions.

Usage: make_encoders.py OUT, where OUT is src/test/resources/encoders. It needs NumPy, PyTorch and
safetensors.
"""
import json
import os
import shutil
import sys

import numpy as np
import torch
from safetensors.torch import save_file

OUT = sys.argv[1]
D, K, N = 6, 10, 12
relu = lambda u: np.maximum(u, 0)
norms = lambda w: np.linalg.norm(w, axis=1)


def topk(u, k):
    a = np.zeros_like(u)
    at = np.argsort(-u, axis=1)[:, :k]
    np.put_along_axis(a, at, relu(np.take_along_axis(u, at, 1)), 1)
    return a


def draw(seed):
    r = np.random.default_rng(seed)
    f = lambda *shape, s=1.: (s * r.normal(size=shape)).astype("float32")
    w = dict(W_enc=f(D, K, s=.5), W_dec=f(K, D), b_enc=f(K, s=.2), b_dec=f(D, s=.3))
    extra = dict(threshold=np.abs(f(K, s=.6)), r_mag=f(K, s=.4), b_gate=f(K, s=.2),
                 b_mag=f(K, s=.3), scale=1 + np.abs(f(K, s=.5)))
    return w, extra, f(N, D, s=1.5) + np.float32(.4)


def expect(name, x, codes, reconstructions):
    np.savez(f"{OUT}/{name}.expected.npz", inputs=x, codes=codes, reconstructions=reconstructions)
    share = np.mean(codes != 0)
    assert .05 < share < 1.01, (name, share)


def fresh(name):
    folder = f"{OUT}/{name}"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def tensors(arrays, dtype=torch.float32):
    return {k: torch.tensor(v).to(dtype) for k, v in arrays.items()}


def normalise(way, x, s):
    """Into the space of the autoencoder, and back from it."""
    if way == "constant_norm_rescale":
        c = D ** .5 / np.linalg.norm(x, axis=1, keepdims=True)
        return x * c, lambda y: y / c
    if way == "layer_norm":
        mu = x.mean(1, keepdims=True)
        std = (x - mu).std(1, ddof=1, keepdims=True)
        return (x - mu) / (std + 1e-5), lambda y: y * std + mu
    if way == "expected_average_only_in":
        return x * s, lambda y: y / s
    return x, lambda y: y


OLD = dict(model_name="gelu-2l", hook_point="blocks.0.hook_mlp_out", hook_point_layer=0,
           hook_point_head_index=None, dataset_path="some/text", context_size=128, l1_coefficient=5,
           lr=3e-4, use_ghost_grads=True, dtype="torch.float32", device="cpu", prepend_bos=True)
NEW = dict(dtype="float32", device="cpu", reshape_activations="none",
           metadata=dict(sae_lens_version="6.12.1", model_name="gpt2", hook_name="hook"))


def saelens(name, seed, architecture="standard", old=False, centre=True, way="none", **cfg):
    w, extra, x32 = draw(seed)
    x = x32.astype(float)
    saved = dict(w)
    settings = dict(OLD if old else NEW, d_in=D, d_sae=K, apply_b_dec_to_input=centre,
                    normalize_activations=way, **cfg)
    if architecture != "standard" or not old:
        settings["architecture"] = architecture
    W = {k: v.astype(float) for k, v in w.items()}
    if cfg.pop("half", False):
        del settings["half"]
        half = tensors(w, torch.bfloat16)
        W = {k: v.double().numpy() for k, v in half.items()}
    y, back = normalise(way, x, .37)
    h = y - W["b_dec"] * centre
    u = h @ W["W_enc"] + W["b_enc"]
    W_out = W["W_dec"]
    rescale = cfg.get("rescale_acts_by_decoder_norm", False)
    if rescale:
        u = u * norms(W["W_dec"])
    function = cfg.get("activation_fn_str", "relu")
    if architecture == "gated":
        del saved["b_enc"]
        saved.update({k: extra[k] for k in ("r_mag", "b_gate", "b_mag")})
        gate = h @ W["W_enc"] + extra["b_gate"] > 0
        a = gate * relu(h @ (W["W_enc"] * np.exp(extra["r_mag"].astype(float))) + extra["b_mag"])
    elif architecture == "jumprelu":
        log = cfg.pop("log", False)
        settings.pop("log", None)
        saved["log_threshold" if log else "threshold"] = (
            np.log(extra["threshold"]) if log else extra["threshold"])
        a = relu(u) * (u > extra["threshold"])
    elif architecture == "batchtopk":
        saved["topk_threshold"] = np.array(.8)
        a = relu(u) * (u > .8)
    elif architecture == "topk" or function == "topk":
        a = topk(u, cfg["k"] if "k" in cfg else cfg["activation_fn_kwargs"]["k"])
    elif function == "tanh-relu":
        a = np.tanh(relu(u))
    else:
        a = relu(u)
    out = a
    if "finetuning_scaling_factor" in cfg:
        used = cfg["finetuning_scaling_factor"]
        saved["scaling_factor"] = extra["scale"] if used else np.ones(K, "float32")
        out = a * extra["scale"] if used else a
    if rescale:
        out = out * (1 / norms(W["W_dec"]))
    folder = fresh(name)
    all_tensors = tensors(saved)
    if "half" in name:
        all_tensors = half
    if "topk_threshold" in saved:
        all_tensors["topk_threshold"] = torch.tensor(.8, dtype=torch.float64)
    save_file(all_tensors, f"{folder}/sae_weights.safetensors")
    json.dump(settings, open(f"{folder}/cfg.json", "w"))
    if way == "expected_average_only_in":
        json.dump({"scaling_factor": .37}, open(f"{folder}/activation_scaler.json", "w"))
    expect(name, x32, a, back(out @ W_out + W["b_dec"]))


saelens("saelens-standard", 1)
saelens("saelens-old", 2, old=True, centre=False, activation_fn_str="relu",
        finetuning_scaling_factor=False)
saelens("saelens-old-topk", 3, old=True, activation_fn_str="topk", activation_fn_kwargs={"k": 3})
saelens("saelens-finetuned", 4, old=True, finetuning_scaling_factor=True)
saelens("saelens-gated", 5, "gated")
saelens("saelens-jumprelu", 6, "jumprelu")
saelens("saelens-log-threshold", 7, "jumprelu", old=True, log=True)
saelens("saelens-topk-half", 8, "topk", k=3, half=True)
saelens("saelens-topk-rescaled", 9, "topk", k=2, rescale_acts_by_decoder_norm=True)
saelens("saelens-batchtopk", 10, "batchtopk", k=2.5, rescale_acts_by_decoder_norm=True)
saelens("saelens-tanh", 11, old=True, activation_fn_str="tanh-relu")
saelens("saelens-average", 12, "jumprelu", way="expected_average_only_in")
saelens("saelens-constant-norm", 13, "gated", way="constant_norm_rescale")
saelens("saelens-layer-norm", 14, way="layer_norm", centre=False)

# Gemma Scope
w, extra, x = draw(20)
folder = fresh("gemma")
np.savez(f"{folder}/params.npz", threshold=extra["threshold"], **w)
u = x.astype(float) @ w["W_enc"] + w["b_enc"]
a = relu(u) * (u > extra["threshold"])
expect("gemma", x, a, a @ w["W_dec"].astype(float) + w["b_dec"])

# sparsify
w, extra, x = draw(21)
folder = fresh("sparsify")
save_file(tensors({"encoder.weight": w["W_enc"].T.copy(), "encoder.bias": w["b_enc"],
                   "W_dec": w["W_dec"], "b_dec": w["b_dec"]}), f"{folder}/sae.safetensors")
json.dump(dict(activation="topk", expansion_factor=32, normalize_decoder=True, num_latents=K, k=3,
               multi_topk=False, skip_connection=False, transcode=False, d_in=D),
          open(f"{folder}/cfg.json", "w"))
a = topk(relu((x.astype(float) - w["b_dec"]) @ w["W_enc"] + w["b_enc"]), 3)
expect("sparsify", x, a, a @ w["W_dec"].astype(float) + w["b_dec"])


def dictionary_learning(name, seed):
    w, extra, x32 = draw(seed)
    folder = fresh(name)
    x = x32.astype(float)
    W = {k: v.astype(float) for k, v in w.items()}
    linear = {"encoder.weight": w["W_enc"].T, "encoder.bias": w["b_enc"],
              "decoder.weight": w["W_dec"].T}
    h = (x - W["b_dec"]) @ W["W_enc"] + W["b_enc"]
    plain = x @ W["W_enc"] + W["b_enc"]
    n = norms(W["W_dec"])
    trainer = dict(dict_class=name, activation_dim=D, dict_size=K, lr=1e-3, seed=0)
    out = None
    if name == "AutoEncoder":
        state, a = dict(linear, bias=w["b_dec"]), relu(h)
    elif name == "AutoEncoderNew":
        state, a = dict(linear, **{"decoder.bias": w["b_dec"]}), relu(plain)
    elif name == "AutoEncoderTopK":
        trainer["k"] = 3
        state = dict(linear, b_dec=w["b_dec"], k=np.array(3, "int32"),
                     threshold=np.array(.5, "float32"))
        a = topk(relu(h), 3)
    elif name == "BatchTopKSAE":
        trainer["k"] = 3
        state = dict(linear, b_dec=w["b_dec"], k=np.array(3, "int32"),
                     threshold=np.array(.5, "float32"))
        a = relu(h) * (relu(h) > .5)
    elif name == "MatryoshkaBatchTopKSAE":
        trainer["k"] = 3
        state = dict(w, k=np.array(3, "int32"), threshold=np.array(.5, "float32"),
                     group_sizes=np.array([4, 6]))
        a = relu(h) * (relu(h) > .5)
    elif name == "JumpReluAutoEncoder":
        state = dict(w, threshold=extra["threshold"])
        a = relu(plain * (plain > extra["threshold"])) * n
        out = a / n
    else:
        state = {"encoder.weight": w["W_enc"].T, "decoder.weight": w["W_dec"].T,
                 "decoder_bias": w["b_dec"], "r_mag": extra["r_mag"], "gate_bias": extra["b_gate"],
                 "mag_bias": extra["b_mag"]}
        e = (x - W["b_dec"]) @ W["W_enc"]
        a = (e + extra["b_gate"] > 0) * relu(np.exp(extra["r_mag"].astype(float)) * e
                                             + extra["b_mag"]) * n
        out = a / n
    # .T keeps strides that are not those of C, as a transposed layer has
    torch.save({k: torch.from_numpy(np.array(v)) if v.ndim < 2 else torch.from_numpy(
        np.ascontiguousarray(v.T)).t() for k, v in state.items()}, f"{folder}/ae.pt")
    json.dump(dict(trainer=trainer, buffer=dict(d_submodule=D)), open(f"{folder}/config.json", "w"))
    out = a if out is None else out
    expect(name, x32, a, out @ W["W_dec"] + W["b_dec"])


for i, name in enumerate(("AutoEncoder", "AutoEncoderNew", "AutoEncoderTopK", "BatchTopKSAE",
                          "MatryoshkaBatchTopKSAE", "JumpReluAutoEncoder", "GatedAutoEncoder")):
    dictionary_learning(name, 30 + i)

# The P-VAE's authors
clamp = lambda v, m: m - np.logaddexp(0, m - v)
for name in ("poisson", "gaussian"):
    w, extra, x = draw(40)
    outputs = K if name == "poisson" else 2 * K
    encoder = np.random.default_rng(41).normal(size=(outputs, D)).astype("float32")
    prior = {"log_rate": torch.tensor(w["b_enc"][None] - 1)} if name == "poisson" else {
        "loc": torch.zeros(1, K), "log_scale": torch.zeros(1, K)}
    state = dict(prior, temp=torch.tensor(.05), **{
        "fc_enc.weight": torch.tensor(encoder), "fc_dec.weight": torch.tensor(w["W_dec"].T)})
    if name == "poisson":
        state["n_exp"] = torch.tensor(263)
    torch.save(dict(metadata=dict(loss=[1.5] * 20, best=np.float64(2.5)), model=state,
                    model_ema=None, optim={"state": {0: {"exp_avg": torch.ones(2)}}}),
               f"{OUT}/{name}.pt")
    v = x.astype(float) @ encoder.astype(float).T
    if name == "poisson":
        a = np.exp(clamp(w["b_enc"].astype(float) - 1 + clamp(v, 10), 5.3)) + 1.2e-7
    else:
        a = v[:, :K]
    expect(name, x, a, a @ w["W_dec"].astype(float))

# Arrays of anybody's, both transposed, in half precision and Fortran order
w, extra, x = draw(50)
d, e = w["W_dec"].astype("float16"), w["W_enc"].astype("float64")
np.savez(f"{OUT}/arrays.npz", dictionary=np.asfortranarray(d.T), encoder=e, bias=w["b_dec"],
         encoder_bias=w["b_enc"].astype(">f8"), threshold=np.float32(.25))
u = x.astype(float) @ e + w["b_enc"]
a = relu(u) * (u > .25)
expect("arrays", x, a, a @ d.astype(float) + w["b_dec"])
