"""What the student should say: the teacher's features in units of their own deviation."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from teacher import Teacher


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of each channel, both [channels]."""

    mean: Tensor
    deviation: Tensor

    def normalise(self, features: Tensor) -> Tensor:
        return (features - self.mean.view(1, -1, 1, 1)) / self.deviation.view(1, -1, 1, 1)


class Lesson:
    """Answers normalised pixels with the targets of head8 and head16; the scales are measured once on samples."""

    def __init__(self, teacher: Teacher, samples: list[Tensor]) -> None:
        self._teacher = teacher
        answers = [self._features(pixels) for pixels in samples]
        self.scales = tuple(_measure(torch.cat(layer)) for layer in zip(*answers))

    def targets(self, pixels: Tensor) -> tuple[Tensor, ...]:
        return tuple(scale.normalise(y) for scale, y in zip(self.scales, self._features(pixels)))

    def in_teachers_units(self, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        """The student's tensors with the scales multiplied into its heads, so that it answers as the teacher does."""
        scaled = dict(tensors)
        for head, scale in zip(("head8", "head16"), self.scales):
            scaled[f"{head}.weight"] = tensors[f"{head}.weight"] * scale.deviation.view(-1, 1, 1, 1)
            scaled[f"{head}.bias"] = tensors[f"{head}.bias"] * scale.deviation + scale.mean
        return scaled

    @torch.no_grad()
    def _features(self, pixels: Tensor) -> tuple[Tensor, ...]:
        with half_precision(pixels.device):
            return tuple(y.float() for y in self._teacher(pixels))


def half_precision(device: torch.device) -> torch.autocast:
    """Products in bfloat16, which halves the time of a step."""
    return torch.autocast(device.type, dtype=torch.bfloat16)


def _measure(features: Tensor) -> Scale:
    return Scale(features.mean((0, 2, 3)), features.std((0, 2, 3)))
