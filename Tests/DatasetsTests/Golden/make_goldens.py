"""Makes the golden files beside it, with NumPy alone: python3 make_goldens.py

Arrays (`*.npy`) are what `numpy.save` writes. `splits.json` holds, for several N, scikit-learn's
`train_test_split(test_size=0.2, random_state=42)`, which is: order = RandomState(42).permutation(N);
test = order[:ceil(0.2 N)]; train = order[ceil(0.2 N):]. Checksums are the sum over i of i * order[i]
modulo 2^64, i from 1. `words.json` holds 32-bit words of the generator by seed, and numbers
of 0...2^40 + 5 of seed 42.
"""

import json
import math
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
values = np.array([[1.5, -2.25, 0.1], [3e38, 1e-40, -0.0]])

np.save(here / "float32.npy", values.astype("<f4"))
np.save(here / "float64.npy", values)
np.save(here / "float64-column-major.npy", np.asfortranarray(values))
np.save(here / "float64-one-dimension.npy", np.array([1.0, 2.5, -3.0]))
np.save(here / "float64-column.npy", np.array([[1.0], [2.5], [-3.0]]))
np.save(here / "int32.npy", np.array([[-(2**31), 7], [0, 2**31 - 1]], "<i4"))
np.save(here / "int64.npy", np.array([[-(2**53), 7, 2**53]], "<i8"))
np.save(here / "int64-too-large.npy", np.array([[0, 7], [2**53 + 1, 1]], "<i8"))
np.save(here / "uint8.npy", np.arange(256, dtype="u1").reshape(16, 16))
np.save(here / "big-endian.npy", values.astype(">f4"))
np.save(here / "half.npy", values[:1].astype("<f2"))
np.save(here / "boolean.npy", np.array([[True, False]]))
np.save(here / "objects.npy", np.array([[None, "x"]], object))
np.save(here / "records.npy", np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f8")]))
np.save(here / "empty.npy", np.zeros((0, 3)))
np.save(here / "scalar.npy", np.array(3.0))
np.save(here / "three-dimensions.npy", np.zeros((2, 3, 4)))
for version in [(2, 0), (3, 0)]:
    with open(here / f"float64-version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, values, version=version)

splits = {}
for count in [2, 3, 10, 997, 1000, 5000, 50000, 241600]:
    order = np.random.RandomState(42).permutation(count)
    tests = math.ceil(0.2 * count)
    test, train = order[:tests], order[tests:]
    weights = np.arange(1, count + 1, dtype=np.uint64)
    splits[str(count)] = {
        "test_count": tests,
        "train_count": count - tests,
        "test_first": test[:5].tolist(),
        "test_last": test[-5:].tolist(),
        "train_first": train[:5].tolist(),
        "train_last": train[-5:].tolist(),
        "checksum": str(np.sum(weights * order.astype(np.uint64), dtype=np.uint64)),
    }
(here / "splits.json").write_text(json.dumps(splits, indent=1) + "\n")

words = {}
for seed in [0, 1, 42, 2**32 - 1]:
    state = np.random.RandomState(seed)
    drawn = state.randint(0, 2**32, 1500, dtype=np.uint32)
    words[str(seed)] = {"first": drawn[:5].tolist(), "last": drawn[-5:].tolist()}
# Beyond 32 bits: the legacy generator's masked rejection on two words a try.
wide = np.random.RandomState(42).randint(0, 2**40 + 6, 5, dtype=np.uint64)
words["wide"] = {"first": wide.tolist(), "last": []}
(here / "words.json").write_text(json.dumps(words, indent=1) + "\n")

# Columns: ordinary; far from zero; exactly constant (0.1 has no exact mean); huge; tiny.
rows = np.arange(1, 8)
table = np.stack(
    [
        np.sin(rows),
        1e8 + np.cos(rows),
        np.full(7, 0.1),
        rows * 1e200,
        rows**2 * 1e-200,
    ],
    axis=1,
)
fresh = np.array([[0.5, 1e8, 0.3, 1e200, 1e-200]])
scale = np.array([1, 1, 1, 1e200, 1e-200])
mean = (table / scale).mean(axis=0) * scale
deviation = (table / scale).std(axis=0) * scale
mean[2], deviation[2] = 0.1, 1
np.save(here / "standardisation-table.npy", table)
np.save(here / "standardisation-fresh.npy", fresh)
np.save(here / "standardisation-expected.npy", (table - mean) / deviation)
np.save(here / "standardisation-expected-fresh.npy", (fresh - mean) / deviation)
np.save(here / "standardisation-moments.npy", np.stack([mean, deviation]))
