"""Which words stand in for each other: *oversee* where another name of the same thing has *supervise*.

Two stems that are often among the names of one concept, and seldom in one and the same name, are swapped for one
another. How often they are, beside how often they could be, is told for the most frequent partners of each stem.
"""

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from marketplace.matcher.tables import Array, Arrays

#: So many partners are kept with a stem, each swapped at least so often.
_MOST, _FROM = 24, 0.25
#: What is seen once or twice is half chance.
_DOUBT = 2.0


def count(arrays: Mapping[str, Array], concepts: int) -> Arrays:
    """The partners of each stem, and how often each is swapped for it; itself and 0 where there are fewer."""
    stems = len(arrays["stems.rarity"])
    starts = arrays["form.stems.starts"]
    ones = np.ones(len(arrays["form.stems.items"]), dtype=np.float32)
    names = sparse.csr_array((ones, arrays["form.stems.items"], starts), shape=(len(starts) - 1, stems))
    owner = np.repeat(np.arange(concepts), np.diff(arrays["form.of"]))
    owned = sparse.csr_array((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(concepts, len(starts) - 1))
    held = (owned @ names).tocsr()
    held.data[:] = 1
    swapped = (held.T @ held - names.T @ names).tocsr()
    often = np.asarray(held.sum(axis=0)).ravel()
    items = np.repeat(np.arange(stems, dtype=np.int32)[:, None], _MOST, axis=1)
    weights = np.zeros((stems, _MOST), dtype=np.float32)
    for stem in range(stems):
        row = slice(swapped.indptr[stem], swapped.indptr[stem + 1])
        others = swapped.indices[row]
        share = np.sqrt(np.maximum(0, swapped.data[row]) / (np.sqrt(often[stem] * often[others]) + _DOUBT))
        best = np.flatnonzero(share >= _FROM)
        best = best[np.lexsort((others[best], -share[best]))[:_MOST]]
        items[stem, : len(best)], weights[stem, : len(best)] = others[best], share[best]
    return {"swap.items": items, "swap.weights": weights}
