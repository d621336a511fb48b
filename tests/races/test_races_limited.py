"""What there is only so much of, when many want it at once: seats, places of a role, a person's one job, one form."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.demand.role_needs.models import RoleNeed, RoleNeedChange
from marketplace.hiring.interviews.models import Interview, SharedSlot
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.rounds.models import RoundSnapshot
from marketplace.sides import Side
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from tests.factories import accounts, demand, hiring, programs, supply
from tests.factories.interviews import make_day
from tests.factories.offers import make_condition
from tests.factories.rounds import make_round
from tests.races.live import Answer, Live, at_once, rows_of, statuses

Check = Callable[[Live], None]


def race_for_seats(live: Live) -> None:
    """E01: five seats, twenty-four acceptances."""

    def build():
        cohort = programs.make_cohort(seats=5)
        waiting = [supply.make_application(cohort=cohort, stage=ApplicationStage.IN_REVIEW) for _n in range(24)]
        staff = live.signed_in(accounts.make_membership(Side.STAFF))
        return cohort.id, [row.id for row in waiting], staff

    cohort_id, ids, secret = live.make(build)
    browser = live.browser(secret)
    answers = at_once([lambda one=one: browser.post(f"/applications/{one}/accept") for one in ids])
    taken = live.one(sa.select(Cohort.seats_taken).where(Cohort.id == cohort_id))
    held = live.one(
        rows_of(Application).where(Application.cohort_id == cohort_id, Application.stage == ApplicationStage.ACCEPTED)
    )
    assert (statuses(answers), taken, held) == ({302: 5, 409: 19}, 5, 5)


def race_for_one_application(live: Live) -> None:
    """E02: one person, one cohort, twenty submits."""

    def build():
        person = supply.make_ready_jobseeker()
        return programs.make_cohort().id, person.id, live.signed_in(supply.jobseeker_actor(person))

    cohort_id, person_id, secret = live.make(build)
    browser = live.browser(secret)
    path = f"/cohorts/{cohort_id}/apply"
    answers = at_once([lambda: browser.post(path, motivation="I want to run a desk.")] * 20)
    mine = sa.select(Application.stage).where(Application.cohort_id == cohort_id, Application.jobseeker_id == person_id)
    assert live.rows(mine) == [(ApplicationStage.SUBMITTED,)]
    assert statuses(answers) == {302: 1, 409: 19}
    first = next(answer.location for answer in answers if answer.done)
    assert browser.post(f"{first}/withdraw").done
    assert browser.post(path, motivation="Once more.").done
    stages = Counter(stage for (stage,) in live.rows(mine))
    assert stages == {ApplicationStage.WITHDRAWN: 1, ApplicationStage.SUBMITTED: 1}


def race_for_places(live: Live) -> None:
    """E03: a role for three, and twelve people who accept their offers."""

    def build():
        need = demand.make_role_need(openings=3)
        offers = []
        for _n in range(12):
            person = supply.make_jobseeker(consented=True)
            referral = hiring.make_referral(ReferralStage.OFFERED, role_need=need, jobseeker=person)
            offers.append((hiring.make_offer(referral=referral).id, live.signed_in(supply.jobseeker_actor(person))))
        return need.id, offers

    need_id, offers = live.make(build)
    browsers = [(offer_id, live.browser(secret)) for offer_id, secret in offers]
    answers = at_once([lambda pair=pair: pair[1].post(f"/offers/{pair[0]}/accept", version=1) for pair in browsers])
    assert statuses(answers) == {302: 3, 409: 9}
    assert live.rows(sa.select(RoleNeed.filled, RoleNeed.stage).where(RoleNeed.id == need_id)) == [(3, "filled")]
    moves = live.rows(sa.select(RoleNeedChange.move).where(RoleNeedChange.subject_id == need_id))
    assert Counter(name for (name,) in moves) == {"fill_one": 2, "fill_last": 1}


def race_for_one_job(live: Live) -> None:
    """E04: one person with twelve open offers, some on conditions, who accepts all of them at once."""

    def build():
        person = supply.make_jobseeker(consented=True)
        offers = [
            hiring.make_offer(referral=hiring.make_referral(ReferralStage.OFFERED, jobseeker=person))
            for _n in range(12)
        ]
        for offer in offers[::2]:
            make_condition(offer)
        return [offer.id for offer in offers], live.signed_in(supply.jobseeker_actor(person))

    ids, secret = live.make(build)
    browser = live.browser(secret)
    answers = at_once([lambda one=one: browser.post(f"/offers/{one}/accept", version=1) for one in ids])
    stages = Counter(stage for (stage,) in live.rows(sa.select(Offer.stage).where(Offer.id.in_(ids))))
    held = stages.pop("accepted", 0) + stages.pop("conditions_pending", 0)
    assert (held, stages, statuses(answers)) == (1, {"superseded": 11}, {302: 1, 409: 11})


def race_for_one_episode(live: Live) -> None:
    """E05: one person with eight full-time jobs on the same days, which they confirm all at once."""

    def build():
        person = supply.make_jobseeker(consented=True)
        hired = [hiring.make_referral(ReferralStage.HIRED, jobseeker=person) for _n in range(8)]
        offers = [hiring.make_offer("concluded", referral=referral) for referral in hired]
        claimed = [hiring.make_placement("disputed", offer=offer).id for offer in offers]
        return claimed, live.signed_in(supply.jobseeker_actor(person))

    ids, secret = live.make(build)
    browser = live.browser(secret)
    answers = at_once([lambda one=one: browser.post(f"/placements/{one}/confirm") for one in ids])
    stages = Counter(stage for (stage,) in live.rows(sa.select(Placement.stage).where(Placement.id.in_(ids))))
    assert (stages, statuses(answers)) == ({"confirmed": 1, "disputed": 7}, {302: 1, 409: 7})


def race_for_one_time(live: Live) -> None:
    """E15: one time, and ten candidates who pick it at once."""

    def build():
        day, asked = make_day([datetime.now(UTC) + timedelta(days=3)], people=10)
        picks = [
            (row.id, row.slots[0].id, live.signed_in(supply.jobseeker_actor(row.referral.jobseeker))) for row in asked
        ]
        return day.slots[0].id, picks

    slot_id, picks = live.make(build)
    browsers = [(interview_id, mine, live.browser(secret)) for interview_id, mine, secret in picks]
    answers = at_once(
        [
            lambda one=one, mine=mine, browser=browser: browser.post(f"/interviews/{one}/time", slot_id=mine)
            for one, mine, browser in browsers
        ]
    )
    stages = dict(
        live.rows(sa.select(Interview.id, Interview.stage).where(Interview.id.in_([one for one, *_rest in picks])))
    )
    taken_by = live.one(sa.select(SharedSlot.taken_by_id).where(SharedSlot.id == slot_id))
    assert (statuses(answers), Counter(stages.values())) == ({302: 1, 409: 9}, {"scheduled": 1, "proposed": 9})
    assert stages[taken_by] == "scheduled"


def race_with_the_freeze(live: Live) -> None:
    """A list is frozen as it was saved, or was not saved: who reads "saved" finds their list among the frozen ones."""

    def build():
        people = [supply.make_jobseeker(consented=True) for _n in range(8)]
        need = demand.make_role_need()
        shown = [
            hiring.make_referral(ReferralStage.SHARED_WITH_EMPLOYER, role_need=need, jobseeker=person)
            for person in people
        ]
        row = make_round(*shown)
        sides = [(one.jobseeker_id, one.id, live.signed_in(supply.jobseeker_actor(one.jobseeker))) for one in shown]
        return row.id, sides, live.signed_in(accounts.make_membership(Side.STAFF))

    round_id, sides, secret = live.make(build)
    staff, browsers = live.browser(secret), [(who, key, live.browser(mine)) for who, key, mine in sides]
    saves = [
        lambda key=key, browser=browser: browser.post(
            f"/rounds/{round_id}/list", order=str(key), wanted=str(key), version="0"
        )
        for _who, key, browser in browsers
    ]
    answers = at_once([*saves[:4], lambda: staff.post(f"/rounds/{round_id}/freeze"), *saves[4:]])
    assert answers.pop(4).done
    assert set(statuses(answers)) <= {302, 409}
    kept = {str(who) for (who, _key, _browser), answer in zip(browsers, answers, strict=True) if answer.done}
    frozen = live.one(sa.select(RoundSnapshot.lists).where(RoundSnapshot.round_id == round_id))
    assert set(frozen["people"]) == kept


def race_with_one_form(live: Live) -> None:
    """E06: one form sent twice at once has one effect and one answer; with other words, or by others, none."""

    def build():
        staff = [live.signed_in(accounts.make_membership(Side.STAFF)) for _n in range(2)]
        return f"Fennel {uuid.uuid4()}", staff

    name, secrets = live.make(build)
    mine, hers = (live.browser(secret) for secret in secrets)
    words = {
        "name": name,
        "contact_name": "Ada",
        "contact_email": "ada@guildhall.example",
        "size": "unknown",
        "once": str(uuid.uuid4()),
    }

    def send(browser, **others) -> Answer:
        return browser.post("/employers/new", **words | others)

    answers = at_once([lambda: send(mine)] * 4)
    assert {answer.status for answer in answers} <= {302, 303}
    assert len({answer.location for answer in answers}) == 1
    assert live.one(rows_of(Organisation).where(Organisation.name == name)) == 1
    assert send(mine, name=f"{name} and more").status == 409
    assert send(hers).status == 409
    assert live.one(rows_of(Organisation).where(Organisation.name.startswith(name))) == 1


RACES: list[Check] = [
    race_for_seats,
    race_for_one_application,
    race_for_places,
    race_for_one_job,
    race_for_one_episode,
    race_for_one_time,
    race_with_the_freeze,
    race_with_one_form,
]


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_however_many_race_there_is_never_more_than_there_is(race: Check, live: Live, thorough: bool) -> None:
    for _round in range(10 if thorough or race is race_for_seats else 2):
        race(live)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_the_race_is_lost_without_its_guard(race: Check, unguarded: Live) -> None:
    """E17. Otherwise the test above would prove nothing."""
    with pytest.raises(AssertionError):
        for _round in range(25):  # ends with the first that is lost; a slow machine may put racers one after the other
            race(unguarded)
