"""Who is left out of a run before anything is scored: in a stated order, once each, and never for what is not said."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.hiring.matches import actions, queries
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import FromHome, Wants
from tests.factories.accounts import add, make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.hiring import make_referral
from tests.factories.supply import make_claim, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def need():
    role_need = make_role_need(hours_per_week=Decimal(38), starts_until=date(2026, 10, 1))
    make_requirement(role_need, competency=make_competency("Keep a shift calm"), level=2)
    return role_need


def graduate(need, *, vetted=True, wants=None, **overrides):
    person = make_jobseeker(**{"consented": True} | overrides)
    make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME, vetted=vetted)
    make_claim(jobseeker=person, competency=need.requirements[0].competency, level=3)
    if wants is not None:
        add(Wants(jobseeker_id=person.id, **wants))
    return person


FAR = {"hours_at_most": 20, "from_home": FromHome.ONLY}


def test_each_person_is_counted_once_under_the_first_reason_in_the_stated_order(need, now):
    late = {"available_from": date(2027, 1, 4)}
    for each in (
        {"consented": False, "vetted": False, "may_work": False, "wants": FAR},
        {"vetted": False, "may_work": False, "wants": FAR},
        {"may_work": False, "wants": FAR},
        {"wants": FAR},
        {"wants": {"hours_at_most": 20, "from_home": FromHome.ONLY}},
        {"wants": {"hours_at_least": 38, "from_home": FromHome.ONLY}, **late},
        late,
    ):
        graduate(need, **each)
    make_referral("hired", jobseeker=graduate(need, wants=FAR))
    shown = graduate(need, wants={"hours_at_most": 40, "from_home": FromHome.NO}, available_from=date(2026, 10, 1))
    done = actions.run(need, actor=make_actor(Side.STAFF), now=now)
    assert [row.jobseeker_id for row in done.candidates] == [shown.id]
    counted = [1, 1, 1, 1, 2, 1, 1]
    assert done.not_shown == dict(zip(queries.REASONS, counted, strict=True))
    assert sorted(done.inputs.left_out.values()) == sorted(
        name for name, number in zip(queries.REASONS, counted, strict=True) for _each in range(number)
    )
    assert done.inputs.unsaid == {}


def test_what_is_not_said_leaves_nobody_out_and_is_told_as_not_said(need, client, now):
    person = graduate(need, may_work=None)
    done = actions.run(need, actor=make_actor(Side.STAFF), now=now)
    assert [row.jobseeker_id for row in done.candidates] == [person.id]
    assert done.inputs.unsaid == {str(person.id): ["work", "hours", "place", "start"]}
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/role-needs/{need.id}/matches")
    assert "Not said: right to work, hours, place, start" in page.main
    assert "One person has not said something that the role asks" in page.main


@pytest.mark.once
def test_the_page_says_how_many_are_not_shown_and_why(need, client, now):
    for wants in (FAR, FAR, {"from_home": FromHome.ONLY}):
        graduate(need, wants=wants)
    done = actions.run(need, actor=make_actor(Side.STAFF), now=now)
    client.sign_in(make_actor(Side.STAFF))
    assert (
        "3 not shown: 2 hours do not suit, 1 place does not suit"
        in client.get_page(f"/role-needs/{need.id}/matches").main
    )
    assert "each person counts once" in client.get_page(f"/match-runs/{done.id}").main


@pytest.mark.once
def test_a_role_without_a_last_day_to_start_leaves_nobody_out_for_it(need, now):
    person = graduate(need, available_from=date(2027, 1, 4))
    need.starts_until = None
    done = actions.run(need, actor=make_actor(Side.STAFF), now=now)
    assert [row.jobseeker_id for row in done.candidates] == [person.id]
    assert "start" not in done.inputs.unsaid.get(str(person.id), [])
