"""Features of shipped weights for one given input: the numbers that the product's own graph must reproduce.

    /usr/bin/python3 golden.py --weights compact.safetensors --input golden.safetensors --out compact_golden.safetensors
    /usr/bin/python3 golden.py --weights compact.safetensors --input golden.safetensors --check compact_golden.safetensors

The first writes `head8` and `head16`; the second compares with such a file and fails above the tolerance.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor

from safetensors_io import read_tensor, read_tensors, write_tensors
from student import folded_forward

TOLERANCE = 1e-4  # norm of the difference over norm of the expected features


def main() -> None:
    options = parse_options()
    pixels = read_tensor(options.input, options.tensor)
    with torch.no_grad():
        head8, head16 = folded_forward(read_tensors(options.weights), pixels)
    features = {"head8": head8, "head16": head16}
    if options.out:
        write_tensors(options.out, features, {"tolerance": f"relative norm {TOLERANCE:g}"})
    else:
        compare(features, read_tensors(options.check))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--weights", type=Path, required=True, help="the file that train.py wrote")
    parser.add_argument("--input", type=Path, required=True, help="safetensors file with the normalised pixels")
    parser.add_argument("--tensor", default="preprocess.small", help="its tensor [n, 3, h, w] (default %(default)s)")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--out", type=Path, help="write the features here")
    action.add_argument("--check", type=Path, help="compare the features with this file")
    return parser.parse_args()


def compare(found: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    worst = 0.0
    for name, features in expected.items():
        difference = ((found[name] - features).norm() / features.norm()).item()
        print(f"{name} {list(features.shape)}: relative difference {difference:.2e}")
        worst = max(worst, difference)
    if not worst < TOLERANCE:
        raise SystemExit(f"The features differ by {worst:.2e}; at most {TOLERANCE:g} is allowed.")


if __name__ == "__main__":
    main()
