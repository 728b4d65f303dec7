"""Miniature backbones in PyTorch: torchvision's ResNet with an eighth of the channels, and the compact backbone."""
from __future__ import annotations

from typing import Mapping

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

Arrays = dict[str, np.ndarray]


class TinyResNet(ResNet):
    """torchvision's ResNet, every stage with an eighth of its channels: the same graph and the same names."""

    def __init__(self, block: type, layers: list[int], width_per_group: int = 64) -> None:
        super().__init__(block, layers, width_per_group=width_per_group)
        self.inplanes = 8
        self.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.layer1 = self._make_layer(block, 8, layers[0])
        self.layer2 = self._make_layer(block, 16, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 32, layers[2], stride=2)

    def features(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """The outputs of layer2 and layer3."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(images))))
        layer2 = self.layer2(self.layer1(x))
        return layer2, self.layer3(layer2)


def tiny_basic() -> TinyResNet:
    return _with_random_norms(TinyResNet(BasicBlock, [1, 2, 1, 1]))


def tiny_wide_bottleneck() -> TinyResNet:
    """Bottlenecks of double width, as in wide_resnet50_2."""
    return _with_random_norms(TinyResNet(Bottleneck, [2, 1, 1, 1], width_per_group=128))


def weights_of(net: TinyResNet) -> Arrays:
    """The state dict up to layer3 under torchvision's names, as float32."""
    unused = ("layer4", "fc.")
    return {
        name: value.numpy().astype(np.float32)
        for name, value in net.state_dict().items()
        if not name.startswith(unused) and not name.endswith("num_batches_tracked")
    }


def folded(weights: Arrays) -> Arrays:
    """The same network with every batch norm folded into the convolution before it: only `.weight` and `.bias` are left."""
    result: Arrays = {}
    for name, kernel in weights.items():
        if kernel.ndim != 4:
            continue
        norm = _norm_after(name.removesuffix(".weight"))
        gain = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + 1e-5)
        result[name] = (kernel * gain[:, None, None, None]).astype(np.float32)
        result[name.removesuffix("weight") + "bias"] = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * gain
    return result


def compact_heads(weights: Mapping[str, np.ndarray], images: Tensor) -> tuple[Tensor, Tensor]:
    """`head8` and `head16` of the compact backbone; its layers are listed in assets/compact/README.md."""

    def convolve(x: Tensor, name: str, stride: int = 1) -> Tensor:
        kernel = torch.from_numpy(weights[f"{name}.weight"])
        return F.conv2d(x, kernel, torch.from_numpy(weights[f"{name}.bias"]), stride, kernel.shape[-1] // 2)

    def residual(x: Tensor, name: str) -> Tensor:
        inner = F.relu(convolve(x, f"{name}.conv1"))
        return F.relu(x + convolve(inner, f"{name}.conv2"))

    x = F.relu(convolve(images, "stem.0", 2))
    x = F.relu(convolve(x, "stem.1", 2))
    x = residual(x, "stride4.0")
    x = F.relu(convolve(x, "stride8.0", 2))
    x = residual(residual(x, "stride8.1"), "stride8.2")
    head8 = convolve(x, "head8")
    x = F.relu(convolve(x, "stride16.0", 2))
    x = residual(residual(x, "stride16.1"), "stride16.2")
    return head8, convolve(x, "head16")


def _with_random_norms(net: TinyResNet) -> TinyResNet:
    """Batch norms as after a training: fresh ones would hide a forgotten mean, variance, gain or offset."""
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.2)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.uniform_(0.5, 1.5)
                module.bias.normal_(0, 0.1)
    return net.eval()


def _norm_after(convolution: str) -> str:
    """conv1 -> bn1, layer1.0.conv2 -> layer1.0.bn2, layer2.0.downsample.0 -> layer2.0.downsample.1."""
    if convolution.endswith("downsample.0"):
        return convolution[:-1] + "1"
    return convolution.replace("conv", "bn")
