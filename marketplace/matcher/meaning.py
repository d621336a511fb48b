"""What words have to do with each other, learnt from the vocabulary alone.

A concept's labels and description are one document. The documents' leading directions (latent
semantic analysis: Deerwester et al. 1990, by randomised projections: Halko et al. 2011) put
words that keep the same company near each other: *oversee* near *supervise*, *truck* near *lorry*.
"""

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from marketplace.matcher.tables import Array, Arrays

#: More directions follow single labels; fewer lump trades together.
_DIRECTIONS = 192
_SPARE = 32
#: Fewer documents than this for each direction, and directions follow single documents.
_PER_DIRECTION = 3
#: A description is prose around the point: it counts for less than the names.
_TOLD = 0.5
#: So many of its nearest words are kept with a word, when they are at least this near.
_KIN, _KIN_FROM = 48, 0.25
_BLOCK, _KIN_SORTED = 1024, 4096


def learn(arrays: Mapping[str, Array], concepts: int, seed: int) -> Arrays:
    """A vector for every stem and every concept, each of length one or nothing."""
    first, width = len(arrays["pieces.rarity"]), len(arrays["stems.rarity"])
    named, told = (matrix(arrays, start, width, concepts) for start in (first, first + width))
    documents = (named + _TOLD * told).tocsr()
    directions = min(_DIRECTIONS, concepts // _PER_DIRECTION, documents.shape[1] - 1)
    if directions < 1:
        empty = np.zeros((1, 1), dtype=np.float32)
        return {
            "meaning.stems": np.repeat(empty, documents.shape[1], axis=0),
            "meaning.concepts": np.repeat(empty, concepts, axis=0),
            **kin(np.repeat(empty, documents.shape[1], axis=0)),
        }
    across, strengths = _leading(documents, directions, np.random.default_rng(seed))
    stems = unit(across * np.sqrt(strengths)).astype(np.float32)
    return {
        "meaning.stems": stems,
        "meaning.concepts": unit(documents @ stems).astype(np.float32),
        **kin(stems),
    }


def kin(stems: Array) -> Arrays:
    """The nearest other stems of each stem, the nearest first, and how near they are; itself where there are fewer."""
    most = max(0, min(_KIN, len(stems) - 1))
    items = np.repeat(np.arange(len(stems), dtype=np.int32)[:, None], most, axis=1)
    weights = np.zeros((len(stems), most), dtype=np.float32)
    for start in range(0, len(stems) if most else 0, _BLOCK):
        near = stems[start : start + _BLOCK] @ stems.T
        near[np.arange(len(near)), np.arange(start, start + len(near))] = 0
        for place, row in enumerate(near, start):
            # Sorting only what is near: selection takes quadratic time where thousands are equally far.
            close = np.flatnonzero(row >= _KIN_FROM)[:_KIN_SORTED]
            close = close[np.argsort(-row[close], kind="stable")[:most]]
            items[place, : len(close)], weights[place, : len(close)] = close, row[close]
    return {"kin.items": items, "kin.weights": weights}


def matrix(arrays: Mapping[str, Array], first: int, width: int, concepts: int) -> sparse.csc_array:
    """The postings of some terms as a matrix of concepts × terms."""
    starts = arrays["near.starts"][first : first + width + 1]
    run = slice(int(starts[0]), int(starts[-1]))
    parts = (arrays["near.weights"][run], arrays["near.items"][run], starts - starts[0])
    return sparse.csc_array(parts, shape=(concepts, width))


def unit(rows: Array) -> Array:
    """Rows of length one; a row of nothing stays."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    found: Array = rows / np.where(lengths > 0, lengths, 1)[:, None]
    return found


def _leading(documents: sparse.csr_array, directions: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """The right singular vectors and the singular values, strongest first, with signs made equal everywhere."""
    width = min(directions + _SPARE, *documents.shape)
    ground = documents @ rng.standard_normal((documents.shape[1], width)).astype(np.float32)
    for _ in range(3):
        ground, _r = np.linalg.qr(ground)
        ground = documents @ (documents.T @ ground)
    ground, _r = np.linalg.qr(ground)
    _u, strengths, across = np.linalg.svd(np.asarray((documents.T @ ground).T), full_matrices=False)
    kept = across[:directions].T
    signs = np.sign(kept[np.argmax(np.abs(kept), axis=0), np.arange(kept.shape[1])])
    return kept * signs, strengths[:directions]
