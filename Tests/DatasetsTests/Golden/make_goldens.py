"""Makes the golden files beside it, with NumPy alone: python3 make_goldens.py

Where scikit-learn is installed, its own split and scaler are checked to be the same.

Arrays (`*.npy`) are what `numpy.save` writes. `splits.json` holds, for several N, scikit-learn's
`train_test_split(test_size=0.2, random_state=42)`, which is: order = RandomState(42).permutation(N);
test = order[:ceil(0.2 N)]; train = order[ceil(0.2 N):]. Checksums are the sum over i of i * order[i]
modulo 2^64, i from 1. `words.json` holds 32-bit words of the generator by seed, and numbers
of 0...2^40 + 5 of seed 42.
"""

import json
import math
import pathlib
import struct
import warnings
import zipfile

import numpy as np

try:
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import MinMaxScaler
except ImportError:
    train_test_split = MinMaxScaler = None

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


def described(order, tests):
    """What the tests compare: sizes, ends and a checksum of an order, the test set first."""
    test, train = order[:tests], order[tests:]
    weights = np.arange(1, len(order) + 1, dtype=np.uint64)
    return {
        "test_count": tests,
        "train_count": len(order) - tests,
        "test_first": test[:5].tolist(),
        "test_last": test[-5:].tolist(),
        "train_first": train[:5].tolist(),
        "train_last": train[-5:].tolist(),
        "checksum": str(np.sum(weights * order.astype(np.uint64), dtype=np.uint64)),
    }


def agree_with_scikit_learn(count, test, train):
    if train_test_split is None:
        return
    other = train_test_split(np.arange(count), test_size=0.2, random_state=42)
    assert np.array_equal(train, other[0]) and np.array_equal(test, other[1])


splits = {}
for count in [2, 3, 10, 997, 1000, 5000, 50000, 241600]:
    order = np.random.RandomState(42).permutation(count)
    tests = math.ceil(0.2 * count)
    test, train = order[:tests], order[tests:]
    splits[str(count)] = described(order, tests)
    agree_with_scikit_learn(count, test, train)
(here / "splits.json").write_text(json.dumps(splits, indent=1) + "\n")

# Hugging Face datasets: shuffle(seed) selects by default_rng(seed).permutation(N), then
# train_test_split(f, seed=seed) draws default_rng(seed).permutation(N) again; of it the first
# ceil(f * N) are the test set.
splits = {}
for count in [2, 10, 23705, 23708]:
    shuffled = np.random.default_rng(42).permutation(count)
    order = shuffled[np.random.default_rng(42).permutation(count)]
    tests = math.ceil(0.2 * count)
    splits[str(count)] = described(order, tests)
(here / "splits-hugging-face.json").write_text(json.dumps(splits, indent=1) + "\n")

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

# Min-max: steer and speed as Carla has them, a constant column, one whose range is below ten
# units of roundoff (constant to scikit-learn), one far from zero.
angles = np.arange(1, 41)
table = np.stack(
    [
        np.sin(angles) * 0.7,
        np.abs(np.cos(angles)) * 83.1,
        np.full(40, -0.3),
        np.where(angles % 2 == 0, 0.1, np.nextafter(0.1, 1)),
        1e9 + np.sqrt(angles),
    ],
    axis=1,
)
least, greatest = table.min(axis=0), table.max(axis=0)
extent = greatest - least
extent[extent < 10 * np.finfo(float).eps] = 1
scaled = table * (1 / extent) + (0 - least * (1 / extent))
if MinMaxScaler is not None:
    assert np.array_equal(scaled, MinMaxScaler().fit_transform(table))
np.save(here / "min-max-table.npy", table)
np.save(here / "min-max-expected.npy", scaled)

# Archives of arrays. Fixed times, so that the files don't change from day to day.
def save_archive(name, method, members):
    with zipfile.ZipFile(here / name, "w", method) as archive:
        for key, array in members:
            member = zipfile.ZipInfo(f"{key}.npy")
            member.compress_type = method
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array)


arrays = [("rgb", np.arange(256, dtype="u1").reshape(16, 16)), ("targets", values)]
save_archive("stored.npz", zipfile.ZIP_STORED, arrays)
save_archive("deflated.npz", zipfile.ZIP_DEFLATED, arrays)
few = np.array([1.0, 2.5, -3.0])
pickled = [("plain", few), ("pickled", np.array([None, "x"], object))]
save_archive("objects.npz", zipfile.ZIP_STORED, pickled)
save_archive("climbing.npz", zipfile.ZIP_STORED, [("../x", few)])
with warnings.catch_warnings(action="ignore"):
    save_archive("doubled.npz", zipfile.ZIP_STORED, [("x", few), ("x", few)])

# Decimals that are hard to round, each with the bits of the nearest double (Python's float is
# correctly rounded): halfway cases, many digits, subnormal numbers, the ends of the range.
hard = """
0 -0 0.0 1 -1 +1 0.1 .5 5. 1e5 1E+5 1e-5 00012.500 1e0 123456789012345678 9007199254740991
9007199254740992 9007199254740993 9007199254740993.0000000000000000000000000001
9007199254740995 18014398509481985 1e22 1e23 -1e23 8.5e22 1e-22 1e-23 7.2057594037927933e16
0.3e-1 3.14159265358979323846264338327950288419716939937510582097494459 2.2250738585072011e-308
2.2250738585072012e-308 2.2250738585072014e-308 4.9406564584124654e-324 2.4703282292062327e-324
2.4703282292062328e-324 1e-400 1.7976931348623157e308 1.7976931348623158e308
179769313486231570814527423731704356798070e267 6631236846766476e-316 3.0540412e5 65795e-280
0.500000000000000166533453693773481063544750213623046875
1.00000000000000011102230246251565404236316680908203125
1.00000000000000011102230246251565404236316680908203124
1.00000000000000011102230246251565404236316680908203126
1.00000000000000033306690738754696212708950042724609375 9214843084008499 0.9868011474609375
0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000001e84
1090544144181609348671888949248e-20 123456789012345678901234567890 9.5e-7 115.26 1e+22 1.5e+001
""".split()
generator = np.random.RandomState(7)
for digits in [3, 9, 15, 16, 17, 18, 19, 20, 25]:
    for _ in range(40):
        text = "".join(str(d) for d in generator.randint(0, 10, digits))
        place = generator.randint(0, digits + 1)
        exponent = generator.randint(-30, 30) if generator.randint(2) else 0
        sign = "-" if generator.randint(2) else ""
        hard.append(f"{sign}{text[:place]}.{text[place:]}" + (f"e{exponent}" if exponent else ""))
pairs = [[text, str(struct.unpack("<Q", struct.pack("<d", float(text)))[0])] for text in hard]
(here / "decimals.json").write_text(json.dumps(pairs, indent=0) + "\n")
