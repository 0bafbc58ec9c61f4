"""Seconds of a training step in PyTorch, for the comparison in nrc-pipe-benchmark.

The same model as ExampleTraining: a ReLU network without biases, mean squared error, fused SGD,
batches sliced from tensors in memory. Prints one JSON object; the time is the first decile.
"""

import json
import sys
import time

import torch


def undisturbed_step(width, depth, batch, inputs, outputs, steps):
    widths = [inputs] + [width] * (depth - 1) + [outputs]
    layers = []
    for index in range(depth):
        layers.append(torch.nn.Linear(widths[index], widths[index + 1], bias=False))
        if index + 1 < depth:
            layers.append(torch.nn.ReLU())
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(
        model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, fused=True
    )
    features = torch.randn(batch * steps, inputs)
    targets = torch.randn(batch * steps, outputs)
    order = torch.randperm(batch * steps)
    features, targets = features[order], targets[order]
    seconds = []
    for step in range(steps):
        begin = time.perf_counter()
        rows = slice(step * batch, (step + 1) * batch)
        loss = torch.nn.functional.mse_loss(model(features[rows]), targets[rows])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        seconds.append(time.perf_counter() - begin)
    seconds.sort()
    return seconds[steps // 10]


def main():
    width, depth, batch, inputs, outputs, steps, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    print(
        json.dumps(
            {
                "version": torch.__version__,
                "blas": "MKL" if torch.backends.mkl.is_available() else "other",
                "cpu": torch.backends.cpu.get_cpu_capability(),
                "step_seconds": undisturbed_step(width, depth, batch, inputs, outputs, steps),
            }
        )
    )


if __name__ == "__main__":
    main()
