"""The teacher: torchvision's resnet18 up to layer3."""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPSILON = 1e-5  # of torchvision's batch norms


class Teacher(nn.Module):
    """Maps normalised RGB [n, 3, h, w] to layer2 [n, 128, h/8, w/8] and layer3 [n, 256, h/16, w/16].

    Both are means over 3x3 neighbourhoods, zeros counted at the border, as PatchCore takes its patch features.
    The weights have torchvision's names, with batch norms beside the convolutions or already folded into them.
    """

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        for name, tensor in _without_batch_norms(weights).items():
            self.register_buffer(_key(name), tensor)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        x = F.relu(self._convolve(pixels, "conv1", stride=2))
        x = F.max_pool2d(x, kernel_size=3, stride=2, padding=1)
        x = self._layer(x, "layer1", stride=1)
        layer2 = self._layer(x, "layer2", stride=2)
        layer3 = self._layer(layer2, "layer3", stride=2)
        return _neighbourhood_mean(layer2), _neighbourhood_mean(layer3)

    def _layer(self, x: Tensor, name: str, stride: int) -> Tensor:
        x = self._block(x, f"{name}.0", stride)
        return self._block(x, f"{name}.1", stride=1)

    def _block(self, x: Tensor, name: str, stride: int) -> Tensor:
        inner = F.relu(self._convolve(x, f"{name}.conv1", stride))
        inner = self._convolve(inner, f"{name}.conv2")
        shortcut = x if stride == 1 else self._convolve(x, f"{name}.downsample.0", stride)
        return F.relu(inner + shortcut)

    def _convolve(self, x: Tensor, name: str, stride: int = 1) -> Tensor:
        kernel = getattr(self, _key(f"{name}.weight"))
        bias = getattr(self, _key(f"{name}.bias"))
        return F.conv2d(x, kernel, bias, stride, padding=kernel.shape[-1] // 2)


def _neighbourhood_mean(x: Tensor) -> Tensor:
    return F.avg_pool2d(x, kernel_size=3, stride=1, padding=1)


def _without_batch_norms(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Convolutions with a bias each: w g / sqrt(v + eps) and b - m g / sqrt(v + eps), where there is a batch norm."""
    folded: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        if tensor.dim() != 4:
            continue
        convolution = name.removesuffix(".weight")
        norm = convolution.replace("downsample.0", "downsample.1").replace("conv", "bn")
        if f"{norm}.running_var" not in weights:
            folded[name], folded[f"{convolution}.bias"] = tensor, weights[f"{convolution}.bias"]
            continue
        scale = weights[f"{norm}.weight"] / torch.sqrt(weights[f"{norm}.running_var"] + EPSILON)
        folded[name] = tensor * scale.view(-1, 1, 1, 1)
        folded[f"{convolution}.bias"] = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    return folded


def _key(name: str) -> str:
    return name.replace(".", "_")  # a module's buffer may not have a dot in its name
