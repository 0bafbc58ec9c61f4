"""Makes random_stream.json for RandomStreamTests; needs nothing but Python.

    python3 Tests/LinearAlgebraTests/Golden/make_random_stream_goldens.py

Written from the generators' published definitions (xoshiro256++ and SplitMix64: prng.di.unimi.it,
FNV-1a: draft-eastlake-fnv), independently of the Swift code.
"""

import json
import math
from pathlib import Path

MASK = (1 << 64) - 1


def fnv1a(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


class Stream:
    def __init__(self, seed, name):
        mixer = seed ^ fnv1a(name)
        self.words = []
        for _ in range(4):
            mixer = (mixer + 0x9E3779B97F4A7C15) & MASK
            z = mixer
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.words.append(z ^ (z >> 31))

    @staticmethod
    def rotl(word, count):
        return ((word << count) | (word >> (64 - count))) & MASK

    def next(self):
        s = self.words
        result = (self.rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = self.rotl(s[3], 45)
        return result

    def uniform(self):
        return (self.next() >> 11) / 2**53

    def below(self, bound):
        mask = 1
        while mask < bound - 1:
            mask = mask * 2 + 1
        while True:
            candidate = self.next() & mask
            if candidate < bound:
                return candidate

    def permutation(self, count):
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def normal(self):
        while True:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = x * x + y * y
            if 0 < s < 1:
                return x * math.sqrt(-2 * math.log(s) / s)


def case(seed, name):
    def drawn(count, draw):
        stream = Stream(seed, name)
        return [draw(stream) for _ in range(count)]

    return {
        "seed": str(seed),
        "stream": name,
        "words": [str(word) for word in drawn(8, Stream.next)],
        "uniforms": drawn(5, Stream.uniform),
        "indices_below_1000": drawn(10, lambda stream: stream.below(1000)),
        "permutation_of_17": Stream(seed, name).permutation(17),
        "normals": drawn(10, Stream.normal),
    }


if __name__ == "__main__":
    cases = [case(0, ""), case(1, "weights"), case(1, "epoch-order"), case(MASK, "\u00fc")]
    path = Path(__file__).parent / "random_stream.json"
    path.write_text(json.dumps(cases, indent=1) + "\n")
