"""Reading and writing safetensors files (https://huggingface.co/docs/safetensors) with NumPy alone."""
from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Mapping

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "I32": np.dtype("<i4"), "U8": np.dtype("u1")}
CODES = {dtype: code for code, dtype in DTYPES.items()}


def write(path: Path, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None) -> None:
    """Writes float32, int32 and uint8 arrays in the given order; the same arrays give the same bytes."""
    header: dict = {"__metadata__": dict(metadata)} if metadata else {}
    body = bytearray()
    for name, array in tensors.items():
        content = np.ascontiguousarray(array)
        start = len(body)
        body += content.tobytes()
        header[name] = {"dtype": CODES[content.dtype], "shape": list(array.shape), "data_offsets": [start, len(body)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the format asks for the data to start at a multiple of 8
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def read(path: Path) -> dict[str, np.ndarray]:
    """Every array of a file, by name."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    body = memoryview(content)[8 + length :]
    return {name: _array(body, entry) for name, entry in header.items()}


def _array(body: memoryview, entry: dict) -> np.ndarray:
    start, end = entry["data_offsets"]
    return np.frombuffer(body[start:end], DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy()
