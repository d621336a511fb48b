"""People as measures know them, in days after graduating: plain facts, no database."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from marketplace.hiring.placements.models import CheckStage, Evidence, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.people import Check, Episode, Starter
from marketplace.supply.enrolments.models import Intent, Reason

#: Of all of them: first day of the training, census day, graduation (its last day), and a day when all is over.
BEGAN, CENSUS, GRADUATED = date(2025, 11, 3), date(2025, 11, 17), date(2026, 3, 1)
MUCH_LATER = date(2028, 1, 1)


def after(days: int) -> date:
    """So many days after graduating."""
    return GRADUATED + timedelta(days=days)


def job(begins: int = 30, **facts) -> Episode:
    """Verified related full-time work of 40 000 a year, begun so many days after graduating; verified a week later."""
    starts_on = after(begins)
    known = {
        "id": uuid.uuid4(),
        "stage": PlacementStage.ACTIVE,
        "starts_on": starts_on,
        "claimed_on": starts_on,
        "confirmed_on": starts_on + timedelta(days=3),
        "verified_on": starts_on + timedelta(days=7),
        "evidence": Evidence.EMPLOYER_CONFIRMED,
        "employer_id": uuid.uuid4(),
        "related": Related.YES,
        "subsidised": False,
        "annual_wage": Decimal(40_000),
    }
    if "ended_on" in facts:
        known["stage"] = PlacementStage.ENDED
    return Episode(**known | facts)


def claim(begins: int = 30, **facts) -> Episode:
    """Work that somebody has told of, and no more."""
    facts = {"stage": PlacementStage.CLAIMED, "confirmed_on": None, "verified_on": None, "related": Related.UNKNOWN} | {
        "evidence": None,
        **facts,
    }
    return job(begins, **facts)


def check(work: int, day: int, found: CheckStage, **facts) -> Check:
    """An answered look at the work begun `work` days after graduating, on its own day `day`, answered on that day."""
    due_on = after(work + day)
    known = {"answered_on": due_on, "evidence": Evidence.SELF_REPORT}
    if found is CheckStage.UNREACHABLE:
        known["evidence"] = None
    return Check(**{"due_on": due_on, "day": day, "found": found} | known | facts)


def quarter_check(quarter: int, found: CheckStage, **facts) -> Check:
    """An answer of the second (July to September 2026) or the fourth (January to March 2027) quarter."""
    due_on = {2: date(2026, 10, 1), 4: date(2027, 4, 1)}[quarter]
    known = {"answered_on": due_on, "evidence": Evidence.SELF_REPORT}
    if found is CheckStage.UNREACHABLE:
        known["evidence"] = None
    return Check(**{"due_on": due_on, "quarter": quarter, "found": found} | known | facts)


def starter(**facts) -> Starter:
    """Somebody in training."""
    known = {
        "enrolment_id": uuid.uuid4(),
        "jobseeker_id": uuid.uuid4(),
        "cohort_id": uuid.UUID(int=1),
        "program_id": uuid.UUID(int=2),
        "starts_on": BEGAN,
        "census_day": CENSUS,
        "ends_on": GRADUATED,
        "intent": Intent.NEW_JOB,
    }
    return Starter(**known | facts)


def graduate(*episodes: Episode, **facts) -> Starter:
    """Somebody who graduated on time, with their work."""
    return starter(**{"graduated_on": GRADUATED, "on_time": True, "episodes": episodes} | facts)


def leaver(reason: Reason = Reason.MONEY, on: date = date(2026, 1, 15), **facts) -> Starter:
    """Somebody who left."""
    return starter(**{"left_on": on, "left_for": reason} | facts)


def many(number: int, person: Starter) -> Sequence[Starter]:
    """The same facts of several people."""
    return [person] * number


# ---- by chance -------------------------------------------------------------------------------------------


def by_chance(chance: Random) -> Starter:
    """Somebody whose history is possible, whatever it is."""
    facts = {
        "intent": chance.choice([Intent.NEW_JOB] * 4 + [None, *Intent]),
        "may_work": chance.choice([True, True, None, False]),
        "episodes": tuple(_work(chance) for _ in range(chance.choice([0, 0, 1, 1, 1, 2, 3]))),
        "gained_on": chance.choice([None, BEGAN + timedelta(days=chance.randrange(200))]),
        "certificate_on": chance.choice([None, after(chance.randrange(-10, 500))]),
        "worked_before": chance.choice([True, False, None]),
        "wage_before": chance.choice([None, Decimal(chance.randrange(20, 60) * 1000)]),
    }
    facts["levels_seen"] = facts["gained_on"] is not None or chance.random() < 0.5
    kind = chance.random()
    if kind < 0.75:
        return starter(**facts, graduated_on=after(chance.randrange(60)), on_time=chance.random() < 0.7)
    left_on = BEGAN + timedelta(days=chance.randrange(100))
    return leaver(chance.choice(list(Reason)), left_on, **facts) if kind < 0.9 else starter(**facts)


def _work(chance: Random) -> Episode:
    begins = chance.randrange(-200, 420)
    claimed_on = after(begins + chance.randrange(-20, 60))
    stage = chance.choice([PlacementStage.ACTIVE] * 4 + [PlacementStage.ENDED] * 3 + list(PlacementStage))
    confirmed = stage not in {PlacementStage.CLAIMED, PlacementStage.DISPUTED}
    verified = confirmed and stage is not PlacementStage.CONFIRMED
    confirmed_on = claimed_on + timedelta(days=chance.randrange(30)) if confirmed else None
    facts = {
        "stage": stage,
        "claimed_on": claimed_on,
        "confirmed_on": confirmed_on,
        "verified_on": confirmed_on + timedelta(days=chance.randrange(120)) if verified and confirmed_on else None,
        "evidence": chance.choice(list(Evidence)[2:]) if verified else None,
        "related": chance.choice([Related.YES, Related.YES, *Related]) if verified else Related.UNKNOWN,
        "partner": chance.random() < 0.5,
        "employer_id": uuid.UUID(int=chance.randrange(1, 4)),
        "subsidised": chance.choice([False, False, True, None]),
        "hours_per_week": Decimal(chance.choice([12, 20, 30, 40])),
        "annual_wage": chance.choice([None, Decimal(chance.randrange(20, 90) * 1000)]),
        **{word: chance.choice([None, True, False]) for word in ("wanted", "recommends", "hire_again")},
        "checks": tuple(_looks(chance, begins, claimed_on)),
    }
    if stage is PlacementStage.ENDED:
        facts["ended_on"] = after(begins + chance.randrange(400))
    return job(begins, **facts)


def _looks(chance: Random, begins: int, claimed_on: date) -> Iterator[Check]:
    """Nobody answers of work that nobody has told of yet."""
    for day in (30, 90, 180, 365):
        if chance.random() < 0.7:
            answered_on = _answered(chance, max(claimed_on, after(begins + day)))
            yield check(begins, day, _found(chance), answered_on=answered_on)
    for quarter in (2, 4):
        if chance.random() < 0.4:
            due_on = {2: date(2026, 10, 1), 4: date(2027, 4, 1)}[quarter]
            answered_on = _answered(chance, max(claimed_on, due_on))
            yield quarter_check(quarter, _found(chance), answered_on=answered_on)


def _found(chance: Random) -> CheckStage:
    answers = [one for one in CheckStage if one not in {CheckStage.SCHEDULED, CheckStage.DUE, CheckStage.ATTEMPTING}]
    return chance.choice([CheckStage.EMPLOYED_SAME] * 4 + answers)


def _answered(chance: Random, day: date) -> date | None:
    return chance.choice([None, day + timedelta(days=chance.randrange(60)), day + timedelta(days=chance.randrange(9))])
