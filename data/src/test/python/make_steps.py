"""What every preprocessing step makes of a photograph and of noise, by NumPy and SciPy: the fixtures of StepFixturesTest.

Usage: make_steps.py PHOTOGRAPH OUT, where OUT is src/test/resources/steps; any photograph of 64 pixels or more will do.
"""
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

photograph, out = sys.argv[1:3]
rng = np.random.default_rng(1)


def save(name, array):
    np.save(f"{out}/{name}.npy", np.ascontiguousarray(array, dtype="<f4"))


def whiten(image, f0, order):
    f = np.hypot(np.fft.fftfreq(image.shape[0])[:, None], np.fft.fftfreq(image.shape[1])[None, :])
    return np.fft.ifft2(np.fft.fft2(image) * f * np.exp(-((f / f0) ** order))).real


def whiten_official(image, f0, order):
    f = np.hypot(np.linspace(-0.5, 0.5, image.shape[0])[:, None], np.linspace(-0.5, 0.5, image.shape[1])[None, :])
    return np.fft.ifft2(np.fft.fft2(image) * f * np.exp(-((f / f0) ** order))).real


def contrast(image, size, sigma):
    r = np.linspace(-1, 1, size)
    kernel = np.exp(-(r[:, None] ** 2 + r[None, :] ** 2) / sigma)
    kernel /= kernel.sum()
    centred = image - ndimage.convolve(image, kernel, mode="constant")
    deviation = np.sqrt(ndimage.convolve(centred**2, kernel, mode="constant"))
    return centred / np.maximum(deviation, deviation.mean())


def zscore(image):
    return (image - image.mean()) / image.std(ddof=1)


top = np.asarray(Image.open(photograph).convert("RGB"))[:47, :58].astype(np.float32) / np.float32(255)
save("rgb", top.transpose(2, 0, 1).reshape(-1, top.shape[1]))
gray = (top.astype(float) @ [0.299, 0.587, 0.114]).astype(np.float32)
for name, image in {"photo": gray, "noise": rng.random((33, 40)).astype(np.float32)}.items():
    save(name, image)
    image = image.astype(float)
    save(f"{name}-whiten", whiten(image, 0.5, 4))
    save(f"{name}-whiten-of", whiten(image, 0.4, 3))
    save(f"{name}-official", whiten_official(image, 0.5, 4))
    save(f"{name}-contrast", contrast(image, 13, 0.5))
    save(f"{name}-contrast-5", contrast(image, 5, 0.8))
    save(f"{name}-log", np.log(image + 0.01))
    save(f"{name}-zscore", zscore(image))
    save(f"{name}-paper", zscore(contrast(whiten(image, 0.5, 4), 13, 0.5))[4:-4, 4:-4])

patches = np.lib.stride_tricks.sliding_window_view(gray, (6, 6)).reshape(-1, 36)
patches = patches[rng.permutation(len(patches))[:400]]
train, validation = patches[:300].astype(float), patches[300:].astype(float)
save("train", train)
save("validation", validation)
values, vectors = np.linalg.eigh(np.cov(train.T))
values, vectors = values[::-1], vectors[:, ::-1]
vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(0), np.arange(36)])
centred = validation - train.mean(0)
save("validation-zca", centred @ (vectors / np.sqrt(values + 1e-3)) @ vectors.T)
save("validation-pca", centred @ (vectors / np.sqrt(values + 1e-3))[:, :10])
save("validation-zscore-dataset", (validation - train.mean()) / train.std())
save("validation-zscore-patch",
     (validation - validation.mean(1, keepdims=True)) / validation.std(1, keepdims=True))
