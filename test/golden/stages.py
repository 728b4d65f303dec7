"""The numeric stages of PatchCore, each by the plainest double-precision formula that PyTorch, SciPy or NumPy offers."""
from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import cdist
from torch import Tensor
from torchvision import transforms

IMAGENET_MEAN = [0.485, 0.456, 0.406]
IMAGENET_DEVIATION = [0.229, 0.224, 0.225]


def preprocess(image: np.ndarray, size: int, crop: int | None = None) -> Tensor:
    """torchvision's classic transform of a picture `[height, width, 3]` to `[1, 3, size or crop, size or crop]`."""
    steps: list = [transforms.Resize((size, size))]
    if crop is not None:
        steps.append(transforms.CenterCrop(crop))
    steps += [transforms.ToTensor(), transforms.Normalize(IMAGENET_MEAN, IMAGENET_DEVIATION)]
    return transforms.Compose(steps)(Image.fromarray(image))[None]


def embed(layer2: Tensor, layer3: Tensor) -> Tensor:
    """3x3 means, layer3 enlarged to layer2's grid, channels joined: one row a patch, in raster order."""
    fine, coarse = (F.avg_pool2d(layer, kernel_size=3, stride=1, padding=1) for layer in (layer2, layer3))
    coarse = F.interpolate(coarse, size=fine.shape[-2:], mode="bilinear", align_corners=False)
    return torch.cat([fine, coarse], dim=1).movedim(1, -1).flatten(0, 2)


def clustered_points(random: np.random.Generator, count: int, dimensions: int) -> np.ndarray:
    """Points near a curved surface of six dimensions, as patch vectors are."""
    surface = np.tanh(random.normal(size=(count, 6)) @ random.normal(size=(6, dimensions)) * 0.6)
    return (surface + 0.05 * random.normal(size=surface.shape)).astype(np.float32)


def greedy_coreset(points: np.ndarray, picks: int) -> tuple[np.ndarray, np.ndarray]:
    """Exact k-centre greedy from row 0: the picked rows, and from the second on how far each was from all before it."""
    exact = points.astype(np.float64)
    chosen, radius = [0], []
    nearest = np.full(len(points), np.inf)
    while len(chosen) < picks:
        nearest = np.minimum(nearest, np.linalg.norm(exact - exact[chosen[-1]], axis=1))
        second, first = np.partition(nearest, -2)[-2:]
        assert first - second > 1e-6, "two candidates are too close for single precision: take another seed"
        chosen.append(int(nearest.argmax()))
        radius.append(first)
    return np.array(chosen, np.int32), np.array(radius, np.float32)


def nearest_rows(queries: np.ndarray, bank: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Euclidean distances `[queries, count]`, ascending, and the bank rows they belong to."""
    distances = cdist(queries.astype(np.float64), bank.astype(np.float64))
    rows = distances.argsort(axis=1, kind="stable")[:, :count]
    return np.take_along_axis(distances, rows, axis=1).astype(np.float32), rows.astype(np.int32)


def image_score(patches: np.ndarray, bank: np.ndarray, neighbours: int) -> dict[str, float]:
    """Roth et al. 2022, equations 6 and 7, with the soft-max over the neighbourhood of m* taken stably."""
    patches, bank = patches.astype(np.float64), bank.astype(np.float64)
    distances = cdist(patches, bank)
    worst = int(distances.min(axis=1).argmax())
    star = distances[worst].min()
    match = bank[distances[worst].argmin()]
    neighbourhood = bank[np.argsort(np.linalg.norm(bank - match, axis=1), kind="stable")[:neighbours]]
    to_patch = np.linalg.norm(neighbourhood - patches[worst], axis=1)
    weight = 1 - 1 / np.exp(to_patch - star).sum()
    return {"worst_patch": worst, "star": star, "weight": weight, "score": weight * star}


def anomaly_map(distances: np.ndarray, size: int, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """The patch distances enlarged to `[size, size]`, and the same after a Gaussian (reflected edges, cut at 4 sigma)."""
    grid = torch.from_numpy(distances)[None, None]
    upsampled = F.interpolate(grid, size=(size, size), mode="bilinear", align_corners=False)[0, 0].numpy()
    return upsampled, gaussian_filter(upsampled, sigma).astype(np.float32)
