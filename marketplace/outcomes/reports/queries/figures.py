"""The two figures of a cohort that leave the house, with their parts: counted by the definitions in force."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil, floor
from typing import Final

from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.formulas.placements import graduate_placement
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Starter
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Definition


class Group(StrEnum):
    """What a definition says of one person who started, at the as-of day. Each is in exactly one group of it.

    But for those who are placed, the words are the reasons of the measures.
    """

    PLACED = "placed"
    OTHER_WORK = "other_work"
    HELD_BEFORE = "held_before"
    PLACED_LATER = "placed_later"
    SAID_NO_WORK = "said_no_work"
    NOT_BEGUN = "not_begun"
    NOT_JUDGED = "not_judged"
    NOT_VERIFIED = "not_verified"
    WINDOW_OPEN = "window_open"
    NOT_HEARD_FROM = "not_heard_from"
    NOT_LOOKING = "not_looking"
    MAY_NOT_WORK = "may_not_work"
    LEFT_EARLY = "left_early"
    IN_TRAINING = "in_training"
    BEFORE_CENSUS = "before_census"
    NOT_COUNTED = "not_counted"


UNKNOWN = frozenset({Group.NOT_BEGUN, Group.NOT_JUDGED, Group.NOT_VERIFIED, Group.WINDOW_OPEN, Group.NOT_HEARD_FROM})
NOT_PLACED = frozenset({Group.OTHER_WORK, Group.HELD_BEFORE, Group.PLACED_LATER, Group.SAID_NO_WORK})
LOOKING = UNKNOWN | NOT_PLACED | {Group.PLACED}
STARTED = frozenset(Group) - {Group.BEFORE_CENSUS, Group.NOT_COUNTED}


class Measure(StrEnum):
    """The figures of a cohort: of graduates who were looking, and of everybody who started."""

    GRADUATES = "graduates"
    STARTERS = "starters"


KEYS: Final[Mapping[Measure, Key]] = {
    Measure.GRADUATES: Key.GRADUATE_PLACEMENT,
    Measure.STARTERS: Key.STARTER_PLACEMENT,
}
BASES: Mapping[Measure, frozenset[Group]] = {Measure.GRADUATES: LOOKING, Measure.STARTERS: STARTED}
NOT_KNOWN: Mapping[Measure, frozenset[Group]] = {
    Measure.GRADUATES: UNKNOWN,
    Measure.STARTERS: UNKNOWN | {Group.IN_TRAINING},
}
#: What a definition sets that these figures read: where all of it is the same, both put a person in the same group.
_READ: Final = (
    *("window_days", "floor", "answer_floor", "partly_counts", "least_hours"),
    *("excluded_intents", "excluded_reasons", "authorised_only"),
)


@dataclass(frozen=True)
class Figure:
    """A count that never stands alone: its base, what is unknown, what was left out, window, day and definition.

    `low` = count / base, `high` = (count + unknown) / base, in whole percent, rounded away from
    flattering: low down, high up. None when the base is empty. `definition` is None for a figure that was kept
    before figures that leave the house were counted by one.
    """

    measure: Measure
    count: int
    base: int
    unknown: int
    left_early: int
    left_out: Mapping[Group, int]
    window_days: int
    as_of: date
    definition: Definition | None = None

    @property
    def low(self) -> int | None:
        """The share that is certain, in whole percent, rounded down."""
        return floor(100 * self.count / self.base) if self.base else None

    @property
    def high(self) -> int | None:
        """The share if every unknown turned out well, in whole percent, rounded up."""
        return ceil(100 * (self.count + self.unknown) / self.base) if self.base else None

    @property
    def rules(self) -> tuple[object, ...]:
        """What puts a person in a group: figures with the same rules can be added up, and told beside each other."""
        if self.definition is None:
            return (self.window_days,)
        return tuple(getattr(self.definition.settings, name) for name in _READ)

    @property
    def meaning(self) -> str:
        """What is counted, of whom, with the numbers of the definition; empty where it was counted by none."""
        return words.meaning(self.definition) if self.definition else ""

    @property
    def shown_by(self) -> str:
        """How well work has to be shown, in words; empty as above."""
        return words.floor(self.definition) if self.definition else ""


def group_of(definition: Definition, starter: Starter, as_of: date) -> Group:
    """The group that the definition of either measure puts one person in: both have the same placed people."""
    because = graduate_placement(definition.settings, starter, as_of).because
    return Group.PLACED if because == Because.RELATED_WORK else Group(because)


def figure(definition: Definition, groups: Iterable[Group], *, as_of: date) -> Figure:
    """Count the measure of a definition over the groups that it puts the people of a cohort in."""
    measure = next(one for one, key in KEYS.items() if key is definition.key)
    counts = Counter(groups)
    base = BASES[measure]
    return Figure(
        measure=measure,
        count=counts[Group.PLACED],
        base=sum(counts[g] for g in base),
        unknown=sum(counts[g] for g in NOT_KNOWN[measure]),
        left_early=counts[Group.LEFT_EARLY] if Group.LEFT_EARLY in base else 0,
        left_out={g: counts[g] for g in Group if g not in base and counts[g]},
        window_days=definition.settings.window_days,
        as_of=as_of,
        definition=definition,
    )


def groups_behind(measure: Measure, part: str) -> frozenset[Group] | None:
    """The groups behind one number of a figure: `count`, `base`, `unknown`, `excluded`, or one group by its name."""
    base = BASES[measure]
    parts = {
        "count": frozenset({Group.PLACED}),
        "base": base,
        "unknown": NOT_KNOWN[measure],
        "excluded": frozenset(Group) - base,
    }
    if part in parts:
        return parts[part]
    return frozenset({Group(part)}) if part in set(Group) else None
