"""Training pictures: loading, augmentation and batches."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

STORED_PX = 256  # side of a picture in memory
CROP_PX = 192  # side of a training crop
SUFFIXES = {".jpg", ".jpeg", ".png"}
PASTE_EVERY = 5

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1) * 255
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1) * 255


def load_pictures(folder: Path) -> np.ndarray:
    """Central squares of all readable pictures below the folder, uint8 [pictures, STORED_PX, STORED_PX, 3]."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    pictures = np.empty((len(paths), STORED_PX, STORED_PX, 3), np.uint8)
    count = 0
    for path in paths:
        try:
            with Image.open(path) as image:
                pictures[count] = _central_square(image.convert("RGB"))
        except OSError as error:
            print(f"skipped {path}: {error}", flush=True)
        else:
            count += 1
    if count == 0:
        raise SystemExit(f"No readable JPEG or PNG picture was found in {folder}.")
    return pictures[:count]


def make_batch(pictures: np.ndarray, indices: np.ndarray, rng: np.random.Generator) -> Tensor:
    """Augmented, normalised crops of the pictures named by the indices, float32 [indices, 3, CROP_PX, CROP_PX]."""
    crops = torch.stack([_augment(pictures[index], rng) for index in indices])
    for target in range(0, len(indices), PASTE_EVERY):
        _paste_patch(crops, target, rng)
    return ((crops - MEAN) / DEVIATION).contiguous(memory_format=torch.channels_last)


def _central_square(image: Image.Image) -> np.ndarray:
    scale = STORED_PX / min(image.size)
    width, height = (max(STORED_PX, round(side * scale)) for side in image.size)
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = (width - STORED_PX) // 2, (height - STORED_PX) // 2
    return np.asarray(image.crop((left, top, left + STORED_PX, top + STORED_PX)))


def _augment(picture: np.ndarray, rng: np.random.Generator) -> Tensor:
    """A random crop, flip, quarter turn and change of colours, in grey levels [3, CROP_PX, CROP_PX]."""
    side = int(STORED_PX * math.sqrt(rng.uniform(0.12, 1)))
    top, left = rng.integers(0, STORED_PX + 1 - side, 2)
    crop = picture[top : top + side, left : left + side]
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    if rng.random() < 0.3:
        crop = np.rot90(crop, int(rng.integers(1, 4)))
    pixels = torch.from_numpy(np.ascontiguousarray(crop)).permute(2, 0, 1)[None].float()
    pixels = F.interpolate(pixels, size=(CROP_PX, CROP_PX), mode="bilinear", align_corners=False, antialias=True)[0]
    return _change_colours(pixels, rng) if rng.random() < 0.6 else pixels


def _change_colours(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    contrast, brightness, saturation = rng.uniform(0.6, 1.4), rng.uniform(-30, 30), rng.uniform(0, 1.6)
    pixels = pixels * float(contrast) + float(brightness)
    grey = pixels.mean(0, keepdim=True)
    return (grey + (pixels - grey) * float(saturation)).clamp(0, 255)


def _paste_patch(crops: Tensor, target: int, rng: np.random.Generator) -> None:
    """Copies a rectangle of one crop into another: sharp edges and contrasts that photographs lack."""
    source = int(rng.integers(len(crops)))
    height, width = (int(side) for side in rng.integers(8, 80, 2))
    to_top, to_left, from_top, from_left = (
        int(rng.integers(0, CROP_PX - side)) for side in (height, width, height, width)
    )
    patch = crops[source, :, from_top : from_top + height, from_left : from_left + width].clone()
    crops[target, :, to_top : to_top + height, to_left : to_left + width] = patch
