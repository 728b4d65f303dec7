"""Reference values of the evaluation metrics: scikit-learn's where it has them, the definition written out where not."""
from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, label
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score


def scores_with_ties(random: np.random.Generator, of_each: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores rounded to two places, so that several pictures share one, and their labels (1 = defective)."""
    labels = np.repeat([0, 1], of_each)
    scores = np.round(random.normal(size=labels.size) + 1.2 * labels, 2)
    return scores.astype(np.float32), labels.astype(np.int32)


def maps_with_masks(random: np.random.Generator, pictures: int, normal: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Noisy anomaly maps `[pictures, size, size]` and masks with one to three boxes each, after `normal` empty ones."""
    masks = np.zeros((pictures, size, size), np.uint8)
    for mask in masks[normal:]:
        for _ in range(random.integers(1, 4)):
            height, width = random.integers(3, size // 5, size=2)
            top, left = random.integers(0, size - height), random.integers(0, size - width)
            mask[top : top + height, left : left + width] = 1
    glow = gaussian_filter(masks.astype(np.float64), (0, 2.5, 2.5))
    return (random.normal(size=masks.shape) + 4 * glow).astype(np.float32), masks


def metrics_of(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Area under the ROC curve, average precision, and the best F1 over all thresholds."""
    precision, recall, _ = precision_recall_curve(labels, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return {
        "auroc": roc_auc_score(labels, scores),
        "average_precision": average_precision_score(labels, scores),
        "f1_max": f1.max(),
    }


def aupro(maps: np.ndarray, masks: np.ndarray, limit: float) -> float:
    """Area under the mean overlap of the 8-connected regions over false-positive rates 0 to `limit`, divided by `limit`."""
    values = maps.ravel()
    order = np.argsort(-values, kind="stable")
    # A normal pixel adds 1 / (normal pixels); a pixel of a region of n pixels adds 1 / n / (number of regions).
    regions, sizes = _regions(masks)
    outside = (regions == 0) / np.count_nonzero(regions == 0)
    inside = np.where(regions > 0, 1 / sizes[regions], 0) / (len(sizes) - 1)
    last_of_tie = np.append(np.diff(values[order]) != 0, True)
    false_positives = np.append(0, np.cumsum(outside[order])[last_of_tie])
    overlap = np.append(0, np.cumsum(inside[order])[last_of_tie])
    below = false_positives <= limit
    rates = np.append(false_positives[below], limit)
    overlaps = np.append(overlap[below], np.interp(limit, false_positives, overlap))
    return float(np.trapz(overlaps, rates) / limit)


def _regions(masks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The region number of every pixel (0 = normal; regions do not join across pictures) and the size of each region."""
    touching = np.zeros((3, 3, 3), int)
    touching[1] = 1
    regions, _ = label(masks, structure=touching)
    return regions.ravel(), np.bincount(regions.ravel())
