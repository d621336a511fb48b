"""Equity answers: a person reads their own; everybody else totals, and those only where they point at nobody."""

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.db import db
from marketplace.sealing import unseal
from marketplace.supply.jobseekers.models import EquityAnswer, EquityStepTotal, EquityTotal
from marketplace.suppression import hidden, two_way

NOT_SAID: Final = "not_said"
_YES_OR_NO: Final = {"yes": _("Yes"), "no": _("No")}
#: Question → what it asks, and what may be answered. Nobody has to answer any of them.
EQUITY_QUESTIONS = {
    "gender": (_("Your gender"), {"woman": _("Woman"), "man": _("Man"), "another": _("Another, or both")}),
    "indigenous": (_("Are you First Nations, Inuk or Métis?"), _YES_OR_NO),
    "racialized": (_("Are you part of a racialized group?"), _YES_OR_NO),
    "disability": (_("Do you live with a disability?"), _YES_OR_NO),
    "newcomer": (_("Did you come to this country within the last ten years?"), _YES_OR_NO),
    "lgbtq": (_("Are you part of a 2SLGBTQ+ community?"), _YES_OR_NO),
}
Counts = Mapping[str, int]  # answer → people
Numbers = Sequence[Sequence[int | None]]  # of a table by step: see `EquityStepTotal`
Places = Mapping[uuid.UUID, int]  # person → the furthest step they came to, from 0


@dataclass(frozen=True)
class ToldTotal:
    """The answers to one question as they were told last: answer → people, of how many, and when."""

    question: str
    counts: Counts
    at: datetime

    @property
    def base(self) -> int:
        """How many people answered any of the questions."""
        return sum(self.counts.values())


def own_answers(person_id: uuid.UUID) -> dict[str, str]:
    """What this person said of themselves: question → answer. Ask it for the person who is signed in, nobody else."""
    row = db.session.get(EquityAnswer, person_id)
    opened = unseal(row.sealed) if row is not None else None
    return dict(json.loads(opened)) if opened else {}


def told_totals() -> list[ToldTotal]:
    """The newest total of each question that was ever told."""
    newest: dict[str, ToldTotal] = {}
    for row in db.session.scalars(sa.select(EquityTotal).order_by(EquityTotal.at, EquityTotal.id)):
        newest |= {question: ToldTotal(question, counts, row.at) for question, counts in row.totals.items()}
    return [newest[question] for question in EQUITY_QUESTIONS if question in newest]


def counted() -> dict[str, Counts]:
    """All answers, counted: every question with every answer, and how many said nothing to it. For `tell` alone."""
    totals = {name: dict.fromkeys([*answers, NOT_SAID], 0) for name, (_words, answers) in EQUITY_QUESTIONS.items()}
    for sealed in db.session.scalars(sa.select(EquityAnswer.sealed)):
        opened = unseal(sealed)
        said = json.loads(opened) if opened else {}
        for question, counts in totals.items():
            answer = said.get(question, NOT_SAID)
            counts[answer if answer in counts else NOT_SAID] += 1
    return dict(totals)


def may_be_told(counts: Counts, before: Iterable[Counts], smallest: int) -> bool:
    """Whether each number, and each change since any that was told, alone or with others, is nobody or many people.

    Many are `smallest` at least. Where everybody said the same, the total would tell what each of them said.
    """
    small = any(0 < number < smallest for number in counts.values())
    alike = sum(number > 0 for number in counts.values()) < 2  # noqa: PLR2004 -- answers that somebody gave
    return not small and not alike and all(_moves_many(one, counts, smallest) for one in before)


def _moves_many(known: Counts, told: Counts, smallest: int) -> bool:
    changes = [told.get(answer, 0) - known.get(answer, 0) for answer in {*known, *told}]
    sums = (sum(some) for number in range(1, len(changes) + 1) for some in combinations(changes, number))
    return all(change == 0 or abs(change) >= smallest for change in sums)


# ---- by step --------------------------------------------------------------------------------------------


def groups_of(question: str) -> list[str]:
    """The rows of a table by step, in their order."""
    return [*EQUITY_QUESTIONS[question][1], NOT_SAID]


def step_tables(
    people: Mapping[str, Places], steps: int, smallest: int, in_part: Collection[str] = ()
) -> dict[str, Numbers]:
    """Question → what may be told of its people by step. Questions of which little may be told are not in it.

    Nothing that could be counted back to one person leaves this function, whatever it is asked: what is set for the
    site holds where `smallest` is less.
    """
    least = smallest_group()
    said = {row.jobseeker_id: unseal(row.sealed) for row in db.session.scalars(sa.select(EquityAnswer))}
    opened = {person: json.loads(words) for person, words in said.items() if words}
    found = {}
    for question, places in people.items():
        rows = _counted_by_step(question, places, opened, steps)
        numbers = points_at_nobody(rows, max(smallest, least), whole=question not in in_part)
        if numbers and beside_totals(question, [row[-1] for row in numbers], least):
            found[question] = numbers
    return found


def _counted_by_step(
    question: str, places: Places, said: Mapping[uuid.UUID, Mapping[str, str]], steps: int
) -> list[list[int]]:
    groups = groups_of(question)
    rows = [[0] * steps for _group in groups]
    for person, step in places.items():
        answer = said.get(person, {}).get(question, NOT_SAID)
        rows[groups.index(answer if answer in groups else NOT_SAID)][step] += 1
    return rows


def points_at_nobody(rows: Sequence[Sequence[int]], smallest: int, *, whole: bool = True) -> Numbers | None:
    """The numbers and sums of a table by step with what is kept back; None where the whole is not to be told yet.

    Staff know who came to which step, so the sums of steps are no secret: what would only stay one together with them
    is not told. Where all who came to a step said the same, it would tell what each of them said. And a table is told
    once, so it waits until two answers can be compared at every step, or at the first where `whole` is not asked for.
    Who said nothing is kept back before any answer.
    """
    if any(sum(number > 0 for number in column) == 1 for column in zip(*rows, strict=True)):
        return None
    width = len(rows[0])
    table = replace(two_way(rows), first=frozenset((len(rows) - 1, column) for column in range(width + 1)))
    kept = hidden(table, smallest)
    if any(row == len(rows) for row, _column in kept):
        return None
    numbers = [
        [None if (row, column) in kept else table.numbers[row, column] for column in range(width + 1)]
        for row in range(len(rows))
    ]
    compared = [row for row in numbers[:-1] if row[-1] and None not in (row if whole else row[:1])]
    return numbers if len(compared) >= 2 else None  # noqa: PLR2004 -- one answer is compared with nothing


def beside_totals(question: str, sums: Sequence[int | None], smallest: int) -> bool:
    """Whether no total over everybody, less what is told by step, with `sums` of a further table, tells of a few."""
    known = _told_by_step(question, [sums])
    totals = (row.totals for row in db.session.scalars(sa.select(EquityTotal)))
    return all(_leaves_many(known, one[question], smallest) for one in totals if question in one)


def beside_steps(question: str, counts: Counts, smallest: int) -> bool:
    """The same the other way around: of a total over everybody that is about to be told."""
    return _leaves_many(_told_by_step(question, []), counts, smallest)


def _told_by_step(question: str, further: Sequence[Sequence[int | None]]) -> Counts:
    """Answer → people in all tables of a question; where one keeps the answer back, so is the sum: it is left out."""
    tables = db.session.scalars(sa.select(EquityStepTotal.numbers).where(EquityStepTotal.question == question))
    told = [[row[-1] for row in numbers] for numbers in tables] + [list(sums) for sums in further]
    sums = {answer: [one[place] for one in told] for place, answer in enumerate(groups_of(question)[:-1])}
    return {answer: sum(n for n in some if n) for answer, some in sums.items() if some and None not in some}


def _leaves_many(known: Counts, told: Counts, smallest: int) -> bool:
    return not known or _moves_many(known, {answer: told.get(answer, 0) for answer in known}, smallest)
