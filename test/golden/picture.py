"""A drawn picture that behaves like a photograph of a part: smooth shading, hard edges, fine grain and sensor noise."""
from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d


def draw_part(width: int, height: int, seed: int) -> np.ndarray:
    """A turned metal ring on a cloth, `[height, width, 3]` uint8 RGB."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    size = min(width, height)
    dx, dy = (x - 0.52 * width) / size, (y - 0.49 * height) / size
    radius, angle = np.hypot(dx, dy), np.arctan2(dy, dx)

    picture = _cloth(x, y, random)
    ring = _coverage(radius, 0.41, size) - _coverage(radius, 0.17, size)
    shadow = gaussian_filter(ring, size / 40)
    picture *= 1 - 0.45 * np.roll(shadow, (size // 40, size // 50), (0, 1))[..., None] * (1 - ring[..., None])
    picture = _over(picture, _turned_metal(radius, angle, random), ring)
    for hole in range(3):
        at = 2 * np.pi * hole / 3 + 0.4
        distance = np.hypot(dx - 0.3 * np.cos(at), dy - 0.3 * np.sin(at))
        picture = _over(picture, np.array([0.10, 0.09, 0.09]), _coverage(distance, 0.035, size))
    light = 1.08 - 0.35 * np.hypot(x / width - 0.35, y / height - 0.3)
    noise = random.normal(size=(height, width, 3)) * 0.012
    return np.clip(np.rint((picture * light[..., None] + noise) * 255), 0, 255).astype(np.uint8)


def _cloth(x: np.ndarray, y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A weave of about 3 pixels a thread: the detail that tells a resize with antialiasing from one without."""
    threads = np.where((x // 6 + y // 6) % 2 == 0, np.sin(x * 2.1), np.sin(y * 1.9))
    stains = gaussian_filter(random.normal(size=x.shape), 14)
    shade = 0.36 + 0.07 * threads + 0.9 * stains + 0.02 * random.normal(size=x.shape)
    return shade[..., None] * np.array([0.75, 0.92, 1.15])


def _turned_metal(radius: np.ndarray, angle: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Concentric tool marks under a highlight that turns with the angle."""
    marks = gaussian_filter1d(random.normal(size=4096), 1.2)
    grooves = np.interp(radius * 2400, np.arange(marks.size), marks)
    sheen = 0.16 * np.cos(2 * (angle - 0.8)) + 0.10 * np.cos(5 * angle + 1.0) ** 8
    bevel = 0.25 * np.exp(-(((radius - 0.395) / 0.008) ** 2)) - 0.2 * np.exp(-(((radius - 0.185) / 0.01) ** 2))
    shade = 0.62 + 0.12 * grooves + sheen + bevel
    return shade[..., None] * np.array([1.04, 1.0, 0.93])


def _coverage(distance: np.ndarray, limit: float, size: int) -> np.ndarray:
    """1 inside the limit, 0 outside, with an edge of about one pixel."""
    return np.clip((limit - distance) * size + 0.5, 0, 1)


def _over(below: np.ndarray, above: np.ndarray, share: np.ndarray) -> np.ndarray:
    return below * (1 - share[..., None]) + above * share[..., None]
