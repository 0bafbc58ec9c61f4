"""Makes `stage_images.json`: `python3 make_image_goldens.py`, in any folder.

Needs NumPy, h5py, Pillow and scikit-learn. What `dataset.images` should make of the two recordings
of `DatasetsTests/Golden`, eight frames in all, and the orders of a few samples after a split.
"""

import hashlib
import pathlib

import h5py
import numpy as np
from PIL import Image
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from make_table_goldens import save
from tabular_reference import RANK_THRESHOLD, split

HERE = pathlib.Path(__file__).parent
RECORDINGS = HERE.parents[1] / "DatasetsTests" / "Golden"

CASES = {
    "as recorded": dict(target_scale="min-max"),
    "fewer, smaller": dict(first=6, height=20, width=50, target_scale="standardised"),
    "wider, in Hugging Face's order": dict(
        height=88, width=230, split="hugging-face-datasets", test_fraction=0.3, split_seed=5,
        training_samples=4, target_scale="none"),
}


def resized(picture, height, width):
    """Lines first, then columns; Pillow by itself chooses."""
    image = Image.fromarray(picture).resize((width, len(picture)), Image.Resampling.BILINEAR)
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))


def prepared(images, targets, *, first=None, height=None, width=None, target_scale="none",
             split_method="scikit-learn", test_fraction=0.2, split_seed=42,
             training_samples=None):
    used = targets[:first]
    images = images[:first]
    if height:
        images = np.stack([resized(image, height, width) for image in images])
    train, test = split(len(used), split_method, test_fraction, split_seed)
    train = train[:training_samples]
    scaled = MinMaxScaler().fit_transform(used) if target_scale == "min-max" else used
    sets = scaled[train], scaled[test]
    if target_scale == "standardised":
        scaler = StandardScaler().fit(sets[0])
        sets = tuple(scaler.transform(one) for one in sets)
    whole = StandardScaler().fit_transform(used)
    spectrum = np.linalg.eigvalsh(whole.T @ whole / len(used))[::-1]
    spectrum = np.maximum(spectrum / spectrum[0], 0)
    extremes = {}
    if target_scale == "min-max":
        extremes = dict(
            target_minima=used.min(axis=0).tolist(), target_maxima=used.max(axis=0).tolist())
    return dict(
        shape=list(images.shape[1:]), order=train.tolist(), test_order=test.tolist(),
        images=hashlib.sha256(images[train].tobytes()).hexdigest(),
        test_images=hashlib.sha256(images[test].tobytes()).hexdigest(),
        targets=[[float(str(value)) for value in row] for row in sets[0].astype(np.float32)],
        test_targets=[[float(str(value)) for value in row] for row in sets[1].astype(np.float32)],
        summary=dict(
            samples=len(targets), used_samples=len(used), train_samples=len(train),
            test_samples=len(test), inputs=list(images.shape[1:]), targets=used.shape[1],
            target_spectrum=spectrum.tolist(),
            target_rank=int((spectrum >= RANK_THRESHOLD).sum()),
            target_means=used[train].mean(axis=0).tolist(),
            target_deviations=used[train].std(axis=0).tolist(), **extremes))


def main():
    images, targets = [], []
    for name in ("driving-3.h5", "driving-5.h5"):
        with h5py.File(RECORDINGS / name) as file:
            images.append(file["rgb"][:])
            targets.append(file["targets"][:, [0, 10]].astype(np.float64))
    images, targets = np.concatenate(images), np.concatenate(targets)
    cases = []
    for name, parameters in CASES.items():
        found = prepared(
            images, targets, **{"split_method" if key == "split" else key: value
                                for key, value in parameters.items()})
        cases.append(dict(name=name, parameters=parameters, **found))
        print(name, found["shape"], found["summary"])
    orders = {}
    for method in ("scikit-learn", "hugging-face-datasets"):
        train, test = split(7, method, 0.2, 42)
        orders[method] = dict(train=train.tolist(), test=test.tolist())
    print(orders)
    save("stage_images.json", dict(cases=cases, orders_of_seven=orders))


if __name__ == "__main__":
    main()
