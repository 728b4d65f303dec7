"""PatchCore as its users run it in Python: torchvision network, PyTorch pooling, FAISS flat search, SciPy smoothing.

Eager PyTorch in float32 without gradients, batch norms apart, pictures decoded by Pillow. The stages follow the same
definitions as the program that they are compared with, so that scores can be compared too.
"""
import io
import json
import struct

import faiss
import numpy
import torch
import torchvision
from PIL import Image
from scipy.ndimage import gaussian_filter

NEIGHBORS = 9
SIDE = 224
SIGMA = 4

TRANSFORM = torchvision.transforms.Compose(
    [
        torchvision.transforms.Resize((SIDE, SIDE)),
        torchvision.transforms.ToTensor(),
        torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
)


def read_safetensors(path):
    """The float32 tensors of a safetensors file by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = numpy.frombuffer(body[start:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


class Backbone:
    """wide_resnet50_2 up to layer3."""

    def __init__(self, path):
        network = torchvision.models.wide_resnet50_2(weights=None)
        found = network.load_state_dict(read_safetensors(path), strict=False)
        lacking = [
            name
            for name in found.missing_keys
            if not name.startswith(("layer4.", "fc.")) and not name.endswith("num_batches_tracked")
        ]
        if lacking or found.unexpected_keys:
            raise ValueError(f"{path} lacks {lacking} and has {found.unexpected_keys} too many")
        self.network = network.eval()

    def layers(self, pixels):
        """layer2 and layer3 of normalised pixels [1, 3, side, side]."""
        network = self.network
        x = network.maxpool(network.relu(network.bn1(network.conv1(pixels))))
        layer2 = network.layer2(network.layer1(x))
        return layer2, network.layer3(layer2)

    def patches(self, pixels):
        """3x3 means, layer3 enlarged to layer2's grid, channels joined: [patches, 1536]."""
        with torch.no_grad():
            layer2, layer3 = (
                torch.nn.functional.avg_pool2d(layer, 3, 1, 1) for layer in self.layers(pixels)
            )
            layer3 = torch.nn.functional.interpolate(
                layer3, size=layer2.shape[2:], mode="bilinear", align_corners=False
            )
            joined = torch.cat([layer2, layer3], 1)[0]
            return joined.permute(1, 2, 0).reshape(-1, joined.shape[0]).numpy()


class Bank:
    """A memory bank in a FAISS IndexFlatL2."""

    def __init__(self, path):
        self.vectors = numpy.load(path)
        self.index = faiss.IndexFlatL2(self.vectors.shape[1])
        self.index.add(self.vectors)

    def nearest(self, patches):
        """Euclidean distances and entries of the 9 nearest, [patches, 9]."""
        squared, entries = self.index.search(patches, NEIGHBORS)
        return numpy.sqrt(numpy.maximum(squared, 0)), entries


def decode(data):
    """A picture file's bytes as a Pillow picture."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def inspect(data, backbone, bank):
    """Score and map [side, side] of a picture file's bytes."""
    patches = backbone.patches(TRANSFORM(decode(data))[None])
    distances, entries = bank.nearest(patches)
    worst = int(distances[:, 0].argmax())
    star = distances[worst, 0]
    _, around = bank.nearest(bank.vectors[entries[worst, 0]][None])
    to_neighbours = numpy.linalg.norm(patches[worst] - bank.vectors[around[0]], axis=1)
    score = (1 - 1 / numpy.exp(to_neighbours - star).sum()) * star
    grid = int(len(patches) ** 0.5)
    small = torch.from_numpy(distances[:, 0].reshape(1, 1, grid, grid))
    large = torch.nn.functional.interpolate(small, size=(SIDE, SIDE), mode="bilinear", align_corners=False)
    return float(score), gaussian_filter(large[0, 0].numpy(), SIGMA)


def select(points, picks, keep_norms):
    """Greedy k-centre selection, a pick at a time, starting with row 0: indices of `picks` rows.

    Distances are |a|^2 + |b|^2 - 2ab, clamped at 0, rooted. The published loop takes the norms of all rows anew for
    every pick; with `keep_norms` they are taken once.
    """
    with torch.no_grad():
        norms = squared_norms(points)
        chosen = [0]
        nearest = distances_to(points, 0, norms)
        while len(chosen) < picks:
            row = int(torch.argmax(nearest))
            chosen.append(row)
            norms = norms if keep_norms else squared_norms(points)
            distances = distances_to(points, row, norms)
            nearest = torch.cat([nearest, distances], -1).min(1).values[:, None]
        return chosen


def squared_norms(points):
    return points.unsqueeze(1).bmm(points.unsqueeze(2)).reshape(-1, 1)


def distances_to(points, row, norms):
    squared = norms + norms[row] - 2 * points.mm(points[row : row + 1].T)
    return squared.clamp(0, None).sqrt()
