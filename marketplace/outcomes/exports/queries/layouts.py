"""One row for each person who started, by the definitions of CIRR, WIOA and NACE. The names of columns are ours.

A code is only as good as what shows it: whatever a definition's floor does not let count is told as looking for work,
or as unknown, and `because` says why. What an organisation publishes is its own to check against its rules.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from marketplace.hiring.placements.models import CheckStage, EmploymentKind
from marketplace.outcomes.exports.models import ExportKind
from marketplace.outcomes.exports.queries.sheets import Cell
from marketplace.outcomes.measures.queries.formulas import amount, judge
from marketplace.outcomes.measures.queries.formulas.bases import exit_of
from marketplace.outcomes.measures.queries.formulas.cirr import IN_FIELD, NO_CODE, outcome_code, related_work
from marketplace.outcomes.measures.queries.formulas.dates import quarter_after
from marketplace.outcomes.measures.queries.formulas.nace import heard
from marketplace.outcomes.measures.queries.formulas.quarters import FOURTH, SECOND, why_not_exited
from marketplace.outcomes.measures.queries.formulas.work import begun_in_window, claims, closes, kept, shown
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.settings import Definition, Settings

Definitions = Mapping[Key, Definition]
STARTED: Final = ("reference", "name", "program", "cohort")
CIRR: Final = (
    *("started_on", "census_on", "published_end_on", "graduated_on", "on_time", "left_on", "left_for", "intent"),
    *("may_work", "outcome_code", "because", "work_began_on", "days_to_work", "hours_per_week", "annual_wage"),
    *("currency", "with_partner", "shown_by"),
)
WIOA: Final = (
    *("exit_on", "exit_by", "excluded_because", "q2_from", "q2_to", "employed_q2", "employed_q2_because"),
    *("earnings_q2", "currency", "q4_from", "q4_to", "employed_q4", "employed_q4_because", "same_employer"),
    *("same_employer_because", "credential", "credential_on", "skill_gain", "skill_gain_on"),
)
NACE: Final = (
    *("graduated_on", "window_closes_on", "outcome", "known", "known_because", "career_outcome"),
    *("career_outcome_because", "related", "hours_per_week", "annual_wage", "currency"),
)


@dataclass(frozen=True)
class Named:
    """What stands before each row: what the person's cohort and program are called, and their name where asked for."""

    program: str
    cohort: str
    name: str = ""


def reference(row_id: uuid.UUID, letter: str = "P") -> str:
    """The same for a person in every export, and of no use to whoever does not know our ids."""
    return f"{letter}-{hashlib.sha256(row_id.bytes).hexdigest()[:12]}"


def columns(kind: ExportKind) -> Sequence[str]:
    """The heading of a file of people."""
    return (*STARTED, *_LAYOUTS[kind][0])


def row(kind: ExportKind, known: Definitions, starter: Starter, named: Named, as_of: date) -> Sequence[Cell]:
    """The row of one person in such a file. `name` stays empty where names were not asked for."""
    cells = _LAYOUTS[kind][1](known, starter, as_of)
    return (reference(starter.enrolment_id), named.name, named.program, named.cohort, *cells)


# ---- CIRR ------------------------------------------------------------------------------------------------


def _cirr(known: Definitions, starter: Starter, as_of: date) -> Sequence[Cell]:
    definition = known[Key.GRADUATE_PLACEMENT]
    code, because = outcome_code(definition, known[Key.ANY_JOB], starter, as_of)
    work = _first(related_work(definition.settings, starter, as_of)) if code in IN_FIELD else None
    graduated = _by(starter.graduated_on, as_of)
    left = _by(starter.left_on, as_of)
    return (
        *(starter.starts_on, starter.census_day, starter.ends_on, graduated, starter.on_time if graduated else None),
        *(left, starter.left_for if left else None, starter.intent, starter.may_work, code, because),
        *((work.starts_on, max(0, (work.starts_on - graduated).days)) if work and graduated else (None, None)),
        *_paid(work),
        *((work.partner, work.evidence) if work else (None, None)),
    )


# ---- WIOA ------------------------------------------------------------------------------------------------


def _wioa(known: Definitions, starter: Starter, as_of: date) -> Sequence[Cell]:
    settings = known[Key.EMPLOYED_Q2].settings
    last, why_not = exit_of(starter, as_of), why_not_exited(settings, starter, as_of)
    left = _by(starter.left_on, as_of)
    spans = [quarter_after(last, number) if last else (None, None) for number in (SECOND, FOURTH)]
    judged = {key: judge(known[key], starter, as_of) for key in _WIOA_SHARES}
    second, fourth, same, shown_by, gain = (judged[key] for key in _WIOA_SHARES)
    earned = amount(known[Key.EARNINGS_Q2], starter, as_of)
    pay = earned if isinstance(earned, Decimal) else None
    return (
        *(last, ("left" if left else "graduated") if last else None, why_not and why_not.value, *spans[0]),
        *_said(second),
        *(pay, settings.currency if pay is not None else None, *spans[1], *_said(fourth), *_said(same)),
        *(_said(shown_by)[0], _by(starter.certificate_on, as_of)),
        *(_said(gain)[0], _by(starter.gained_on, as_of)),
    )


_WIOA_SHARES: Final = (Key.EMPLOYED_Q2, Key.EMPLOYED_Q4, Key.SAME_EMPLOYER_Q2_Q4, Key.CREDENTIAL, Key.SKILL_GAIN)


# ---- NACE ------------------------------------------------------------------------------------------------


def _nace(known: Definitions, starter: Starter, as_of: date) -> Sequence[Cell]:
    settings = known[Key.CAREER_OUTCOMES].settings
    knows, career = judge(known[Key.NACE_KNOWLEDGE], starter, as_of), judge(known[Key.CAREER_OUTCOMES], starter, as_of)
    graduated = _by(starter.graduated_on, as_of)
    if knows.answer is Answer.EXCLUDED or graduated is None:
        return (graduated, None, NO_CODE, *_said(knows), *_said(career), None, None, None, None)
    work = _work_of(settings, starter, as_of)
    outcome = _outcome(settings, starter, as_of, work if career.answer is Answer.YES else None)
    return (
        *(graduated, closes(settings, starter), outcome, *_said(knows), *_said(career)),
        work.related if work else None,
        *_paid(work),
    )


def _work_of(settings: Settings, starter: Starter, as_of: date) -> Episode | None:
    """The first work that counts as begun within the window; without any, work kept from before the training."""
    found = [one for one in claims(settings, starter, as_of) if one.starts_on <= as_of and shown(settings, one, as_of)]
    begun = _first(one for one in found if begun_in_window(settings, starter, one))
    return begun or _first(one for one in found if kept(starter, one, as_of))


def _outcome(settings: Settings, starter: Starter, as_of: date, work: Episode | None) -> str:
    if work is not None:
        if work.kind is EmploymentKind.SELF_EMPLOYED:
            return "self_employed"
        full = work.hours_per_week >= settings.full_time_hours
        return "employed_full_time" if full else "employed_part_time"
    said = heard(settings, starter, as_of)
    return _HEARD.get(said, "unknown") if said else "unknown"


_HEARD: Final[Mapping[CheckStage, str]] = {
    CheckStage.EMPLOYED_SAME: "employed",
    CheckStage.EMPLOYED_OTHER: "employed",
    CheckStage.IN_EDUCATION: "continuing_education",
    CheckStage.NOT_EMPLOYED_SEEKING: "still_seeking",
    CheckStage.NOT_SEEKING: "not_seeking",
}


def _first(found: Iterator[Episode]) -> Episode | None:
    return min(found, key=lambda one: (one.starts_on, -one.hours_per_week, one.id), default=None)


def _paid(work: Episode | None) -> Sequence[Cell]:
    if work is None:
        return (None, None, None)
    return (work.hours_per_week, work.annual_wage, work.currency if work.annual_wage is not None else None)


def _said(verdict: Verdict) -> Sequence[Cell]:
    return (verdict.answer.value, str(verdict.because))


def _by(day: date | None, as_of: date) -> date | None:
    return day if day is not None and day <= as_of else None


Layout = tuple[Sequence[str], Callable[[Definitions, Starter, date], Sequence[Cell]]]
_LAYOUTS: Final[Mapping[ExportKind, Layout]] = {
    ExportKind.CIRR: (CIRR, _cirr),
    ExportKind.WIOA: (WIOA, _wioa),
    ExportKind.NACE: (NACE, _nace),
}
