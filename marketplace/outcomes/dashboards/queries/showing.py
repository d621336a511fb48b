"""Figures as a page shows them: a tally or a spread with its definition, in words and whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.counting import Middle
from marketplace.outcomes.measures.queries.formulas import Point, median_of_counts, share_by
from marketplace.outcomes.measures.queries.keys import RETENTION_ANY, RETENTION_SAME, Key
from marketplace.outcomes.measures.queries.people import Answer, Tally
from marketplace.outcomes.measures.queries.settings import Definition

STEPS: Final = (0, 30, 60, 90, 120, 150, 180, 270, 365)  # days after graduating


@dataclass(frozen=True)
class Section:
    """A group of figures with the key of its words."""

    name: str
    keys: Sequence[Key]


#: Both sides of success: what stands beside every figure of placement.
BOTH_SIDES: Final = (Key.HIRE_AGAIN, Key.WANTED_WORK, Key.RECOMMENDS)
SECTIONS: Final = (
    Section("placement", (Key.GRADUATE_PLACEMENT, Key.STARTER_PLACEMENT, Key.ANY_JOB)),
    Section(
        "quality",
        (
            Key.GRADUATE_PLACEMENT_FULL_TIME,
            Key.STARTER_PLACEMENT_LOOKING,
            Key.RELATED_SHARE,
            Key.CONSORTIUM_SHARE,
            Key.FULL_TIME_SHARE,
            Key.VERIFIED_SHARE,
            Key.KNOWLEDGE_RATE,
            Key.NACE_KNOWLEDGE,
            Key.CAREER_OUTCOMES,
        ),
    ),
    Section("completion", (Key.GRADUATION, Key.GRADUATION_ON_TIME, Key.CREDENTIAL, Key.SKILL_GAIN)),
    Section("retention", (Key.EMPLOYED_Q2, Key.EMPLOYED_Q4, Key.SAME_EMPLOYER_Q2_Q4)),
    Section("wages", (Key.WAGES, Key.WAGE_CHANGE, Key.WAGE_GAIN, Key.EARNINGS_Q2, Key.HOURS)),
    Section("speed", (Key.DAYS_TO_PLACEMENT,)),
)
BANDS: Final = (("same", RETENTION_SAME), ("any", RETENTION_ANY))


@dataclass(frozen=True)
class Reason:
    """One reason with how many people it stands for."""

    because: str
    words: str
    number: int


@dataclass(frozen=True)
class Part:
    """A share that stands in the fold of a figure: the same at another window, of fewer partners, or at one step.

    `asks` is what an address says to open it, empty where it does not open.
    """

    words: str
    tally: Tally
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Shown:
    """A figure ready for a page. `money`, `days` and `hours` say what a `value` is; a share has none.

    `parts` are shares that belong to it, `split` its people by words, `beside` what stands among its facts.
    """

    key: Key
    title: str
    meaning: str
    version: str
    floor: str
    window: str
    tally: Tally
    value: Decimal | None = None
    known: int = 0
    unit: str = ""
    currency: str = "CAD"
    withheld: int = 0  # it would point at fewer people than these
    parts: Sequence[Part] = ()
    split: Sequence[tuple[str, int]] = ()
    beside: Sequence[tuple[str, str]] = ()

    @property
    def excluded(self) -> int:
        """How many people are left out of the base."""
        return sum(self.tally.excluded.values())

    def reasons(self, answer: str) -> list[Reason]:
        """Why people have an answer, the most frequent first."""
        counts = self.tally.reasons.get(Answer(answer), {})
        ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return [
            Reason(because, words.reason_words(because), number) for because, number in ordered if because and number
        ]


UNITS: Final = {
    Key.WAGES: "money",
    Key.EARNINGS_Q2: "money",
    Key.WAGE_CHANGE: "money",
    Key.DAYS_TO_PLACEMENT: "days",
    Key.HOURS: "hours",
}


def shown(definition: Definition, tally: Tally, *, window: str | None = None) -> Shown:
    """A share with its words; `window` where it is counted over another one than its definition says."""
    said = _said(definition, str(get_locale()))
    return Shown(
        key=definition.key,
        title=said.title,
        meaning=said.meaning,
        version=said.version,
        floor=said.floor,
        window=said.window if window is None else window,
        tally=tally,
        currency=definition.settings.currency,
        unit=UNITS.get(definition.key, ""),
    )


class _Said(NamedTuple):
    title: str
    meaning: str
    version: str
    floor: str
    window: str


@lru_cache(maxsize=1024)
def _said(definition: Definition, _language: str) -> _Said:
    """The words of a definition: a page has thirty of them, and they change as seldom as it does."""
    return _Said(
        title=str(words.title(definition.key)),
        meaning=str(words.meaning(definition)),
        version=_("Definition %(number)s", number=definition.number),
        floor=str(words.floor(definition)),
        window=str(words.window(definition)),
    )


def shown_middle(definition: Definition, middle: Middle) -> Shown:
    """A spread with its words."""
    return replace(
        shown(definition, middle.tally), value=median_of_counts(middle.counts), known=sum(middle.counts.values())
    )


# ---- what charts are drawn from ---------------------------------------------------------------------


def over_time(points: Sequence[Point]) -> list[tuple[int, int, int, int, float]]:
    """Day, placed so far, not yet, not followed any more, placed of a hundred by the estimate."""
    if not points:
        return []
    everybody = points[0].at_risk
    last = max(point.day for point in points)
    found = []
    for day in [step for step in STEPS if step <= last] or [0]:
        placed = sum(point.placed for point in points if point.day <= day)
        gone = sum(point.censored for point in points if point.day < day)
        found.append((day, placed, everybody - placed - gone, gone, float(100 * share_by(points, day))))
    return found
