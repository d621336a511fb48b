"""How much of something was done, with what is not known of the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

Number = int | Decimal


@dataclass(frozen=True)
class Share:
    """How much of something was done, what of the rest is not known yet, and the bounds that follow from it.

    In whole percent, the low one rounded down and the high one up; None without a base.
    """

    done: Number
    base: Number
    unknown: Number

    @property
    def low(self) -> int | None:
        """The share that is certain."""
        return floor(100 * self.done / self.base) if self.base else None

    @property
    def high(self) -> int | None:
        """The share if all that is unknown turned out well."""
        return ceil(100 * (self.done + self.unknown) / self.base) if self.base else None


def together(shares: Iterable[Share]) -> Share:
    """Several as one; no share fills the gap of another."""
    found = list(shares)
    return Share(sum(one.done for one in found), sum(one.base for one in found), sum(one.unknown for one in found))
