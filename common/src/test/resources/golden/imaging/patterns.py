"""Test pictures that Java makes alike (TestPictures.java): integer arithmetic only."""

import numpy as np


def splitmix64(index):
    z = (index + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def noise(seed, width, height):
    """Independent uniform bytes."""
    index = np.uint64(seed << 32) + np.arange(3 * width * height, dtype=np.uint64)
    return (splitmix64(index) >> np.uint64(56)).astype(np.uint8).reshape(height, width, 3)


def scene(seed, width, height):
    """Slow gradients, hard edges, a disc and a little grain, as a photograph has."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    v = (x * (3 + c) + y * (5 - c)) // 7
    v = v + 60 * (((x >> 4) ^ (y >> 4) ^ seed) & 1)
    v = v + 90 * ((x - width // 3) ** 2 + (y - height // 2) ** 2 < (height // 4) ** 2)
    v = v + (noise(seed, width, height).astype(np.int64) >> 4)
    return np.minimum(v, 255).astype(np.uint8)


PATTERNS = {"noise": noise, "scene": scene}
