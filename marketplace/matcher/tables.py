"""Texts and rows of numbers kept in plain arrays, so that workers can share one mapped file.

A Python dict of 90,000 names would be built by every worker again and held by every worker
apart. Here texts are one run of UTF-8 bytes with offsets, keys are sorted 64-bit digests that
point into it, and ragged rows are one run of numbers with offsets.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Arrays = dict[str, Array]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

#: Bits of a sieve for each key, at least: one key in sixteen that is not there is looked for in vain.
_BITS = 16


def key_of(text: str) -> int:
    """A 64-bit digest that is the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def pack_texts(name: str, texts: Sequence[str]) -> Arrays:
    """The texts as arrays; lone surrogates survive."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return {
        f"{name}.bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        f"{name}.ends": offsets([len(row) for row in encoded]),
    }


class Texts:
    """The texts that `pack_texts` put away, read one by one."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._bytes, self._ends = arrays[f"{name}.bytes"].data, arrays[f"{name}.ends"]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        return str(self._bytes[self._ends[place] : self._ends[place + 1]], "utf-8", "surrogatepass")

    def many(self, places: Array) -> list[str]:
        """The texts at these places; a number at a time would cost more than the texts."""
        begins, ends, run = self._ends[places].tolist(), self._ends[places + 1].tolist(), self._bytes
        return [str(run[a:b], "utf-8", "surrogatepass") for a, b in zip(begins, ends, strict=True)]


def pack_keys(name: str, keys: Iterable[tuple[str, int]]) -> Arrays:
    """(key, place) pairs, to be looked up by key; a key may have several places."""
    texts = list(keys)
    rows = sorted({(key_of(key), place) for key, place in texts})
    return {
        f"{name}.seen": _sieve([key for key, _ in texts]),
        f"{name}.keys": np.array([row[0] for row in rows], dtype=np.uint64),
        f"{name}.places": np.array([row[1] for row in rows], dtype=np.int32),
    }


def _sieve(keys: Sequence[str]) -> Array:
    """A bit for each remainder of a key's checksum: where it is not set, the key is none of these."""
    bits = np.zeros(_BITS << max(len(keys) - 1, 1).bit_length(), dtype=bool)
    bits[np.array([_checksum(key) for key in keys], dtype=np.int64) & (len(bits) - 1)] = True
    return np.packbits(bits, bitorder="little")


def _checksum(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass"))


class Keys:
    """The pairs that `pack_keys` put away."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._keys, self._places = arrays[f"{name}.keys"], arrays[f"{name}.places"]
        self._seen, self._mask = arrays[f"{name}.seen"].data, 8 * len(arrays[f"{name}.seen"]) - 1

    def places(self, key: str) -> list[int]:
        """Every place of the key, in order; the digests of two keys may collide once in 10¹⁹."""
        bit = _checksum(key) & self._mask
        if not self._seen[bit >> 3] >> (bit & 7) & 1:
            return []
        digest = key_of(key)
        start = stop = int(self._keys.searchsorted(np.uint64(digest)))
        while stop < len(self._keys) and int(self._keys[stop]) == digest:
            stop += 1
        found: list[int] = self._places[start:stop].tolist()
        return found


def offsets(lengths: Sequence[int] | Array) -> NDArray[np.int64]:
    """Where each row begins, and where the last ends."""
    found = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.asarray(lengths).cumsum(out=found[1:])
    return found


def pack_rows(name: str, rows: Sequence[Sequence[int]]) -> Arrays:
    """Ragged rows of whole numbers."""
    flat = np.fromiter((item for row in rows for item in row), dtype=np.int32)
    return {f"{name}.items": flat, f"{name}.starts": offsets([len(row) for row in rows])}


class Rows:
    """The rows that `pack_rows` put away, read many at once."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self.items, self.starts = arrays[f"{name}.items"], arrays[f"{name}.starts"]

    def __getitem__(self, place: int) -> Array:
        return self.items[self.starts[place] : self.starts[place + 1]]

    def lengths(self, places: Array) -> Array:
        """How long each of these rows is."""
        found: Array = self.starts[places + 1] - self.starts[places]
        return found

    def flat(self, places: Array) -> tuple[Array, Array]:
        """Positions into `items` of all these rows, and where each row begins among them."""
        return runs(self.starts[places], self.lengths(places))


def runs(begins: Array, lengths: Array) -> tuple[Array, Array]:
    """The positions begin, begin + 1, … of several runs in one array, and where each run begins in it."""
    starts = offsets(lengths)
    positions = np.repeat(begins - starts[:-1], lengths)
    positions += np.arange(starts[-1], dtype=positions.dtype)
    return positions, starts
