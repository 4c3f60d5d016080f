#!/usr/bin/env python3
"""Writes networks.json: what the networks of the P-VAE paper give, computed with NumPy from their
description in words, channels first and in double precision.

usage: make_networks.py FOLDER

All numbers that go in follow a rule that the test knows, too: entry i of an array named NAME is
amplitude * (2 * frac(i * 0.6180339887498949 + crc32(NAME) / 2**32) - 1). The amplitude is 1 for the
weights of a convolution, sqrt(3 / rows) for a matrix, .3 for a vector, and 2 for patches and codes.
The convolutional networks have 4 channels where the paper's have 32. Arrays are laid out as the
Java code lays them out: convolutions height x width x in x out, matrices inputs x outputs, images
height x width x channels.
"""
import json
import sys
import zlib

import numpy as np

CHANNELS = 4


def array(name, *shape):
    amplitude = 1 if len(shape) == 4 else np.sqrt(3 / shape[0]) if len(shape) == 2 else .3
    return values(name, amplitude, *shape)


def values(name, amplitude, *shape):
    phase = zlib.crc32(name.encode()) / 2 ** 32
    i = np.arange(np.prod(shape))
    return (amplitude * (2 * ((i * 0.6180339887498949 + phase) % 1) - 1)).reshape(shape)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def swish(x):
    return x * sigmoid(x)


class Counted:
    """Builds the pieces and counts their parameters."""

    def __init__(self):
        self.parameters = 0

    def array(self, name, *shape):
        self.parameters += int(np.prod(shape))
        return array(name, *shape)

    def dense(self, x, name, outputs, bias=True):
        y = x @ self.array(name, x.shape[1], outputs)
        return y + self.array(name + "_bias", outputs) if bias else y

    def convolution(self, x, name, outputs, size, stride=1, padding=0):
        """x: batch x channels x height x width."""
        kh, kw = size
        w = self.array(name, kh, kw, x.shape[1], outputs).transpose(3, 2, 0, 1)
        bias, gain = self.array(name + "_bias", outputs), self.array(name + "_gain", outputs)
        norms = np.sqrt((w ** 2).sum((1, 2, 3))) + 1.19e-7
        w = w * (np.exp(gain) / norms)[:, None, None, None]
        x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), (2, 3))
        windows = windows[:, :, ::stride, ::stride]
        y = np.tensordot(windows, w, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)
        return y + bias[:, None, None]

    def squeeze_excite(self, y, name):
        c = y.shape[1]
        h = np.maximum(self.dense(y.mean((2, 3)), name + "_squeeze", max(c // 16, 4)), 0)
        return y * sigmoid(self.dense(h, name + "_excite", c))[:, :, None, None]

    def cell(self, x, name, out, n, kind):
        y = x
        for i in range(n):
            y = swish(y)
            if i == 0 and kind == "up":
                y = double(y)
            y = self.convolution(y, f"{name}_op{i}", out, (3, 3),
                                 2 if i == 0 and kind == "down" else 1, 1)
        even = x.shape[2] % 2 == 0 and x.shape[3] % 2 == 0
        if kind == "normal":
            skip = x
        elif kind == "up":
            skip = self.convolution(double(x), name + "_skip0", out, (1, 1))
        elif even:
            s = swish(x)
            shifts = [(0, 0), (0, 1), (1, 0), (1, 1)]
            skip = np.concatenate(
                [self.convolution(s[:, :, a:, b:], f"{name}_skip{i}", out // 4, (1, 1), 2)
                 for i, (a, b) in enumerate(shifts)], 1)
        else:
            skip = self.convolution(swish(x), name + "_skip0", out, (1, 1), 2)
        return skip + self.squeeze_excite(y, name)

    def residual_dense(self, x, name, expand):
        d = x.shape[1]
        h = np.maximum(self.dense(x, name + "_inner", expand * d), 0)
        y = x + self.dense(h, name + "_outer", d)
        y = (y - y.mean(1, keepdims=True)) / np.sqrt(y.var(1, keepdims=True) + 1e-5)
        return y * self.array(name + "_norm_gain", d) + self.array(name + "_norm_shift", d)


def double(x):
    return x.repeat(2, 2).repeat(2, 3)


def resize(x, height, width):
    rows = np.arange(height) * x.shape[2] // height
    columns = np.arange(width) * x.shape[3] // width
    return x[:, :, rows][:, :, :, columns]


def conv_encoder(net, rows, image, outputs, bias):
    h, w, c = image
    x = rows.reshape(-1, h, w, c).transpose(0, 3, 1, 2)
    x = net.convolution(x, "encoder_stem", CHANNELS, (3, 3), 1, 0 if (h, w) == (28, 28) else 1)
    x = net.cell(x, "encoder_cell0", CHANNELS, 2, "normal")
    channels, i = CHANNELS, 1
    while max(x.shape[2:]) > 4:
        channels *= 2
        x = net.cell(x, f"encoder_cell{i}", channels, 2, "down")
        x = net.cell(x, f"encoder_cell{i + 1}", channels, 2, "normal")
        i += 2
    pooled = net.convolution(swish(x), "encoder_pool", channels, x.shape[2:])
    x = net.residual_dense(x.mean((2, 3)) + pooled[:, :, 0, 0], "encoder_block", 8)
    return net.dense(x, "encoder", outputs, bias)


def conv_decoder(net, codes, image, bias):
    h, w, c = image
    x = net.dense(codes, "decoder", 4 * 8 * CHANNELS, bias).reshape(-1, 8 * CHANNELS, 2, 2)
    x = net.cell(x, "decoder_cell0", 8 * CHANNELS, 1, "normal")
    channels = 8 * CHANNELS
    for i in range(3 if h == 16 else 4):
        if i == 3 and h == 28:
            x = resize(x, 14, 14)
        channels //= 2
        x = net.cell(x, f"decoder_cell{2 * i + 1}", channels, 1, "up")
        x = net.cell(x, f"decoder_cell{2 * i + 2}", channels, 1, "normal")
    x = net.convolution(x, "decoder_out", c, (1, 1))
    return x.transpose(0, 2, 3, 1).reshape(-1, h * w * c)


def mlp_encoder(net, rows, image, outputs, bias):
    return net.dense(net.residual_dense(rows, "encoder_block", 16), "encoder", outputs, bias)


def mlp_decoder(net, codes, image, bias):
    d = int(np.prod(image))
    x = swish(net.dense(codes, "decoder", d, bias))
    return net.dense(swish(net.residual_dense(x, "decoder_block", 8)), "decoder_out", d)


def main(folder):
    cases = []
    for image in (16, 16, 1), (28, 28, 1), (32, 32, 3):
        for kind, encoder, decoder in (("conv", conv_encoder, conv_decoder),
                                       ("mlp", mlp_encoder, mlp_decoder)):
            if kind == "mlp" and image != (16, 16, 1):
                continue
            for bias in False, True:
                k, batch = 3, 2
                patches = values("patches", 2, batch, int(np.prod(image)))
                codes = values("codes", 2, batch, k)
                up, down = Counted(), Counted()
                encoded = encoder(up, patches, image, 2 * k, bias)
                decoded = decoder(down, codes, image, bias)
                cases.append({
                    "network": kind + ("+b" if bias else ""), "image": image, "latents": k,
                    "encoder_parameters": up.parameters, "decoder_parameters": down.parameters,
                    # Only some of the many pixels.
                    "encoded": encoded.round(12).ravel().tolist(),
                    "decoded": decoded[:, ::7].round(12).ravel().tolist()})
    with open(f"{folder}/networks.json", "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
