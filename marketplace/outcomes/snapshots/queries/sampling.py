"""Drawing placements at random so that anybody can draw them again, and how sure a share of errors is. Pure.

The draw: for each placement take SHA-256 of the seed, a colon and its id (both as lower-case text), put the placements
in the order of these digests, and take the first n. Seed and ids are all that is needed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

SURE: Final = 0.95


@dataclass(frozen=True)
class Result:
    """What an audit found: errors are placements that are not right, and those whose papers were not found."""

    looked_at: int
    wrong: int
    not_found: int
    unknown: int

    @property
    def errors(self) -> int:
        """Placements that cannot be counted on."""
        return self.wrong + self.not_found

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares of errors the truth lies with 95 % sureness (Clopper–Pearson); 0 to 1 of nothing."""
        return clopper_pearson(self.errors, self.looked_at)


def draw(ids: Iterable[UUID], *, size: int, seed: str) -> list[UUID]:
    """`size` of the ids in the order drawn, fewer where there are not as many; the order they come in is nothing."""
    return sorted(set(ids), key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())[:size]


def clopper_pearson(errors: int, looked_at: int) -> tuple[float, float]:
    """The exact interval of a share, never shorter than it has to be."""
    from scipy.stats import beta  # half a second of the start of every process; only an audit needs it

    rest = (1 - SURE) / 2
    low = float(beta.ppf(rest, errors, looked_at - errors + 1)) if errors else 0.0
    high = float(beta.ppf(1 - rest, errors + 1, looked_at - errors)) if errors < looked_at else 1.0
    return low, high
