"""How somebody grows: what was seen, where it leads, and what partners ask for."""

from datetime import UTC, datetime

import pytest

from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.sides import Side
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.actions import Seen
from marketplace.supply.enrolments.models import Stage
from marketplace.supply.graduations import queries
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.programs import make_cohort, make_cohort_partner, make_module, make_program
from tests.factories.supply import jobseeker_actor, make_enrolment

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def module(app):
    teaches = [(make_competency("Keep a shift calm"), 3), (make_competency("Plan routes"), 2)]
    return make_module(program=make_program(), teaches=teaches)


def test_growth_shows_before_now_and_target(client, module):
    row = make_enrolment(cohort=make_cohort(program=module.program), stage=Stage.ACTIVE)
    line = module.teaches[0]
    seen = [Seen(module.id, line.competency_id, 2, "Seen.")]
    enrolments.assess(row, seen, actor=make_actor(Side.STAFF), now=datetime.now(UTC))
    client.sign_in(jobseeker_actor(row.jobseeker))
    page = client.get_page(f"/enrolments/{row.id}/growth")
    calm, routes = queries.growth_of(row)
    assert (calm.name, calm.before, calm.now, calm.target, calm.partners) == ("Keep a shift calm", None, 2, 3, 0)
    assert (routes.now, routes.target) == (None, 2)
    assert "nobody has looked yet" in page.main


def test_what_partners_ask_for_is_told_once_three_do_and_never_of_a_role_on_hold(client, module):
    asked = module.teaches[0].competency
    row = make_enrolment(cohort=make_cohort(program=module.program), stage=Stage.ACTIVE)
    client.sign_in(jobseeker_actor(row.jobseeker))

    def told():
        calm = queries.growth_of(row)[0]
        return calm.partners, calm.asked

    for stage in (NeedStage.OPEN, NeedStage.ON_HOLD, NeedStage.PARTLY_FILLED, NeedStage.OPEN):
        assert told() == (0, None), stage
        partner = make_cohort_partner(cohort=row.cohort).hiring_partner
        make_requirement(make_role_need(partner.employer, stage=stage), competency=asked, level=4)
    assert told() == (3, 4)
    page = client.get_page(f"/enrolments/{row.id}/growth").main
    assert "3 partners" in page
    assert page.count("fewer than three partners ask for it now") == 1
