"""Makes the HDF5 files beside it, with h5py and NumPy: python3 make_hdf5_goldens.py

`numbers.h5` holds what is read, `odd.h5` what is refused, `driving-*.h5` recordings in the layout of
the CORL 2017 imitation learning data, in which pixel (frame f, row y, column x, channel c) is
(7 f + 3 y + 5 x + 11 c) mod 256 and target (frame f, column k) is f + k / 32.
"""

import pathlib

import h5py
import numpy as np

here = pathlib.Path(__file__).parent
table = np.arange(15).reshape(5, 3) / 4 - 1


def new(name):
    return h5py.File(here / name, "w", track_order=False)


with new("numbers.h5") as file:
    for kind in ["<f2", "<f4", ">f4", "<f8", ">f8"]:
        file[f"table {kind}"] = table.astype(kind)
    for kind in ["|i1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8"]:
        file[f"whole/{kind}"] = np.arange(6).reshape(3, 2).astype(kind)
    file["column"] = np.array([1.5, -2.5, 4.0])
    packed = np.arange(60, dtype="u1").reshape(5, 4, 3)
    file.create_dataset("bytes", data=packed)
    file.create_dataset(
        "packed", data=packed, chunks=(2, 4, 3), compression="gzip", shuffle=True, fletcher32=True)
    file["integers/2^53 - 1"] = np.array([[0, -(2**53) + 1]], "<i8")
    file["integers/2^53"] = np.array([[0, 1], [2**53, 0]], "<i8")
    file["integers/2^64 - 1"] = np.array([[2**64 - 1]], "<u8")
    file["1e39"] = np.array([[0, 1], [2, -1e39]])
    file["not finite"] = np.array([[0, 1], [np.nan, 3], [4, 5]], "<f4")
    file["infinite"] = np.array([[0, np.inf]], "<f4")
    file["same"] = file["column"]
    file["whole/up"] = file["/"]

with new("odd.h5") as file:
    file["records"] = np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f8")])
    file["texts"] = np.array([b"abc"])
    file.create_dataset("long texts", data=["abc"], dtype=h5py.string_dtype())
    file["booleans"] = np.array([True, False])
    file["opaque"] = np.array([b"abcd"], "V4")
    file["long doubles"] = np.array([1.0], np.longdouble)
    file.create_dataset("arrays", shape=(2,), dtype=np.dtype(("<f4", (3,))))
    file.create_dataset("lists", shape=(2,), dtype=h5py.vlen_dtype(np.dtype("<i4")))
    file.create_dataset("references", shape=(2,), dtype=h5py.ref_dtype)
    file["scalar"] = 3.0
    file["null"] = h5py.Empty("<f4")
    file["no rows"] = np.zeros((0, 3))
    file["no columns"] = np.zeros((3, 0))
    file["cube"] = np.zeros((2, 2, 2))
    file.create_dataset("never written", shape=(4, 2), dtype="<f4")
    partly = file.create_dataset("partly written", shape=(4, 2), chunks=(1, 2), dtype="<f4")
    partly[0] = 1
    file.create_dataset("huge", shape=(2**62, 4), chunks=(1, 4), dtype="<f4")
    file.create_dataset("huge square", shape=(2**62, 2**62), chunks=(1, 1), dtype="<f4")
    file.create_dataset("large chunks", shape=(2**15, 2**15), chunks=(2**14, 2**14), dtype="|u1")
    file.create_dataset("lzf", data=np.zeros((100, 3)), compression="lzf")
    file.create_group("group")
    file["group/inner"] = np.ones((2, 2))
    file["soft"] = h5py.SoftLink("/group/inner")
    file["soft group"] = h5py.SoftLink("/group")
    file["dangling"] = h5py.SoftLink("/nothing")
    file["external"] = h5py.ExternalLink("numbers.h5", "/column")
    layout = h5py.VirtualLayout(shape=(3,), dtype="<f8")
    layout[:] = h5py.VirtualSource(str("numbers.h5"), "column", shape=(3,))
    file.create_virtual_dataset("virtual", layout)
    file.create_dataset("external storage", shape=(4,), dtype="|u1", external="/etc/passwd")
    file["line\nfeed"] = np.ones(1)


def driving(name, frames, *, target_frames=None, columns=28, width=200, kind="u1", change=None):
    f, y, x, c = np.ogrid[:frames, :88, :width, :3]
    pixels = ((7 * f + 3 * y + 5 * x + 11 * c) % 256).astype(kind)
    rows = target_frames or frames
    targets = (np.arange(rows)[:, None] + np.arange(columns) / 32).astype("<f4")
    if change:
        change(targets)
    with new(name) as file:
        file.create_dataset("rgb", data=pixels, chunks=(2, 88, width, 3), compression="gzip",
                            compression_opts=9)
        file["targets"] = targets


def put(frame, column, value):
    def change(targets):
        targets[frame, column] = value

    return change


driving("driving-5.h5", 5)
driving("driving-3.h5", 3)
driving("driving-unequal.h5", 3, target_frames=2)
driving("driving-narrow.h5", 2, width=100)
driving("driving-wide-pixels.h5", 2, kind="<i2")
driving("driving-few-columns.h5", 2, columns=27)
driving("driving-nan-speed.h5", 3, change=put(2, 10, np.nan))
driving("driving-infinite-gas.h5", 3, change=put(1, 1, np.inf))
