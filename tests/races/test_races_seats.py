"""Seats that become free while others wait: each goes to the next in line, once, with one mail."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications.models import Application, ApplicationChange, Stage
from marketplace.supply.cohorts.models import Cohort
from tests.factories import accounts, programs, supply
from tests.races.live import Live, at_once, statuses

Check = Callable[[Live], None]


def waits(live: Live, *, seats: int):
    """A cohort whose seats are all held and five who wait: its id, who holds and who waits with their sign-ins."""

    def build():
        cohort = programs.make_cohort(seats=seats)
        until = datetime.now(UTC) + timedelta(days=2)
        holds = [supply.make_application(cohort=cohort, stage=Stage.ACCEPTED, confirm_by=until) for _n in range(seats)]
        line = [supply.make_application(cohort=cohort, stage=Stage.WAITLISTED, waitlist_rank=n) for n in range(5)]
        secrets = [
            [(row.id, live.signed_in(supply.jobseeker_actor(row.jobseeker))) for row in rows] for rows in (holds, line)
        ]
        return cohort.id, *secrets, live.signed_in(accounts.make_membership(Side.STAFF))

    return live.make(build)


def withdrawal(live: Live, row):
    """A click of somebody who gives up their seat or their place."""
    browser = live.browser(row[1])
    return lambda: browser.post(f"/applications/{row[0]}/withdraw")


def offering(live: Live, cohort_id, secret: str):
    """A click of staff who offer what is free."""
    browser = live.browser(secret)
    return lambda: browser.post(f"/cohorts/{cohort_id}/waitlist/offer")


def stages_of(live: Live, line) -> list[Stage]:
    found = dict(
        live.rows(sa.select(Application.id, Application.stage).where(Application.id.in_([one for one, _s in line])))
    )
    return [found[one] for one, _secret in line]


def told(live: Live, line) -> list[int]:
    """How often each was promoted, and how many mails about it there are in all."""
    ids = [one for one, _secret in line]
    changes = live.rows(
        sa.select(ApplicationChange.subject_id).where(
            ApplicationChange.move == "accept", ApplicationChange.subject_id.in_(ids)
        )
    )
    times = Counter(one for (one,) in changes)
    keys = [f"application_promoted:{one}:%" for one in ids]
    mails = live.rows(sa.select(OutboxItem.id).where(sa.or_(*(OutboxItem.dedupe_key.like(key) for key in keys))))
    return [*(times[one] for one in ids), len(mails)]


def race_for_freed_seats(live: Live) -> None:
    """E15: one freed seat, then four at once, and five waiting, while staff offer what is free and clicks come twice."""
    for seats in (1, 4):
        cohort_id, holds, line, staff = waits(live, seats=seats)
        answers = at_once(
            [withdrawal(live, row) for row in holds]
            + [withdrawal(live, row) for row in holds]
            + [offering(live, cohort_id, staff)] * 2
        )
        assert statuses(answers) == {302: seats, 409: seats + 2}
        assert stages_of(live, line) == [Stage.ACCEPTED] * seats + [Stage.WAITLISTED] * (5 - seats)
        assert told(live, line) == [*[1] * seats, *[0] * (5 - seats), seats]
        assert live.one(sa.select(Cohort.seats_taken).where(Cohort.id == cohort_id)) == seats


def race_with_who_leaves(live: Live) -> None:
    """E09: the first of the waitlist leaves in the moment in which a seat becomes free: it goes to the second."""
    cohort_id, holds, line, _staff = waits(live, seats=1)
    answers = at_once([withdrawal(live, holds[0]), withdrawal(live, line[0])])
    assert statuses(answers) == {302: 2}
    assert stages_of(live, line) == [Stage.WITHDRAWN, Stage.ACCEPTED, *[Stage.WAITLISTED] * 3]
    assert told(live, line)[1:] in ([1, 0, 0, 0, 1], [1, 0, 0, 0, 2])  # the first may have been offered it before
    assert live.one(sa.select(Cohort.seats_taken).where(Cohort.id == cohort_id)) == 1


RACES: list[Check] = [race_for_freed_seats, race_with_who_leaves]


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_each_freed_seat_goes_to_the_next_in_line_once(race: Check, live: Live, thorough: bool) -> None:
    for _round in range(10 if thorough else 2):
        race(live)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_the_race_is_lost_without_its_guard(race: Check, unguarded: Live) -> None:
    with pytest.raises(AssertionError):
        for _round in range(25):
            race(unguarded)
