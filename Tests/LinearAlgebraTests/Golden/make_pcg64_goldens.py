"""Makes pcg64.json for PCG64Tests, with NumPy: python3 make_pcg64_goldens.py

Words are those of `default_rng(seed)`'s bit generator; 32-bit words are drawn as NumPy does within
`Generator`: halves of a 64-bit word. Checksums are the sum over i of i * order[i] modulo 2^64, i
from 1.
"""

import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent


def permutation(seed, count):
    order = np.random.default_rng(seed).permutation(count)
    weights = np.arange(1, count + 1, dtype=np.uint64)
    return {
        "count": count,
        "first": order[:10].tolist(),
        "last": order[-5:].tolist(),
        "checksum": str(np.sum(weights * order.astype(np.uint64), dtype=np.uint64)),
    }


def case(seed):
    words = np.random.PCG64(seed).random_raw(1000)
    halves = np.random.default_rng(seed).integers(0, 2**32, 7, dtype=np.uint32)
    # Each draws one half, the next the other: with what is left over an order goes on.
    generator = np.random.default_rng(seed)
    twice = [generator.permutation(4).tolist() for _ in range(3)]
    return {
        "seed": str(seed),
        "first": [str(word) for word in words[:5]],
        "last": [str(word) for word in words[-5:]],
        "halves": halves.tolist(),
        "permutations": [permutation(seed, n) for n in [1, 2, 10, 1000, 23705, 23708]],
        "three_of_four": twice,
    }


if __name__ == "__main__":
    cases = [case(seed) for seed in [0, 1, 42, 2**32 - 1, 2**32, 2**63 + 12345, 2**64 - 1]]
    (here / "pcg64.json").write_text(json.dumps(cases, indent=1) + "\n")
