"""The project's random streams, from their documentation: xoshiro256++ (Blackman & Vigna 2019),
its four words filled by SplitMix64 from the seed xor the FNV-1a hash of the stream's name."""

import math

import numpy as np

WORD = (1 << 64) - 1


def fnv1a(text):
    value = 14695981039346656037
    for byte in text.encode():
        value = (value ^ byte) * 1099511628211 & WORD
    return value


def splitmix64(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & WORD
        z = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9 & WORD
        z = (z ^ z >> 27) * 0x94D049BB133111EB & WORD
        yield z ^ z >> 31


def rotl(word, count):
    return (word << count | word >> 64 - count) & WORD


class Stream:
    def __init__(self, seed, name):
        words = splitmix64(seed ^ fnv1a(name))
        self.s = [next(words) for _ in range(4)]

    def word(self):
        s = self.s
        result = (rotl((s[0] + s[3]) & WORD, 23) + s[0]) & WORD
        t = s[1] << 17 & WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def uniform(self):
        """On [0, 1), the 53 high bits."""
        return (self.word() >> 11) / 2**53

    def below(self, bound):
        """On 0..<bound: the low bits that bound - 1 needs (one at least), rejected above it."""
        mask = (1 << max((bound - 1).bit_length(), 1)) - 1
        while (candidate := self.word() & mask) >= bound:
            pass
        return candidate

    def permutation(self, count):
        """Fisher-Yates from the last place down."""
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def normal(self):
        """Marsaglia's polar method; the pair's second number is dropped."""
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                return u * math.sqrt(-2 * math.log(s) / s)

    def normals(self, rows, columns):
        return np.array([[self.normal() for _ in range(columns)] for _ in range(rows)])
