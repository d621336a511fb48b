"""The frozen lists as the matcher wants them, and why a wish came to nothing. Pure: a snapshot in, values out."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

ALGORITHM: Final = "deferred-acceptance-1"


class Why(StrEnum):
    """Why a role that somebody listed higher is not theirs."""

    GONE = "gone"
    NO_LIST = "no_list"
    NOT_LISTED = "not_listed"
    FULL = "full"


@dataclass(frozen=True)
class Market:
    """Both sides' lists, strict, of those who could still meet. `fit` is the score of the match in tenths."""

    preferences: dict[str, list[str]]
    priorities: dict[str, list[str]]
    places: dict[str, int]
    fit: dict[tuple[str, str], float]
    referrals: dict[tuple[str, str], str]

    def assignment(self, decided: Mapping[str, str | None]) -> dict[str, str | None]:
        """Person → role, from person → referral."""
        role = {referral: pair[1] for pair, referral in self.referrals.items()}
        return {who: role.get(referral) if referral else None for who, referral in decided.items()}


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON of a value: keys sorted, nothing but text, whole numbers, lists and null."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


def market_of(lists: Mapping[str, Any], gone: Collection[str] = ()) -> Market:
    """The market of a snapshot without the referrals that have ended since; an own list that says nothing is empty."""
    left_out = set(gone)
    pairs = {key: (row[0], row[1]) for key, row in lists["pairs"].items() if key not in left_out}
    preferences = {who: [pairs[key][1] for key in row if key in pairs] for who, row in lists["people"].items()}
    priorities = {
        role: [pairs[key][0] for key in told["ordered"] or () if key in pairs] for role, told in lists["roles"].items()
    }
    return Market(
        preferences=preferences,
        priorities=priorities,
        places={role: told["places"] for role, told in lists["roles"].items()},
        fit={pair: float(lists["pairs"][key][2]) for key, pair in pairs.items()},
        referrals={pair: key for key, pair in pairs.items()},
    )


def why_not(lists: Mapping[str, Any], gone: Collection[str], referral: str) -> Why:
    """Why a listed referral did not come to anything, for the program team: the other side's list decides."""
    if referral in gone:
        return Why.GONE
    told = lists["roles"][lists["pairs"][referral][1]]
    if told["ordered"] is None:
        return Why.NO_LIST
    return Why.FULL if referral in told["ordered"] else Why.NOT_LISTED
