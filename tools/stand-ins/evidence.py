#!/usr/bin/env python3
"""Shows that a stand-in data set is learnable but not by a linear map of its pixels.

Reads images.npy (uint8, [N, H, W, 3]) and targets.npy (float32, [N, t]) of a folder, as the stages
standin.driving and standin.portraits write them, and prints on held-out samples, for each target
and for their mean after standardisation ("total"),

    R² = 1 - sum (y - prediction)² / sum (y - mean of y)²

of (1) ridge regression on the pixels, at several resolutions, the penalty chosen on validation
samples, and (2) a small convolutional network. The first 70 % of the samples train, the next 10 %
choose the penalty, the last 20 % are held out; the network's epochs are fixed beforehand.

    evidence.py FOLDER [--names steer,speed] [--factors 1,2,4] [--epochs 14] [--network-factor 2] [--json FILE]

Exit status: 0 if ridge stays below 0.5 at every resolution and the network reaches 0.8, for every
target and in total; 1 if not; 2 for input that cannot be read.
"""

import argparse
import json
import pathlib
import sys
import time

import numpy
import torch

LINEAR_BOUND = 0.5
NETWORK_BOUND = 0.8
# Relative to the pixels' total variance: from hardly any penalty to nothing but it.
PENALTIES = 10.0 ** numpy.arange(-5, 5.5, 0.5)


def reduced(images, factor):
    """Means of factor x factor blocks as float32, [N, 3, H // factor, W // factor], 0 to 1."""
    count, height, width, channels = images.shape
    rows, columns = height // factor, width // factor
    result = numpy.empty((count, channels, rows, columns), numpy.float32)
    for start in range(0, count, 256):
        block = images[start : start + 256, : rows * factor, : columns * factor]
        block = block.reshape(-1, rows, factor, columns, factor, channels)
        means = block.mean(axis=(2, 4), dtype=numpy.float32) / 255
        result[start : start + 256] = means.transpose(0, 3, 1, 2)
    return result


def split(count):
    """Ends of the training and of the validation samples."""
    return count * 7 // 10, count * 8 // 10


def scores(targets, predictions):
    """R² of each target, then of all."""
    residual = ((targets - predictions) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    each = 1 - residual / total
    return [float(score) for score in each] + [float(each.mean())]


def ridge(images, targets):
    """Held-out R² of ridge regression with an intercept, one penalty per target; centres images."""
    train, validation = split(len(targets))
    features = images.reshape(len(images), -1)
    features -= features[:train].mean(axis=0)
    mean = targets[:train].mean(axis=0)
    if features.shape[1] < train:
        # (FᵀF + λ)⁻¹ Fᵀ y
        gram = (features[:train].T @ features[:train]).astype(numpy.float64)
        eigenvalues, vectors = numpy.linalg.eigh(gram)
        coordinates = vectors.T @ (features[:train].T @ (targets[:train] - mean))
        projected = features[train:] @ vectors
    else:
        # Fᵀ (FFᵀ + λ)⁻¹ y: with fewer samples than pixels this matrix is the smaller one.
        gram = (features @ features[:train].T).astype(numpy.float64)
        eigenvalues, vectors = numpy.linalg.eigh(gram[:train])
        coordinates = vectors.T @ (targets[:train] - mean)
        projected = gram[train:] @ vectors
    level = eigenvalues.sum() / train
    predictions = numpy.stack(
        [
            projected @ (coordinates / (eigenvalues + level * penalty)[:, None]) + mean
            for penalty in PENALTIES
        ]
    )
    chosen = validation - train
    error = ((predictions[:, :chosen] - targets[train:validation]) ** 2).sum(axis=1)
    best = error.argmin(axis=0)
    columns = numpy.arange(targets.shape[1])
    held_out = predictions[best[None, :], numpy.arange(chosen, len(projected))[:, None], columns]
    return scores(targets[validation:], held_out), [float(PENALTIES[index]) for index in best]


def network(channels, outputs, height, width):
    """Four strided convolutions and a hidden layer on what is left of the picture."""
    layers = []
    for before, after in zip((channels, 24, 48, 72), (24, 48, 72, 96)):
        layers += [
            torch.nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False),
            torch.nn.BatchNorm2d(after),
            torch.nn.ReLU(),
        ]
        height, width = (height + 1) // 2, (width + 1) // 2
    return torch.nn.Sequential(
        *layers,
        torch.nn.Flatten(),
        torch.nn.Linear(96 * height * width, 128),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.2),
        torch.nn.Linear(128, outputs),
    )


def convolutional(images, targets, epochs, batch=64, rate=2e-3):
    """Held-out R² of the network after a fixed number of epochs with Adam and a cosine rate."""
    torch.manual_seed(0)
    train, validation = split(len(targets))
    centre, scale = images[:train].mean(), images[:train].std()
    inputs = torch.from_numpy((images - centre) / scale)
    mean, deviation = targets[:train].mean(axis=0), targets[:train].std(axis=0)
    outputs = torch.from_numpy(((targets - mean) / deviation).astype(numpy.float32))
    model = network(images.shape[1], targets.shape[1], *images.shape[2:])
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-2)
    steps = epochs * (train // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps)
    for epoch in range(epochs):
        order = torch.randperm(train)
        total = 0.0
        for start in range(0, train // batch * batch, batch):
            chosen = order[start : start + batch]
            # Other exposures and tints of the same pictures.
            gain = 1 + 0.15 * torch.randn(batch, inputs.shape[1], 1, 1)
            shift = 0.2 * torch.randn(batch, 1, 1, 1)
            predicted = model(inputs[chosen] * gain + shift)
            loss = torch.nn.functional.mse_loss(predicted, outputs[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * batch
        print(f"  epoch {epoch + 1}: training loss {total / train:.4f}", file=sys.stderr)
    model.eval()
    with torch.no_grad():
        held_out = torch.cat([model(part) for part in inputs[validation:].split(256)])
    return scores(targets[validation:], held_out.double().numpy() * deviation + mean)


def load(folder):
    images = numpy.load(folder / "images.npy", mmap_mode="r")
    targets = numpy.load(folder / "targets.npy").astype(numpy.float64)
    if images.dtype != numpy.uint8 or images.ndim != 4 or images.shape[3] != 3:
        raise ValueError(f"images are {images.dtype} {images.shape}, not uint8 [N, H, W, 3]")
    if targets.ndim != 2 or len(targets) != len(images):
        raise ValueError(f"targets are {targets.shape} for {len(images)} images")
    if len(images) < 1000:
        raise ValueError(f"{len(images)} samples say nothing; make 1,000 at least")
    return images, targets


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--names", help="names of the targets, separated by commas")
    parser.add_argument("--factors", default="1,2,4", help="block sizes for ridge regression")
    parser.add_argument("--network-factor", type=int, default=2, help="block size for the network")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--json", type=pathlib.Path, help="also write the numbers to this file")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        images, targets = load(options.folder)
    except (OSError, ValueError) as problem:
        print(f"{options.folder}: {problem}", file=sys.stderr)
        return 2
    default = ",".join(f"target {index}" for index in range(targets.shape[1]))
    names = (options.names or default).split(",")
    if len(names) != targets.shape[1]:
        print(f"{len(names)} names for {targets.shape[1]} targets", file=sys.stderr)
        return 2
    header = "".join(f"{name:>10}" for name in [*names, "total"])
    print(f"{len(images)} samples, R² on the last 20 %\n{'':24}{header}{'seconds':>10}", flush=True)
    rows = []

    def report(model, pixels, started, result, **details):
        height, width = pixels.shape[2:]
        seconds = time.monotonic() - started
        rows.append(
            {
                "model": model,
                "height": height,
                "width": width,
                "r2": result,
                "wall_seconds": seconds,
                **details,
            }
        )
        numbers = "".join(f"{score:10.3f}" for score in result)
        print(f"{f'{model} {height}x{width}':24}{numbers}{seconds:10.0f}", flush=True)

    for factor in (int(text) for text in options.factors.split(",")):
        started = time.monotonic()
        pixels = reduced(images, factor)
        result, penalties = ridge(pixels, targets)
        report("ridge", pixels, started, result, penalties=penalties)
    started = time.monotonic()
    pixels = reduced(images, options.network_factor)
    result = convolutional(pixels, targets, options.epochs)
    report("network", pixels, started, result, epochs=options.epochs)
    if options.json:
        content = {"samples": len(images), "targets": names, "results": rows}
        options.json.write_text(json.dumps(content, indent=2) + "\n")
    held = all(
        max(row["r2"]) < LINEAR_BOUND if row["model"] == "ridge" else min(row["r2"]) >= NETWORK_BOUND
        for row in rows
    )
    print("held: linear < 0.5, network >= 0.8" if held else "NOT held: linear < 0.5, network >= 0.8")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
