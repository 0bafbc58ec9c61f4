"""Makes `tables/` and `stage_tables.json`: `python3 make_table_goldens.py`, in any folder.

Needs NumPy, h5py and scikit-learn. One table of 37 samples in several formats, and what
`dataset.tabular` should make of it. With `../shared/data` beside the project, `real_tables.json` is
made as well: digests of the arrays that the real data give.
"""

import csv
import hashlib
import io
import json
import pathlib
import zipfile

import h5py
import numpy as np

from tabular_reference import prepared

HERE = pathlib.Path(__file__).parent
TABLES = HERE / "tables"
DATA = HERE.parents[2] / ".." / "shared" / "data"
INPUTS = ["length", "gain", "step, wide", "switch", "fixed"]
TARGETS = ["near", "far", "sum"]
NAMES = INPUTS + TARGETS

CASES = {
    "all columns": dict(inputs=INPUTS, targets=TARGETS, parameters={}),
    "some columns in another order, raw": dict(
        inputs=["fixed", "gain", "switch"], targets=["sum", "near"],
        parameters=dict(first=30, test_fraction=0.25, split_seed=7, standardise=False)),
    "Hugging Face's split": dict(
        inputs=INPUTS, targets=TARGETS,
        parameters=dict(first=33, split="hugging-face-datasets", training_samples=10)),
}


def table():
    """Scales from 1e-4 to 1e3; `switch` is constant in the first 33 rows, `fixed` in all; the
    targets have two directions and a faint third."""
    generator = np.random.default_rng(20)
    rows = 37
    x = generator.standard_normal((rows, 5)) * [3, 1e-4, 250, 1, 1] + [0, 5e-3, 1000, 0, 0]
    x[:33, 3] = 0.25
    x[:, 4] = 0.1
    near = x[:, 0] + 0.2 * generator.standard_normal(rows)
    far = 40 * np.abs(generator.standard_normal(rows))
    faint = 0.02 * generator.standard_normal(rows)
    return np.column_stack([x, near, far, 2 * near - far / 10 + faint])


def write_tables(values):
    TABLES.mkdir(exist_ok=True)
    for name, header in (("named.csv", NAMES), ("plain.csv", None)):
        with open(TABLES / name, "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if header:
                writer.writerow(header)
            writer.writerows([repr(float(value)) for value in row] for row in values)
    np.save(TABLES / "table.npy", values)
    np.savez_compressed(TABLES / "table.npz", x=values[:, :5], y=values)
    with h5py.File(TABLES / "table.h5", "w", track_order=False) as file:
        file["run/x"] = values[:, :5]
        file["run/y"] = values
    # Each pair has seven samples in all, but not sample for sample.
    for index, (x, y) in enumerate([(3, 4), (4, 3)]):
        np.savez(TABLES / f"unequal-{index}.npz", x=np.ones((x, 2)), y=np.ones((y, 1)))
    broken = values[:4].copy()
    broken[2, 6] = np.nan
    np.save(TABLES / "not-a-number.npy", broken)
    broken[2, 6] = np.inf
    np.savez(TABLES / "infinite.npz", x=values[:4, :5], y=broken)


def expected(values):
    cases = []
    for name, case in CASES.items():
        x, y = (values[:, [NAMES.index(column) for column in case[role]]]
                for role in ("inputs", "targets"))
        parameters = dict(case["parameters"])
        arrays, summary = prepared(
            x, y, **{"split_method" if key == "split" else key: value
                     for key, value in parameters.items()})
        rows = {role: [[float(str(value)) for value in row] for row in array]
                for role, array in arrays.items()}
        cases.append(dict(name=name, **case, arrays=rows, summary=summary))
        print(name, summary)
    return dict(cases=cases)


def real_tables():
    """SHA-256 of the float32 arrays' bytes, row after row."""
    with zipfile.ZipFile(DATA / "sgemm_product_dataset.zip") as archive:
        text = archive.read("sgemm_product.csv").decode()
    sources = {"sgemm": (np.loadtxt(io.StringIO(text), delimiter=",", skiprows=1), 14)}
    for name, inputs in (("swimmer", 8), ("reacher", 11), ("hopper", 11)):
        sources[name] = np.loadtxt(DATA / f"{name}.csv", delimiter=","), inputs
    result = {}
    for name, (values, inputs) in sources.items():
        digests = {}
        for standardise in (True, False):
            arrays, summary = prepared(
                values[:, :inputs], values[:, inputs:], standardise=standardise)
            digests["standardised" if standardise else "raw"] = {
                role: hashlib.sha256(np.ascontiguousarray(array, "<f4").tobytes()).hexdigest()
                for role, array in arrays.items()}
        result[name] = dict(**digests, summary=summary)
        print(name, summary)
    return result


def save(name, document):
    (HERE / name).write_text(json.dumps(document, sort_keys=True, allow_nan=False) + "\n")


def main():
    values = table()
    write_tables(values)
    save("stage_tables.json", expected(values))
    if DATA.exists():
        save("real_tables.json", real_tables())


if __name__ == "__main__":
    main()
