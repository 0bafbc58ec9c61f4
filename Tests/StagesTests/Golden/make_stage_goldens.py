"""Makes the expected outputs of three stages: `python3 make_stage_goldens.py`, in any folder.

Needs NumPy and SciPy. Written from the paper's definitions and the documentation of the random
streams, not from the Swift code, in float64 throughout; the seeds are fixed. Models and data are
float32, so both sides start from the same numbers.
"""

import json
import pathlib
import struct

import numpy as np

import dataset_reference
import measurement_reference
import training_reference

HERE = pathlib.Path(__file__).parent
TRAINING_STEPS = 2000


def save_json(name, document):
    (HERE / name).write_text(json.dumps(document, sort_keys=True, allow_nan=False) + "\n")


def save_safetensors(name, layers):
    """Eight bytes of header length, a JSON header, float32 data."""
    header, data = {}, b""
    for index, layer in enumerate(layers):
        for role, tensor in zip(("weight", "bias"), layer):
            if tensor is None:
                continue
            block = tensor.astype("<f4").tobytes()
            header[f"layers.{2 * index}.{role}"] = dict(
                dtype="F32", shape=list(tensor.shape),
                data_offsets=[len(data), len(data) + len(block)])
            data += block
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (HERE / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


def measured_data(generator, inputs, outputs, samples, test_samples):
    """Columns away from zero, and a test set with other means, so that the wrong means show."""
    def draw(count, offset):
        x = generator.standard_normal((count, inputs)) + offset
        y = np.stack([x[:, 0] + 0.7 * np.abs(x[:, 1]), 0.6 * x[:, 2] - x[:, 1] * x[:, 3] / 2,
                      np.sin(x[:, 4]) + 0.4 * x[:, 0]], axis=1)[:, :outputs]
        y = y + 0.1 * generator.standard_normal(y.shape)
        return x.astype(np.float32), y.astype(np.float32)

    return *draw(samples, 0.2), *draw(test_samples, 0.6)


def trained_model(generator, x, y, widths, has_bias, weight_decay):
    """Full-batch descent with momentum in float64, rounded to float32 at the end."""
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        weight = generator.uniform(-1, 1, (fan_out, fan_in)) * 1.6 / np.sqrt(fan_in)
        bias = generator.uniform(-0.3, 0.3, fan_out) if has_bias else None
        layers.append([weight, bias])
    x, y = x.astype(np.float64), y.astype(np.float64)
    speeds = [[0, 0] for _ in layers]
    for _ in range(TRAINING_STEPS):
        _, found = training_reference.gradients(layers, x, y)
        for layer, speed, gradient in zip(layers, speeds, found):
            for part in (0, 1):
                if layer[part] is not None:
                    speed[part] = 0.9 * speed[part] + gradient[part] + weight_decay * layer[part]
                    layer[part] = layer[part] - 0.05 * speed[part]
    return [[None if p is None else p.astype(np.float32) for p in layer] for layer in layers]


def measured_models():
    cases = []
    for name, seed, widths, has_bias, decay in (
            ("no-biases", 3, [6, 12, 12, 12, 2], False, 1e-2),
            ("biases", 4, [5, 10, 10, 10, 3], True, 2e-3)):
        generator = np.random.default_rng(seed)
        data = measured_data(generator, widths[0], widths[-1], 90, 41)
        layers = trained_model(generator, *data[:2], widths, has_bias, decay)
        save_safetensors(f"measured-{name}.safetensors", layers)
        for role, array in zip(("features", "targets", "test_features", "test_targets"), data):
            np.save(HERE / f"measured-{name}-{role}.npy", array)
        t = widths[-1]
        found = [measurement_reference.measurement(layers, *data, k) for k in (t, t + 1)]
        for one in found:
            print(name, "k", one["k"], "train", one["train_mse"], "test", one["test_mse"],
                  "first", one["first_collapsed_layer"],
                  "NRC1", [f"{l['noise_component']:.2e}" for l in one["layers"]],
                  "CKA", [f"{l['cka']:.3f}" for l in one["layers"]],
                  "NRC3", [f"{l['feature_weight_alignment']:.3f}" for l in one["layers"]],
                  "sine", [f"{l['noise_weight_alignment']:.3f}" for l in one["layers"]],
                  "NRC4", [f"{l['linear_prediction_mse']:.4f}" for l in one["layers"]],
                  "spectrum", [f"{s:.1e}" for s in one["layers"][3]["spectrum"]])
        cases.append(dict(name=name, expected=found))
    return dict(cases=cases)


def main():
    save_json("stage_measurements.json", measured_models())
    save_json("stage_training.json", training_reference.goldens())
    x, y, test_x, test_y = training_reference.problem()
    for role, array in (("features", x), ("targets", y), ("test_features", test_x),
                        ("test_targets", test_y)):
        np.save(HERE / f"trained-{role}.npy", array)
    save_json("stage_datasets.json", dataset_reference.goldens())


if __name__ == "__main__":
    main()
