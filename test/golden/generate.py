#!/usr/bin/python3
"""Writes the golden arrays: golden.safetensors, golden.json and the tiny networks, all beside this file.

Needs Python with PyTorch, torchvision, SciPy, scikit-learn and Pillow, for instance Debian's:

    apt-get install python3-torch python3-torchvision python3-scipy python3-sklearn python3-pil
    /usr/bin/python3 test/golden/generate.py

Running it twice with the same versions gives the same bytes. README.md tells how to add an array.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
import torch
import torchvision

import metric_stages
import networks
import safetensors_file
import stages
from picture import draw_part

HERE = Path(__file__).resolve().parent
COMPACT = HERE.parent.parent / "assets" / "compact" / "compact.safetensors"
FEATURES_WITHIN = {"relative_norm": 1e-4}


class Golden:
    """What has been made so far: arrays under `stage.name`, and a note on every stage."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self.notes: dict[str, dict] = {}

    def keep(self, stage: str, tolerance: dict, what: str, **arrays) -> None:
        """Adds a stage. Tensors become arrays, single numbers float32 arrays `[1]`."""
        named = {f"{stage}.{name}": _as_array(value) for name, value in arrays.items()}
        self.arrays.update(named)
        shapes = {name: list(array.shape) for name, array in named.items()}
        self.notes[stage] = {"arrays": shapes, "tolerance": tolerance, "what": what}

    def write(self, folder: Path) -> None:
        versions = {module.__name__: module.__version__ for module in (torch, torchvision, scipy, sklearn)}
        notes = {"made_with": versions, "stages": self.notes}
        safetensors_file.write(folder / "golden.safetensors", self.arrays)
        (folder / "golden.json").write_text(json.dumps(notes, indent=2) + "\n")


def _as_array(value) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    return value if isinstance(value, np.ndarray) else np.array([value], np.float32)


def make_preprocess(golden: Golden) -> None:
    small, wide = draw_part(300, 300, seed=2), draw_part(641, 443, seed=1)
    up = np.ascontiguousarray(wide[60:105, 190:250])
    golden.keep(
        "preprocess",
        {
            "absolute": 0.02,
            "share_of_values": 0.999,
            "largest": 0.15,
            "why": "one grey level is 0.0175; Pillow rounds to 8 bits between its two passes, and the outermost rows and "
            "columns are weighted a little differently",
        },
        "'small': 300x300 -> Resize((128,128)) bilinear with antialias -> CenterCrop(112) -> /255 -> normalise (the crop is "
        "7/8 of the resize, as 224 is of 256); 'wide' and 'up': Resize((112,112)) without a crop, from 641x443 and by "
        "enlarging 60x45",
        small_image=small,
        small=stages.preprocess(small, 128, crop=112),
        wide_image=wide,
        wide=stages.preprocess(wide, 112),
        up_image=up,
        up=stages.preprocess(up, 112),
    )


def make_backbones(golden: Golden, folder: Path) -> None:
    images = torch.randn(2, 3, 32, 48)
    basic, wide = networks.tiny_basic(), networks.tiny_wide_bottleneck()
    basic_weights = networks.weights_of(basic)
    variants = [
        ("tiny_basic", "basic", basic_weights, basic, "batch norms NOT folded"),
        ("tiny_basic_folded", "basic", networks.folded(basic_weights), basic, "tiny_basic with its batch norms folded"),
        ("tiny_wide_bottleneck", "bottleneck", networks.weights_of(wide), wide, "batch norms NOT folded"),
    ]
    for name, block, weights, net, norms in variants:
        safetensors_file.write(folder / f"{name}.safetensors", weights, {"block": block})
        layer2, layer3 = net.features(images)
        what = f"{name}.safetensors (torchvision names, {norms}) on a random input [2,3,32,48]"
        golden.keep(name, FEATURES_WITHIN, what, input=images, layer2=layer2, layer3=layer3)


def make_compact(golden: Golden, weights: Path) -> None:
    images = stages.preprocess(draw_part(96, 96, seed=3), 64)
    head8, head16 = networks.compact_heads(safetensors_file.read(weights), images)
    what = "assets/compact/compact.safetensors on a drawn part [1,3,64,64]: head8 [1,128,8,8], head16 [1,256,4,4]"
    golden.keep("compact", FEATURES_WITHIN, what, input=images, head8=head8, head16=head16)


def make_embedding(golden: Golden) -> None:
    even, odd = (torch.randn(1, 16, 14, 14), torch.randn(1, 32, 7, 7)), (torch.randn(1, 16, 13, 9), torch.randn(1, 32, 7, 5))
    golden.keep(
        "embedding",
        FEATURES_WITHIN,
        "layer2 and layer3 -> patches [196,48]: 3x3 mean with the zero padding counted, layer3 enlarged to layer2's grid, "
        "channels joined, one row a patch; 'odd': grids of 13x9 and 7x5, where the enlargement is not by 2",
        layer2=even[0],
        layer3=even[1],
        patches=stages.embed(*even),
        odd_layer2=odd[0],
        odd_layer3=odd[1],
        odd_patches=stages.embed(*odd),
    )


def make_search(golden: Golden, random: np.random.Generator) -> None:
    points = stages.clustered_points(random, 1500, 32)
    chosen, radius = stages.greedy_coreset(points, 200)
    golden.keep(
        "coreset",
        {"exact": "the same indices in the same order; where two candidates tie within 1e-6 either may come first"},
        "points [1500,32]; chosen [200] in order of choice, first row 0; radius[i] is the distance of chosen[i+1] when it "
        "was chosen",
        points=points,
        chosen=chosen,
        radius=radius,
    )
    bank = points[chosen]
    queries = points[1000:1200] + 0.1 * random.normal(size=(200, 32)).astype(np.float32)
    distances, indices = stages.nearest_rows(queries, bank, 9)
    golden.keep(
        "nearest",
        {"absolute": 1e-4, "indices": "exact unless two distances differ by less than 1e-5"},
        "queries [200,32] against bank = coreset.points[coreset.chosen]: the 9 nearest, Euclidean distances ascending",
        queries=queries,
        distances=distances,
        indices=indices,
    )
    score = stages.image_score(queries[:100], bank, neighbours=9)
    golden.keep(
        "score",
        {"relative": 1e-4},
        "patches = nearest.queries[0:100]: star = largest of the nearest distances, weight = 1 - exp(star) / sum of "
        "exp(distance) over the 9 bank rows nearest to the match (itself among them), score = weight * star",
        **{**score, "worst_patch": np.array([score["worst_patch"]], np.int32)},
    )


def make_anomaly_map(golden: Golden, random: np.random.Generator) -> None:
    distances = random.gamma(2.0, 1.0, (14, 14)).astype(np.float32)
    upsampled, smooth = stages.anomaly_map(distances, 112, sigma=4)
    what = "distances [14,14] -> bilinear to [112,112] -> Gaussian, sigma 4, reflected edges, cut at 4 sigma"
    golden.keep("anomaly_map", {"absolute": 1e-3}, what, distances=distances, upsampled=upsampled, map=smooth)


def make_metrics(golden: Golden, random: np.random.Generator) -> None:
    scores, labels = metric_stages.scores_with_ties(random, of_each=200)
    maps, masks = metric_stages.maps_with_masks(random, pictures=8, normal=2, size=48)
    pixel = metric_stages.metrics_of(maps.ravel(), masks.ravel())
    golden.keep(
        "metrics",
        {"absolute": 1e-4},
        "image: scores [400] with ties, labels; pixel: maps and masks [8,48,48] (the first two have no defect); AUPRO "
        "integrates to a false-positive rate of 0.3 and 0.05, regions 8-connected",
        scores=scores,
        labels=labels,
        **metric_stages.metrics_of(scores, labels),
        maps=maps,
        masks=masks,
        pixel_auroc=pixel["auroc"],
        pixel_average_precision=pixel["average_precision"],
        aupro_30=metric_stages.aupro(maps, masks, 0.3),
        aupro_05=metric_stages.aupro(maps, masks, 0.05),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: beside this file)")
    parser.add_argument("--compact", type=Path, default=COMPACT, help="weights of the compact backbone")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    torch.set_num_threads(1)  # the order of additions must not depend on the machine's cores
    torch.manual_seed(11)
    random = np.random.default_rng(11)
    golden = Golden()
    make_preprocess(golden)
    make_backbones(golden, options.out)
    make_compact(golden, options.compact)
    make_embedding(golden)
    make_search(golden, random)
    make_anomaly_map(golden, random)
    make_metrics(golden, random)
    golden.write(options.out)
    print(f"{len(golden.arrays)} arrays, {sum(array.nbytes for array in golden.arrays.values()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
