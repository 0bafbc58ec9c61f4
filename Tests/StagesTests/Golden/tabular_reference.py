"""What `dataset.tabular` should make of a table, by scikit-learn and NumPy, in float64."""

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# An eigenvalue below this share of the largest is no direction of its own.
RANK_THRESHOLD = 0.01


def split(samples, method, test_fraction, seed):
    """Indices of the training and the test set, in their order."""
    if method == "scikit-learn":
        return train_test_split(
            np.arange(samples), test_size=test_fraction, random_state=seed, shuffle=True)
    # datasets.Dataset.shuffle(seed).train_test_split(test_fraction, seed=seed)
    shuffled = np.random.default_rng(seed).permutation(samples)
    order = np.random.default_rng(seed).permutation(samples)
    cut = int(np.ceil(test_fraction * samples))
    return shuffled[order[cut:]], shuffled[order[:cut]]


def prepared(x, y, *, first=None, split_method="scikit-learn", test_fraction=0.2, split_seed=42,
             training_samples=None, standardise=True):
    """The four arrays in float32, and the summary."""
    in_files = len(x)
    x, y = x[:first], y[:first]
    train, test = split(len(x), split_method, test_fraction, split_seed)
    train = train[:training_samples]
    arrays = {}
    for name, table in (("features", x), ("targets", y)):
        parts = table[train], table[test]
        if standardise:
            scaler = StandardScaler().fit(parts[0])
            parts = [scaler.transform(part) for part in parts]
        arrays[name], arrays["test_" + name] = (part.astype(np.float32) for part in parts)
    whole = StandardScaler().fit_transform(y)
    spectrum = np.linalg.eigvalsh(whole.T @ whole / len(y))[::-1]
    spectrum = np.maximum(spectrum / spectrum[0], 0)
    summary = dict(
        samples=in_files, used_samples=len(x), train_samples=len(train), test_samples=len(test),
        inputs=[x.shape[1]], targets=y.shape[1], target_spectrum=spectrum.tolist(),
        target_rank=int((spectrum >= RANK_THRESHOLD).sum()),
        constant_inputs=np.flatnonzero((x == x[0]).all(axis=0)).tolist(),
        target_means=y[train].mean(axis=0).tolist(),
        target_deviations=y[train].std(axis=0).tolist())
    return arrays, summary
