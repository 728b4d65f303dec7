"""The student: the compact backbone, as it is trained (with batch norms) and as it is shipped (without)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPSILON = 1e-5  # of the batch norms, PyTorch's default


class Convolution(nn.Sequential):
    """3x3 convolution without bias, then batch norm."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs, eps=EPSILON)
        )

    def folded(self) -> tuple[Tensor, Tensor]:
        """Kernel and bias of the one convolution that does the same: w g / sqrt(v + eps), b - m g / sqrt(v + eps)."""
        convolution, norm = self
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        return convolution.weight * scale.view(-1, 1, 1, 1), norm.bias - norm.running_mean * scale


class Downsampling(nn.Module):
    """A convolution with stride 2 and ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = Convolution(inputs, outputs, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.convolution(x))

    def folded(self, name: str) -> dict[str, Tensor]:
        return _named(name, self.convolution)


class Residual(nn.Module):
    """Two convolutions around which the input is added."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = Convolution(channels, channels)
        self.conv2 = Convolution(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.conv2(F.relu(self.conv1(x))))

    def folded(self, name: str) -> dict[str, Tensor]:
        return {**_named(f"{name}.conv1", self.conv1), **_named(f"{name}.conv2", self.conv2)}


class Student(nn.Module):
    """Maps normalised RGB [n, 3, h, w] to head8 [n, 128, h/8, w/8] and head16 [n, 256, h/16, w/16]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(Downsampling(3, 32), Downsampling(32, 48))
        self.stride4 = nn.Sequential(Residual(48))
        self.stride8 = nn.Sequential(Downsampling(48, 96), Residual(96), Residual(96))
        self.stride16 = nn.Sequential(Downsampling(96, 192), Residual(192), Residual(192))
        self.head8 = nn.Conv2d(96, 128, 1)
        self.head16 = nn.Conv2d(192, 256, 1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        stride8 = self.stride8(self.stride4(self.stem(pixels)))
        return self.head8(stride8), self.head16(self.stride16(stride8))

    @torch.no_grad()
    def folded(self) -> dict[str, Tensor]:
        """The tensors to ship, under the names that the product reads."""
        tensors: dict[str, Tensor] = {}
        for stage in ("stem", "stride4", "stride8", "stride16"):
            for index, block in enumerate(getattr(self, stage)):
                tensors.update(block.folded(f"{stage}.{index}"))
        for head in ("head8", "head16"):
            tensors[f"{head}.weight"] = getattr(self, head).weight.clone()
            tensors[f"{head}.bias"] = getattr(self, head).bias.clone()
        return tensors

    def stage_sizes(self) -> dict[str, str]:
        """Blocks a stage, for the file's metadata."""
        return {stage: str(len(getattr(self, stage))) for stage in ("stride4", "stride8", "stride16")}


def folded_forward(tensors: Mapping[str, Tensor], pixels: Tensor) -> tuple[Tensor, Tensor]:
    """The same network from its shipped tensors: what the product computes."""

    def convolve(x: Tensor, name: str, stride: int = 1) -> Tensor:
        kernel = tensors[f"{name}.weight"]
        return F.conv2d(x, kernel, tensors[f"{name}.bias"], stride, padding=kernel.shape[-1] // 2)

    def block(x: Tensor, name: str) -> Tensor:
        if f"{name}.conv1.weight" not in tensors:
            return F.relu(convolve(x, name, stride=2))
        return F.relu(x + convolve(F.relu(convolve(x, f"{name}.conv1")), f"{name}.conv2"))

    def stage(x: Tensor, name: str) -> Tensor:
        prefix = f"{name}."
        for index in sorted({int(key[len(prefix) :].split(".")[0]) for key in tensors if key.startswith(prefix)}):
            x = block(x, f"{name}.{index}")
        return x

    stride8 = stage(stage(stage(pixels, "stem"), "stride4"), "stride8")
    return convolve(stride8, "head8"), convolve(stage(stride8, "stride16"), "head16")


def _named(name: str, convolution: Convolution) -> dict[str, Tensor]:
    kernel, bias = convolution.folded()
    return {f"{name}.weight": kernel, f"{name}.bias": bias}
