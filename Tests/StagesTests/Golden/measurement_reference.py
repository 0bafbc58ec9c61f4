"""What `collapse.measure` should find, from the paper's definitions, in float64: N x N kernels,
explicit projections, SciPy's principal angles, NumPy's pseudo-inverse."""

import numpy as np
import scipy.linalg

RCOND = 1e-3


def activations(layers, x):
    """The input of every linear layer, then the network's output."""
    levels = [x.astype(np.float64)]
    for index, (weight, bias) in enumerate(layers):
        z = levels[-1] @ weight.astype(np.float64).T
        if bias is not None:
            z = z + bias.astype(np.float64)
        levels.append(np.where(z > 0, z, 0) if index < len(layers) - 1 else z)
    return levels


def centred(a):
    return a - a.mean(axis=0)


def cka(a, b):
    """By the kernels A Aᵀ and B Bᵀ of the centred columns."""
    k, l = centred(a) @ centred(a).T, centred(b) @ centred(b).T
    return np.vdot(k, l) / np.sqrt(np.vdot(k, k) * np.vdot(l, l))


def stable_rank(a):
    return (np.linalg.norm(a) / np.linalg.norm(a, 2)) ** 2


def ceiling(targets, k):
    """CKA of the targets with their min(k, t) - 1 strongest directions."""
    left, values, right = np.linalg.svd(centred(targets), full_matrices=False)
    rank = min(k, len(values)) - 1
    return cka((left[:, :rank] * values[:rank]) @ right[:rank], targets)


def layer_measurement(name, weight, h, y, test_h, test_y, k):
    t = y.shape[1]
    weight = weight.astype(np.float64)
    covariance = np.cov(h.T, bias=True)
    values, vectors = scipy.linalg.eigh(covariance)
    values, vectors = values[::-1].clip(0), vectors[:, ::-1]
    require_well_posed(name, values, weight, k)
    u = vectors[:, :k]
    v = scipy.linalg.svd(weight)[2][:min(k, *weight.shape)].T
    # subspace_angles is accurate for small and for large angles.
    angles = scipy.linalg.subspace_angles(u, v)
    hc, yc = centred(h), centred(y)
    linear_map = np.linalg.pinv(hc, rcond=RCOND) @ yc
    prediction = (test_h - h.mean(axis=0)) @ linear_map + y.mean(axis=0)
    return dict(
        name=name,
        noise_component=1 - np.trace(u.T @ covariance @ u) / np.trace(covariance),
        cka=cka(hc @ u, y), cka_full=cka(h, y), cka_first_columns=cka(h[:, :t], y),
        feature_weight_alignment=np.cos(angles).mean(),
        noise_weight_alignment=np.sin(angles).mean(),
        linear_prediction_mse=np.mean((hc @ linear_map - yc) ** 2),
        linear_prediction_test_mse=np.mean((prediction - test_y) ** 2),
        feature_stable_rank=stable_rank(hc), weight_stable_rank=stable_rank(weight),
        effective_rank=(values**2).sum() / values[0] ** 2,
        spectrum=(values[:t + 3] / values.sum()).tolist())


def require_well_posed(name, values, weight, k):
    """A golden must not hang on rounding: gaps after direction k, nothing near the cut-off. Weights
    are exact on both sides, so a narrow gap is enough there."""
    gap = np.append(values, 0)
    assert gap[k - 1] > 1.1 * gap[k], (name, "features' gap", values)
    singular = np.append(scipy.linalg.svdvals(weight), 0)
    if k < min(weight.shape):
        assert singular[k - 1] > 1.005 * singular[k], (name, "weight's gap", singular)
    ratios = np.sqrt(values / values[0])
    assert not ((ratios > RCOND / 1.25) & (ratios < RCOND * 1.25)).any(), (name, "cut-off", ratios)


def first_collapsed(noise, threshold):
    layers = [i for i in range(1, len(noise)) if all(n <= threshold for n in noise[i:])]
    return min(layers, default=None)


def measurement(layers, x, y, test_x, test_y, k):
    y, test_y = y.astype(np.float64), test_y.astype(np.float64)
    levels, test_levels = activations(layers, x), activations(layers, test_x)
    measured = [
        layer_measurement(f"layers.{2 * i}.weight", weight, levels[i], y, test_levels[i], test_y, k)
        for i, (weight, _) in enumerate(layers)]
    noise = [layer["noise_component"] for layer in measured]
    return dict(
        k=k, layers=measured,
        train_mse=np.mean((levels[-1] - y) ** 2), test_mse=np.mean((test_levels[-1] - test_y) ** 2),
        target_stable_rank=stable_rank(centred(y)), cka_ceiling=ceiling(y, k),
        target_variance=y.var(axis=0).mean(),
        first_collapsed_layer=first_collapsed(noise, 0.1),
        first_collapsed_layer_at={
            text: first_collapsed(noise, float(text)) for text in ("0.05", "0.2")},
        samples=len(y), feature_columns=x.shape[1], target_columns=y.shape[1])
