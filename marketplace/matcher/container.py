"""One file for a built vocabulary: a header, then the arrays as they lie in memory.

A reader maps the file and shares its pages with every other process that does; nothing in it is
ever executed or unpickled. The header says the format, the digest of what the vocabulary was built
from, and where each array lies; a checksum over header and arrays tells a damaged file.
"""

import json
import mmap
import os
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from marketplace.matcher.tables import Array, Arrays

_MAGIC = b"GUILDHALL-VOCABULARY\x00\x03\r\n"
_HEAD = struct.Struct("<QI")
_ALIGN = 64
_KINDS = frozenset({"uint8", "int32", "int64", "uint64", "float32", "float64"})


def write(path: str | os.PathLike[str], arrays: Mapping[str, Array], about: Mapping[str, Any]) -> None:
    """Write beside the path and move into place, so that a reader sees the old file or the new one, never half."""
    target = Path(path)
    rows, body = {}, []
    at = 0
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        rows[name] = [array.dtype.name, list(array.shape), at]
        body.append(array.tobytes() + b"\x00" * (-array.nbytes % _ALIGN))
        at += len(body[-1])
    header = json.dumps({"about": about, "arrays": rows}, sort_keys=True).encode()
    header += b" " * (-(len(_MAGIC) + _HEAD.size + len(header)) % _ALIGN)
    whole = header + b"".join(body)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            file.write(_MAGIC + _HEAD.pack(len(header), zlib.crc32(whole)) + whole)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read(path: str | os.PathLike[str]) -> tuple[Arrays, dict[str, Any]]:
    """The arrays, mapped and read-only, and what was said about them. Another format or damage: ValueError."""
    with Path(path).open("rb") as file:
        if os.fstat(file.fileno()).st_size < len(_MAGIC) + _HEAD.size:
            raise ValueError(f"{path}: is no vocabulary file, it is too short")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise ValueError(f"{path}: is no vocabulary file of this format")
    length, checksum = _HEAD.unpack_from(mapped, len(_MAGIC))
    begin = len(_MAGIC) + _HEAD.size
    if zlib.crc32(memoryview(mapped)[begin:]) != checksum:
        raise ValueError(f"{path}: is damaged, its checksum does not fit")
    try:
        header = json.loads(mapped[begin : begin + length])
        arrays = {name: _array(mapped, row, begin + length) for name, row in header["arrays"].items()}
        return arrays, dict(header["about"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"{path}: is damaged, its header cannot be read") from wrong


def _array(mapped: mmap.mmap, row: tuple[str, list[int], int], begin: int) -> Array:
    kind, shape, at = row
    if kind not in _KINDS:
        raise ValueError(kind)
    found = np.frombuffer(mapped, dtype=kind, count=int(np.prod(shape)), offset=begin + at)
    return found.reshape(shape)
