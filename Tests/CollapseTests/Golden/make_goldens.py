"""Makes the expected values of GoldenTests.swift: `python3 make_goldens.py`, beside this file.

Everything is computed in float64 with NumPy and SciPy, and on purpose in another way than the
Swift code does it: N x N kernels with an explicit centring matrix instead of feature-space
formulas, pseudo-inverses and explicit projections instead of triangular factors. Features and
weights are float32 values (written with their shortest digits), so both sides start from the same
numbers. The seed is fixed; a second run writes the same files on the same NumPy.
"""

import json
import pathlib

import numpy as np
import scipy.linalg

HERE = pathlib.Path(__file__).parent
EPSILON = np.finfo(np.float64).eps


def centred(matrix):
    count = len(matrix)
    if (matrix == matrix[0]).all():
        return np.zeros_like(matrix)
    return matrix - np.ones((count, count)) @ matrix / count


def cka(first, second):
    """Linear CKA from N x N kernels."""
    count = len(first)
    centring = np.eye(count) - np.ones((count, count)) / count
    k = centring @ (first @ first.T) @ centring
    l = centring @ (second @ second.T) @ centring
    if not centred(first).any() or not centred(second).any():
        return None
    return np.trace(k @ l) / np.sqrt(np.trace(k @ k) * np.trace(l @ l))


def leading_directions(matrix, k, cutoff):
    """Right singular directions [n, <= k], from the eigenvectors of the Gram matrix's square root
    (an SVD by scipy's QR iteration), above cutoff * sigma_1."""
    _, values, right = scipy.linalg.svd(matrix, full_matrices=False, lapack_driver="gesvd")
    kept = min(k, int((values > cutoff * values[0]).sum())) if values[0] > 0 else 0
    return right[:kept].T


def top_eigenvectors(features, k, cutoff):
    values, vectors = np.linalg.eigh(features.T @ features / len(features))
    rank = leading_directions(features, k, cutoff).shape[1]
    return vectors[:, ::-1][:, :rank]


def alignment(features, weight, k):
    count, width = features.shape
    outputs = weight.shape[0]
    angles = min(k, width, outputs)
    u = top_eigenvectors(features, k, max(count, width) * EPSILON)
    v = leading_directions(weight, k, max(outputs, width) * EPSILON)
    result = {"feature_weight_alignment": None, "noise_weight_alignment": None}
    if u.shape[1] and v.shape[1]:
        theta = scipy.linalg.subspace_angles(u, v)
        # A direction that one side lacks is at a right angle: cosine 0, sine 1.
        result["feature_weight_alignment"] = np.cos(theta).sum() / angles
        result["noise_weight_alignment"] = (np.sin(theta).sum() + angles - len(theta)) / angles
    u = top_eigenvectors(features, k, 1e-3)
    v = leading_directions(weight, k, 1e-3)
    shared = min(u.shape[1], v.shape[1])
    result["shared_directions"] = shared
    result["shared_feature_weight_alignment"] = (
        np.cos(scipy.linalg.subspace_angles(u, v)).mean() if shared else None)
    return result


def cross_covariance(features, targets, k):
    """The top-k directions of the cross-covariance beside the targets' top k, and the others."""
    count, outputs = targets.shape
    kept = min(k, outputs)
    cross = features.T @ targets
    noise = max(count, features.shape[1]) * EPSILON
    scale = np.linalg.norm(features, 2) * np.linalg.norm(targets, 2)
    known = np.zeros((outputs, 0))
    if scale > 0:
        _, values, right = scipy.linalg.svd(cross, full_matrices=False, lapack_driver="gesvd")
        known = right[:min(kept, int((values > noise * scale).sum()))].T
    result = {"cross_covariance_alignment": None, "cross_covariance_noise": None}
    if known.shape[1]:
        basis = np.linalg.eigh(targets.T @ targets)[1][:, ::-1]
        cosines = lambda b: np.linalg.svd(b.T @ known, compute_uv=False).clip(max=1).sum()
        result["cross_covariance_alignment"] = cosines(basis[:, :kept]) / kept
        if kept < outputs:
            result["cross_covariance_noise"] = (
                cosines(basis[:, kept:]) / min(kept, outputs - kept))
    return result


def stable_rank(matrix):
    top = np.linalg.norm(matrix, 2)
    return (np.linalg.norm(matrix, "fro") / top) ** 2 if top > 0 else None


def proposition(features, targets, k):
    size = np.linalg.norm(features)
    target_size = np.linalg.norm(targets)
    onto_y = targets @ np.linalg.pinv(targets, rcond=1e-6)
    onto_h = features @ np.linalg.pinv(features, rcond=1e-6)
    noise = noise_component(features, k)
    projected = projected_cka(features, targets, k)
    full = cka(features, targets)
    result = {
        "left_side": np.linalg.norm(features - onto_y @ features) / size if size > 0 else None,
        "epsilon_1": noise,
        "epsilon_2_projected": None if projected is None else 1 - projected,
        "epsilon_2_full": None if full is None else 1 - full,
        "right_side": None, "ratio": None, "vacuous": None,
        "unexplained_targets":
            np.linalg.norm(targets - onto_h @ targets) / target_size if target_size > 0 else None,
    }
    if noise is not None and projected is not None:
        right = np.sqrt(max(noise, 0)) + np.sqrt(max(1 - projected, 0))
        result["right_side"] = right
        # A right side below 1e-7 is the rounding of 1 - CKA: no ratio.
        result["ratio"] = result["left_side"] / right if right > 1e-7 else None
        result["vacuous"] = bool(right >= 1)
    return result


def noise_component(features, k):
    covariance = features.T @ features / len(features)
    if np.trace(covariance) == 0:
        return None
    u = np.linalg.eigh(covariance)[1][:, ::-1][:, :k]
    return float(np.clip(1 - np.trace(u.T @ covariance @ u) / np.trace(covariance), 0, 1))


def projected_cka(features, targets, k):
    u = np.linalg.eigh(features.T @ features)[1][:, ::-1][:, :k]
    return cka(features @ u, targets) if features.any() else None


def layer_metrics(features, weight, targets, k, test=None):
    h = features.astype(np.float64)
    w = weight.astype(np.float64)
    hc, yc = centred(h), centred(targets)
    t = targets.shape[1]
    pseudo_inverse = np.linalg.pinv(hc, rcond=1e-3)
    eigenvalues = np.clip(np.linalg.eigvalsh(hc.T @ hc / len(h))[::-1], 0, None)
    varies = eigenvalues[0] > 0
    result = {
        "noise_component": noise_component(hc, k),
        "cka": projected_cka(hc, yc, k),
        "cka_full": cka(h, targets),
        "cka_first_columns": cka(h[:, :t], targets),
        "effective_rank": (eigenvalues ** 2).sum() / eigenvalues[0] ** 2 if varies else None,
        "linear_prediction_mse": ((hc @ (pseudo_inverse @ yc) - yc) ** 2).mean(),
        "linear_prediction_test_mse": None,
        "feature_stable_rank": stable_rank(hc),
        "weight_stable_rank": stable_rank(w),
        "spectrum": list(eigenvalues[:t + 3] / eigenvalues.sum()) if varies else None,
        "proposition1": proposition(hc, yc, k),
    }
    result.update(alignment(hc, w, k))
    result.update(cross_covariance(hc, yc, k))
    if test is not None:
        test_features, test_targets = test
        predicted = (test_features.astype(np.float64) - h.mean(axis=0)) @ (pseudo_inverse @ yc)
        result["linear_prediction_test_mse"] = (
            (predicted + targets.mean(axis=0) - test_targets) ** 2).mean()
    return result


def ceiling(targets, k):
    """CKA of the best signal of rank min(k, t) - 1, built explicitly."""
    yc = centred(targets)
    if not yc.any():
        return None
    left, values, _ = np.linalg.svd(yc, full_matrices=False)
    rank = min(k, len(values)) - 1
    signal = left[:, :rank] * values[:rank]
    return cka(signal, yc) if signal.any() else 0.0


# -- a small trained network ----------------------------------------------------------------------


def forward(weights, inputs):
    """float32 inputs of every layer, and the output."""
    layers, current = [], inputs
    for index, weight in enumerate(weights):
        layers.append(current)
        current = current @ weight.T
        if index + 1 < len(weights):
            current = np.maximum(current, 0)
    return layers, current


def trained_network(generator):
    """Five linear layers without biases on a teacher that is nearly of rank 2, by SGD with momentum
    0.9 and weight decay 3e-3."""
    widths = [6, 14, 14, 14, 14, 3]
    x = generator.standard_normal((200, 6)).astype(np.float32)
    factors = generator.standard_normal((6, 2)), generator.standard_normal((2, 3))
    y = np.tanh(x @ factors[0]) @ factors[1] + 0.05 * generator.standard_normal((200, 3))
    y = (y - y[:150].mean(axis=0)) / y[:150].std(axis=0)
    weights = [
        (generator.uniform(-1, 1, (out, into)) * np.sqrt(6 / into)).astype(np.float32)
        for into, out in zip(widths, widths[1:])]
    velocity = [np.zeros_like(weight) for weight in weights]
    train, targets = x[:150], y[:150].astype(np.float32)
    for _ in range(800):
        batch = generator.permutation(150)[:50]
        layers, output = forward(weights, train[batch])
        error = 2 * (output - targets[batch]) / output.size
        for index in reversed(range(len(weights))):
            gradient = error.T @ layers[index] + 3e-3 * weights[index]
            error = (error @ weights[index]) * (layers[index] > 0)
            velocity[index] = np.float32(0.9) * velocity[index] + gradient
            weights[index] = (weights[index] - 0.02 * velocity[index]).astype(np.float32)
    return weights, x, y


def network_golden():
    weights, x, y = trained_network(np.random.default_rng(7))
    train_features, train_output = forward(weights, x[:150])
    test_features, test_output = forward(weights, x[150:])
    expected = []
    for k in (1, 3, 4, 40):
        layers = [
            layer_metrics(h, w, y[:150], k, (h_test, y[150:]))
            for h, w, h_test in zip(train_features, weights, test_features)]
        noise = [layer["noise_component"] for layer in layers]
        expected.append({
            "k": k, "layers": layers,
            "train_mse": ((train_output.astype(np.float64) - y[:150]) ** 2).mean(),
            "test_mse": ((test_output.astype(np.float64) - y[150:]) ** 2).mean(),
            "target_stable_rank": stable_rank(centred(y[:150])),
            "target_variance": y[:150].var(axis=0).mean(),
            "cka_ceiling": ceiling(y[:150], k),
            "first_collapsed_layer": first_collapsed(noise, 0.1),
            "first_collapsed_layer_at": {
                "0.05": first_collapsed(noise, 0.05), "0.2": first_collapsed(noise, 0.2)},
        })
    return {
        "weights": [single(w) for w in weights],
        "train_features": [single(h) for h in train_features],
        "test_features": [single(h) for h in test_features],
        "train_targets": y[:150].tolist(), "test_targets": y[150:].tolist(),
        "train_output": single(train_output), "test_output": single(test_output),
        "expected": expected,
    }


def first_collapsed(noise, threshold):
    for layer in range(1, len(noise)):
        if all(value is not None and value <= threshold for value in noise[layer:]):
            return layer
    return None


# -- degenerate cases -----------------------------------------------------------------------------


def degenerate_golden():
    g = np.random.default_rng(11)

    def normal(*shape):
        return g.standard_normal(shape).astype(np.float32)

    def integers(*shape):
        return g.integers(-4, 5, shape).astype(np.float32)

    targets = g.standard_normal((30, 3))
    constant_columns = normal(30, 6)
    constant_columns[:, 1] = 0.3
    constant_columns[:, 4] = 0
    offset = normal(30, 5) + np.float32(1000)
    rank_one = np.outer(integers(4, 1) + 5, integers(1, 6)).astype(np.float32)
    cases = [
        ("rank-deficient features, k beyond their rank",
         integers(30, 2) @ integers(2, 6), normal(4, 6), targets, 4),
        ("rank-deficient features, k within their rank",
         integers(30, 3) @ integers(3, 6), normal(4, 6), targets, 2),
        ("fewer samples than features", normal(6, 10), normal(4, 10), targets[:6], 3),
        ("fewer samples than k", normal(3, 10), normal(8, 10), targets[:3], 5),
        ("one sample", normal(1, 4), normal(2, 4), targets[:1], 2),
        ("two samples", normal(2, 4), normal(2, 4), targets[:2], 2),
        ("constant columns among the features", constant_columns, normal(4, 6), targets, 3),
        ("only constant columns", np.tile(normal(1, 5), (30, 1)), normal(4, 5), targets, 2),
        ("features that are all zero", np.zeros((30, 5), np.float32), normal(4, 5), targets, 2),
        ("a mean that dwarfs the deviations", offset, normal(4, 5), targets + 1e4, 2),
        ("k beyond the features", normal(30, 4), normal(7, 4), targets, 6),
        ("k beyond the outputs", normal(30, 9), normal(2, 9), targets, 5),
        ("a rank-1 weight at k = 2", normal(30, 6), rank_one, targets, 2),
        ("a weight that is all zero", normal(30, 6), np.zeros((4, 6), np.float32), targets, 2),
        ("one target", normal(30, 6), normal(1, 6), targets[:, :1], 1),
        ("more targets than features", normal(30, 2), normal(3, 2), targets, 3),
        ("constant targets", normal(30, 6), normal(3, 6), np.full((30, 3), 0.7), 3),
        ("one constant target among three", normal(30, 6), normal(3, 6),
         targets * np.array([1.0, 0.0, 1.0]) + 0.3, 3),
        ("rank-1 targets", normal(30, 6), normal(3, 6),
         g.integers(-4, 5, (30, 1)) @ np.array([[1.0, 2.0, -3.0]]), 1),
        ("features below the pseudo-inverse's cut-off",
         normal(30, 4) * np.array([1, 1e-2, 2e-4, 1e-5], np.float32), normal(3, 4), targets, 2),
    ]
    return [
        {"name": name, "k": k, "features": single(h), "weight": single(w),
         "targets": np.asarray(y, np.float64).tolist(),
         "expected": layer_metrics(h, w, y, k),
         "target_stable_rank": stable_rank(centred(y)), "cka_ceiling": ceiling(y, k)}
        for name, h, w, y, k in cases]


# -- writing --------------------------------------------------------------------------------------


class Single(float):
    """A float32 written with the shortest digits that read back as the same float32."""

    def __repr__(self):
        return str(np.float32(float(self)))


def single(matrix):
    assert matrix.dtype == np.float32
    return [[Single(value) for value in row] for row in matrix]


def text(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {text(item)}' for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = [text(item) for item in value]
        return "[" + (",\n" if value and isinstance(value[0], (list, dict)) else ", ").join(
            inside) + "]"
    if isinstance(value, Single):
        return repr(value)
    return json.dumps(value.item() if isinstance(value, np.generic) else value)


if __name__ == "__main__":
    for name, golden in (("network", network_golden()), ("degenerate", degenerate_golden())):
        written = text(golden) + "\n"
        json.loads(written)
        (HERE / f"{name}.json").write_text(written)
