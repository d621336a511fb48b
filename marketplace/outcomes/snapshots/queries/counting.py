"""Verdicts of people as they are kept, and the figures that they make. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from marketplace.outcomes.measures.queries.formulas import amount, judge, median_of
from marketplace.outcomes.measures.queries.keys import SHARES, SPREADS, Key
from marketplace.outcomes.measures.queries.people import Answer, Starter, Tally, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Definition, Settings
from marketplace.outcomes.snapshots.queries.canonical import number

#: What can be frozen: every figure that says something of each person.
KEYS: Final = (*SHARES, *SPREADS)


@dataclass(frozen=True)
class Figure:
    """One figure of a version: how people counted, and of a number its middle and of how many it is known."""

    key: Key
    tally: Tally
    middle: Decimal | None = None

    @property
    def counted(self) -> int:
        """The numerator: who counts, or of whom the number is known."""
        return self.tally.yes

    @property
    def is_share(self) -> bool:
        """Whether it is a share of people, and not the middle of their numbers."""
        return self.key not in SPREADS


def verdicts_of(definitions: Iterable[Definition], starter: Starter, as_of: date) -> dict[str, list[str]]:
    """What each measure says of a person, as it is kept: answer, reason, and the number where there is one."""
    return {definition.key.value: _said(definition, starter, as_of) for definition in definitions}


def _said(definition: Definition, starter: Starter, as_of: date) -> list[str]:
    if definition.key not in SPREADS:
        verdict = judge(definition, starter, as_of)
        return [verdict.answer.value, str(verdict.because)]
    found = amount(definition, starter, as_of)
    if isinstance(found, Verdict):
        return [found.answer.value, str(found.because)]
    return [Answer.YES.value, Because.KNOWN.value, number(found)]


def figures_of(keys: Sequence[str], verdicts: Iterable[Mapping[str, Sequence[str]]]) -> list[Figure]:
    """The figures that the verdicts of people make, in the order of `keys`."""
    people = list(verdicts)
    return [_figure(Key(key), [person[key] for person in people]) for key in keys]


def _figure(key: Key, said: Sequence[Sequence[str]]) -> Figure:
    reasons: dict[Answer, Counter[str]] = {answer: Counter() for answer in Answer}
    for answer, because, *_number in said:
        reasons[Answer(answer)][because] += 1
    total = {answer: sum(counts.values()) for answer, counts in reasons.items()}
    kept = {answer: dict(sorted(counts.items())) for answer, counts in reasons.items() if counts}
    tally = Tally(total[Answer.YES], total[Answer.NO], total[Answer.UNKNOWN], kept)
    numbers = sorted(Decimal(one[2]) for one in said if len(one) > 2)  # noqa: PLR2004 -- answer, reason, number
    return Figure(key, tally, median_of(numbers) if key in SPREADS else None)


def told(figure: Figure) -> dict[str, Any]:  # Any: words and numbers
    """A figure as it is kept. `read` is its inverse."""
    reasons = {answer.value: dict(counts) for answer, counts in figure.tally.reasons.items()}
    middle = None if figure.middle is None else number(figure.middle)
    tally = figure.tally
    return {
        "key": figure.key.value,
        "count": tally.yes,
        "base": tally.base if figure.is_share else tally.yes,
        "unknown": tally.unknown,
        "no": tally.no,
        "middle": middle,
        "reasons": reasons,
    }


def read(kept: Mapping[str, Any]) -> Figure:  # Any: what a JSON column holds
    """A figure of a version."""
    reasons = {Answer(answer): counts for answer, counts in kept["reasons"].items()}
    middle = None if kept["middle"] is None else Decimal(kept["middle"])
    return Figure(Key(kept["key"]), Tally(kept["count"], kept["no"], kept["unknown"], reasons), middle)


def kept_definition(definition: Definition) -> dict[str, Any]:  # Any: what a JSON column holds
    """A definition as it is kept with a version. `read_definition` is its inverse."""
    kept = {"key": definition.key.value, "number": definition.number, "settings": definition.settings.to_json()}
    return kept | ({"own": True} if definition.own else {})  # as it was kept before reports had their own


def read_definition(kept: Mapping[str, Any]) -> Definition:  # Any: what a JSON column holds
    """A definition that a version was counted by."""
    settings = Settings.from_json(kept["settings"])
    return Definition(Key(kept["key"]), kept["number"], settings, own=kept.get("own", False))
