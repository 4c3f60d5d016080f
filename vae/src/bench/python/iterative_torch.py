"""A training step of an iterative Poisson VAE in PyTorch, as `IterativeBenchmark` times ours.

    python3 vae/src/bench/python/iterative_torch.py [steps of inference] [threads]

The loop is that of docs/iterative.md: 16 steps, a batch of 200 patches of 256 pixels, 512 units, relaxed
samples at T = 0.05 of as many arrivals as the largest rate needs, one backward pass, one step of Adamax.
It prints milliseconds for a training step and the peak of the resident memory.
"""

import math
import resource
import sys
import time

import torch

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 16
if len(sys.argv) > 2:
    torch.set_num_threads(int(sys.argv[2]))
BATCH, PIXELS, UNITS, BETA, TEMPERATURE = 200, 256, 512, 24.0, 0.05


def patches(count, generator):
    """Sparse mixtures of random atoms with an energy of about 256, as in TrainingBenchmark."""
    atoms = torch.randn(400, PIXELS, generator=generator)
    chosen = torch.randint(400, (count, 10), generator=generator)
    weights = torch.randn(count, 10, generator=generator) / math.sqrt(10)
    return (weights[:, :, None] * atoms[chosen]).sum(1)


def arrivals(largest):
    """A quantile of the counts of the largest rate, by the normal approximation from above."""
    return int(largest + 5 * math.sqrt(largest) + 10)


def relaxed(log_rate):
    rate = log_rate.exp() + 1.2e-7
    waits = torch.empty(arrivals(rate.max().item()), *rate.shape).exponential_()
    times = waits.cumsum(0) / rate
    return torch.sigmoid((1 - times) / TEMPERATURE).sum(0)


def limited(value):
    return 10 - torch.nn.functional.softplus(10 - value.clamp(min=-8))


def main():
    generator = torch.Generator().manual_seed(1)
    data = patches(20_000, generator)
    phi = (1e-4 * torch.randn(PIXELS, UNITS, generator=generator)).requires_grad_()
    prior = (torch.rand(UNITS, generator=generator) * 2 - 6).requires_grad_()
    bias = torch.full((UNITS,), -3.0, requires_grad=True)
    log_step = torch.zeros(1, requires_grad=True)
    raw = torch.zeros(PIXELS, requires_grad=True)
    optimizer = torch.optim.Adamax([phi, prior, bias, log_step, raw], lr=0.005, weight_decay=3e-4)

    def step(x):
        log_sigma = 3.45 * torch.tanh(raw / 3.45)
        variance = (2 * log_sigma).exp()
        u = prior.expand(BATCH, UNITS)
        loss = 0
        for _ in range(STEPS):
            before = u
            error = (x - relaxed(u) @ phi.T) / variance
            g = bias.exp() - error @ phi
            u = limited(u + limited(-log_step.exp() * g))
            residual = x - relaxed(u) @ phi.T
            likelihood = (residual ** 2 / variance / 2 + log_sigma).sum(1)
            d = u - before
            kl = (before.exp() * (1 + d.exp() * (d - 1))).sum(1)
            loss = loss + (likelihood + BETA * kl).mean()
        (loss / STEPS * 256 / PIXELS).backward()
        torch.nn.utils.clip_grad_norm_([phi, prior, bias, log_step, raw], 300)
        optimizer.step()
        optimizer.zero_grad()

    def batch():
        return data[torch.randint(len(data), (BATCH,), generator=generator)]

    for _ in range(30):  # rates of an untrained model are not those of a training
        step(batch())
    begun = time.perf_counter()
    for _ in range(20):
        step(batch())
    print(f"{(time.perf_counter() - begun) / 20 * 1000:.1f} ms, "
          f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, "
          f"{torch.get_num_threads()} threads")


if __name__ == "__main__":
    main()
