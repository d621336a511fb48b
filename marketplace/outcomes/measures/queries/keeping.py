"""What the job keeps of partners, promises and seats for each cohort, so that a page adds up sums and reads no hires.

Names are `seats answer`, `commitment answer`, and for each partner `hired sure employer`, `hosted told employer` or
`signed employer`: in how many cohorts.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketplace.outcomes.measures.queries import market, returning
from marketplace.outcomes.measures.queries.market import Condition
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.returning import Times
from marketplace.outcomes.measures.queries.settings import Settings
from marketplace.outcomes.measures.queries.summing import Counts, Dimension, Period, split, sums

#: Where the job keeps it, beside the sums of people.
MARKET: Final[Dimension] = ("market", "")


@dataclass(frozen=True)
class Kept:
    """What was counted last; see `market` and `returning`. `among` are partners that could come back at all."""

    hired: Tally
    hosted: Tally
    hired_among: Tally
    hosted_among: Tally
    commitment: Tally
    seats: Tally


def counts(cohorts: Condition, settings: Settings, *, as_of: date) -> Mapping[uuid.UUID, Counts]:
    """Cohort → its sums, with the settings of what was promised. Eight statements."""
    found: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for what, employer, cohort, sure in returning.taken_part(cohorts, as_of=as_of):
        found[cohort][f"{what} {'sure' if sure else 'told'} {employer}"] += 1
    for employer, cohort in returning.signed(cohorts, as_of=as_of):
        found[cohort][f"signed {employer}"] += 1
    promised = market.commitments(cohorts, settings, as_of=as_of)
    for what, numbers in (("commitment", promised), ("seats", market.seats(cohorts))):
        for cohort, some in numbers.items():
            found[cohort].update({f"{what} {answer}": number for answer, number in some.items() if number})
    return {key: {"people": 0, "shares": one, "values": {}, "days": {}} for key, one in found.items()}


def kept(cohorts: Condition, whole: Period | None = None) -> Kept:
    """What `market` said when the job counted. One statement; see `summing.sums`."""
    found = split(sums(cohorts, MARKET, whole).shares)
    hired, hosted = _times(found.get("hired", {})), _times(found.get("hosted", {}))
    able = returning.able_to({uuid.UUID(key): number for key, number in found.get("signed", {}).items()})
    return Kept(
        hired=returning.came_back(hired, hired.perhaps.keys()),
        hosted=returning.came_back(hosted, hosted.perhaps.keys()),
        hired_among=returning.came_back(hired, able),
        hosted_among=returning.came_back(hosted, able),
        commitment=market.tally_of(found.get("commitment", {})),
        seats=market.tally_of(found.get("seats", {})),
    )


def _times(numbers: Mapping[str, int]) -> Times:
    """In how many cohorts each employer took part: for certain, and if what is told were true."""
    by = split(numbers)
    certain, told = by.get("sure", {}), by.get("told", {})
    perhaps = Counter(certain) + Counter(told)
    return Times({uuid.UUID(key): n for key, n in certain.items()}, {uuid.UUID(key): n for key, n in perhaps.items()})
