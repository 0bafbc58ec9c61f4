"""Rows of Parquet files as one float64 array [samples, inputs + targets].

    flatten.py FILES DESCRIPTION OUTPUT_FILES OUTPUT_DESCRIPTION

A column may hold numbers (a row is a sample), lists of numbers (a row is a sample of several
features) or lists of lists (a row is an episode, its samples follow each other). The description is
that of `dataset.fetch`; the one written tells how to read the array.
"""

import json
import os
import re
import sys

import numpy
import pyarrow
import pyarrow.parquet

NAME = "samples.npy"
BATCH_ROWS = 16
# Beyond, a double no longer holds every whole number.
LARGEST_INTEGER = 2**53


def fail(message):
    sys.exit(f"error: {message}")


def matching(folder, pattern):
    """Paths below a folder that a manifest's pattern stands for, in the byte order of the paths."""
    parts = []
    for part in re.split(r"(\*\*/|\*|\?)", pattern):
        wild = {"**/": r"(?:[^/.][^/]*/)*", "*": "[^/]*", "?": "[^/]"}
        parts.append(wild.get(part, re.escape(part)))
    expression = re.compile("".join(parts))
    found = []
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(directory, name), folder)
            if expression.fullmatch(path) and not name.startswith("."):
                found.append(path)
    return [os.path.join(folder, path) for path in sorted(found, key=os.fsencode)]


def samples(column, name, path):
    """One column of a batch as [samples, features]."""
    depth = 0
    while pyarrow.types.is_list(column.type) or pyarrow.types.is_large_list(column.type):
        if column.null_count:
            fail(f"{path}: column '{name}' has empty cells")
        lengths = column.value_lengths().to_numpy(zero_copy_only=False)
        column = column.flatten()
        depth += 1
    if not (pyarrow.types.is_floating(column.type) or pyarrow.types.is_integer(column.type)):
        fail(f"{path}: column '{name}' holds {column.type}, not numbers")
    if column.null_count:
        fail(f"{path}: column '{name}' has empty cells")
    values = column.to_numpy(zero_copy_only=False)
    if values.dtype.kind in "iu" and len(values):
        if int(values.min()) < -LARGEST_INTEGER or int(values.max()) > LARGEST_INTEGER:
            fail(f"{path}: column '{name}' has whole numbers beyond 2^53, which would be rounded")
    values = values.astype(numpy.float64)
    if depth == 0:
        return values.reshape(-1, 1)
    if depth > 2:
        fail(f"{path}: column '{name}' is nested {depth} deep; at most 2 is understood")
    if len(lengths) and (lengths != lengths[0]).any():
        fail(f"{path}: samples of column '{name}' differ in length")
    return values.reshape(len(lengths), -1)


def read(path, names, limit):
    """At most `limit` samples of one file, the columns side by side, in batches."""
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        fail(f"{path}: not a Parquet file that can be read: {error}")
    for name in names:
        if name not in file.schema_arrow.names:
            fail(f"{path}: no column '{name}'; there are {', '.join(file.schema_arrow.names)}")
    count = 0
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(dict.fromkeys(names))):
        blocks = [samples(batch.column(name), name, path) for name in names]
        if len({len(block) for block in blocks}) != 1:
            fail(f"{path}: {', '.join(names)} have different numbers of samples")
        widths = [block.shape[1] for block in blocks]
        rows = numpy.hstack(blocks)
        if limit is not None:
            rows = rows[: limit - count]
        count += len(rows)
        yield rows, widths
        if limit is not None and count >= limit:
            return


def main():
    files, description_path, output, output_description = sys.argv[1:]
    with open(description_path, encoding="utf-8") as file:
        description = json.load(file)
    layout = description["layout"]
    columns = layout["format"]["parquet"]
    inputs, targets = columns["inputs"], columns["targets"]
    limit, expected = layout.get("first"), layout.get("rows")
    if expected is not None:
        # Only whoever counts all samples can tell that they are as many as the manifest says.
        limit = None
    blocks, widths = [], None
    paths = matching(files, layout["files"])
    if not paths:
        fail(f"none of the data set's files is called {layout['files']}")
    left = limit
    for path in paths:
        for rows, found in read(path, inputs + targets, left):
            if widths not in (None, found):
                fail(f"{path}: samples have another length than before")
            widths = found
            blocks.append(rows)
            if left is not None:
                left -= len(rows)
        if left == 0:
            break
    if not blocks:
        fail("the Parquet files hold no rows")
    array = numpy.ascontiguousarray(numpy.vstack(blocks))
    if expected is not None and expected != len(array):
        fail(f"{layout['files']} has {len(array)} samples, but the manifest says {expected}")
    input_count = sum(widths[: len(inputs)])
    os.makedirs(output, exist_ok=True)
    numpy.save(os.path.join(output, NAME), array)
    layout["files"] = NAME
    layout["columns"] = array.shape[1]
    layout.pop("rows", None)
    # The samples were cut here: nobody has counted those that followed.
    description["is_cut"] = limit is not None and len(array) == limit
    layout["format"] = {
        "npy": {
            "inputs": list(range(input_count)),
            "targets": list(range(input_count, array.shape[1])),
        }
    }
    with open(output_description, "w", encoding="utf-8") as file:
        json.dump(description, file, indent=2, sort_keys=True)
        file.write("\n")


main()
