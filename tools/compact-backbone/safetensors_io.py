"""Reads and writes float32 tensors in the safetensors format: header length, JSON header, raw little-endian data."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

LENGTH = struct.Struct("<Q")


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The float32 tensors of a file by name; those of other types (such as step counters) are left out."""
    with path.open("rb") as file:
        header = _read_header(file)
        data = file.read()
    return {name: _tensor(name, entry, data) for name, entry in header.items() if entry["dtype"] == "F32"}


def read_tensor(path: Path, name: str) -> Tensor:
    """One float32 tensor of a file. Raises KeyError when it is not there and ValueError when it has another type."""
    with path.open("rb") as file:
        entry = _read_header(file)[name]
        return _tensor(name, entry, file.read())


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Writes the tensors as float32 in their given order; readers see the old file or the new one."""
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    blobs: list[bytes] = []
    offset = 0
    for name, tensor in tensors.items():
        blob = np.ascontiguousarray(tensor.detach().cpu().numpy(), dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the data begins at a multiple of 8 bytes
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(LENGTH.pack(len(text)) + text + b"".join(blobs))
    os.replace(temporary, path)


def _read_header(file: BinaryIO) -> dict[str, dict]:
    (length,) = LENGTH.unpack(file.read(LENGTH.size))
    header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    return header


def _tensor(name: str, entry: dict, data: bytes) -> Tensor:
    if entry["dtype"] != "F32":
        raise ValueError(f"Tensor {name} has the type {entry['dtype']}; F32 is needed.")
    first, last = entry["data_offsets"]
    values = np.frombuffer(data[first:last], dtype="<f4").reshape(entry["shape"])
    return torch.from_numpy(values.astype(np.float32))
