"""What `synthetic.dataset` should write, from the documented streams, NumPy's legacy RandomState
and the paper's standardisation, in float64."""

import math

import numpy as np

from documented_streams import Stream

# Sizes are small and unequal, so that an exchanged pair shows; 61 and 57 samples make ⌈f·N⌉
# differ from ⌊f·N⌋ and from the rounded value.
CASES = {
    "nonlinear": dict(
        seed=7, teacher="nonlinear", samples=61, input_dimension=4, target_dimension=3, rank=6,
        noise=0.05, test_fraction=0.2, split_seed=42, standardise=True,
        minimum_eigenvalue_ratio=0.001),
    "linear": dict(
        seed=12, teacher="linear", samples=57, input_dimension=5, target_dimension=3, rank=2,
        noise=0.0, test_fraction=0.25, split_seed=7, standardise=True,
        minimum_eigenvalue_ratio=0.001),
    "raw": dict(
        seed=13, teacher="linear", samples=31, input_dimension=3, target_dimension=2, rank=2,
        noise=0.1, test_fraction=0.2, split_seed=42, standardise=False,
        minimum_eigenvalue_ratio=0.001),
}


def teacher_output(x, case):
    stream = Stream(case["seed"], "teacher")

    def weights(fan_in, fan_out, gain):
        return stream.normals(fan_in, fan_out) * math.sqrt(gain / fan_in)

    d, r, t = case["input_dimension"], case["rank"], case["target_dimension"]
    if case["teacher"] == "linear":
        a = weights(d, r, 1)
        return x @ a @ weights(r, t, 1)
    a, b, c = weights(d, r, 2), weights(r, r, 2), weights(r, t, 2)
    return np.maximum(np.maximum(x @ a, 0) @ b, 0) @ c


def dataset(case):
    """Output name -> rows, and the eigenvalues of the correlations of the noiseless targets."""
    x = Stream(case["seed"], "inputs").normals(case["samples"], case["input_dimension"])
    signal = teacher_output(x, case)
    y = signal + case["noise"] * Stream(case["seed"], "noise").normals(*signal.shape)
    order = np.random.RandomState(case["split_seed"]).permutation(case["samples"])
    cut = math.ceil(case["test_fraction"] * case["samples"])
    test, train = order[:cut], order[cut:]
    expected = {}
    for name, table in (("features", x), ("targets", y)):
        if case["standardise"]:
            table = (table - table[train].mean(axis=0)) / table[train].std(axis=0)
        expected[name], expected["test_" + name] = table[train].tolist(), table[test].tolist()
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(signal.T))[::-1]
    return expected, eigenvalues


def goldens():
    cases = []
    for name, case in CASES.items():
        expected, eigenvalues = dataset(case)
        rank = min(case["rank"], case["target_dimension"])
        assert eigenvalues[rank - 1] / eigenvalues[0] > 10 * case["minimum_eigenvalue_ratio"], name
        cases.append(
            dict(name=name, parameters=case, expected=expected,
                 signal_eigenvalues=[max(value, 0) for value in eigenvalues.tolist()]))
    return dict(cases=cases)
