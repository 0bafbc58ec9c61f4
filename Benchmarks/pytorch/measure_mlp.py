"""Seconds and memory of the collapse metrics as the authors' scripts take them, for the comparison in
nrc-pipe-benchmark.

The same model as ExampleMeasurement: a ReLU network without biases, whose layers' inputs are kept.
For each layer: the eigenvectors of the features' covariance (NRC1), CKA by centred N×N kernels of the
projected features (NRC2), the singular vectors of the weight (NRC3), and the pseudo-inverse of the
features with rcond 1e-3 (NRC4). Single precision, as there. Prints one JSON object.
"""

import json
import resource
import sys
import time

import torch


def alignment(kernel, targets_kernel):
    """Linear CKA of two N×N kernels, of which the second is centred already."""
    kernel -= kernel.mean(0, keepdim=True)
    kernel -= kernel.mean(1, keepdim=True)
    return (kernel * targets_kernel).sum() / (kernel.norm() * targets_kernel.norm())


def measure(features, targets, weight, directions):
    centred = features - features.mean(0)
    covariance = centred.T @ centred / len(features)
    values, vectors = torch.linalg.eigh(covariance)
    basis = vectors[:, -directions:]
    noise = 1 - values[-directions:].sum() / values.sum()
    targets_kernel = targets @ targets.T
    projected = centred @ basis
    similarity = alignment(projected @ projected.T, targets_kernel)
    right = torch.linalg.svd(weight, full_matrices=False)[2][:directions]
    cosines = torch.linalg.svdvals(basis.T @ right.T)
    fitted = features @ (torch.linalg.pinv(features, rtol=1e-3) @ targets)
    error = torch.nn.functional.mse_loss(fitted, targets)
    return [float(noise), float(similarity), float(cosines.mean()), float(error)]


def main():
    width, depth, inputs, outputs, samples, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    widths = [inputs] + [width] * (depth - 1) + [outputs]
    weights = [
        torch.randn(widths[index + 1], widths[index]) * (2 / widths[index]) ** 0.5
        for index in range(depth)
    ]
    features = torch.randn(samples, inputs)
    targets = torch.randn(samples, outputs)
    begin = time.perf_counter()
    targets -= targets.mean(0)
    for weight in weights:
        measure(features, targets, weight, min(outputs, *weight.shape))
        features = torch.relu(features @ weight.T)
    seconds = time.perf_counter() - begin
    print(
        json.dumps(
            {
                "version": torch.__version__,
                "blas": "MKL" if torch.backends.mkl.is_available() else "other",
                "cpu": torch.backends.cpu.get_cpu_capability(),
                "seconds": seconds,
                "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


if __name__ == "__main__":
    with torch.no_grad():
        main()
