"""Makes the golden files of LearningTests; needs NumPy.

    python3 Tests/LearningTests/Golden/make_goldens.py

Independent of the Swift code: the network, its gradients and the optimiser are written down here
from their definitions (torch.nn.Linear, torch.nn.MSELoss, torch.optim.SGD) in double precision,
and the safetensors file is assembled by hand from the format's description.
"""

import json
import struct
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent


def single(array):
    """Rounds to single precision, so that Swift starts from the same numbers."""
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def forward(weights, biases, features):
    """The inputs of every layer, and the predictions last."""
    levels = [features]
    for index, (weight, bias) in enumerate(zip(weights, biases)):
        values = levels[-1] @ weight.T + (0 if bias is None else bias)
        levels.append(values if index == len(weights) - 1 else np.maximum(values, 0))
    return levels


def gradients(weights, biases, features, targets):
    levels = forward(weights, biases, features)
    difference = levels[-1] - targets
    slope = 2 * difference / difference.size
    weight_gradients, bias_gradients = [], []
    for index in reversed(range(len(weights))):
        weight_gradients.insert(0, slope.T @ levels[index])
        bias_gradients.insert(0, None if biases[index] is None else slope.sum(axis=0))
        slope = (slope @ weights[index]) * (levels[index] > 0)
    return float(np.mean(difference**2)), weight_gradients, bias_gradients


def descend(parameters, slopes, velocities, rate, momentum, decay):
    """One step of torch.optim.SGD, in place."""
    for index, (parameter, slope) in enumerate(zip(parameters, slopes)):
        if parameter is None:
            continue
        slope = slope + decay * parameter
        if momentum == 0:
            velocity = slope
        elif velocities[index] is None:
            velocity = slope
        else:
            velocity = momentum * velocities[index] + slope
        velocities[index] = velocity
        parameter -= rate * velocity


def ten_steps(generator, name, widths, has_biases, rate, momentum, decay):
    weights = [
        single(generator.uniform(-1, 1, (o, i)) / np.sqrt(i)) for i, o in zip(widths, widths[1:])
    ]
    biases = [
        single(generator.uniform(-0.5, 0.5, o)) if has_biases else None for o in widths[1:]
    ]
    steps, batch = 10, 7
    features = single(generator.standard_normal((steps * batch, widths[0])))
    targets = single(generator.standard_normal((steps * batch, widths[-1])))

    def listed(arrays):
        return [None if array is None else array.tolist() for array in arrays]

    case = {
        "name": name, "batch": batch, "learning_rate": rate, "momentum": momentum,
        "weight_decay": decay,
        "features": features.tolist(), "targets": targets.tolist(),
        "initial_weights": listed(weights), "initial_biases": listed(biases),
    }
    weight_velocities, bias_velocities = [None] * len(weights), [None] * len(weights)
    case["losses"] = []
    for step in range(steps):
        rows = slice(step * batch, (step + 1) * batch)
        loss, by_weight, by_bias = gradients(weights, biases, features[rows], targets[rows])
        case["losses"].append(loss)
        descend(weights, by_weight, weight_velocities, rate, momentum, decay)
        descend(biases, by_bias, bias_velocities, rate, momentum, decay)
    case["final_weights"] = listed(weights)
    case["final_biases"] = listed(biases)
    return case


def bfloat16_bits(values):
    """Cuts singles to their upper half; the values used here lose nothing."""
    return (np.asarray(values, dtype=np.float32).view(np.uint32) >> 16).astype(np.uint16)


def safetensors_file():
    """All four number formats, with the header's order unlike the data's."""
    double = [[1.5, -2.25, 1e-3], [0.1, 7, 1e30]]
    half = [1, -0.5, 65504, 2**-24, -(2**-14), 0.333251953125, 0]
    brain = [[3.140625], [-1e30], [2**-133]]
    brain_bits = bfloat16_bits(brain)
    single_values = [0.1, -3.25, 1e-40]
    parts = {
        "double": ("F64", [2, 3], np.asarray(double, dtype="<f8").tobytes()),
        "half": ("F16", [7], np.asarray(half, dtype="<f2").tobytes()),
        "brain": ("BF16", [3, 1], brain_bits.astype("<u2").tobytes()),
        "empty": ("F32", [0, 4], b""),
        "scalar": ("F32", [], np.asarray(-0.0, dtype="<f4").tobytes()),
        "single \u00e9": ("F32", [3], np.asarray(single_values, dtype="<f4").tobytes()),
    }
    header, data = {}, b""
    for name, (dtype, shape, content) in parts.items():
        header[name] = {
            "dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)],
        }
        data += content
    header = {"__metadata__": {"format": "pt", "note": "a\n\"b\" \U0001f600"}, **dict(reversed(header.items()))}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / "formats.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    widened = (brain_bits.astype(np.uint32) << 16).view(np.float32)
    return {
        "double": np.asarray(double, dtype=np.float32).ravel().astype(float).tolist(),
        "half": np.asarray(half, dtype=np.float16).astype(float).tolist(),
        "brain": widened.ravel().astype(float).tolist(),
        "single": np.asarray(single_values, dtype=np.float32).astype(float).tolist(),
    }


def main():
    generator = np.random.default_rng(20260328)
    goldens = {
        "ten_steps": [
            ten_steps(generator, "momentum and decay", [4, 6, 5, 2], False, 0.05, 0.9, 1e-2),
            ten_steps(generator, "biases", [3, 5, 4], True, 0.05, 0.8, 1e-3),
            ten_steps(generator, "no momentum", [3, 4, 1], True, 0.1, 0, 1e-2),
        ],
        "formats": safetensors_file(),
    }
    (FOLDER / "goldens.json").write_text(json.dumps(goldens) + "\n")


if __name__ == "__main__":
    main()
