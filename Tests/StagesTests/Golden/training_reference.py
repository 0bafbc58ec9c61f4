"""What `train.mlp` should write: PyTorch's SGD by its documentation, back-propagation by hand.

torch.optim.SGD: g += weight_decay * w; v = g at the first step, then v = momentum * v + g;
w -= lr * v. MultiStepLR with milestones ⌊E/3⌋ and ⌊2E/3⌋, gamma 0.1, stepped after each epoch.
nn.Linear: weights, then biases, uniform on ±1/sqrt(fan_in). MSELoss means over samples and outputs.
"""

import numpy as np

from documented_streams import Stream

# 70 samples in batches of 32 leave a last batch of 6; milestones at epochs 2 and 4 of 6.
CASES = {
    "biases": dict(
        layers=3, width=9, bias=True, initial_scale=1.3, learning_rate=0.1, momentum=0.9,
        weight_decay=0.01, schedule="steps-at-thirds", epochs=6, batch=32, seed=5),
    "no-biases": dict(
        layers=3, width=9, bias=False, initial_scale=1.0, learning_rate=0.05, momentum=0.9,
        weight_decay=0.02, schedule="steps-at-thirds", epochs=6, batch=32, seed=6),
}
INPUTS, OUTPUTS, SAMPLES, TEST_SAMPLES = 5, 2, 70, 23


def problem():
    """Float32 values, as the files hold them."""
    generator = np.random.default_rng(20260301)
    x = generator.standard_normal((SAMPLES + TEST_SAMPLES, INPUTS))
    y = np.stack([np.abs(x[:, 0]) - x[:, 1], x[:, 2] * x[:, 3]], axis=1)
    y += 0.05 * generator.standard_normal(y.shape)
    x, y = x.astype(np.float32), y.astype(np.float32)
    return x[:SAMPLES], y[:SAMPLES], x[SAMPLES:], y[SAMPLES:]


def initial(case):
    """[(weight, bias or None)], rounded to float32 once drawn."""
    stream = Stream(case["seed"], "weights")
    widths = [INPUTS] + [case["width"]] * (case["layers"] - 1) + [OUTPUTS]
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        bound = 1 / np.sqrt(fan_in)
        weight = [[(2 * stream.uniform() - 1) * bound * case["initial_scale"]
                   for _ in range(fan_in)] for _ in range(fan_out)]
        bias = None
        if case["bias"]:
            bias = [(2 * stream.uniform() - 1) * bound for _ in range(fan_out)]
        layers.append([np.float32(weight), None if bias is None else np.float32(bias)])
    return layers


def forward(layers, x):
    """Inputs of every layer, then the output."""
    levels = [x]
    for index, (weight, bias) in enumerate(layers):
        z = levels[-1] @ weight.T + (0 if bias is None else bias)
        levels.append(np.maximum(z, 0) if index + 1 < len(layers) else z)
    return levels


def gradients(layers, x, y):
    levels = forward(layers, x)
    loss = np.mean((levels[-1] - y) ** 2)
    delta = 2 * (levels[-1] - y) / y.size
    found = []
    for index in reversed(range(len(layers))):
        weight, bias = layers[index]
        found.insert(0, [delta.T @ levels[index], None if bias is None else delta.sum(axis=0)])
        delta = (delta @ weight) * (levels[index] > 0)
    return loss, found


def train(case, dtype):
    x, y, test_x, test_y = (array.astype(dtype) for array in problem())
    layers = [[None if p is None else p.astype(dtype) for p in layer] for layer in initial(case)]
    velocities = [[None, None] for _ in layers]
    orders = Stream(case["seed"], "epoch-order")
    epochs = case["epochs"]
    rate = case["learning_rate"]

    def evaluation(epoch):
        return dict(
            epoch=epoch, train_mse=float(np.mean((forward(layers, x)[-1] - y) ** 2)),
            test_mse=float(np.mean((forward(layers, test_x)[-1] - test_y) ** 2)))

    history = [evaluation(0)]
    for epoch in range(epochs):
        if epoch in (epochs // 3, 2 * epochs // 3):
            rate *= 0.1
        order = orders.permutation(SAMPLES)
        losses = []
        for start in range(0, SAMPLES, case["batch"]):
            batch = order[start:start + case["batch"]]
            loss, found = gradients(layers, x[batch], y[batch])
            losses.append(loss)
            for layer, speed, gradient in zip(layers, velocities, found):
                for part in (0, 1):
                    if layer[part] is None:
                        continue
                    g = gradient[part] + dtype(case["weight_decay"]) * layer[part]
                    speed[part] = (
                        g if speed[part] is None else dtype(case["momentum"]) * speed[part] + g)
                    layer[part] = layer[part] - dtype(rate) * speed[part]
        history.append(
            evaluation(epoch + 1)
            | dict(learning_rate=rate, running_loss=float(np.mean(np.float64(losses)))))
    tensors = {}
    for index, (weight, bias) in enumerate(layers):
        tensors[f"layers.{2 * index}.weight"] = weight
        if bias is not None:
            tensors[f"layers.{2 * index}.bias"] = bias
    return tensors, history


def goldens():
    cases = []
    for name, case in CASES.items():
        tensors, history = train(case, np.float64)
        single, _ = train(case, np.float32)
        rounding = max(np.abs(tensors[key] - single[key]).max() for key in tensors)
        print(f"train.mlp {name}: float32 NumPy differs by {rounding:.1e} in the weights;",
              f"running losses {[round(row['running_loss'], 4) for row in history[1:]]}")
        cases.append(
            dict(name=name, parameters=case, history=history,
                 tensors={key: dict(shape=list(value.shape), elements=value.ravel().tolist())
                          for key, value in tensors.items()}))
    return dict(cases=cases)
