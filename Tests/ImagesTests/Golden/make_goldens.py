"""Makes the files beside it, with Pillow and NumPy: python3 make_goldens.py

`*.jpg` are pictures as Pillow writes them, and `*.npy` what Pillow's `convert("RGB")` reads them as,
[1, height, width, 3]. `resize.json` tells what Pillow's bilinear resize makes of the pictures whose
pixel values are the top byte of the states of the generator s <- 1664525 s + 1013904223 mod 2^32 from
seed 1, in their order in memory: the first bytes, and the sum over i of i * byte i modulo 2^64, i
from 1. `resized.npy` is one such picture, 7 x 5 made 11 x 3 (width x height).
"""

import json
import pathlib

import numpy as np
from PIL import Image

here = pathlib.Path(__file__).parent


def scene(height, width):
    """Gradients with edges and some noise, so that every coefficient of a JPEG is in use."""
    y, x = np.mgrid[:height, :width]
    noise = np.random.RandomState(5).randint(-20, 20, (height, width, 3))
    edges = 60 * ((x // 7 + y // 5) % 2)
    planes = [x * 180 / width, y * 180 / height, (x + y) * 180 / (width + height)]
    return np.clip(np.stack(planes, -1) + edges[..., None] + noise, 0, 255).astype("u1")


def keep(name, image, **options):
    path = here / f"{name}.jpg"
    image.save(path, **options)
    pixels = np.asarray(Image.open(path).convert("RGB"))
    np.save(here / f"{name}.npy", pixels[None])


picture = Image.fromarray(scene(23, 37))
keep("full-colour", picture, quality=90, subsampling="4:4:4")
keep("half-colour", picture, quality=75, subsampling="4:2:2")
keep("quarter-colour", picture, quality=60, subsampling="4:2:0")
keep("progressive", picture, quality=80, progressive=True)
keep("grey", picture.convert("L"), quality=80)
keep("one-pixel", picture.crop((0, 0, 1, 1)), quality=80)
keep("square", Image.fromarray(scene(40, 40)), quality=85)
picture.convert("CMYK").save(here / "four-colours.jpg", quality=80)


def generated(height, width):
    state, pixels = 1, []
    for _ in range(height * width * 3):
        state = (1664525 * state + 1013904223) % 2**32
        pixels.append(state >> 24)
    return np.array(pixels, "u1").reshape(height, width, 3)


def resized(source, target):
    """Lines first, then columns. Since 13.0, Pillow by itself takes columns first where the height
    shrinks much more than the width."""
    height, width = target
    filter = Image.Resampling.BILINEAR
    picture = Image.fromarray(generated(*source)).resize((width, source[0]), filter)
    return np.asarray(picture.resize((width, height), filter))


cases = []
for source, target in [
    ((200, 200), (128, 128)), ((88, 200), (44, 100)), ((88, 200), (88, 100)),
    ((88, 200), (44, 200)), ((5, 7), (3, 11)), ((5, 7), (11, 3)), ((5, 7), (5, 7)),
    ((1, 1), (4, 6)), ((9, 13), (1, 1)), ((1, 13), (8, 1)), ((10, 10), (37, 41)),
    ((64, 64), (200, 200)), ((33, 97), (32, 96)), ((97, 33), (3, 5)),
]:
    pixels = resized(source, target).reshape(-1)
    weights = np.arange(1, len(pixels) + 1, dtype=np.uint64)
    cases.append({
        "from": source, "to": target, "first": pixels[:12].tolist(),
        "checksum": str(np.sum(weights * pixels, dtype=np.uint64)),
    })
(here / "resize.json").write_text(json.dumps(cases, indent=1) + "\n")
np.save(here / "resized.npy", resized((5, 7), (3, 11))[None])
